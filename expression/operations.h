// Operators and functions on values, as CEL defines them. Errors carry a reason but no position.
#ifndef ASSAY_EXPRESSION_OPERATIONS_H_
#define ASSAY_EXPRESSION_OPERATIONS_H_

#include "absl/status/statusor.h"
#include "expression/ast.h"
#include "expression/value.h"

namespace assay::expression {

// ! and unary -.
absl::StatusOr<Value> ApplyUnary(Op op, const Value& operand);

// Every binary operator but && and ||, which do not always look at both sides.
absl::StatusOr<Value> ApplyBinary(Op op, const Value& left, const Value& right);

// `arguments` has as many values as the function takes.
absl::StatusOr<Value> ApplyFunction(Function function, const ValueList& arguments);

// `operand[index]`, for lists and maps; `operand.field` is the same with a string.
absl::StatusOr<Value> Element(const Value& operand, const Value& index);

}  // namespace assay::expression

#endif  // ASSAY_EXPRESSION_OPERATIONS_H_
