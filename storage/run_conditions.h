// Conditions of a filter that an index answers: what a search can be driven by.
#ifndef ASSAY_STORAGE_RUN_CONDITIONS_H_
#define ASSAY_STORAGE_RUN_CONDITIONS_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "expression/ast.h"
#include "storage/run_schema.h"
#include "storage/sketch.h"
#include "storage/sql/sql.h"
#include "storage/store.h"
#include "storage/value_index.h"

namespace assay {

// The numbers that satisfy some comparisons. NaN never does.
struct NumberRange {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false;
  bool high_open = false;

  // Narrows the range to the numbers x with `x op bound`; op is not !=.
  void Narrow(expression::Op op, double bound);
};

struct RunCondition {
  // "SELECT x.run AS run FROM ... WHERE ...": just the runs, of any workspace, for which the parts
  // are true.
  sql::Builder rows;
  // Whether `rows` can have a run more than once.
  bool repeats = false;
  // The indexes in Conjuncts(filter) of the parts that it stands for.
  std::vector<size_t> parts;
  // Of numbers of a metric or param: which, and their range.
  RunField field;
  std::optional<NumberRange> range;
  // For equal params and tags, when the index by value has all runs: "EXISTS (SELECT 1 FROM ... AND
  // x.run BETWEEN ", to which "<run> AND <run>)" is added. A range, because engines then look in
  // the index by value, where the rows of equal values lie close together, and not in that by run.
  sql::Builder probe;
  // The sketches of the runs that meet it, and of some others.
  std::optional<SketchRange> sketch;
};

// The conditions among the conjuncts. Conjuncts that no index answers are in none.
absl::StatusOr<std::vector<RunCondition>> FindConditions(
    ReadTxn& txn, int64_t workspace, const IndexedRuns& indexed,
    const std::vector<const expression::Expr*>& conjuncts);

// "x.number >= $1 AND x.number < $2" for a range.
void AppendRange(sql::Sql column, const NumberRange& range, sql::Builder* builder);

}  // namespace assay

#endif  // ASSAY_STORAGE_RUN_CONDITIONS_H_
