// How the functions of the language are called, and which of CEL's it leaves out.
#ifndef ASSAY_EXPRESSION_FUNCTIONS_H_
#define ASSAY_EXPRESSION_FUNCTIONS_H_

#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "expression/ast.h"

namespace assay::expression {

// The function that `name(...)` or, when `member`, `receiver.name(...)` calls with `arguments`
// arguments, without the receiver. EXPRESSION_UNSUPPORTED, EXPRESSION_UNKNOWN_NAME,
// EXPRESSION_SYNTAX when it is called in the wrong form, EXPRESSION_TYPE when the number of
// arguments is wrong.
absl::StatusOr<Function> ResolveCall(std::string_view name, bool member, size_t arguments);

}  // namespace assay::expression

#endif  // ASSAY_EXPRESSION_FUNCTIONS_H_
