#include "storage/value_index.h"

#include <algorithm>
#include <optional>

#include "core/status_macros.h"
#include "storage/first_int.h"

namespace assay {
namespace {

struct Ends {
  int64_t last_indexed = 0;
  int64_t last_run = 0;
};

absl::StatusOr<Ends> FindEnds(ReadTxn& txn) {
  Rows rows =
      txn.Query("SELECT last_run, coalesce((SELECT max(id) FROM run), 0) FROM value_index", {});
  if (!rows.Next()) {
    ASSAY_RETURN_IF_ERROR(rows.status());
    return absl::DataLossError("The indexes by value do not say which runs they have.");
  }
  return Ends{rows.Int(0), rows.Int(1)};
}

// The last run up to which there are at most so many rows of a table behind the runs that the
// indexes have. `first_behind` finds the run of the first row that is too many.
absl::StatusOr<int64_t> LastWithin(ReadTxn& txn, sql::Sql first_behind, const Ends& ends,
                                   int64_t most) {
  ASSAY_ASSIGN_OR_RETURN(const std::optional<int64_t> run,
                         FirstInt(txn.Query(first_behind, {ends.last_indexed, most})));
  return run ? *run - 1 : ends.last_run;
}

absl::StatusOr<int64_t> NextLast(ReadTxn& txn, const Ends& ends, int64_t most) {
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t of_params,
      LastWithin(txn, "SELECT run FROM param WHERE run > $1 ORDER BY run LIMIT 1 OFFSET $2", ends,
                 most));
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t of_tags,
      LastWithin(txn, "SELECT run FROM tag WHERE run > $1 ORDER BY run LIMIT 1 OFFSET $2", ends,
                 most));
  return std::max(ends.last_indexed + 1, std::min(of_params, of_tags));
}

}  // namespace

absl::StatusOr<IndexedRuns> FindIndexedRuns(ReadTxn& txn) {
  ASSAY_ASSIGN_OR_RETURN(const Ends ends, FindEnds(txn));
  return IndexedRuns{.last = ends.last_indexed, .all = ends.last_indexed >= ends.last_run};
}

sql::Builder SelectByValue(sql::Sql select, const sql::Builder& where, const IndexedRuns& indexed) {
  sql::Builder rows;
  rows.Append(select).Append(" WHERE x.indexed = 1 AND ").Append(where);
  if (indexed.all) return rows;
  rows.Append(" UNION ALL ").Append(select);
  return rows.Append(" WHERE x.run > ").Bind(indexed.last).Append(" AND ").Append(where);
}

absl::StatusOr<bool> IndexSomeRuns(WriteTxn& txn, int64_t most) {
  ASSAY_ASSIGN_OR_RETURN(const Ends ends, FindEnds(txn));
  if (ends.last_indexed >= ends.last_run) return false;
  ASSAY_ASSIGN_OR_RETURN(const int64_t last, NextLast(txn, ends, most));
  ASSAY_RETURN_IF_ERROR(txn.Run("UPDATE param SET indexed = 1 WHERE run > $1 AND run <= $2",
                                {ends.last_indexed, last}));
  ASSAY_RETURN_IF_ERROR(txn.Run("UPDATE tag SET indexed = 1 WHERE run > $1 AND run <= $2",
                                {ends.last_indexed, last}));
  ASSAY_RETURN_IF_ERROR(txn.Run("UPDATE value_index SET last_run = $1", {last}));
  return last < ends.last_run;
}

}  // namespace assay
