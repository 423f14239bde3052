// The parser of the expression language, a strict subset of CEL (docs/expressions.md).
#ifndef ASSAY_EXPRESSION_PARSER_H_
#define ASSAY_EXPRESSION_PARSER_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "expression/ast.h"

namespace assay::expression {

// Parses `source`, of limits::kFilterBytes at most, into a tree of kMaxDepth and kMaxNodes at most.
// Names and types are not looked at; see checker.h. EXPRESSION_SYNTAX, EXPRESSION_UNSUPPORTED,
// EXPRESSION_TOO_LONG, EXPRESSION_TOO_DEEP, or EXPRESSION_UNKNOWN_NAME for a function that CEL does
// not have either.
absl::StatusOr<Expression> Parse(std::string_view source);

}  // namespace assay::expression

#endif  // ASSAY_EXPRESSION_PARSER_H_
