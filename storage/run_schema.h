// What filters and orders of runs may read. docs/expressions.md, "Filtering runs", is its
// reference.
#ifndef ASSAY_STORAGE_RUN_SCHEMA_H_
#define ASSAY_STORAGE_RUN_SCHEMA_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "expression/ast.h"
#include "expression/type.h"

namespace assay {

// The variables and their types.
const expression::Schema& RunSchema();

// Parses and checks a filter of runs. InvalidArgument with the reasons of expression/diagnostics.h.
absl::StatusOr<expression::Expression> ParseRunFilter(std::string_view source);

// What a variable, or a key of a map, is: "metrics" and "auc" of `metrics.auc` and
// `metrics["auc"]`, "name" and nothing of `name`.
struct RunField {
  std::string variable;
  std::string key;
};
// Nothing when `expr` is something else, for example when the key is not a constant.
std::optional<RunField> AsRunField(const expression::Expr& expr);

}  // namespace assay

#endif  // ASSAY_STORAGE_RUN_SCHEMA_H_
