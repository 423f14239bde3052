// The evaluator, with CEL's semantics (docs/expressions.md).
#ifndef ASSAY_EXPRESSION_EVALUATOR_H_
#define ASSAY_EXPRESSION_EVALUATOR_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "expression/ast.h"
#include "expression/trace.h"
#include "expression/value.h"

namespace assay::expression {

// What one evaluation may take: a step for each node, each element of a list or map that is
// compared or copied, and each 16 bytes of a string.
inline constexpr int64_t kMaxSteps = 1'000'000;

// Evaluates `expression`, which Check passed under a schema that fits `variables`. It is safe on an
// unchecked one too: all types are checked again, so that what is dyn is right.
//
// Pure: the same expression and variables give the same result. Thread-safe. Errors are the reasons
// of diagnostics.h; a variable or key without a value is NotFound (EXPRESSION_ABSENT), all others
// are InvalidArgument. With `trace`, the parts that were evaluated are added to it, also on an
// error.
absl::StatusOr<Value> Evaluate(const Expression& expression, const ValueMap& variables,
                               Trace* trace = nullptr);

}  // namespace assay::expression

#endif  // ASSAY_EXPRESSION_EVALUATOR_H_
