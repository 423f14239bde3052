#include "expression/checker.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/status_macros.h"
#include "expression/operator_types.h"
#include "expression/time_text.h"

namespace assay::expression {
namespace {

absl::Status TypeError(std::string_view message) {
  return InvalidArgument("EXPRESSION_TYPE", "", "{}", message);
}

template <typename Map>
std::vector<std::string_view> KeysOf(const Map& map) {
  std::vector<std::string_view> keys;
  for (const auto& [key, value] : map) keys.push_back(key);
  return keys;
}

class Checker {
 public:
  Checker(std::string_view source, const Schema& schema) : source_(source), schema_(schema) {}

  absl::Status CheckNode(Expr& expr) const {
    for (Expr& child : expr.children) ASSAY_RETURN_IF_ERROR(CheckNode(child));
    absl::StatusOr<Type> type = TypeOf(expr);
    if (!type.ok()) return Locate(type.status(), source_, expr.at);
    expr.type = *std::move(type);
    return absl::OkStatus();
  }

 private:
  // The type of a node whose children have theirs.
  absl::StatusOr<Type> TypeOf(const Expr& expr) const {
    switch (expr.kind) {
      case Expr::Kind::kLiteral:
        return TypeOfLiteral(expr.literal);
      case Expr::Kind::kIdent:
        return TypeOfVariable(expr.name);
      case Expr::Kind::kSelect:
        return TypeOfField(expr);
      case Expr::Kind::kHas: {
        ASSAY_RETURN_IF_ERROR(TypeOfField(expr).status());
        return Type::Bool();
      }
      case Expr::Kind::kIndex:
        return TypeOfElement(expr.children[0].type, expr.children[1].type);
      case Expr::Kind::kUnary:
        return UnaryType(expr.op, expr.children[0].type);
      case Expr::Kind::kBinary:
        return BinaryType(expr.op, expr.children[0].type, expr.children[1].type);
      case Expr::Kind::kConditional:
        return TypeOfConditional(expr.children);
      case Expr::Kind::kCall:
        return TypeOfCall(expr);
      case Expr::Kind::kList:
        return TypeOfList(expr.children);
    }
    return Type::Dyn();
  }

  static absl::StatusOr<Type> TypeOfLiteral(const Value& literal) {
    switch (literal.kind()) {
      case Value::Kind::kBool:
        return Type::Bool();
      case Value::Kind::kInt:
        return Type::Int();
      case Value::Kind::kDouble:
        return Type::Double();
      case Value::Kind::kString:
        return Type::String();
      default:
        return TypeError("only bools, ints, doubles and strings are literals");
    }
  }

  absl::StatusOr<Type> TypeOfVariable(std::string_view name) const {
    const auto found = schema_.find(name);
    if (found != schema_.end()) return found->second;
    return InvalidArgument("EXPRESSION_UNKNOWN_NAME", "", "there is no variable {}{}", name,
                           Suggestion(name, KeysOf(schema_)));
  }

  static absl::StatusOr<Type> TypeOfField(const Expr& expr) {
    const Type& operand = expr.children[0].type;
    if (operand.IsDyn()) return Type::Dyn();
    if (operand.kind() == Type::Kind::kMap) return operand.element();
    if (operand.kind() != Type::Kind::kObject) {
      return TypeError(fmt::format("{} has no fields, so no .{}", operand.ToString(), expr.name));
    }
    const auto found = operand.fields().find(expr.name);
    if (found != operand.fields().end()) return found->second;
    return InvalidArgument("EXPRESSION_UNKNOWN_NAME", "", "{} has no field {}{}",
                           operand.ToString(), expr.name,
                           Suggestion(expr.name, KeysOf(operand.fields())));
  }

  static absl::StatusOr<Type> TypeOfElement(const Type& operand, const Type& index) {
    if (operand.IsDyn()) return Type::Dyn();
    const bool list = operand.kind() == Type::Kind::kList;
    if (!list && operand.kind() != Type::Kind::kMap) {
      return TypeError(fmt::format("{} can't be indexed; lists and maps can", operand.ToString()));
    }
    if (!index.IsDyn() && index != (list ? Type::Int() : Type::String())) {
      return TypeError(fmt::format("{} is indexed with {}, not {}", operand.ToString(),
                                   list ? "an int" : "a string", index.ToString()));
    }
    return operand.element();
  }

  static absl::StatusOr<Type> TypeOfConditional(const std::vector<Expr>& parts) {
    if (!parts[0].type.IsDyn() && parts[0].type != Type::Bool()) {
      return TypeError(
          fmt::format("the condition of ?: is a bool, not {}", parts[0].type.ToString()));
    }
    const std::optional<Type> joined = Join(parts[1].type, parts[2].type);
    if (joined.has_value()) return *joined;
    return TypeError(fmt::format("both branches of ?: have one type, not {} and {}",
                                 parts[1].type.ToString(), parts[2].type.ToString()));
  }

  static absl::StatusOr<Type> TypeOfList(const std::vector<Expr>& elements) {
    if (elements.empty()) return Type::List(Type::Dyn());
    Type element = elements[0].type;
    for (const Expr& expr : elements) element = Join(element, expr.type).value_or(Type::Dyn());
    return Type::List(std::move(element));
  }

  static absl::StatusOr<Type> TypeOfCall(const Expr& expr) {
    std::vector<Type> arguments;
    for (const Expr& child : expr.children) arguments.push_back(child.type);
    ASSAY_ASSIGN_OR_RETURN(Type type, CallType(expr.function, arguments));
    // A wrong constant is told when the expression is written, not when it first runs.
    const Expr& first = expr.children[0];
    if (first.kind == Expr::Kind::kLiteral && first.literal.kind() == Value::Kind::kString) {
      if (expr.function == Function::kDuration) {
        ASSAY_RETURN_IF_ERROR(ParseDuration(first.literal.AsString()).status());
      } else if (expr.function == Function::kTimestamp) {
        ASSAY_RETURN_IF_ERROR(ParseTimestamp(first.literal.AsString()).status());
      }
    }
    return type;
  }

  const std::string_view source_;
  const Schema& schema_;
};

}  // namespace

absl::StatusOr<Expression> Check(Expression expression, const Schema& schema, const Type& result) {
  if (expression.root.height > kMaxDepth) {
    return InvalidArgument("EXPRESSION_TOO_DEEP", "",
                           "The expression is nested more than {} levels deep. Split it.",
                           kMaxDepth);
  }
  ASSAY_RETURN_IF_ERROR(Checker(expression.source, schema).CheckNode(expression.root));
  const Type& type = expression.root.type;
  if (Join(type, result).has_value()) return expression;
  return Locate(TypeError(fmt::format("the expression has to be {}, and is {}", result.ToString(),
                                      type.ToString())),
                expression.source, expression.root.at);
}

}  // namespace assay::expression
