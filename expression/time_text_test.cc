#include "expression/time_text.h"

#include <limits>

#include "core/errors.h"
#include "gtest/gtest.h"

namespace assay::expression {
namespace {

TEST(DurationTextTest, ReadsUnits) {
  EXPECT_EQ(*ParseDuration("1h30m1.5s"), absl::Minutes(90) + absl::Milliseconds(1500));
  EXPECT_EQ(*ParseDuration("-1.5h"), -absl::Minutes(90));
  EXPECT_EQ(*ParseDuration("2ms3us4ns"), absl::Nanoseconds(2'003'004));
  EXPECT_EQ(*ParseDuration("0"), absl::ZeroDuration());
  EXPECT_EQ(*ParseDuration("1.9ns"), absl::Nanoseconds(1));
}

TEST(DurationTextTest, RefusesOtherText) {
  for (const char* bad : {"", "1", "s", "1d", "1 s", "inf", "-inf", "1h-2m", "1..5s", " 1s"}) {
    EXPECT_EQ(ErrorReason(ParseDuration(bad).status()), "EXPRESSION_VALUE") << bad;
  }
}

TEST(DurationTextTest, HasTheRangeOfNanoseconds) {
  EXPECT_TRUE(ParseDuration("9223372036.854775807s").ok());
  for (const char* bad : {"9223372036.854775808s", "-9223372036.854775809s", "99999999999999h"}) {
    EXPECT_EQ(ErrorReason(ParseDuration(bad).status()), "EXPRESSION_RANGE") << bad;
  }
}

TEST(DurationTextTest, ReadsBack) {
  for (const int64_t ns :
       {int64_t{0}, int64_t{-1}, int64_t{1'000'000'001}, int64_t{59'999'999'999},
        std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::min()}) {
    const absl::Duration duration = absl::Nanoseconds(ns);
    EXPECT_EQ(*ParseDuration(DurationText(duration)), duration) << ns;
  }
}

TEST(TimestampTextTest, ReadsRfc3339) {
  EXPECT_EQ(*ParseTimestamp("1970-01-01T00:00:00Z"), absl::UnixEpoch());
  EXPECT_EQ(*ParseTimestamp("1970-01-01T02:00:01.5+02:00"),
            absl::UnixEpoch() + absl::Milliseconds(1500));
  EXPECT_EQ(*ParseTimestamp("1969-12-31T23:30:00-00:30"), absl::UnixEpoch());
  EXPECT_EQ(*ParseTimestamp("2024-02-29T00:00:00.000000001Z"),
            absl::FromUnixSeconds(1709164800) + absl::Nanoseconds(1));
}

TEST(TimestampTextTest, RefusesOtherText) {
  for (const char* bad :
       {"", "2024-05-01", "2024-05-01T12:00:00", "2024-05-01 12:00:00Z", "2024-05-01t12:00:00z",
        "2023-02-29T00:00:00Z", "2024-04-31T00:00:00Z", "2024-13-01T00:00:00Z",
        "2024-05-01T24:00:00Z", "2024-05-01T12:00:60Z", "2024-05-01T12:00:00.Z",
        "2024-05-01T12:00:00.1234567890Z", "2024-05-01T12:00:00+2:00", "2024-05-01T12:00:00Zx"}) {
    EXPECT_EQ(ErrorReason(ParseTimestamp(bad).status()), "EXPRESSION_VALUE") << bad;
  }
}

TEST(TimestampTextTest, HasTheYears1To9999) {
  EXPECT_TRUE(ParseTimestamp("0001-01-01T00:00:00Z").ok());
  EXPECT_TRUE(ParseTimestamp("9999-12-31T23:59:59.999999999Z").ok());
  for (const char* bad :
       {"0000-12-31T23:59:59Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"}) {
    EXPECT_EQ(ErrorReason(ParseTimestamp(bad).status()), "EXPRESSION_RANGE") << bad;
  }
}

TEST(TimestampTextTest, ReadsBack) {
  for (const char* text : {"0001-01-01T00:00:00Z", "2024-05-01T12:00:00.123456789Z",
                           "9999-12-31T23:59:59.999999999Z"}) {
    EXPECT_EQ(TimestampText(*ParseTimestamp(text)), text);
  }
}

}  // namespace
}  // namespace assay::expression
