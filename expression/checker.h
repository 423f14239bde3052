// The type checker.
#ifndef ASSAY_EXPRESSION_CHECKER_H_
#define ASSAY_EXPRESSION_CHECKER_H_

#include "absl/status/statusor.h"
#include "expression/ast.h"
#include "expression/type.h"

namespace assay::expression {

// Gives every node of `expression` its type under `schema`, the variables that it may read. Refuses
// what can't evaluate: unknown names (EXPRESSION_UNKNOWN_NAME), operators and functions on types
// that they are not defined for (EXPRESSION_TYPE), texts that are no duration or timestamp
// (EXPRESSION_VALUE), and trees deeper than kMaxDepth (EXPRESSION_TOO_DEEP). What is dyn is left to
// the evaluator. `result` is the type that the whole must have, bool for a filter; dyn for any.
//
// Types combine as CEL's do, with one thing more: CEL wants dyn() around one side of a comparison
// (or `in`) of an int with a double, and this checker does not; the result is the same.
absl::StatusOr<Expression> Check(Expression expression, const Schema& schema,
                                 const Type& result = Type::Dyn());

}  // namespace assay::expression

#endif  // ASSAY_EXPRESSION_CHECKER_H_
