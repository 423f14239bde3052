#include "expression/printer.h"

#include <cstring>
#include <random>
#include <utility>

#include "expression/parser.h"
#include "gtest/gtest.h"

namespace assay::expression {
namespace {

std::string Canonical(std::string_view source) {
  const auto parsed = Parse(source);
  return parsed.ok() ? Unparse(parsed->root) : std::string(parsed.status().message());
}

TEST(PrinterTest, WritesNoMoreParenthesesThanNeeded) {
  EXPECT_EQ(Canonical("((a) && (b || c))"), "a && (b || c)");
  EXPECT_EQ(Canonical("(a - b) - (c - d)"), "a - b - (c - d)");
  EXPECT_EQ(Canonical("((a ? b : c)) ? (d ? e : f) : (g ? h : i)"),
            "(a ? b : c) ? (d ? e : f) : g ? h : i");
  EXPECT_EQ(Canonical("!(!(a))"), "!!a");
  EXPECT_EQ(Canonical("!(-a)"), "!(-a)");
  EXPECT_EQ(Canonical("(a + b).c[((0))]"), "(a + b).c[0]");
  EXPECT_EQ(Canonical("'x'.startsWith(('y'))"), "\"x\".startsWith(\"y\")");
  EXPECT_EQ(Canonical("[1,2.50,'a'].size()"), "size([1, 2.5, \"a\"])");
  EXPECT_EQ(Canonical("has(a.b.c)&&-(1)<0x10"), "has(a.b.c) && -(1) < 16");
  EXPECT_EQ(Canonical("-(1 .a)"), "-(1.a)");
}

// Draws trees of every kind of node.
class RandomTree {
 public:
  explicit RandomTree(uint64_t seed) : random_(seed) {}

  Expr Draw(int depth) {
    if (depth == 0) return Leaf();
    switch (Below(11)) {
      case 0:
        return Leaf();
      case 1:
        return MakeSelect(Draw(depth - 1), Name());
      case 2:
        return MakeHas(Draw(depth - 1), Name());
      case 3:
        return MakeIndex(Draw(depth - 1), Draw(depth - 1));
      case 4:
        return MakeUnary(Below(2) == 0 ? Op::kNot : Op::kNegate, Draw(depth - 1));
      case 5:
        return MakeConditional(Draw(depth - 1), Draw(depth - 1), Draw(depth - 1));
      case 6:
        return MakeList(DrawSeveral(Below(4), depth - 1));
      case 7: {
        const auto function = static_cast<Function>(Below(6));
        return MakeCall(function, DrawSeveral(IsMemberFunction(function) ? 2 : 1, depth - 1));
      }
      default: {
        const auto op = static_cast<Op>(Below(14) + static_cast<int>(Op::kOr));
        return MakeBinary(op, Draw(depth - 1), Draw(depth - 1));
      }
    }
  }

 private:
  int Below(int end) { return static_cast<int>(random_() % end); }

  std::vector<Expr> DrawSeveral(int count, int depth) {
    std::vector<Expr> exprs;
    for (int i = 0; i < count; ++i) exprs.push_back(Draw(depth));
    return exprs;
  }

  std::string Name() {
    static constexpr const char* kNames[] = {"a", "metrics", "e5", "x_1", "size", "has", "_"};
    return kNames[Below(7)];
  }

  Expr Leaf() {
    switch (Below(6)) {
      case 0:
        return MakeLiteral(Value::Bool(Below(2) == 0));
      case 1:
        return MakeLiteral(Value::Int(static_cast<int64_t>(random_()) >> Below(64)));
      case 2:
        return MakeLiteral(Value::Double(Double()));
      case 3:
        return MakeLiteral(Value::String(Text()));
      default:
        return MakeIdent(Name());
    }
  }

  double Double() {
    for (;;) {
      const uint64_t bits = random_();
      double number;
      std::memcpy(&number, &bits, sizeof number);
      if (Below(2) == 0) number = Below(100) - 50;
      if (number - number == 0) return number;  // Neither NaN nor infinite.
    }
  }

  std::string Text() {
    static constexpr const char* kParts[] = {"a",    "\"", "'", "\\",  "\n",
                                             "\x01", "é",  "😀", "\\n", "//"};
    std::string text;
    for (int i = Below(5); i > 0; --i) text += kParts[Below(10)];
    return text;
  }

  std::mt19937_64 random_;
};

TEST(PrinterTest, RandomTreesReadBackTheSame) {
  RandomTree trees(20240501);
  int compared = 0;
  for (int i = 0; i < 3000; ++i) {
    const Expr tree = trees.Draw(i % 7);
    const std::string text = Unparse(tree);
    const auto parsed = Parse(text);
    if (!parsed.ok() && text.size() > 9'000) continue;  // Too long for a source.
    ASSERT_TRUE(parsed.ok()) << parsed.status() << "\n" << text;
    ASSERT_TRUE(SameTree(parsed->root, tree)) << text << "\n" << Unparse(parsed->root);
    ASSERT_EQ(parsed->root.height, tree.height);
    ++compared;
  }
  EXPECT_GT(compared, 2500);
}

}  // namespace
}  // namespace assay::expression
