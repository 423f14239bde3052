#include "expression/time_text.h"

#include <algorithm>
#include <limits>

#include "absl/time/civil_time.h"
#include "core/errors.h"
#include "core/status_macros.h"
#include "expression/string_literal.h"

namespace assay::expression {
namespace {

absl::Status NotATimestamp(std::string_view text) {
  return InvalidArgument("EXPRESSION_VALUE", "",
                         "{} is not a timestamp; write it as \"2024-05-01T12:00:00Z\", with up to "
                         "nine digits of a second, and Z or an offset such as +02:00",
                         QuoteString(text));
}

// Reads a timestamp from left to right; after a mistake nothing more is read.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool ok() const { return ok_; }
  bool AtEnd() const { return rest_.empty(); }

  bool Accept(char c) {
    if (!ok_ || rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void Expect(char c) { ok_ = Accept(c); }

  // A number of exactly `digits` digits from `low` to `high`.
  int Number(size_t digits, int low, int high) {
    int number = 0;
    size_t count = 0;
    while (count < digits && AtDigit()) number = number * 10 + TakeDigit(), ++count;
    ok_ = ok_ && count == digits && number >= low && number <= high;
    return number;
  }

  // One to nine digits after the point, in nanoseconds.
  int64_t Nanoseconds() {
    int64_t number = 0;
    int count = 0;
    for (; count < 9 && AtDigit(); ++count) number = number * 10 + TakeDigit();
    ok_ = ok_ && count > 0 && !AtDigit();
    for (; count < 9; ++count) number *= 10;
    return number;
  }

 private:
  bool AtDigit() const { return !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9'; }
  int TakeDigit() {
    const int digit = rest_[0] - '0';
    rest_.remove_prefix(1);
    return digit;
  }

  std::string_view rest_;
  bool ok_ = true;
};

absl::Duration ReadOffset(Reader& reader) {
  if (reader.Accept('Z')) return absl::ZeroDuration();
  const bool west = reader.Accept('-');
  if (!west) reader.Expect('+');
  const int hours = reader.Number(2, 0, 23);
  reader.Expect(':');
  const int minutes = reader.Number(2, 0, 59);
  const absl::Duration offset = absl::Hours(hours) + absl::Minutes(minutes);
  return west ? -offset : offset;
}

}  // namespace

absl::StatusOr<absl::Duration> ParseDuration(std::string_view text) {
  absl::Duration duration;
  // Abseil reads the same grammar, but for "inf" and white space.
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    return std::string_view("0123456789.+-hmsun").find(c) != std::string_view::npos;
  });
  if (!plain || !absl::ParseDuration({text.data(), text.size()}, &duration)) {
    return InvalidArgument("EXPRESSION_VALUE", "",
                           "{} is not a duration; write numbers with the units h, m, s, ms, us or "
                           "ns, such as \"1h30m\"",
                           QuoteString(text));
  }
  return InRange(absl::Trunc(duration, absl::Nanoseconds(1)));
}

absl::StatusOr<absl::Time> ParseTimestamp(std::string_view text) {
  Reader reader(text);
  const int year = reader.Number(4, 0, 9999);
  reader.Expect('-');
  const int month = reader.Number(2, 1, 12);
  reader.Expect('-');
  const int day = reader.Number(2, 1, 31);
  reader.Expect('T');
  const int hour = reader.Number(2, 0, 23);
  reader.Expect(':');
  const int minute = reader.Number(2, 0, 59);
  reader.Expect(':');
  const int second = reader.Number(2, 0, 59);
  const int64_t nanoseconds = reader.Accept('.') ? reader.Nanoseconds() : 0;
  const absl::Duration offset = ReadOffset(reader);
  if (!reader.ok() || !reader.AtEnd()) return NotATimestamp(text);
  const absl::CivilSecond civil(year, month, day, hour, minute, second);
  if (civil.day() != day) return NotATimestamp(text);  // The 31st of a shorter month.
  return InRange(absl::FromCivil(civil, absl::UTCTimeZone()) + absl::Nanoseconds(nanoseconds) -
                 offset);
}

absl::StatusOr<absl::Duration> InRange(absl::Duration duration) {
  if (duration < absl::Nanoseconds(std::numeric_limits<int64_t>::min()) ||
      duration > absl::Nanoseconds(std::numeric_limits<int64_t>::max())) {
    return InvalidArgument("EXPRESSION_RANGE", "",
                           "the duration is out of range; it can have about 292 years");
  }
  return duration;
}

absl::StatusOr<absl::Time> InRange(absl::Time time) {
  static const absl::Time kFirst = absl::FromCivil(absl::CivilYear(1), absl::UTCTimeZone());
  static const absl::Time kEnd = absl::FromCivil(absl::CivilYear(10000), absl::UTCTimeZone());
  if (time < kFirst || time >= kEnd) {
    return InvalidArgument("EXPRESSION_RANGE", "",
                           "the timestamp is out of range; its year can be 1 to 9999");
  }
  return time;
}

std::string DurationText(absl::Duration duration) { return absl::FormatDuration(duration); }

std::string TimestampText(absl::Time time) {
  return absl::FormatTime("%E4Y-%m-%d%ET%H:%M:%E*SZ", time, absl::UTCTimeZone());
}

}  // namespace assay::expression
