#include "storage/sketching.h"

#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/v1/resources.pb.h"
#include "core/status_macros.h"
#include "storage/first_int.h"
#include "storage/sketch_values.h"

namespace assay {
namespace {

// Rows that one transaction writes, some 4 KiB each.
constexpr size_t kRowsAtOnce = 128;

using Values = std::map<SketchKey, std::string>;

int64_t FirstOf(int64_t block) { return block * kBlockRuns; }
int64_t LastOf(int64_t block) { return FirstOf(block + 1) - 1; }

// Runs that go on would be loose again soon.
absl::StatusOr<bool> HasSettled(ReadTxn& txn, int64_t block) {
  ASSAY_ASSIGN_OR_RETURN(
      const auto running,
      FirstInt(txn.Query("SELECT count(*) FROM run WHERE id BETWEEN $1 AND $2 AND status = $3",
                         {FirstOf(block), LastOf(block), int64_t{v1::RUN_STATUS_RUNNING}})));
  return *running <= kBlockRuns / 2;
}

// The first full block without sketches.
absl::StatusOr<std::optional<int64_t>> NextNew(ReadTxn& txn) {
  ASSAY_ASSIGN_OR_RETURN(const auto last, FirstInt(txn.Query("SELECT max(id) FROM run", {})));
  std::vector<int64_t> without;
  {
    Rows rows = txn.Query("SELECT block FROM sketched_block WHERE ready = 1 ORDER BY block", {});
    bool more = rows.Next();
    for (int64_t block = 0; LastOf(block) <= last.value_or(0); ++block) {
      if (more && rows.Int(0) == block) {
        more = rows.Next();
      } else {
        without.push_back(block);
      }
    }
    ASSAY_RETURN_IF_ERROR(rows.status());
  }
  for (int64_t block : without) {
    ASSAY_ASSIGN_OR_RETURN(const bool settled, HasSettled(txn, block));
    if (settled) return block;
  }
  return std::nullopt;
}

// The block with most loose runs that have ended, if there are many loose runs.
absl::StatusOr<std::optional<int64_t>> NextLoose(ReadTxn& txn, int64_t most_loose) {
  ASSAY_ASSIGN_OR_RETURN(const auto loose,
                         FirstInt(txn.Query("SELECT count(*) FROM loose_run", {})));
  if (*loose <= most_loose) return std::nullopt;
  return FirstInt(
      txn.Query("SELECT x.run / $1 AS block FROM loose_run x CROSS JOIN run r WHERE r.id = x.run "
                "AND r.status <> $2 GROUP BY x.run / $1 ORDER BY count(*) DESC, block LIMIT 1",
                {kBlockRuns, int64_t{v1::RUN_STATUS_RUNNING}}));
}

// From here on whoever writes to a run of the block makes it loose, so that what is read later can
// be trusted.
absl::Status Begin(WriteTxn& txn, int64_t block) {
  ASSAY_RETURN_IF_ERROR(
      txn.Run("INSERT INTO sketched_block (block, ready) VALUES ($1, 0) "
              "ON CONFLICT (block) DO UPDATE SET ready = 0",
              {block}));
  return txn.Run("DELETE FROM loose_run WHERE run BETWEEN $1 AND $2",
                 {FirstOf(block), LastOf(block)});
}

// Of a tag that no run of the block has any more the old row stays. It lets runs through that a
// search then looks up, and keeps none away.
absl::Status Put(WriteTxn& txn, int64_t block, Values::const_iterator begin,
                 Values::const_iterator end) {
  for (auto it = begin; it != end; ++it) {
    const auto& [key, data] = *it;
    ASSAY_RETURN_IF_ERROR(
        txn.Run("INSERT INTO run_sketch (id, data) VALUES ($1, $2) "
                "ON CONFLICT (id) DO UPDATE SET data = excluded.data",
                {SketchRow(key, block), sql::Bytes{data}}));
  }
  return absl::OkStatus();
}

absl::Status SketchBlockOf(Store& store, int64_t block) {
  ASSAY_RETURN_IF_ERROR(store.Write(kNoDeadline, [&](WriteTxn& txn) { return Begin(txn, block); }));
  Values values;
  ASSAY_RETURN_IF_ERROR(store.Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(values, SketchValues(txn, block));
    return absl::OkStatus();
  }));
  for (auto begin = values.cbegin();;) {
    const auto left = static_cast<size_t>(std::distance(begin, values.cend()));
    const auto end = std::next(begin, static_cast<ptrdiff_t>(std::min(left, kRowsAtOnce)));
    ASSAY_RETURN_IF_ERROR(store.Write(kNoDeadline, [&](WriteTxn& txn) -> absl::Status {
      ASSAY_RETURN_IF_ERROR(Put(txn, block, begin, end));
      if (end != values.cend()) return absl::OkStatus();
      return txn.Run("UPDATE sketched_block SET ready = 1 WHERE block = $1", {block});
    }));
    if (end == values.cend()) return absl::OkStatus();
    begin = end;
  }
}

}  // namespace

absl::StatusOr<bool> SketchOne(Store& store, int64_t most_loose) {
  std::optional<int64_t> block;
  ASSAY_RETURN_IF_ERROR(store.Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(block, NextNew(txn));
    if (block) return absl::OkStatus();
    ASSAY_ASSIGN_OR_RETURN(block, NextLoose(txn, most_loose));
    return absl::OkStatus();
  }));
  if (!block) return false;
  ASSAY_RETURN_IF_ERROR(SketchBlockOf(store, *block));
  return true;
}

absl::Status Loosen(WriteTxn& txn, int64_t run) {
  return txn.Run("INSERT INTO loose_run (run) VALUES ($1) ON CONFLICT DO NOTHING", {run});
}

}  // namespace assay
