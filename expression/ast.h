// The tree of an expression. Plain data: the checker annotates it, the evaluator and the compiler
// to SQL walk it, and other grammars may build it with the functions below.
#ifndef ASSAY_EXPRESSION_AST_H_
#define ASSAY_EXPRESSION_AST_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "expression/diagnostics.h"
#include "expression/type.h"
#include "expression/value.h"

namespace assay::expression {

// Bounds of a tree, so that walking it recursively is safe: parsing the deepest takes less than a
// megabyte of stack. (The bytes of a source are bounded by
// limits::kFilterBytes.)
inline constexpr int kMaxDepth = 128;
inline constexpr int kMaxNodes = 4'000;

enum class Op {
  kNot,
  kNegate,  // These two are unary, the others binary.
  kOr,
  kAnd,
  kEq,
  kNe,
  kLt,
  kLe,
  kGt,
  kGe,
  kIn,
  kAdd,
  kSub,
  kMul,
  kDiv,
  kMod,
};

enum class Function { kSize, kStartsWith, kEndsWith, kContains, kDuration, kTimestamp };

struct Expr {
  enum class Kind {
    kLiteral,      // literal: a bool, int, double or string
    kIdent,        // name: a variable
    kSelect,       // children: operand; name: the field (`operand.name`)
    kHas,          // children: operand; name: the field (`has(operand.name)`)
    kIndex,        // children: operand, index (`operand[index]`)
    kUnary,        // children: operand; op
    kBinary,       // children: left, right; op
    kConditional,  // children: condition, then, else
    kCall,         // children: arguments, the receiver of a member call first; function
    kList,         // children: elements
  };

  Kind kind = Kind::kLiteral;
  Op op = Op::kNot;
  Function function = Function::kSize;
  Value literal;
  std::string name;
  std::vector<Expr> children;

  // Where the node's own token stands: its operator, field, bracket, function, name or literal.
  Position at;
  // The bytes of the source that the whole node covers; both 0 in a tree that was not parsed.
  size_t begin = 0;
  size_t end = 0;
  // Levels of nodes from this one down, 1 for a leaf.
  int height = 1;
  // Set by Check; dyn before.
  Type type;
};

// A whole expression. `source` is what `root` was parsed from, or its Unparse.
struct Expression {
  std::string source;
  Expr root;
};

// Builders; they set `height` and nothing of where the node stands.
Expr MakeLiteral(Value literal);
Expr MakeIdent(std::string_view name);
Expr MakeSelect(Expr operand, std::string_view field);
Expr MakeHas(Expr operand, std::string_view field);
Expr MakeIndex(Expr operand, Expr index);
Expr MakeUnary(Op op, Expr operand);
Expr MakeBinary(Op op, Expr left, Expr right);
Expr MakeConditional(Expr condition, Expr then, Expr otherwise);
Expr MakeCall(Function function, std::vector<Expr> arguments);
Expr MakeList(std::vector<Expr> elements);

// Whether two trees are the same but for positions and types.
bool SameTree(const Expr& a, const Expr& b);

// "&&", "in", "startsWith", ...
std::string_view OpText(Op op);
std::string_view FunctionName(Function function);

// How tightly a binary operator binds: 1 for ||, 2 for &&, 3 for the relations, 4 for + and -, 5
// for
// *, / and %. All associate to the left.
int Precedence(Op op);

// Whether CEL writes the function as `receiver.name(...)`. (`size` has both forms; it is written
// size(x).)
bool IsMemberFunction(Function function);

// The text of the source that `expr`, a node of `expression`, covers.
std::string SourceOf(const Expression& expression, const Expr& expr);

}  // namespace assay::expression

#endif  // ASSAY_EXPRESSION_AST_H_
