#include "expression/parser.h"

#include <string>

#include "core/errors.h"
#include "core/limits.h"
#include "expression/printer.h"
#include "gtest/gtest.h"

namespace assay::expression {
namespace {

std::string Reason(std::string_view source) { return ErrorReason(Parse(source).status()); }
std::string Message(std::string_view source) {
  return std::string(Parse(source).status().message());
}

// The tree with every operation in parentheses.
std::string Shape(const Expr& expr) {
  if (expr.kind == Expr::Kind::kBinary) {
    return "(" + Shape(expr.children[0]) + " " + std::string(OpText(expr.op)) + " " +
           Shape(expr.children[1]) + ")";
  }
  if (expr.kind == Expr::Kind::kUnary) {
    return "(" + std::string(OpText(expr.op)) + Shape(expr.children[0]) + ")";
  }
  if (expr.kind == Expr::Kind::kConditional) {
    return "(" + Shape(expr.children[0]) + " ? " + Shape(expr.children[1]) + " : " +
           Shape(expr.children[2]) + ")";
  }
  return Unparse(expr);
}

std::string ShapeOf(std::string_view source) {
  const auto parsed = Parse(source);
  return parsed.ok() ? Shape(parsed->root) : std::string(parsed.status().message());
}

Value LiteralOf(std::string_view source) {
  const auto parsed = Parse(source);
  EXPECT_TRUE(parsed.ok()) << parsed.status();
  if (!parsed.ok()) return Value();
  EXPECT_EQ(parsed->root.kind, Expr::Kind::kLiteral) << source;
  return parsed->root.literal;
}

TEST(ParserTest, BindsAsCelDoes) {
  EXPECT_EQ(ShapeOf("a || b && c || d"), "((a || (b && c)) || d)");
  EXPECT_EQ(ShapeOf("a && b == c < d"), "(a && ((b == c) < d))");
  EXPECT_EQ(ShapeOf("a in b == c"), "((a in b) == c)");
  EXPECT_EQ(ShapeOf("a - b - c * d / e % f + g"), "(((a - b) - (((c * d) / e) % f)) + g)");
  EXPECT_EQ(ShapeOf("a ? b : c ? d : e"), "(a ? b : (c ? d : e))");
  EXPECT_EQ(ShapeOf("a || b ? c : d"), "((a || b) ? c : d)");
  EXPECT_EQ(ShapeOf("!a.b[0] && !!c"), "((!a.b[0]) && (!(!c)))");
  EXPECT_EQ(ShapeOf("-a * --b"), "((-a) * (-(-b)))");
  EXPECT_EQ(ShapeOf("(a - (b - c))"), "(a - (b - c))");
}

TEST(ParserTest, ReadsIntsAndDoubles) {
  EXPECT_EQ(LiteralOf("007").AsInt(), 7);
  EXPECT_EQ(LiteralOf("0xFf").AsInt(), 255);
  EXPECT_EQ(LiteralOf("-0x8000000000000000").AsInt(), std::numeric_limits<int64_t>::min());
  EXPECT_EQ(LiteralOf("-9223372036854775808").AsInt(), std::numeric_limits<int64_t>::min());
  EXPECT_EQ(LiteralOf("- 1").AsInt(), -1);
  EXPECT_EQ(LiteralOf(".5").AsDouble(), 0.5);
  EXPECT_EQ(LiteralOf("-1.5e-3").AsDouble(), -0.0015);
  EXPECT_EQ(LiteralOf("3E8").AsDouble(), 3e8);
  EXPECT_EQ(LiteralOf("1e-400").AsDouble(), 0);
  EXPECT_EQ(Reason("9223372036854775808"), "EXPRESSION_SYNTAX");
  EXPECT_EQ(Reason("0x10000000000000000"), "EXPRESSION_SYNTAX");
  EXPECT_EQ(Reason("1e999"), "EXPRESSION_SYNTAX");
  EXPECT_EQ(Reason("1."), "EXPRESSION_SYNTAX");
}

TEST(ParserTest, AMinusBeforeANumberIsOfTheNumber) {
  EXPECT_EQ(ShapeOf("--1"), "(--1)");
  EXPECT_EQ(ShapeOf("-(1)"), "(-1)");
  EXPECT_EQ(ShapeOf("a-1"), "(a - 1)");
  EXPECT_EQ(ShapeOf("a - -1"), "(a - -1)");
}

TEST(ParserTest, ReadsEveryFormOfString) {
  EXPECT_EQ(LiteralOf(R"("it's")").AsString(), "it's");
  EXPECT_EQ(LiteralOf(R"('say "x"')").AsString(), "say \"x\"");
  EXPECT_EQ(LiteralOf("\"\"\"two\n\"lines\" \"\"\"").AsString(), "two\n\"lines\" ");
  EXPECT_EQ(LiteralOf("'''it's'''").AsString(), "it's");
  EXPECT_EQ(LiteralOf(R"(r"\d\n")").AsString(), "\\d\\n");
  EXPECT_EQ(LiteralOf("R'''a\\'''").AsString(), "a\\");
  EXPECT_EQ(LiteralOf(R"("\"\u00e9")").AsString(), "\"é");
  EXPECT_EQ(LiteralOf(R"("")").AsString(), "");
  EXPECT_EQ(LiteralOf(R"("""""")").AsString(), "");
  for (const char* bad : {"\"abc", "'a\nb'", "\"a\\\"", "'\\s'", "\"\"\"a\"", "rr'a'"}) {
    EXPECT_EQ(Reason(bad), "EXPRESSION_SYNTAX") << bad;
  }
}

TEST(ParserTest, BothFormsOfSizeAreOneTree) {
  EXPECT_TRUE(SameTree(Parse("size(a.b)")->root, Parse("a.b.size()")->root));
  EXPECT_FALSE(SameTree(Parse("size(a.b)")->root, Parse("size(a.c)")->root));
}

TEST(ParserTest, SkipsBlanksAndComments) {
  EXPECT_EQ(ShapeOf("a // one\n\t&&\r\n b// two"), "(a && b)");
  EXPECT_EQ(Reason("// nothing"), "EXPRESSION_SYNTAX");
}

TEST(ParserTest, ReservedWordsAreFieldsOnly) {
  EXPECT_EQ(ShapeOf("a.for.package"), "a.for.package");
  EXPECT_EQ(Reason("for"), "EXPRESSION_SYNTAX");
  EXPECT_EQ(Reason("a.in"), "EXPRESSION_SYNTAX");
  EXPECT_EQ(Reason("a.true"), "EXPRESSION_SYNTAX");
}

TEST(ParserTest, ListsMayEndInAComma) {
  EXPECT_EQ(ShapeOf("[1, 2,]"), "[1, 2]");
  EXPECT_EQ(ShapeOf("[]"), "[]");
  EXPECT_EQ(Reason("[,]"), "EXPRESSION_SYNTAX");
  EXPECT_EQ(Reason("size(a,)"), "EXPRESSION_SYNTAX");
}

TEST(ParserTest, RefusesWhatCelHasAndTheSubsetHasNot) {
  for (const char* source : {"1u",
                             "0x1U",
                             "b'a'",
                             "rb'a'",
                             "{'a': 1}",
                             "{}",
                             "Run{id: 1}",
                             "a.b{c: 1}",
                             "null",
                             ".a",
                             "a.`b-c`",
                             "a.all(x, x > 1)",
                             "a.exists(x, x)",
                             "a.exists_one(x, x)",
                             "a.map(x, x)",
                             "a.filter(x, x)",
                             "a.matches('b')",
                             "matches(a, 'b')",
                             "int(a)",
                             "string(1)",
                             "type(a)",
                             "a.getFullYear()",
                             "dyn(1)"}) {
    EXPECT_EQ(Reason(source), "EXPRESSION_UNSUPPORTED") << source << ": " << Message(source);
  }
  EXPECT_NE(Message("a.exists(x, x > 1)").find("macro"), std::string::npos);
  EXPECT_NE(Message("a.matches('b')").find("regular expressions"), std::string::npos);
}

TEST(ParserTest, RefusesWhatIsNotCel) {
  for (const char* source : {"",
                             "a b",
                             "a = b",
                             "a & b",
                             "a | b",
                             "a and b",
                             "not a",
                             "a <> b",
                             "(a",
                             "a)",
                             "[a",
                             "a.",
                             "a[",
                             "a ? b",
                             "a ? b ? c : d : e",
                             "!-a",
                             "-!a",
                             "a..b",
                             "1abc",
                             "a.1",
                             "in",
                             "a in",
                             "has(a)",
                             "has(a[0])",
                             "has(a.b, c)",
                             "startsWith(a, b)",
                             "a.duration()",
                             "$a",
                             "a\\b"}) {
    EXPECT_EQ(Reason(source), "EXPRESSION_SYNTAX") << source << ": " << Message(source);
  }
  EXPECT_EQ(Reason("\xff"), "EXPRESSION_SYNTAX");
  EXPECT_EQ(Reason(std::string("a\0b", 3)), "EXPRESSION_SYNTAX");
}

TEST(ParserTest, ChecksCalls) {
  EXPECT_EQ(Reason("sizee(a)"), "EXPRESSION_UNKNOWN_NAME");
  EXPECT_EQ(Message("1 + sizee(a)"),
            "Column 5: there is no function sizee. Did you mean size?\n  1 + sizee(a)\n      ^");
  EXPECT_EQ(Reason("a.startswith('b')"), "EXPRESSION_UNKNOWN_NAME");
  for (const char* source : {"size()", "size(a, b)", "a.size(b)", "a.contains()", "duration()"}) {
    EXPECT_EQ(Reason(source), "EXPRESSION_TYPE") << source;
  }
}

TEST(ParserTest, HintsAtTheRightOperator) {
  EXPECT_EQ(Message("a and b"),
            "Column 3: found and where an operator or the end should be; \"and\" is &&.\n"
            "  a and b\n    ^");
  EXPECT_NE(Message("a = 1").find("=="), std::string::npos);
}

TEST(ParserTest, PlacesNodesAtTheirOwnToken) {
  const std::string source = "é.a == 1 &&\n (b.c).contains('x')";
  const auto bad = Parse(source);
  EXPECT_EQ(ErrorReason(bad.status()), "EXPRESSION_SYNTAX");  // Names are ASCII.
  const auto parsed = Parse("'é' == a.b &&\n (b.c).contains('x')");
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  const Expr& root = parsed->root;
  EXPECT_EQ(root.at.column, 12);
  const Expr& select = root.children[0].children[1];
  EXPECT_EQ(select.at.column, 10);
  EXPECT_EQ(SourceOf(*parsed, select), "a.b");
  const Expr& call = root.children[1];
  EXPECT_EQ(call.at.line, 2);
  EXPECT_EQ(call.at.column, 8);
  EXPECT_EQ(SourceOf(*parsed, call), "(b.c).contains('x')");
  EXPECT_EQ(SourceOf(*parsed, call.children[0]), "b.c");
}

std::string Repeat(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(ParserTest, BoundsLengthDepthAndNodes) {
  EXPECT_EQ(Reason(std::string(limits::kFilterBytes + 1, ' ')), "EXPRESSION_TOO_LONG");
  EXPECT_EQ(Reason("[" + Repeat("1,", kMaxNodes) + "]"), "EXPRESSION_TOO_LONG");
  EXPECT_TRUE(Parse("[" + Repeat("1,", kMaxNodes - 1) + "]").ok());
  EXPECT_TRUE(Parse(Repeat("(", kMaxDepth - 1) + "1" + Repeat(")", kMaxDepth - 1)).ok());
  for (const std::string& source :
       {Repeat("(", kMaxDepth) + "1" + Repeat(")", kMaxDepth), Repeat("(", 9999), Repeat("[", 9999),
        Repeat("!", 9000) + "a", Repeat("-", 9000) + "a", "a" + Repeat(".b", 4000),
        "a" + Repeat("[0]", 3000), Repeat("a?b:", 2000) + "c", "1" + Repeat("+1", 4000),
        Repeat("size(", 1900), Repeat("has(", 2400)}) {
    EXPECT_EQ(Reason(source), "EXPRESSION_TOO_DEEP") << source.substr(0, 20);
  }
}

}  // namespace
}  // namespace assay::expression
