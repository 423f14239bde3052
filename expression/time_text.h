// Durations and timestamps as text, with the ranges that CEL gives them.
#ifndef ASSAY_EXPRESSION_TIME_TEXT_H_
#define ASSAY_EXPRESSION_TIME_TEXT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace assay::expression {

// A duration such as "1h30m1.5s", "-250ms" or "0": numbers with the units h, m, s, ms, us, ns. What
// is finer than a nanosecond is cut off. EXPRESSION_VALUE when it is not one, EXPRESSION_RANGE when
// it is out of range.
absl::StatusOr<absl::Duration> ParseDuration(std::string_view text);

// A timestamp in the form of RFC 3339, "2024-05-01T12:00:00.5Z" or with an offset such as "+02:00";
// up to nine digits of a second. Errors as for ParseDuration.
absl::StatusOr<absl::Time> ParseTimestamp(std::string_view text);

// The value itself when it is in CEL's range, else EXPRESSION_RANGE: durations are an int64 of
// nanoseconds (about 292 years), timestamps are in the years 1 to 9999.
absl::StatusOr<absl::Duration> InRange(absl::Duration duration);
absl::StatusOr<absl::Time> InRange(absl::Time time);

// Text that the parsers above read back as the same value, to the nanosecond.
std::string DurationText(absl::Duration duration);
std::string TimestampText(absl::Time time);

}  // namespace assay::expression

#endif  // ASSAY_EXPRESSION_TIME_TEXT_H_
