#include "storage/value_index.h"

#include <algorithm>
#include <optional>

#include "core/status_macros.h"
#include "storage/first_int.h"

namespace assay {
namespace {

// The last run up to which there are at most so many rows of a table behind the runs that the
// indexes have. `first_behind` finds the run of the first row that is too many.
absl::StatusOr<int64_t> LastWithin(ReadTxn& txn, sql::Sql first_behind, const IndexedRuns& indexed,
                                   int64_t most) {
  ASSAY_ASSIGN_OR_RETURN(const std::optional<int64_t> run,
                         FirstInt(txn.Query(first_behind, {indexed.last, most})));
  return run ? *run - 1 : indexed.newest;
}

absl::StatusOr<int64_t> NextLast(ReadTxn& txn, const IndexedRuns& indexed, int64_t most) {
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t of_params,
      LastWithin(txn, "SELECT run FROM param WHERE run > $1 ORDER BY run LIMIT 1 OFFSET $2",
                 indexed, most));
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t of_tags,
      LastWithin(txn, "SELECT run FROM tag WHERE run > $1 ORDER BY run LIMIT 1 OFFSET $2", indexed,
                 most));
  return std::max(indexed.last + 1, std::min({of_params, of_tags, indexed.last + most}));
}

}  // namespace

absl::StatusOr<IndexedRuns> FindIndexedRuns(ReadTxn& txn) {
  Rows rows =
      txn.Query("SELECT last_run, coalesce((SELECT max(id) FROM run), 0) FROM value_index", {});
  if (!rows.Next()) {
    ASSAY_RETURN_IF_ERROR(rows.status());
    return absl::DataLossError("The indexes by value do not say which runs they have.");
  }
  return IndexedRuns{.last = rows.Int(0), .newest = rows.Int(1)};
}

absl::StatusOr<bool> IsIndexed(ReadTxn& txn, const RunRow& run) {
  if (run.created) return false;
  ASSAY_ASSIGN_OR_RETURN(const IndexedRuns indexed, FindIndexedRuns(txn));
  return indexed.Has(run.id);
}

sql::Builder SelectByValue(sql::Sql select, const sql::Builder& where, const IndexedRuns& indexed,
                           sql::Sql run) {
  sql::Builder rows;
  rows.Append(select).Append(" WHERE x.indexed = 1 AND ").Append(where);
  if (indexed.HasAll()) return rows;
  rows.Append(" UNION ALL ").Append(select);
  rows.Append(" WHERE ").Append(run).Append(" > ").Bind(indexed.last);
  return rows.Append(" AND ").Append(where);
}

absl::StatusOr<bool> IndexSomeRuns(WriteTxn& txn, int64_t most) {
  ASSAY_ASSIGN_OR_RETURN(const IndexedRuns indexed, FindIndexedRuns(txn));
  if (indexed.HasAll()) return false;
  ASSAY_ASSIGN_OR_RETURN(const int64_t last, NextLast(txn, indexed, most));
  ASSAY_RETURN_IF_ERROR(
      txn.Run("UPDATE run SET indexed = 1 WHERE id > $1 AND id <= $2", {indexed.last, last}));
  ASSAY_RETURN_IF_ERROR(
      txn.Run("UPDATE param SET indexed = 1 WHERE run > $1 AND run <= $2", {indexed.last, last}));
  ASSAY_RETURN_IF_ERROR(
      txn.Run("UPDATE tag SET indexed = 1 WHERE run > $1 AND run <= $2", {indexed.last, last}));
  ASSAY_RETURN_IF_ERROR(txn.Run("UPDATE value_index SET last_run = $1", {last}));
  return last < indexed.newest;
}

}  // namespace assay
