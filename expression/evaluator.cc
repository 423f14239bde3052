#include "expression/evaluator.h"

#include <optional>
#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"
#include "expression/operations.h"

namespace assay::expression {
namespace {

// How a node's value is used: what is only a step towards a part of it is not a fact of a trace.
enum class Use { kValue, kStep };

int64_t Weight(const Value& value) {
  if (value.kind() == Value::Kind::kList) return static_cast<int64_t>(value.AsList().size());
  if (value.kind() == Value::Kind::kString) {
    return static_cast<int64_t>(value.AsString().size()) / 16;
  }
  return 0;
}

class Evaluator {
 public:
  Evaluator(const Expression& expression, const ValueMap& variables, Trace* trace)
      : expression_(expression), variables_(variables), trace_(trace) {}

  absl::StatusOr<Value> Eval(const Expr& expr, Use use = Use::kValue) {
    ASSAY_RETURN_IF_ERROR(Charge(expr, 1));
    absl::StatusOr<Value> result = EvalNode(expr);
    // The error of a part has its position already.
    if (!result.ok() && is_new_error_) {
      result = Locate(result.status(), expression_.source, expr.at);
      is_new_error_ = false;
    }
    if (trace_ != nullptr && expr.kind != Expr::Kind::kLiteral) Record(expr, use, result);
    return result;
  }

 private:
  absl::StatusOr<Value> EvalNode(const Expr& expr) {
    switch (expr.kind) {
      case Expr::Kind::kLiteral:
        return expr.literal;
      case Expr::Kind::kIdent:
        return EvalVariable(expr.name);
      case Expr::Kind::kSelect:
        return EvalSelect(expr);
      case Expr::Kind::kHas:
        return EvalHas(expr);
      case Expr::Kind::kIndex:
        return EvalIndex(expr);
      case Expr::Kind::kConditional:
        return EvalConditional(expr);
      case Expr::Kind::kBinary:
        if (expr.op == Op::kAnd || expr.op == Op::kOr) return EvalLogic(expr);
        return EvalOperands(expr);
      default:
        return EvalOperands(expr);
    }
  }

  // Marks an error as of the node itself, to be given its position.
  absl::StatusOr<Value> Own(absl::StatusOr<Value> result) {
    is_new_error_ = !result.ok();
    return result;
  }

  absl::Status Charge(const Expr& expr, int64_t steps) {
    steps_ += steps;
    if (steps_ <= kMaxSteps) return absl::OkStatus();
    return Locate(InvalidArgument("EXPRESSION_TOO_COSTLY", "",
                                  "the evaluation took more than {} steps; use shorter lists and "
                                  "strings",
                                  kMaxSteps),
                  expression_.source, expr.at);
  }

  absl::StatusOr<Value> EvalVariable(const std::string& name) {
    std::optional<Value> value = variables_.Find(name);
    if (value.has_value()) return *std::move(value);
    return Own(NotFound("EXPRESSION_ABSENT", "the variable {} has no value", name));
  }

  absl::StatusOr<Value> EvalSelect(const Expr& expr) {
    ASSAY_ASSIGN_OR_RETURN(const Value operand, EvalFieldsOf(expr));
    return Own(Element(operand, Value::String(expr.name)));
  }

  absl::StatusOr<Value> EvalHas(const Expr& expr) {
    ASSAY_ASSIGN_OR_RETURN(const Value operand, EvalFieldsOf(expr));
    return Value::Bool(operand.AsMap().Find(expr.name).has_value());
  }

  // The operand of a select or has(), which has to be a map.
  absl::StatusOr<Value> EvalFieldsOf(const Expr& expr) {
    ASSAY_ASSIGN_OR_RETURN(const Value operand, Eval(expr.children[0], Use::kStep));
    if (operand.kind() == Value::Kind::kMap) return operand;
    return Own(InvalidArgument("EXPRESSION_TYPE", "", "{} has no fields, so no .{}",
                               KindName(operand.kind()), expr.name));
  }

