#include "expression/evaluator.h"

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/errors.h"
#include "expression/parser.h"
#include "gtest/gtest.h"

namespace assay::expression {
namespace {

// Looks its only entry up when asked, and counts how often.
class LazyMap : public ValueMap {
 public:
  std::optional<Value> Find(std::string_view key) const override {
    ++lookups;
    if (key != "auc") return std::nullopt;
    return Value::Double(0.87);
  }
  std::vector<std::string> Keys() const override { return {"auc"}; }
  mutable int lookups = 0;
};

EagerMap Variables() {
  return EagerMap({{"yes", Value::Bool(true)},
                   {"no", Value::Bool(false)},
                   {"i", Value::Int(7)},
                   {"max", Value::Int(std::numeric_limits<int64_t>::max())},
                   {"min", Value::Int(std::numeric_limits<int64_t>::min())},
                   {"nan", Value::Double(std::numeric_limits<double>::quiet_NaN())},
                   {"s", Value::String("naïve😀")},
                   {"list", Value::List({Value::Int(1), Value::String("a")})},
                   {"map", Value::Map({{"a", Value::Int(1)}, {"b c", Value::Int(2)}})}});
}

// The value as text, or the reason of the error.
std::string Eval(std::string_view source) {
  const auto parsed = Parse(source);
  if (!parsed.ok()) return std::string(parsed.status().message());
  const auto value = Evaluate(*parsed, Variables());
  return value.ok() ? value->ToString() : ErrorReason(value.status());
}

struct Case {
  const char* source;
  const char* result;
};

void ExpectAll(const std::vector<Case>& cases) {
  for (const Case& c : cases) EXPECT_EQ(Eval(c.source), c.result) << c.source;
}

constexpr char kType[] = "EXPRESSION_TYPE";
constexpr char kAbsent[] = "EXPRESSION_ABSENT";
constexpr char kRange[] = "EXPRESSION_RANGE";
constexpr char kZero[] = "EXPRESSION_DIVISION_BY_ZERO";

TEST(EvaluatorTest, LogicAbsorbsErrorsOnBothSides) {
  ExpectAll({{"yes && no", "false"},
             {"no || yes", "true"},
             {"no && 1 / 0 > 0", "false"},
             {"1 / 0 > 0 && no", "false"},
             {"yes || 1 / 0 > 0", "true"},
             {"1 / 0 > 0 || yes", "true"},
             {"yes && 1 / 0 > 0", kZero},
             {"1 / 0 > 0 && yes", kZero},
             {"no || 1 / 0 > 0", kZero},
             {"1 / 0 > 0 || map.x > 0", kZero},
             {"map.x > 0 || 1 / 0 > 0", kAbsent},
             {"i && no", "false"},
             {"no && i", "false"},
             {"i || yes", "true"},
             {"i && yes", kType},
             {"!i", kType},
             {"!yes", "false"}});
}

TEST(EvaluatorTest, ConditionalEvaluatesOneBranch) {
  ExpectAll({{"yes ? 1 : 1 / 0", "1"},
             {"no ? 1 / 0 : 2", "2"},
             {"1 / 0 > 0 ? 1 : 2", kZero},
             {"i ? 1 : 2", kType},
             {"no ? 1 : no ? 2 : 3", "3"}});
}

TEST(EvaluatorTest, IntArithmeticIsChecked) {
  ExpectAll({{"7 / 2", "3"},
             {"-7 / 2", "-3"},
             {"7 % -2", "1"},
             {"-7 % 2", "-1"},
             {"max + 1", kRange},
             {"min - 1", kRange},
             {"max * 2", kRange},
             {"-min", kRange},
             {"min / -1", kRange},
             {"min % -1", kRange},
             {"1 / 0", kZero},
             {"1 % 0", kZero},
             {"max + min", "-1"}});
}

TEST(EvaluatorTest, DoubleArithmeticIsIeee) {
  ExpectAll({{"1.0 / 0.0", "Infinity"},
             {"-1.0 / 0.0", "-Infinity"},
             {"0.0 / 0.0", "NaN"},
             {"0.1 + 0.2", "0.30000000000000004"},
             {"1e308 * 10.0", "Infinity"},
             {"-(0.0)", "-0.0"},
             {"2.5 - 1.0", "1.5"},
             {"1.5 % 1.0", kType}});
}

TEST(EvaluatorTest, NothingIsConverted) {
  ExpectAll({{"i + 1.0", kType},
             {"1 + 'a'", kType},
             {"'a' + 1", kType},
             {"'a' * 2", kType},
             {"yes + yes", kType},
             {"-s", kType},
             {"list + 1", kType},
             {"map + map", kType}});
}

TEST(EvaluatorTest, Equality) {
  ExpectAll({{"1 == 1.0", "true"},
             {"i == 7.0", "true"},
             {"max == 9223372036854775808.0", "false"},
             {"nan == nan", "false"},
             {"nan != nan", "true"},
             {"1 == '1'", "false"},
             {"yes == 1", "false"},
             {"[1, [2]] == [1.0, [2]]", "true"},
             {"map == map", "true"},
             {"list != [1, 'a']", "false"},
             {"0.0 == -0.0", "true"}});
}

TEST(EvaluatorTest, Order) {
  ExpectAll({{"1 < 1.5", "true"},
             {"max < 9223372036854775808.0", "true"},
             {"nan < 1", "false"},
             {"nan >= 1", "false"},
             {"'a' < 'b'", "true"},
             {"'Z' < 'a'", "true"},
             {"no < yes", "true"},
             {"1 < '2'", kType},
             {"[1] < [2]", kType},
             {"map < map", kType},
             {"duration('60s') <= duration('1m')", "true"}});
}

TEST(EvaluatorTest, FieldsAndIndexes) {
  ExpectAll({{"map.a", "1"},
             {"map['b c']", "2"},
             {"map.x", kAbsent},
             {"map['x']", kAbsent},
             {"absent", kAbsent},
             {"absent.x", kAbsent},
             {"i.a", kType},
             {"map[0]", kType},
             {"list[0]", "1"},
             {"list[1]", "\"a\""},
             {"list[2]", kRange},
             {"list[-1]", kRange},
             {"list[1.0]", "\"a\""},
             {"list[0.5]", kType},
             {"list[nan]", kType},
             {"list['a']", kType},
             {"s[0]", kType}});
}

TEST(EvaluatorTest, Has) {
  ExpectAll({{"has(map.a)", "true"},
             {"has(map.x)", "false"},
             {"has(map.x.y)", kAbsent},
             {"has(i.a)", kType},
             {"has(map.x) && map.x > 1", "false"}});
}

TEST(EvaluatorTest, In) {
  ExpectAll({{"1 in list", "true"},
             {"1.0 in list", "true"},
             {"2 in list", "false"},
             {"nan in [nan]", "false"},
             {"'a' in map", "true"},
             {"'x' in map", "false"},
             {"1 in map", "false"},
             {"'a' in 'abc'", kType},
             {"1 in []", "false"}});
}

TEST(EvaluatorTest, Functions) {
  ExpectAll({{"size(s)", "6"},
             {"s.size()", "6"},
             {"size('')", "0"},
             {"size(list)", "2"},
             {"size(map)", "2"},
             {"size(1)", kType},
             {"s.startsWith('na')", "true"},
             {"s.startsWith('')", "true"},
             {"s.endsWith('😀')", "true"},
             {"s.endsWith('x')", "false"},
             {"s.contains('ïv')", "true"},
             {"s.contains(1)", kType},
             {"i.contains('a')", kType}});
}

TEST(EvaluatorTest, Concatenation) {
  ExpectAll({{"'a' + 'b'", "\"ab\""}, {"[1] + ['a']", "[1, \"a\"]"}, {"[] + []", "[]"}});
}

TEST(EvaluatorTest, Times) {
  ExpectAll({{"duration('1h30m') - duration('90s')", "duration(\"1h28m30s\")"},
             {"duration('1h') == duration('60m')", "true"},
             {"timestamp(0)", "timestamp(\"1970-01-01T00:00:00Z\")"},
             {"timestamp('2024-02-28T00:00:00Z') + duration('24h')",
              "timestamp(\"2024-02-29T00:00:00Z\")"},
             {"duration('1s') + timestamp(1)", "timestamp(\"1970-01-01T00:00:02Z\")"},
             {"timestamp(60) - timestamp(0)", "duration(\"1m\")"},
             {"timestamp(60) - duration('1m') == timestamp(0)", "true"},
             {"timestamp(timestamp(0)) - duration(duration('1s')) < timestamp(0)", "true"},
             {"timestamp(0) + timestamp(0)", kType},
             {"duration('1s') - timestamp(0)", kType},
             {"duration('1s') * 2", kType},
             {"duration(s)", "EXPRESSION_VALUE"},
             {"timestamp(s)", "EXPRESSION_VALUE"},
             {"duration(i)", kType},
             {"timestamp(max)", kRange},
             {"duration('2000000h') + duration('2000000h')", kRange},
             {"timestamp('9999-12-31T23:59:59Z') + duration('1s')", kRange},
             {"timestamp('9999-12-31T23:59:59Z') - timestamp('0001-01-01T00:00:00Z')", kRange}});
}

TEST(EvaluatorTest, ErrorsShowWhere) {
  const auto parsed = Parse("yes && map.x > 1");
  const auto value = Evaluate(*parsed, Variables());
  EXPECT_EQ(value.status().message(),
            "Column 12: there is no key \"x\".\n  yes && map.x > 1\n             ^");
  EXPECT_EQ(value.status().code(), absl::StatusCode::kNotFound);
  const auto zero = Evaluate(*Parse("1 +\n 2 / 0"), Variables());
  EXPECT_EQ(zero.status().message(),
            "Line 2, column 4: an int is divided by zero.\n   2 / 0\n     ^");
  EXPECT_EQ(zero.status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(EvaluatorTest, LooksMapsUpOnlyWhenAsked) {
  const auto lazy = std::make_shared<LazyMap>();
  const EagerMap variables({{"metrics", Value::Map(lazy)}});
  EXPECT_TRUE(Evaluate(*Parse("metrics.auc > 0.8"), variables)->AsBool());
  EXPECT_EQ(lazy->lookups, 1);
  EXPECT_TRUE(Evaluate(*Parse("true || metrics.auc > 0.8"), variables)->AsBool());
  EXPECT_EQ(lazy->lookups, 1);
}

TEST(EvaluatorTest, BoundsSteps) {
  const EagerMap variables({{"text", Value::String(std::string(10'000'000, 'x'))}});
  EXPECT_EQ(Evaluate(*Parse("size(text) + 1"), variables)->AsInt(), 10'000'001);
  const auto value = Evaluate(*Parse("text + text == text"), variables);
  EXPECT_EQ(ErrorReason(value.status()), "EXPRESSION_TOO_COSTLY");
}

TEST(EvaluatorTest, EvaluatesTheDeepestTree) {
  std::string source = "1";
  for (int i = 1; i < kMaxDepth; ++i) source += " + 1";
  EXPECT_EQ(Eval(source), std::to_string(kMaxDepth));
}

}  // namespace
}  // namespace assay::expression
