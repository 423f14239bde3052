// YAML as a plain tree with places, of bounded size. No anchors, aliases, merge keys or tags: a
// policy says everything where it is read.
#ifndef ASSAY_GOVERNANCE_YAML_TREE_H_
#define ASSAY_GOVERNANCE_YAML_TREE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "expression/diagnostics.h"

namespace assay::governance {

struct YamlKey {
  std::string name;
  expression::Position at;
};

struct YamlNode {
  enum class Kind { kNull, kScalar, kList, kMap };

  Kind kind = Kind::kNull;
  // Of a scalar: its text, and whether it stands without quotes, so that it may be a number or a
  // bool.
  std::string text;
  bool plain = false;
  // Of a map: different names, as many as there are items.
  std::vector<YamlKey> keys;
  std::vector<YamlNode> items;
  expression::Position at;
};

// One document. Errors are those of ParsePolicyYaml that are about YAML, with "Line 3, column 5: "
// in front.
absl::StatusOr<YamlNode> ParseYaml(std::string_view yaml);

// An InvalidArgument that says where.
absl::Status YamlError(std::string_view reason, std::string_view field, expression::Position at,
                       std::string_view message);

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_YAML_TREE_H_
