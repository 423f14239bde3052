// A param's value as text.
#ifndef ASSAY_CORE_VALUE_TEXT_H_
#define ASSAY_CORE_VALUE_TEXT_H_

#include <string>

#include "fmt/format.h"

namespace assay {

// Exact, a double in the shortest form that reads back the same; empty for no value. `Value` is the
// message of the API's resources, which core does not know.
template <typename Value>
std::string ValueText(const Value& value) {
  switch (value.kind_case()) {
    case Value::kStringValue:
      return value.string_value();
    case Value::kIntValue:
      return fmt::format("{}", value.int_value());
    case Value::kDoubleValue:
      return fmt::format("{}", value.double_value());
    case Value::kBoolValue:
      return value.bool_value() ? "true" : "false";
    default:
      return "";
  }
}

}  // namespace assay

#endif  // ASSAY_CORE_VALUE_TEXT_H_
