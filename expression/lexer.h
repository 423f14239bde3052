// The tokens of an expression.
#ifndef ASSAY_EXPRESSION_LEXER_H_
#define ASSAY_EXPRESSION_LEXER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "expression/diagnostics.h"

namespace assay::expression {

struct Token {
  enum class Kind { kEnd, kName, kInt, kDouble, kString, kSymbol };

  Kind kind = Kind::kEnd;
  std::string_view text;  // of the source, quotes and all
  Position at;
  size_t begin = 0;  // the byte of the source where it starts
  // The value of a literal. Signs are tokens of their own, so an int may be 2^63 here.
  uint64_t magnitude = 0;
  double number = 0;
  std::string string;

  size_t end() const { return begin + text.size(); }
};

// The tokens of `source`, the last of which is kEnd. White space and // comments are left out.
// EXPRESSION_SYNTAX, or EXPRESSION_UNSUPPORTED for literals that CEL has and this subset has not
// (uint, bytes). The tokens point into `source`.
absl::StatusOr<std::vector<Token>> Lex(std::string_view source);

}  // namespace assay::expression

#endif  // ASSAY_EXPRESSION_LEXER_H_
