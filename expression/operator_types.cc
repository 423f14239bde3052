#include "expression/operator_types.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "core/errors.h"

namespace assay::expression {
namespace {

using Kind = Type::Kind;

struct Overload {
  Op op;
  Kind left;
  Kind right;
  Kind result;
};

// Arithmetic never mixes int and double: CEL converts nothing by itself. Lists are below.
constexpr Overload kArithmetic[] = {
    {Op::kAdd, Kind::kInt, Kind::kInt, Kind::kInt},
    {Op::kAdd, Kind::kDouble, Kind::kDouble, Kind::kDouble},
    {Op::kAdd, Kind::kString, Kind::kString, Kind::kString},
    {Op::kAdd, Kind::kDuration, Kind::kDuration, Kind::kDuration},
    {Op::kAdd, Kind::kTimestamp, Kind::kDuration, Kind::kTimestamp},
    {Op::kAdd, Kind::kDuration, Kind::kTimestamp, Kind::kTimestamp},
    {Op::kSub, Kind::kInt, Kind::kInt, Kind::kInt},
    {Op::kSub, Kind::kDouble, Kind::kDouble, Kind::kDouble},
    {Op::kSub, Kind::kDuration, Kind::kDuration, Kind::kDuration},
    {Op::kSub, Kind::kTimestamp, Kind::kDuration, Kind::kTimestamp},
    {Op::kSub, Kind::kTimestamp, Kind::kTimestamp, Kind::kDuration},
    {Op::kMul, Kind::kInt, Kind::kInt, Kind::kInt},
    {Op::kMul, Kind::kDouble, Kind::kDouble, Kind::kDouble},
    {Op::kDiv, Kind::kInt, Kind::kInt, Kind::kInt},
    {Op::kDiv, Kind::kDouble, Kind::kDouble, Kind::kDouble},
    {Op::kMod, Kind::kInt, Kind::kInt, Kind::kInt},
};

Type Simple(Kind kind) {
  switch (kind) {
    case Kind::kInt:
      return Type::Int();
    case Kind::kDouble:
      return Type::Double();
    case Kind::kString:
      return Type::String();
    case Kind::kDuration:
      return Type::Duration();
    case Kind::kTimestamp:
      return Type::Timestamp();
    default:
      return Type::Dyn();
  }
}

bool MayBe(const Type& type, Kind kind) { return type.IsDyn() || type.kind() == kind; }

// Whether == is defined.
bool Comparable(const Type& a, const Type& b) {
  return (a.IsNumber() && b.IsNumber()) || Join(a, b).has_value();
}

// Whether < is.
bool Ordered(const Type& a, const Type& b) {
  const auto has_order = [](const Type& type) {
    return type.kind() != Kind::kList && type.kind() != Kind::kMap && type.kind() != Kind::kObject;
  };
  return has_order(a) && has_order(b) && Comparable(a, b);
}

absl::Status NoOverload(Op op, const Type& left, const Type& right) {
  std::string_view hint;
  const bool mixed = left.IsNumber() && right.IsNumber();
  if (mixed && op == Op::kMod) hint = "; % takes two ints";
  if (mixed && op != Op::kMod)
    hint = "; numbers are not converted, so write 1.0 rather than 1 with a double";
  if (op == Op::kAnd || op == Op::kOr) hint = "; both sides have to be bool";
  if (op == Op::kIn) hint = "; write `element in list` or `\"key\" in map`";
  return InvalidArgument("EXPRESSION_TYPE", "", "{} {} {} is not defined{}", left.ToString(),
                         OpText(op), right.ToString(), hint);
}

// The result of the arithmetic overload for the two; dyn when a dyn leaves more than one open, and
// nothing when there is none.
std::optional<Type> ArithmeticType(Op op, const Type& left, const Type& right) {
  std::optional<Type> result;
  const auto add = [&result](Type type) {
    result = result.has_value() && *result != type ? Type::Dyn() : type;
  };
  for (const Overload& overload : kArithmetic) {
    if (overload.op == op && MayBe(left, overload.left) && MayBe(right, overload.right)) {
      add(Simple(overload.result));
    }
  }
  if (op == Op::kAdd && MayBe(left, Kind::kList) && MayBe(right, Kind::kList)) {
    const bool both = !left.IsDyn() && !right.IsDyn();
    add(both ? Join(left, right).value_or(Type::List(Type::Dyn())) : Type::List(Type::Dyn()));
  }
  return result;
}

bool InDefined(const Type& element, const Type& container) {
  if (container.IsDyn()) return true;
  if (container.kind() == Kind::kMap) return MayBe(element, Kind::kString);
  return container.kind() == Kind::kList && Comparable(element, container.element());
}

bool BoolDefined(Op op, const Type& left, const Type& right) {
  switch (op) {
    case Op::kAnd:
    case Op::kOr:
      return MayBe(left, Kind::kBool) && MayBe(right, Kind::kBool);
    case Op::kEq:
    case Op::kNe:
      return Comparable(left, right);
    case Op::kIn:
      return InDefined(left, right);
    default:
      return Ordered(left, right);
  }
}

absl::Status WrongArgument(Function function, std::string_view wanted, const Type& actual) {
  return InvalidArgument("EXPRESSION_TYPE", "", "{}() takes {}, not {}", FunctionName(function),
                         wanted, actual.ToString());
}

}  // namespace

absl::StatusOr<Type> UnaryType(Op op, const Type& operand) {
  if (op == Op::kNot && MayBe(operand, Kind::kBool)) return Type::Bool();
  if (op == Op::kNegate && (operand.IsDyn() || operand.IsNumber())) return operand;
  return InvalidArgument("EXPRESSION_TYPE", "", "{}{} is not defined; {} takes {}", OpText(op),
                         operand.ToString(), OpText(op),
                         op == Op::kNot ? "a bool" : "an int or a double");
}

absl::StatusOr<Type> BinaryType(Op op, const Type& left, const Type& right) {
  if (op < Op::kAdd) {
    if (!BoolDefined(op, left, right)) return NoOverload(op, left, right);
    return Type::Bool();
  }
  const std::optional<Type> type = ArithmeticType(op, left, right);
  if (!type.has_value()) return NoOverload(op, left, right);
  return *type;
}

absl::StatusOr<Type> CallType(Function function, const std::vector<Type>& arguments) {
  const Type& first = arguments[0];
  switch (function) {
    case Function::kSize:
      if (MayBe(first, Kind::kString) || first.kind() == Kind::kList ||
          first.kind() == Kind::kMap) {
        return Type::Int();
      }
      return WrongArgument(function, "a string, a list or a map", first);
    case Function::kDuration:
      if (MayBe(first, Kind::kString) || first.kind() == Kind::kDuration) return Type::Duration();
      return WrongArgument(function, "a string", first);
    case Function::kTimestamp:
      if (MayBe(first, Kind::kString) || first.kind() == Kind::kTimestamp ||
          first.kind() == Kind::kInt) {
        return Type::Timestamp();
      }
      return WrongArgument(function, "a string, or an int of seconds since 1970", first);
    default:
      for (const Type& argument : arguments) {
        if (!MayBe(argument, Kind::kString)) return WrongArgument(function, "strings", argument);
      }
      return Type::Bool();
  }
}

}  // namespace assay::expression
