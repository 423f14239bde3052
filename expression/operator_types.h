// The types that operators and functions are defined for, and what they give.
#ifndef ASSAY_EXPRESSION_OPERATOR_TYPES_H_
#define ASSAY_EXPRESSION_OPERATOR_TYPES_H_

#include <vector>

#include "absl/status/statusor.h"
#include "expression/ast.h"
#include "expression/type.h"

namespace assay::expression {

// The type of `op operand`, `left op right` and `function(arguments...)`; dyn where that depends on
// a dyn. EXPRESSION_TYPE when there is no such overload.
absl::StatusOr<Type> UnaryType(Op op, const Type& operand);
absl::StatusOr<Type> BinaryType(Op op, const Type& left, const Type& right);
absl::StatusOr<Type> CallType(Function function, const std::vector<Type>& arguments);

}  // namespace assay::expression

#endif  // ASSAY_EXPRESSION_OPERATOR_TYPES_H_