  absl::StatusOr<Value> EvalIndex(const Expr& expr) {
    ASSAY_ASSIGN_OR_RETURN(const Value operand, Eval(expr.children[0], Use::kStep));
    ASSAY_ASSIGN_OR_RETURN(const Value index, Eval(expr.children[1]));
    return Own(Element(operand, index));
  }

  absl::StatusOr<Value> EvalConditional(const Expr& expr) {
    ASSAY_ASSIGN_OR_RETURN(const Value condition, Eval(expr.children[0]));
    if (condition.kind() != Value::Kind::kBool) {
      return Own(InvalidArgument("EXPRESSION_TYPE", "", "the condition of ?: is a bool, not {}",
                                 KindName(condition.kind())));
    }
    return Eval(expr.children[condition.AsBool() ? 1 : 2]);
  }

  // && is false when either side is, and || true, whatever the other side is, even an error. Else
  // the first error counts.
  absl::StatusOr<Value> EvalLogic(const Expr& expr) {
    const bool decisive = expr.op == Op::kOr;
    absl::StatusOr<Value> left = EvalBool(expr, 0);
    if (left.ok() && left->AsBool() == decisive) return left;
    absl::StatusOr<Value> right = EvalBool(expr, 1);
    if (right.ok() && right->AsBool() == decisive) return right;
    return left.ok() ? right : left;
  }

  // A side of && or ||; its errors are complete.
  absl::StatusOr<Value> EvalBool(const Expr& expr, size_t side) {
    absl::StatusOr<Value> value = Eval(expr.children[side]);
    if (!value.ok() || value->kind() == Value::Kind::kBool) return value;
    return Locate(InvalidArgument("EXPRESSION_TYPE", "", "the sides of {} are bool, not {}",
                                  OpText(expr.op), KindName(value->kind())),
                  expression_.source, expr.at);
  }

  // The nodes that evaluate all their children, from left to right.
  absl::StatusOr<Value> EvalOperands(const Expr& expr) {
    ValueList values;
    values.reserve(expr.children.size());
    int64_t weight = 0;
    for (const Expr& child : expr.children) {
      ASSAY_ASSIGN_OR_RETURN(Value value, Eval(child));
      weight += Weight(value);
      values.push_back(std::move(value));
    }
    ASSAY_RETURN_IF_ERROR(Charge(expr, weight));
    if (expr.kind == Expr::Kind::kList) return Value::List(std::move(values));
    if (expr.kind == Expr::Kind::kUnary) return Own(ApplyUnary(expr.op, values[0]));
    if (expr.kind == Expr::Kind::kBinary) return Own(ApplyBinary(expr.op, values[0], values[1]));
    return Own(ApplyFunction(expr.function, values));
  }

  void Record(const Expr& expr, Use use, const absl::StatusOr<Value>& result) {
    const bool reads = expr.kind == Expr::Kind::kIdent || expr.kind == Expr::Kind::kSelect ||
                       expr.kind == Expr::Kind::kIndex || expr.kind == Expr::Kind::kHas;
    trace_->push_back({SourceOf(expression_, expr), expr.at, result, reads && use == Use::kValue});
  }

  const Expression& expression_;
  const ValueMap& variables_;
  Trace* const trace_;
  int64_t steps_ = 0;
  bool is_new_error_ = false;
};

}  // namespace

absl::StatusOr<Value> Evaluate(const Expression& expression, const ValueMap& variables,
                               Trace* trace) {
  if (expression.root.height > kMaxDepth) {
    return InvalidArgument("EXPRESSION_TOO_DEEP", "",
                           "The expression is nested more than {} levels deep. Split it.",
                           kMaxDepth);
  }
  return Evaluator(expression, variables, trace).Eval(expression.root);
}

}  // namespace assay::expression
