#include "expression/checker.h"

#include <string>
#include <utility>

#include "core/errors.h"
#include "expression/parser.h"
#include "gtest/gtest.h"

namespace assay::expression {
namespace {

Schema TestSchema() {
  return {{"b", Type::Bool()},
          {"i", Type::Int()},
          {"d", Type::Double()},
          {"s", Type::String()},
          {"t", Type::Timestamp()},
          {"u", Type::Duration()},
          {"x", Type::Dyn()},
          {"metrics", Type::Map(Type::Double())},
          {"ids", Type::List(Type::String())},
          {"run", Type::Object("Run", {{"name", Type::String()}, {"steps", Type::Int()}})}};
}

absl::StatusOr<Expression> CheckSource(std::string_view source, const Type& result = Type::Dyn()) {
  auto parsed = Parse(source);
  if (!parsed.ok()) return parsed.status();
  return Check(*std::move(parsed), TestSchema(), result);
}

// The type of `source`, or the reason that it has none.
std::string TypeOf(std::string_view source) {
  const auto checked = CheckSource(source);
  return checked.ok() ? checked->root.type.ToString() : ErrorReason(checked.status());
}

std::string Message(std::string_view source) {
  return std::string(CheckSource(source).status().message());
}

TEST(CheckerTest, TypesOfParts) {
  EXPECT_EQ(TypeOf("metrics.auc"), "double");
  EXPECT_EQ(TypeOf("metrics['auc']"), "double");
  EXPECT_EQ(TypeOf("run.name"), "string");
  EXPECT_EQ(TypeOf("ids[0]"), "string");
  EXPECT_EQ(TypeOf("x.a[0].b"), "dyn");
  EXPECT_EQ(TypeOf("has(run.name) && has(metrics.auc) && has(x.y)"), "bool");
  EXPECT_EQ(TypeOf("b ? i : 2"), "int");
  EXPECT_EQ(TypeOf("[1, 2]"), "list<int>");
  EXPECT_EQ(TypeOf("[1, 'a']"), "list<dyn>");
  EXPECT_EQ(TypeOf("[]"), "list<dyn>");
  EXPECT_EQ(TypeOf("[[1], []]"), "list<list<dyn>>");
  EXPECT_EQ(TypeOf("size(s) + ids.size() + size(metrics)"), "int");
}

TEST(CheckerTest, AnnotatesEveryNode) {
  const auto checked = CheckSource("metrics.auc > 0.9");
  ASSERT_TRUE(checked.ok()) << checked.status();
  const Expr& root = checked->root;
  EXPECT_EQ(root.type, Type::Bool());
  EXPECT_EQ(root.children[0].type, Type::Double());
  EXPECT_EQ(root.children[0].children[0].type, Type::Map(Type::Double()));
  EXPECT_EQ(root.children[1].type, Type::Double());
}

TEST(CheckerTest, Arithmetic) {
  EXPECT_EQ(TypeOf("i + 1 - i * i / i % i"), "int");
  EXPECT_EQ(TypeOf("d + 1.0 - d * d / d"), "double");
  EXPECT_EQ(TypeOf("-i"), "int");
  EXPECT_EQ(TypeOf("-d"), "double");
  EXPECT_EQ(TypeOf("s + 'a'"), "string");
  EXPECT_EQ(TypeOf("ids + ['a']"), "list<string>");
  EXPECT_EQ(TypeOf("ids + [1]"), "list<dyn>");
  EXPECT_EQ(TypeOf("t + u"), "timestamp");
  EXPECT_EQ(TypeOf("u + t"), "timestamp");
  EXPECT_EQ(TypeOf("t - u"), "timestamp");
  EXPECT_EQ(TypeOf("t - t"), "duration");
  EXPECT_EQ(TypeOf("u + u - u"), "duration");
  EXPECT_EQ(TypeOf("x + 1"), "int");
  EXPECT_EQ(TypeOf("x + u"), "dyn");
  EXPECT_EQ(TypeOf("x * x"), "dyn");
  EXPECT_EQ(TypeOf("x % x"), "int");
  for (const char* source :
       {"1 + 1.0", "d * 2", "1 + 'a'", "d % d", "b + b", "-s", "-b", "!i", "s - s", "u - t",
        "t + t", "u * 2", "metrics + metrics", "ids - ids", "x % 1.0"}) {
    EXPECT_EQ(TypeOf(source), "EXPRESSION_TYPE") << source;
  }
}

TEST(CheckerTest, EqualityAndOrder) {
  for (const char* source :
       {"i == d", "i < d", "d >= 1", "s < 'a'", "b < true", "t > t", "u <= u", "x == 1", "1 < x",
        "ids == ['a']", "metrics == metrics", "run == run", "metrics != x", "[] == [1]"}) {
    EXPECT_EQ(TypeOf(source), "bool") << source;
  }
  for (const char* source : {"1 == 'a'", "1 < 'a'", "b == 1", "t < u", "ids < ids", "ids == [1]",
                             "metrics < x", "run == metrics", "ids == 'a'"}) {
    EXPECT_EQ(TypeOf(source), "EXPRESSION_TYPE") << source;
  }
}

TEST(CheckerTest, LogicAndMembership) {
  for (const char* source : {"b && x || !b", "'a' in ids", "'auc' in metrics", "1 in [1.0]",
                             "x in ids", "1 in x", "1 in []", "i in [1, 'a']"}) {
    EXPECT_EQ(TypeOf(source), "bool") << source;
  }
  for (const char* source : {"b && 1", "'a' || b", "1 in ids", "1 in metrics", "'a' in s",
                             "'name' in run", "i ? 1 : 2", "b ? 1 : 'a'", "b ? 1 : 1.0"}) {
    EXPECT_EQ(TypeOf(source), "EXPRESSION_TYPE") << source;
  }
}

TEST(CheckerTest, FieldsIndexesAndCalls) {
  for (const char* source :
       {"i.a", "has(s.a)", "s[0]", "ids['a']", "metrics[0]", "ids[1.0]", "run['name']", "size(1)",
        "size(run)", "s.startsWith(1)", "i.contains('a')", "duration(1)", "timestamp(1.0)"}) {
    EXPECT_EQ(TypeOf(source), "EXPRESSION_TYPE") << source;
  }
  EXPECT_EQ(TypeOf("timestamp(0) + duration('1s')"), "timestamp");
  EXPECT_EQ(TypeOf("timestamp(t) - duration(u)"), "timestamp");
  EXPECT_EQ(TypeOf("s.startsWith(x) && x.endsWith(s) && s.contains('a')"), "bool");
}

TEST(CheckerTest, RefusesConstantsThatCanNotBeRead) {
  EXPECT_EQ(TypeOf("u < duration('1 hour')"), "EXPRESSION_VALUE");
  EXPECT_EQ(TypeOf("t < timestamp('yesterday')"), "EXPRESSION_VALUE");
  EXPECT_EQ(TypeOf("u < duration('9999999h')"), "EXPRESSION_RANGE");
}

TEST(CheckerTest, SuggestsNames) {
  EXPECT_EQ(Message("b && metric.auc > 1.0"),
            "Column 6: there is no variable metric. Did you mean metrics?\n"
            "  b && metric.auc > 1.0\n"
            "       ^");
  EXPECT_EQ(Message("run.nam == s"),
            "Column 5: Run has no field nam. Did you mean name?\n  run.nam == s\n      ^");
  EXPECT_EQ(TypeOf("unheard_of"), "EXPRESSION_UNKNOWN_NAME");
}

TEST(CheckerTest, SaysWhichTypes) {
  EXPECT_EQ(Message("d * 2"),
            "Column 3: double * int is not defined; numbers are not converted, so write 1.0 rather "
            "than 1 with a double.\n  d * 2\n    ^");
}

TEST(CheckerTest, WantsAResult) {
  EXPECT_TRUE(CheckSource("b", Type::Bool()).ok());
  EXPECT_TRUE(CheckSource("x", Type::Bool()).ok());
  const auto checked = CheckSource("i + 1", Type::Bool());
  EXPECT_EQ(checked.status().message(),
            "Column 3: the expression has to be bool, and is int.\n  i + 1\n    ^");
  EXPECT_EQ(ErrorReason(checked.status()), "EXPRESSION_TYPE");
}

TEST(CheckerTest, ChecksTreesThatWereNotParsed) {
  Expr tree =
      MakeBinary(Op::kGt, MakeSelect(MakeIdent("metrics"), "auc"), MakeLiteral(Value::String("a")));
  const auto wrong = Check({"", tree}, TestSchema());
  EXPECT_EQ(wrong.status().message(), "double > string is not defined.");
  Expr deep = MakeIdent("b");
  for (int i = 0; i < kMaxDepth; ++i) deep = MakeUnary(Op::kNot, std::move(deep));
  EXPECT_EQ(ErrorReason(Check({"", deep}, TestSchema()).status()), "EXPRESSION_TOO_DEEP");
  EXPECT_TRUE(Check({"", deep.children[0]}, TestSchema()).ok());
}

}  // namespace
}  // namespace assay::expression
