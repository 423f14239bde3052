#include "expression/operations.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "core/errors.h"
#include "core/status_macros.h"
#include "expression/string_literal.h"
#include "expression/time_text.h"

namespace assay::expression {
namespace {

using Kind = Value::Kind;

absl::Status NoOverload(Op op, const Value& left, const Value& right) {
  return InvalidArgument("EXPRESSION_TYPE", "", "{} {} {} is not defined", KindName(left.kind()),
                         OpText(op), KindName(right.kind()));
}

absl::Status Overflow() {
  return InvalidArgument("EXPRESSION_RANGE", "", "the result is out of an int's range");
}

absl::StatusOr<Value> DivideInts(Op op, int64_t left, int64_t right) {
  if (right == 0) {
    return InvalidArgument("EXPRESSION_DIVISION_BY_ZERO", "", "an int is divided by zero");
  }
  if (left == std::numeric_limits<int64_t>::min() && right == -1) return Overflow();
  return Value::Int(op == Op::kDiv ? left / right : left % right);
}

absl::StatusOr<Value> IntArithmetic(Op op, int64_t left, int64_t right) {
  int64_t result = 0;
  bool overflow = false;
  switch (op) {
    case Op::kAdd:
      overflow = __builtin_add_overflow(left, right, &result);
      break;
    case Op::kSub:
      overflow = __builtin_sub_overflow(left, right, &result);
      break;
    case Op::kMul:
      overflow = __builtin_mul_overflow(left, right, &result);
      break;
    default:
      return DivideInts(op, left, right);
  }
  if (overflow) return Overflow();
  return Value::Int(result);
}

// Nothing where CEL has no overload, as for %.
std::optional<double> DoubleArithmetic(Op op, double left, double right) {
  switch (op) {
    case Op::kAdd:
      return left + right;
    case Op::kSub:
      return left - right;
    case Op::kMul:
      return left * right;
    case Op::kDiv:
      return left / right;
    default:
      return std::nullopt;
  }
}

absl::StatusOr<Value> InRangeDuration(absl::Duration duration) {
  ASSAY_ASSIGN_OR_RETURN(duration, InRange(duration));
  return Value::Duration(duration);
}

absl::StatusOr<Value> InRangeTimestamp(absl::Time time) {
  ASSAY_ASSIGN_OR_RETURN(time, InRange(time));
  return Value::Timestamp(time);
}

// + and - with a duration or timestamp on the left.
absl::StatusOr<Value> TimeArithmetic(Op op, const Value& left, const Value& right) {
  const bool add = op == Op::kAdd;
  if (add || op == Op::kSub) {
    if (left.kind() == Kind::kTimestamp && right.kind() == Kind::kDuration) {
      return InRangeTimestamp(left.AsTimestamp() +
                              (add ? right.AsDuration() : -right.AsDuration()));
    }
    if (left.kind() == Kind::kDuration && right.kind() == Kind::kDuration) {
      return InRangeDuration(left.AsDuration() + (add ? right.AsDuration() : -right.AsDuration()));
    }
  }
  if (add && left.kind() == Kind::kDuration && right.kind() == Kind::kTimestamp) {
    return InRangeTimestamp(right.AsTimestamp() + left.AsDuration());
  }
  if (op == Op::kSub && left.kind() == Kind::kTimestamp && right.kind() == Kind::kTimestamp) {
    return InRangeDuration(left.AsTimestamp() - right.AsTimestamp());
  }
  return NoOverload(op, left, right);
}

Value Concatenate(const ValueList& left, const ValueList& right) {
  ValueList both = left;
  both.insert(both.end(), right.begin(), right.end());
  return Value::List(std::move(both));
}

absl::StatusOr<Value> Arithmetic(Op op, const Value& left, const Value& right) {
  if (left.kind() == Kind::kDuration || left.kind() == Kind::kTimestamp) {
    return TimeArithmetic(op, left, right);
  }
  if (left.kind() != right.kind()) return NoOverload(op, left, right);
  if (left.kind() == Kind::kInt) return IntArithmetic(op, left.AsInt(), right.AsInt());
  if (left.kind() == Kind::kDouble) {
    const auto result = DoubleArithmetic(op, left.AsDouble(), right.AsDouble());
    if (result.has_value()) return Value::Double(*result);
  } else if (op == Op::kAdd && left.kind() == Kind::kString) {
    return Value::String(left.AsString() + right.AsString());
  } else if (op == Op::kAdd && left.kind() == Kind::kList) {
    return Concatenate(left.AsList(), right.AsList());
  }
  return NoOverload(op, left, right);
}

absl::StatusOr<Value> Order(Op op, const Value& left, const Value& right) {
  const std::optional<std::partial_ordering> order = Compare(left, right);
  if (!order.has_value()) return NoOverload(op, left, right);
  switch (op) {
    case Op::kLt:
      return Value::Bool(*order < 0);
    case Op::kLe:
      return Value::Bool(*order <= 0);
    case Op::kGt:
      return Value::Bool(*order > 0);
    default:
      return Value::Bool(*order >= 0);
  }
}

absl::StatusOr<Value> In(const Value& element, const Value& container) {
  if (container.kind() == Kind::kMap) {
    // Keys are strings, so nothing else is one of them.
    return Value::Bool(element.kind() == Kind::kString &&
                       container.AsMap().Find(element.AsString()).has_value());
  }
  if (container.kind() != Kind::kList) return NoOverload(Op::kIn, element, container);
  const ValueList& list = container.AsList();
  return Value::Bool(std::any_of(list.begin(), list.end(),
                                 [&](const Value& value) { return Equals(element, value); }));
}

int64_t CodePoints(std::string_view text) {
  return std::count_if(text.begin(), text.end(),
                       [](unsigned char c) { return (c & 0xc0) != 0x80; });
}

absl::Status WrongArgument(Function function, const Value& argument) {
  return InvalidArgument("EXPRESSION_TYPE", "", "{}() is not defined for {}",
                         FunctionName(function), KindName(argument.kind()));
}

absl::StatusOr<Value> Size(const Value& value) {
  switch (value.kind()) {
    case Kind::kString:
      return Value::Int(CodePoints(value.AsString()));
    case Kind::kList:
      return Value::Int(static_cast<int64_t>(value.AsList().size()));
    case Kind::kMap:
      return Value::Int(static_cast<int64_t>(value.AsMap().Keys().size()));
    default:
      return WrongArgument(Function::kSize, value);
  }
}

absl::StatusOr<Value> ToDuration(const Value& value) {
  if (value.kind() == Kind::kDuration) return value;
  if (value.kind() != Kind::kString) return WrongArgument(Function::kDuration, value);
  ASSAY_ASSIGN_OR_RETURN(const absl::Duration duration, ParseDuration(value.AsString()));
  return Value::Duration(duration);
}

absl::StatusOr<Value> ToTimestamp(const Value& value) {
  if (value.kind() == Kind::kTimestamp) return value;
  if (value.kind() == Kind::kInt) return InRangeTimestamp(absl::FromUnixSeconds(value.AsInt()));
  if (value.kind() != Kind::kString) return WrongArgument(Function::kTimestamp, value);
  ASSAY_ASSIGN_OR_RETURN(const absl::Time time, ParseTimestamp(value.AsString()));
  return Value::Timestamp(time);
}

absl::StatusOr<Value> TestString(Function function, const ValueList& arguments) {
  for (const Value& argument : arguments) {
    if (argument.kind() != Kind::kString) return WrongArgument(function, argument);
  }
  const std::string_view text = arguments[0].AsString(), part = arguments[1].AsString();
  if (function == Function::kStartsWith) return Value::Bool(text.starts_with(part));
  if (function == Function::kEndsWith) return Value::Bool(text.ends_with(part));
  return Value::Bool(text.find(part) != std::string_view::npos);
}

// The place in a list that `index` names; a double does when it is whole.
std::optional<int64_t> WholeNumber(const Value& index) {
  if (index.kind() == Kind::kInt) return index.AsInt();
  if (index.kind() != Kind::kDouble) return std::nullopt;
  const double number = index.AsDouble();
  if (!(std::abs(number) < 9e15) || number != std::trunc(number)) return std::nullopt;
  return static_cast<int64_t>(number);
}

}  // namespace

absl::StatusOr<Value> ApplyUnary(Op op, const Value& operand) {
  if (op == Op::kNot && operand.kind() == Kind::kBool) return Value::Bool(!operand.AsBool());
  if (op == Op::kNegate && operand.kind() == Kind::kDouble)
    return Value::Double(-operand.AsDouble());
  if (op == Op::kNegate && operand.kind() == Kind::kInt) {
    return IntArithmetic(Op::kSub, 0, operand.AsInt());
  }
  return InvalidArgument("EXPRESSION_TYPE", "", "{}{} is not defined", OpText(op),
                         KindName(operand.kind()));
}

absl::StatusOr<Value> ApplyBinary(Op op, const Value& left, const Value& right) {
  if (op == Op::kEq) return Value::Bool(Equals(left, right));
  if (op == Op::kNe) return Value::Bool(!Equals(left, right));
  if (op == Op::kIn) return In(left, right);
  return op < Op::kIn ? Order(op, left, right) : Arithmetic(op, left, right);
}

absl::StatusOr<Value> ApplyFunction(Function function, const ValueList& arguments) {
  switch (function) {
    case Function::kSize:
      return Size(arguments[0]);
    case Function::kDuration:
      return ToDuration(arguments[0]);
    case Function::kTimestamp:
      return ToTimestamp(arguments[0]);
    default:
      return TestString(function, arguments);
  }
}

absl::StatusOr<Value> Element(const Value& operand, const Value& index) {
  if (operand.kind() == Kind::kMap && index.kind() == Kind::kString) {
    std::optional<Value> value = operand.AsMap().Find(index.AsString());
    if (value.has_value()) return *std::move(value);
    return NotFound("EXPRESSION_ABSENT", "there is no key {}", QuoteString(index.AsString()));
  }
  const std::optional<int64_t> place = WholeNumber(index);
  if (operand.kind() != Kind::kList || !place.has_value()) {
    return InvalidArgument("EXPRESSION_TYPE", "", "{} can't be indexed with {}",
                           KindName(operand.kind()), KindName(index.kind()));
  }
  const auto size = static_cast<int64_t>(operand.AsList().size());
  if (*place >= 0 && *place < size) return operand.AsList()[*place];
  return InvalidArgument("EXPRESSION_RANGE", "", "the index {} is out of a list of {}", *place,
                         size);
}

}  // namespace assay::expression
