// How a search goes about it: along the index of the order, or from the rarest condition.
#ifndef ASSAY_STORAGE_SEARCH_PLAN_H_
#define ASSAY_STORAGE_SEARCH_PLAN_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "expression/ast.h"
#include "storage/run_conditions.h"
#include "storage/run_order.h"
#include "storage/store.h"

namespace assay {

// What is asked.
struct SearchQuestion {
  int64_t workspace = 0;
  std::vector<int64_t> experiments;  // empty for all
  bool show_deleted = false;
  IndexedRuns indexed;
  expression::Expression filter;
  std::vector<const expression::Expr*> conjuncts;  // of `filter`; none without a filter
  std::vector<RunCondition> conditions;            // among the conjuncts
  std::vector<OrderKey> order;
  std::optional<OrderPosition> position;
  int64_t limit = 0;
};

// Where a statement takes runs from.
struct RunSource {
  // "SELECT ... AS run[, ... AS value] ...", which becomes the table d; the table run itself when
  // empty, of which all runs are indexed then.
  sql::Builder rows = {};
  // Whether `rows` can have a run more than once.
  bool repeats = false;
  // The conjuncts, and whether the experiments, that it answers.
  std::vector<size_t> parts = {};
  bool experiments = false;
  // What else its runs have to meet, on d.run; nothing when empty.
  sql::Builder condition = {};
  // Whether an index gives them in the order's first key, so that a search can stop on the way.
  bool walks = false;
  // Whether `rows` has the runs' start as its value, and the order begins with it.
  bool by_start = false;
  // Of a walk by a metric, param or tag: the rank that it has in all rows.
  std::optional<OrderRank> rank = std::nullopt;
};

// When its rarest condition has at most so many runs, a search may take and sort them all.
inline constexpr int64_t kMostDriven = 20'000;

// "SELECT ... AS run ...": the runs of the question's experiments, of which there are some.
sql::Builder ExperimentRows(const SearchQuestion& question);
// How many rows `rows` has, but no more than `most`.
absl::StatusOr<int64_t> CountRows(ReadTxn& txn, const sql::Builder& rows, int64_t most);

// The sources that have, one after the other, all runs that can match from the position on. Each is
// to be sorted; of two, all runs of the first come before those of the second.
absl::StatusOr<std::vector<RunSource>> PlanSearch(ReadTxn& txn, const SearchQuestion& question);
// The same, always along the order, whose first key is of a metric, param or tag.
absl::StatusOr<std::vector<RunSource>> PlanWalk(ReadTxn& txn, const SearchQuestion& question);

}  // namespace assay

#endif  // ASSAY_STORAGE_SEARCH_PLAN_H_
