// String literals of CEL: quoting a string, and reading escapes back.
#ifndef ASSAY_EXPRESSION_STRING_LITERAL_H_
#define ASSAY_EXPRESSION_STRING_LITERAL_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace assay::expression {

// `text` (UTF-8) as a double-quoted CEL literal on one line; control characters are escaped.
std::string QuoteString(std::string_view text);

// The string that the inside of a non-raw literal stands for. EXPRESSION_SYNTAX for an escape that
// CEL does not have or that is no code point.
absl::StatusOr<std::string> DecodeEscapes(std::string_view inside);

}  // namespace assay::expression

#endif  // ASSAY_EXPRESSION_STRING_LITERAL_H_
