#include "governance/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "expression/time_text.h"
#include "expression/value.h"
#include "fmt/format.h"
#include "governance/canonical_json.h"

namespace assay::governance {

absl::Time TimeOf(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

absl::Duration DurationOf(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

google::protobuf::Timestamp TimestampOf(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  const int64_t seconds = absl::ToUnixSeconds(time);
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return timestamp;
}

google::protobuf::Duration ProtoDurationOf(absl::Duration duration) {
  google::protobuf::Duration proto;
  const int64_t seconds = absl::IDivDuration(duration, absl::Seconds(1), &duration);
  proto.set_seconds(seconds);
  proto.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(duration)));
  return proto;
}

std::string TimeText(absl::Time time) { return expression::TimestampText(time); }

std::string AgeText(absl::Duration duration) {
  absl::Duration rest;
  const int64_t days = absl::IDivDuration(duration, absl::Hours(24), &rest);
  if (days != 0 && rest == absl::ZeroDuration()) return fmt::format("{}d", days);
  return expression::DurationText(duration);
}

std::string ValueText(const v1::FactValue& value) {
  switch (value.kind_case()) {
    case v1::FactValue::kStringValue:
      return expression::Value::String(value.string_value()).ToString();
    case v1::FactValue::kIntValue:
      return fmt::format("{}", value.int_value());
    case v1::FactValue::kDoubleValue:
      return NumberText(value.double_value());
    case v1::FactValue::kBoolValue:
      return value.bool_value() ? "true" : "false";
    case v1::FactValue::kNotANumber:
      switch (value.not_a_number()) {
        case v1::NOT_A_NUMBER_INFINITY:
          return "Infinity";
        case v1::NOT_A_NUMBER_NEGATIVE_INFINITY:
          return "-Infinity";
        default:
          return "NaN";
      }
    case v1::FactValue::KIND_NOT_SET:
      break;
  }
  return "absent";
}

v1::FactValue FactOf(double value) {
  v1::FactValue fact;
  if (std::isnan(value)) {
    fact.set_not_a_number(v1::NOT_A_NUMBER_NAN);
  } else if (std::isinf(value)) {
    fact.set_not_a_number(value > 0 ? v1::NOT_A_NUMBER_INFINITY
                                    : v1::NOT_A_NUMBER_NEGATIVE_INFINITY);
  } else {
    fact.set_double_value(value);
  }
  return fact;
}

v1::FactValue FactOf(int64_t value) {
  v1::FactValue fact;
  fact.set_int_value(value);
  return fact;
}

v1::FactValue FactOf(std::string_view value) {
  v1::FactValue fact;
  fact.set_string_value(std::string(value));
  return fact;
}

v1::FactValue FactOf(bool value) {
  v1::FactValue fact;
  fact.set_bool_value(value);
  return fact;
}

std::optional<double> NumberOf(const v1::FactValue& value) {
  if (value.has_int_value()) return static_cast<double>(value.int_value());
  if (value.has_double_value() && std::isfinite(value.double_value())) return value.double_value();
  return std::nullopt;
}

std::string EnumText(const google::protobuf::EnumDescriptor& type, int value) {
  const auto* descriptor = type.FindValueByNumber(value);
  if (descriptor == nullptr) return fmt::format("{}", value);
  // The first value is PREFIX_UNSPECIFIED.
  const std::string_view first = type.value(0)->name();
  std::string text(std::string_view(descriptor->name()).substr(first.rfind("UNSPECIFIED")));
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

double Difference(double a, double b) {
  const double difference = a - b;
  const double larger = std::max(std::abs(a), std::abs(b));
  if (larger == 0 || !std::isfinite(difference)) return difference;
  // 15 significant digits, counted from the decimal exponent. The text is rounded as a decimal
  // number.
  const std::string scientific = fmt::format("{:.14e}", larger);
  const size_t e = scientific.find('e');
  int exponent = 0;
  const char* end = scientific.data() + scientific.size();
  std::from_chars(scientific.data() + e + (scientific[e + 1] == '+' ? 2 : 1), end, exponent);
  const int places = 14 - exponent;
  if (places < 0) return difference;  // Beyond 1e15 doubles have no more digits than that.
  const std::string text = fmt::format("{:.{}f}", difference, places);
  double rounded = 0;
  std::from_chars(text.data(), text.data() + text.size(), rounded);
  return rounded == 0 ? 0 : rounded;  // Without a sign on zero.
}

}  // namespace assay::governance
