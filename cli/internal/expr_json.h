// JSON to values of the expression language and back.
#ifndef ASSAY_CLI_INTERNAL_EXPR_JSON_H_
#define ASSAY_CLI_INTERNAL_EXPR_JSON_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "cli/internal/json.h"
#include "expression/type.h"
#include "expression/value.h"

namespace assay::cli {

// Objects become maps. A number without fraction or exponent is an int (JSON_INVALID when it is out
// of an int's range), any other a double. There is no null: what is absent is left out.
// JSON_INVALID also for text that is no JSON, and for a key that an object has twice.
absl::StatusOr<expression::Value> ParseValue(std::string_view json);

// The other way. Durations and timestamps are their texts, "1h30m" and "2024-05-01T12:00:00Z"; NaN
// and infinities are "NaN", "Infinity", "-Infinity".
Json ValueToJson(const expression::Value& value);

// The type that the checker takes a value for: objects with their fields, lists of what all
// elements are.
expression::Type TypeOf(std::string_view name, const expression::Value& value);

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_EXPR_JSON_H_
