// Errors that show where in the source of an expression they are:
//
//   Column 11: there is no function sizee. Did you mean size?
//     1 + sizee("a")
//         ^
//
// Reasons of mistakes in an expression, all InvalidArgument:
//   EXPRESSION_SYNTAX            it is not CEL
//   EXPRESSION_UNSUPPORTED       it is CEL that this subset leaves out
//   EXPRESSION_TOO_LONG          it has too many bytes or parts
//   EXPRESSION_TOO_DEEP          it is nested too deeply
//   EXPRESSION_UNKNOWN_NAME      a variable, field or function does not exist
//   EXPRESSION_TYPE              an operator or function is given types that it is not defined for
//   EXPRESSION_VALUE             a text is not a duration or a timestamp
// Reasons that only evaluating brings out:
//   EXPRESSION_ABSENT            NotFound: a variable or key has no value
//   EXPRESSION_RANGE             a number, duration, timestamp or index is out of range
//   EXPRESSION_DIVISION_BY_ZERO  an int is divided by zero
//   EXPRESSION_TOO_COSTLY        it took too many steps
#ifndef ASSAY_EXPRESSION_DIAGNOSTICS_H_
#define ASSAY_EXPRESSION_DIAGNOSTICS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace assay::expression {

// A place in a source. Both count from 1, columns in code points; 0 where there is no source.
struct Position {
  int line = 0;
  int column = 0;
};

// `error` with its message put in a sentence that names `at` and shows the line with a caret under
// it; without a position only the sentence. Code, reason and field stay.
absl::Status Locate(const absl::Status& error, std::string_view source, Position at);

// ". Did you mean X?" for the known name that is nearest to `name`, or "." when none is near.
template <typename Names>
std::string Suggestion(std::string_view name, const Names& known);

// The number of edits (insert, remove or change a byte) that make `b` of `a`.
int EditDistance(std::string_view a, std::string_view b);

template <typename Names>
std::string Suggestion(std::string_view name, const Names& known) {
  int best = 1 + static_cast<int>(name.size()) / 3;  // More edits than that is another word.
  std::string suggestion = ".";
  for (const auto& candidate : known) {
    const int distance = EditDistance(name, candidate);
    if (distance > best || (distance == best && suggestion != ".")) continue;
    best = distance;
    suggestion = ". Did you mean " + std::string(candidate) + "?";
  }
  return suggestion;
}

}  // namespace assay::expression

#endif  // ASSAY_EXPRESSION_DIAGNOSTICS_H_
