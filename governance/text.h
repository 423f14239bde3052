// Protobuf's times, and facts as text. Everything here is pure and thread-safe.
#ifndef ASSAY_GOVERNANCE_TEXT_H_
#define ASSAY_GOVERNANCE_TEXT_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "assay/v1/facts.pb.h"
#include "assay/v1/policy.pb.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace assay::governance {

absl::Time TimeOf(const google::protobuf::Timestamp& timestamp);
absl::Duration DurationOf(const google::protobuf::Duration& duration);
google::protobuf::Timestamp TimestampOf(absl::Time time);
google::protobuf::Duration ProtoDurationOf(absl::Duration duration);

// "2026-05-01T12:00:00Z".
std::string TimeText(absl::Time time);
// In days where it is a whole number of them, "30d", else as the expression language writes it,
// "1h30m".
std::string AgeText(absl::Duration duration);

// "0.9", "42", "true", "\"xgb\"", "NaN"; "absent" for none.
std::string ValueText(const v1::FactValue& value);

v1::FactValue FactOf(double value);
v1::FactValue FactOf(int64_t value);
v1::FactValue FactOf(std::string_view value);
v1::FactValue FactOf(bool value);
// A literal is text, not a bool.
inline v1::FactValue FactOf(const char* value) { return FactOf(std::string_view(value)); }

// The number that a fact is; nothing for text, bools and what is marked as no number.
std::optional<double> NumberOf(const v1::FactValue& value);

// The name of a value of an enum in lower case without the enum's prefix: "higher_is_better".
std::string EnumText(const google::protobuf::EnumDescriptor& type, int value);

// a - b, rounded to 15 significant digits of the larger of the two, so that 0.35 - 0.34 is 0.01:
// what people compute from the numbers that they see, and what margins are compared with.
double Difference(double a, double b);

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_TEXT_H_
