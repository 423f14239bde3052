// Policies as people write them: YAML with the field names of policy.proto, enums in lower case
// without their prefix ("higher_is_better"), durations as "30d" or "1h30m", times as RFC 3339.
#ifndef ASSAY_GOVERNANCE_POLICY_YAML_H_
#define ASSAY_GOVERNANCE_POLICY_YAML_H_

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/policy.pb.h"
#include "expression/diagnostics.h"
#include "governance/policy_check.h"

namespace assay::governance {

// Bounds of a source, so that reading it is cheap whatever it says.
inline constexpr size_t kPolicyBytes = 256'000;
inline constexpr int kPolicyDepth = 16;
inline constexpr int kPolicyNodes = 20'000;

// A policy with the places of its fields in the source: "rules[2].metric_threshold.metric".
struct PolicyDocument {
  v1::Policy policy;
  std::map<std::string, expression::Position, std::less<>> positions;
};

// Reads the form of a policy; what it says is for CheckPolicy. Output-only fields (version, state)
// are refused. The first mistake is an InvalidArgument whose message begins with "Line 3, column 5:
// " and whose field is the path:
//   POLICY_SYNTAX             it is not one YAML document that is a mapping
//   POLICY_TOO_LARGE          it has too many bytes or nodes, or is nested too deeply
//   POLICY_ALIAS              it has an anchor, alias, merge key or tag
//   POLICY_FIELD_UNKNOWN      there is no such field
//   POLICY_RULE_KIND_UNKNOWN  there is no such kind of rule
//   POLICY_FIELD_TWICE        a field is there twice, or a rule has two kinds
//   POLICY_VALUE_INVALID      a value is not of the field's type
// Thread-safe.
absl::StatusOr<PolicyDocument> ParsePolicyYaml(std::string_view yaml);

// A mistake with its place in the source, 0 where it has none.
struct PolicyProblem {
  std::string reason;
  std::string field;
  std::string message;
  expression::Position at;
};

// All that ParsePolicyYaml and CheckPolicy find, in the order of the source; empty when it can be
// published. A policy that can't be read has one problem. `policy`, when given, gets what was read.
std::vector<PolicyProblem> LintPolicy(std::string_view yaml, const KnownNames& known = {},
                                      v1::Policy* policy = nullptr);

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_POLICY_YAML_H_
