// The indexes by value of params and tags, and those of runs by their start, follow the runs. They
// have a place of its own for each key, so a run that is created would change a page for each of
// its params and tags; it changes none of them, and a moment later those of many runs are written
// together. Until then searches read such runs' own rows.
#ifndef ASSAY_STORAGE_VALUE_INDEX_H_
#define ASSAY_STORAGE_VALUE_INDEX_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "storage/runs.h"
#include "storage/sql/sql.h"
#include "storage/store.h"

namespace assay {

// Which runs the indexes have, by their rows' ids.
struct IndexedRuns {
  int64_t last = 0;    // the runs up to this one
  int64_t newest = 0;  // of all runs

  bool Has(int64_t run) const { return run <= last; }
  bool HasAll() const { return Has(newest); }
};

absl::StatusOr<IndexedRuns> FindIndexedRuns(ReadTxn& txn);
// Whether they have this one.
absl::StatusOr<bool> IsIndexed(ReadTxn& txn, const RunRow& run);

// "<select> WHERE <where>" of a table x that is param, tag or run, and has the run in the column
// `run`: by the index, and the rows of the runs behind it. Ordered by what the index is ordered by,
// the two are merged on the way.
sql::Builder SelectByValue(sql::Sql select, const sql::Builder& where, const IndexedRuns& indexed,
                           sql::Sql run = "x.run");

// Takes the next runs into the indexes: `most` at most, that have `most` params and `most` tags
// together, or one that has more. False when no run is left.
absl::StatusOr<bool> IndexSomeRuns(WriteTxn& txn, int64_t most);

}  // namespace assay

#endif  // ASSAY_STORAGE_VALUE_INDEX_H_
