// What the parts of an expression evaluated to, to explain a result.
#ifndef ASSAY_EXPRESSION_TRACE_H_
#define ASSAY_EXPRESSION_TRACE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "expression/diagnostics.h"
#include "expression/value.h"

namespace assay::expression {

// One evaluated part.
struct TraceEntry {
  std::string source;  // its text
  Position at;         // of its own token: the operator, the field, the name
  absl::StatusOr<Value> result;
  // Whether it is a value that was read from the variables: a variable, a field or an element, and
  // not one that only led to a field or element of it. `metrics.auc` is, and `metrics` in it is
  // not.
  bool is_fact;
};

// The parts that were evaluated, but for literals, each after the parts that it consists of; the
// whole expression comes last.
using Trace = std::vector<TraceEntry>;

// One line that names the facts behind the result, each once:
//   metrics.auc > 0.9: metrics.auc = 0.87
// A fact without a value reads `metrics.auc is absent`, other errors `x is an error (its reason)`.
std::string Explain(const Trace& trace);

}  // namespace assay::expression

#endif  // ASSAY_EXPRESSION_TRACE_H_
