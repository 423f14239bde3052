#include "expression/ast.h"

#include <algorithm>
#include <utility>

#include "expression/printer.h"

namespace assay::expression {
namespace {

Expr MakeNode(Expr::Kind kind, std::vector<Expr> children) {
  Expr node;
  node.kind = kind;
  node.children = std::move(children);
  for (const Expr& child : node.children) node.height = std::max(node.height, child.height + 1);
  return node;
}

// An initializer list would copy the nodes.
template <typename... Exprs>
std::vector<Expr> Children(Exprs&&... exprs) {
  std::vector<Expr> children;
  children.reserve(sizeof...(exprs));
  (children.push_back(std::move(exprs)), ...);
  return children;
}

}  // namespace

Expr MakeLiteral(Value literal) {
  Expr node = MakeNode(Expr::Kind::kLiteral, {});
  node.literal = std::move(literal);
  return node;
}

Expr MakeIdent(std::string_view name) {
  Expr node = MakeNode(Expr::Kind::kIdent, {});
  node.name = name;
  return node;
}

Expr MakeSelect(Expr operand, std::string_view field) {
  Expr node = MakeNode(Expr::Kind::kSelect, Children(operand));
  node.name = field;
  return node;
}

Expr MakeHas(Expr operand, std::string_view field) {
  Expr node = MakeNode(Expr::Kind::kHas, Children(operand));
  node.name = field;
  return node;
}

Expr MakeIndex(Expr operand, Expr index) {
  return MakeNode(Expr::Kind::kIndex, Children(operand, index));
}

Expr MakeUnary(Op op, Expr operand) {
  Expr node = MakeNode(Expr::Kind::kUnary, Children(operand));
  node.op = op;
  return node;
}

Expr MakeBinary(Op op, Expr left, Expr right) {
  Expr node = MakeNode(Expr::Kind::kBinary, Children(left, right));
  node.op = op;
  return node;
}

Expr MakeConditional(Expr condition, Expr then, Expr otherwise) {
  return MakeNode(Expr::Kind::kConditional, Children(condition, then, otherwise));
}

Expr MakeCall(Function function, std::vector<Expr> arguments) {
  Expr node = MakeNode(Expr::Kind::kCall, std::move(arguments));
  node.function = function;
  return node;
}

Expr MakeList(std::vector<Expr> elements) {
  return MakeNode(Expr::Kind::kList, std::move(elements));
}

bool SameTree(const Expr& a, const Expr& b) {
  const bool same_node = a.kind == b.kind && a.op == b.op && a.function == b.function &&
                         a.name == b.name && a.literal.kind() == b.literal.kind() &&
                         a.literal.ToString() == b.literal.ToString();
  return same_node && std::equal(a.children.begin(), a.children.end(), b.children.begin(),
                                 b.children.end(), SameTree);
}

std::string_view OpText(Op op) {
  static constexpr std::string_view kTexts[] = {
      "!", "-", "||", "&&", "==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "%"};
  return kTexts[static_cast<size_t>(op)];
}

std::string_view FunctionName(Function function) {
  static constexpr std::string_view kNames[] = {"size",     "startsWith", "endsWith",
                                                "contains", "duration",   "timestamp"};
  return kNames[static_cast<size_t>(function)];
}

int Precedence(Op op) {
  if (op == Op::kOr) return 1;
  if (op == Op::kAnd) return 2;
  if (op <= Op::kIn) return 3;
  return op <= Op::kSub ? 4 : 5;
}

bool IsMemberFunction(Function function) {
  return function == Function::kStartsWith || function == Function::kEndsWith ||
         function == Function::kContains;
}

std::string SourceOf(const Expression& expression, const Expr& expr) {
  if (expr.end == 0) return Unparse(expr);
  return expression.source.substr(expr.begin, expr.end - expr.begin);
}

}  // namespace assay::expression
