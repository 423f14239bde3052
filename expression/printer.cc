#include "expression/printer.h"

#include <cctype>

namespace assay::expression {
namespace {

// Above the binary operators; see Precedence().
constexpr int kConditionalLevel = 0;
constexpr int kUnaryLevel = 6;
constexpr int kMemberLevel = 7;

int LevelOf(const Expr& expr) {
  switch (expr.kind) {
    case Expr::Kind::kConditional:
      return kConditionalLevel;
    case Expr::Kind::kBinary:
      return Precedence(expr.op);
    case Expr::Kind::kUnary:
      return kUnaryLevel;
    default:
      return kMemberLevel;
  }
}

// `expr`, in parentheses when it binds less tightly than `level`.
std::string AtLevel(int level, const Expr& expr) {
  const std::string text = Unparse(expr);
  return LevelOf(expr) < level ? "(" + text + ")" : text;
}

std::string Joined(const std::vector<Expr>& exprs, size_t first) {
  std::string text;
  for (size_t i = first; i < exprs.size(); ++i) {
    if (i > first) text += ", ";
    text += Unparse(exprs[i]);
  }
  return text;
}

std::string UnparseUnary(const Expr& expr) {
  const Expr& operand = expr.children[0];
  // CEL repeats one unary operator (!!a) but mixes two only in parentheses: !(-a).
  const bool repeats = operand.kind == Expr::Kind::kUnary && operand.op == expr.op;
  const std::string text = AtLevel(repeats ? kUnaryLevel : kMemberLevel, operand);
  // -1 is a literal; the negation of the literal 1 is -(1).
  const bool number = std::isdigit(static_cast<unsigned char>(text[0])) != 0;
  const bool enclose = expr.op == Op::kNegate && number;
  return std::string(OpText(expr.op)) + (enclose ? "(" + text + ")" : text);
}

std::string UnparseBinary(const Expr& expr) {
  const int level = Precedence(expr.op);
  return AtLevel(level, expr.children[0]) + " " + std::string(OpText(expr.op)) + " " +
         AtLevel(level + 1, expr.children[1]);
}

std::string UnparseConditional(const Expr& expr) {
  return AtLevel(kConditionalLevel + 1, expr.children[0]) + " ? " +
         AtLevel(kConditionalLevel + 1, expr.children[1]) + " : " + Unparse(expr.children[2]);
}

std::string UnparseCall(const Expr& expr) {
  const std::string name(FunctionName(expr.function));
  if (!IsMemberFunction(expr.function)) return name + "(" + Joined(expr.children, 0) + ")";
  return AtLevel(kMemberLevel, expr.children[0]) + "." + name + "(" + Joined(expr.children, 1) +
         ")";
}

}  // namespace

std::string Unparse(const Expr& expr) {
  switch (expr.kind) {
    case Expr::Kind::kLiteral:
      return expr.literal.ToString();
    case Expr::Kind::kIdent:
      return expr.name;
    case Expr::Kind::kSelect:
      return AtLevel(kMemberLevel, expr.children[0]) + "." + expr.name;
    case Expr::Kind::kHas:
      return "has(" + AtLevel(kMemberLevel, expr.children[0]) + "." + expr.name + ")";
    case Expr::Kind::kIndex:
      return AtLevel(kMemberLevel, expr.children[0]) + "[" + Unparse(expr.children[1]) + "]";
    case Expr::Kind::kUnary:
      return UnparseUnary(expr);
    case Expr::Kind::kBinary:
      return UnparseBinary(expr);
    case Expr::Kind::kConditional:
      return UnparseConditional(expr);
    case Expr::Kind::kCall:
      return UnparseCall(expr);
    case Expr::Kind::kList:
      return "[" + Joined(expr.children, 0) + "]";
  }
  return "";
}

}  // namespace assay::expression
