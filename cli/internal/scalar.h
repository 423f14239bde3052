// Values as people type them.
#ifndef ASSAY_CLI_INTERNAL_SCALAR_H_
#define ASSAY_CLI_INTERNAL_SCALAR_H_

#include <string>

#include "cli/internal/json.h"

namespace assay::cli {

// A JSON number, bool or string, or else the text itself: 3, 3.0, true, "3" and gold. `Value` is a
// v1::Value or a v1::FactValue.
template <typename Value>
Value ParseScalar(const std::string& text) {
  Value value;
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_boolean()) {
    value.set_bool_value(json.get<bool>());
  } else if (json.is_number_integer()) {
    value.set_int_value(json.get<int64_t>());
  } else if (json.is_number()) {
    value.set_double_value(json.get<double>());
  } else {
    value.set_string_value(json.is_string() ? json.get<std::string>() : text);
  }
  return value;
}

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_SCALAR_H_
