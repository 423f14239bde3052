#include "expression/value.h"

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <random>

#include "gtest/gtest.h"

namespace assay::expression {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr int64_t kTwoTo53 = 1LL << 53;

Value List(ValueList values) { return Value::List(std::move(values)); }

TEST(ValueTest, PrintsLiterals) {
  EXPECT_EQ(Value::Bool(true).ToString(), "true");
  EXPECT_EQ(Value::Int(-3).ToString(), "-3");
  EXPECT_EQ(Value::String("a\"b\n\x01").ToString(), R"("a\"b\n\x01")");
  EXPECT_EQ(Value::Duration(absl::Minutes(90) + absl::Milliseconds(1500)).ToString(),
            "duration(\"1h30m1.5s\")");
  EXPECT_EQ(Value::Timestamp(absl::FromUnixSeconds(1)).ToString(),
            "timestamp(\"1970-01-01T00:00:01Z\")");
  EXPECT_EQ(List({Value::Int(1), Value::Double(1)}).ToString(), "[1, 1.0]");
  EXPECT_EQ(Value::Map({{"b", Value::Int(1)}, {"a", List({})}}).ToString(), R"({"a": [], "b": 1})");
}

TEST(ValueTest, PrintsDoublesThatReadBack) {
  EXPECT_EQ(FormatDouble(1), "1.0");
  EXPECT_EQ(FormatDouble(-0.0), "-0.0");
  EXPECT_EQ(FormatDouble(3e-7), "3e-07");
  EXPECT_EQ(FormatDouble(0.1), "0.1");
  EXPECT_EQ(FormatDouble(kNaN), "NaN");
  EXPECT_EQ(FormatDouble(-kInfinity), "-Infinity");
  std::mt19937_64 random(7);
  for (int i = 0; i < 2000; ++i) {
    const uint64_t bits = random();
    double number;
    std::memcpy(&number, &bits, sizeof number);
    if (!std::isfinite(number)) continue;
    EXPECT_EQ(std::strtod(FormatDouble(number).c_str(), nullptr), number);
  }
}

TEST(ValueTest, ComparesNumbersByMathematicalValue) {
  EXPECT_TRUE(Equals(Value::Int(1), Value::Double(1)));
  EXPECT_FALSE(Equals(Value::Int(kTwoTo53 + 1), Value::Double(kTwoTo53)));
  EXPECT_TRUE(*Compare(Value::Int(kTwoTo53 + 1), Value::Double(kTwoTo53)) > 0);
  EXPECT_TRUE(*Compare(Value::Double(kTwoTo53), Value::Int(kTwoTo53 + 1)) < 0);
  EXPECT_TRUE(*Compare(Value::Int(-1), Value::Double(-0.5)) < 0);
  EXPECT_TRUE(*Compare(Value::Int(-1), Value::Double(-1.5)) > 0);
  EXPECT_TRUE(*Compare(Value::Int(1), Value::Double(1.5)) < 0);
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
  EXPECT_TRUE(*Compare(Value::Int(kMax), Value::Double(9223372036854775808.0)) < 0);
  EXPECT_TRUE(*Compare(Value::Int(kMin), Value::Double(-9223372036854775808.0)) == 0);
  EXPECT_TRUE(*Compare(Value::Int(kMin), Value::Double(-kInfinity)) > 0);
}

TEST(ValueTest, NanEqualsAndOrdersNothing) {
  const Value nan = Value::Double(kNaN);
  for (const Value& other : {nan, Value::Int(0), Value::Double(kInfinity)}) {
    EXPECT_FALSE(Equals(nan, other));
    EXPECT_FALSE(Equals(other, nan));
    EXPECT_EQ(*Compare(nan, other), std::partial_ordering::unordered);
    EXPECT_EQ(*Compare(other, nan), std::partial_ordering::unordered);
  }
  EXPECT_FALSE(Equals(List({nan}), List({nan})));
}

TEST(ValueTest, EqualityOfOtherKinds) {
  EXPECT_FALSE(Equals(Value::String("1"), Value::Int(1)));
  EXPECT_FALSE(Equals(Value::Bool(true), Value::Int(1)));
  EXPECT_TRUE(Equals(List({Value::Int(1)}), List({Value::Double(1)})));
  EXPECT_FALSE(Equals(List({Value::Int(1)}), List({})));
  const Value map = Value::Map({{"a", Value::Int(1)}});
  EXPECT_TRUE(Equals(map, Value::Map({{"a", Value::Double(1)}})));
  EXPECT_FALSE(Equals(map, Value::Map({{"b", Value::Int(1)}})));
  EXPECT_FALSE(Equals(map, Value::Map({{"a", Value::Int(2)}})));
}

TEST(ValueTest, OrderOfOtherKinds) {
  EXPECT_TRUE(*Compare(Value::Bool(false), Value::Bool(true)) < 0);
  EXPECT_TRUE(*Compare(Value::String("Z"), Value::String("a")) < 0);
  EXPECT_TRUE(*Compare(Value::String("z"), Value::String("é")) < 0);
  EXPECT_TRUE(*Compare(Value::Duration(absl::Seconds(1)), Value::Duration(absl::Hours(1))) < 0);
  EXPECT_TRUE(*Compare(Value::Timestamp(absl::FromUnixSeconds(2)),
                       Value::Timestamp(absl::FromUnixSeconds(1))) > 0);
  EXPECT_FALSE(Compare(Value::String("1"), Value::Int(1)).has_value());
  EXPECT_FALSE(Compare(List({}), List({})).has_value());
}

}  // namespace
}  // namespace assay::expression
