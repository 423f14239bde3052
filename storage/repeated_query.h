// One statement that is asked for several keys: bound and run again for each. Cheaper than a query
// for each, and for a few of them than an IN list, for which SQLite builds a table.
#ifndef ASSAY_STORAGE_REPEATED_QUERY_H_
#define ASSAY_STORAGE_REPEATED_QUERY_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/status_macros.h"
#include "storage/store.h"

namespace assay {

// Runs the statement with the parameters `params_of(0)`, an array, and so on up to `times` of them.
// `on_row(rows)` gets each row, and returns whether to go on. False when it ended it.
template <typename ParamsOf, typename OnRow>
absl::StatusOr<bool> Repeat(ReadTxn& txn, sql::Sql sql, size_t times, ParamsOf params_of,
                            OnRow on_row) {
  if (times == 0) return true;
  Rows rows = txn.Query(sql, sql::Params(params_of(0)));
  for (size_t next = 1;; ++next) {
    while (rows.Next()) {
      if (!on_row(rows)) return false;
    }
    if (next == times) break;
    rows.Restart(params_of(next));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return true;
}

// Runs a statement that finds one row by its id, $1, for each of these. `on_row(rows, id)`.
template <typename OnRow>
absl::Status ForEachId(ReadTxn& txn, sql::Sql sql, std::span<const int64_t> ids, OnRow on_row) {
  size_t i = 0;
  return Repeat(
             txn, sql, ids.size(),
             [&](size_t place) {
               i = place;
               return std::array<sql::Param, 1>{ids[place]};
             },
             [&](const Rows& rows) {
               on_row(rows, ids[i]);
               return true;
             })
      .status();
}

}  // namespace assay

#endif  // ASSAY_STORAGE_REPEATED_QUERY_H_
