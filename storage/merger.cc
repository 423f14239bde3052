#include "storage/merger.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

#include "core/status_macros.h"
#include "spdlog/spdlog.h"
#include "storage/chunk_reading.h"
#include "storage/in_list.h"
#include "storage/series.h"
#include "storage/times.h"

namespace assay {
namespace {

struct Due {
  int64_t run = 0;
  int64_t metric = 0;
  bool ended = false;
};

absl::StatusOr<std::optional<Due>> NextDue(ReadTxn& txn) {
  Rows rows = txn.Query(
      "SELECT s.run, s.metric, r.status FROM series s JOIN run r ON r.id = s.run "
      "WHERE s.merge_due = 1 ORDER BY s.run, s.metric LIMIT 1",
      {});
  std::optional<Due> due;
  if (rows.Next()) due = Due{rows.Int(0), rows.Int(1), rows.Int(2) != v1::RUN_STATUS_RUNNING};
  ASSAY_RETURN_IF_ERROR(rows.status());
  return due;
}

bool IsSmall(const ChunkRow& chunk) { return chunk.count < kSmallChunkPoints; }

// A stretch of chunks that becomes one; at least two of them.
using Stretch = std::vector<ChunkRow>;

// While a run goes on, chunks are merged from the newest back, as long as the next one is at most
// twice what was gathered. So a point is rewritten a logarithmic number of times, not once for each
// merge.
size_t NewestToMerge(std::span<const ChunkRow> chunks) {
  int64_t gathered = 0;
  size_t begin = chunks.size();
  while (begin > 0 && IsSmall(chunks[begin - 1]) && chunks[begin - 1].count <= 2 * gathered + 64) {
    gathered += chunks[--begin].count;
  }
  return begin;
}

// Neighbours that are small become one; so do chunks that overlap small ones. Bounded, so that a
// merge never holds more than a few large chunks in memory.
std::vector<Stretch> Plan(std::span<const ChunkRow> chunks) {
  std::vector<Stretch> plan;
  Stretch stretch;
  int64_t points = 0;
  const auto flush = [&] {
    if (stretch.size() > 1) plan.push_back(std::move(stretch));
    stretch.clear();
    points = 0;
  };
  while (!chunks.empty()) {
    const size_t overlapping = OverlappingChunks(chunks);
    const bool small = std::any_of(chunks.begin(), chunks.begin() + overlapping, IsSmall);
    int64_t overlapping_points = 0;
    for (const ChunkRow& chunk : chunks.first(overlapping)) overlapping_points += chunk.count;
    // Where very many chunks overlap, only the small ones are merged: readers merge the rest
    // anyway.
    const bool large = overlapping_points > 8 * static_cast<int64_t>(kChunkPoints);
    if (!small) {
      flush();
    } else {
      for (const ChunkRow& chunk : chunks.first(overlapping)) {
        if (large && !IsSmall(chunk)) continue;
        stretch.push_back(chunk);
        points += chunk.count;
        if (large && points >= static_cast<int64_t>(kChunkPoints)) flush();
      }
      if (points >= static_cast<int64_t>(kChunkPoints)) flush();
    }
    chunks = chunks.subspan(overlapping);
  }
  flush();
  return plan;
}

// Nothing more is due of a series that has at most so many small chunks; unless its run has ended
// since, which asks for another merge.
absl::Status ClearDue(WriteTxn& txn, const Due& due, int64_t most_small) {
  return txn.Run(
      "UPDATE series SET merge_due = 0 WHERE run = $1 AND metric = $2 AND small_chunks <= $3 AND "
      "($4 = 1 OR EXISTS (SELECT 1 FROM run r WHERE r.id = $1 AND r.status = $5))",
      {due.run, due.metric, most_small, int64_t{due.ended}, int64_t{v1::RUN_STATUS_RUNNING}});
}
absl::Status ClearDue(Store& store, const Due& due) {
  return store.Write(kNoDeadline, [&](WriteTxn& txn) {
    return ClearDue(txn, due, std::numeric_limits<int64_t>::max());
  });
}

absl::Status Replace(WriteTxn& txn, const Due& due, const Stretch& old,
                     const std::vector<Chunk>& merged, bool last) {
  for (const ChunkRow& chunk : old) {
    ASSAY_RETURN_IF_ERROR(txn.Run("DELETE FROM metric_chunk WHERE id = $1", {chunk.id}));
  }
  ASSAY_RETURN_IF_ERROR(WriteChunks(txn, due.run, due.metric, merged));
  const int64_t small = std::count_if(old.begin(), old.end(), IsSmall) - CountSmallChunks(merged);
  ASSAY_RETURN_IF_ERROR(
      txn.Run("UPDATE series SET small_chunks = small_chunks - $1 WHERE run = $2 AND metric = $3",
              {small, due.run, due.metric}));
  return last ? ClearDue(txn, due, kSmallChunksToMerge - 1) : absl::OkStatus();
}

// The merges of a series, read and encoded outside of the write transaction. Only this code deletes
// chunks, and writers only add some, so what was read is still there when it is replaced.
absl::Status MergeSeries(Store& store, const Due& due) {
  std::vector<Stretch> plan;
  ASSAY_RETURN_IF_ERROR(store.Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(std::vector<ChunkRow> chunks, ListChunks(txn, due.run, due.metric));
    std::span<const ChunkRow> part = chunks;
    if (!due.ended) {
      const size_t begin = NewestToMerge(chunks);
      // When the newest do not help enough, because small chunks lie between large ones, merge all.
      if (chunks.size() - begin >= static_cast<size_t>(kSmallChunksToMerge) / 2) {
        part = part.subspan(begin);
      }
    }
    plan = Plan(part);
    return absl::OkStatus();
  }));
  for (size_t i = 0; i < plan.size(); ++i) {
    std::vector<Chunk> merged;
    ASSAY_RETURN_IF_ERROR(store.Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(const Points points, ReadChunks(txn, plan[i]));
      merged = EncodeChunks(points);
      return absl::OkStatus();
    }));
    ASSAY_RETURN_IF_ERROR(store.Write(kNoDeadline, [&](WriteTxn& txn) {
      return Replace(txn, due, plan[i], merged, i + 1 == plan.size());
    }));
  }
  return plan.empty() ? ClearDue(store, due) : absl::OkStatus();
}

}  // namespace

absl::StatusOr<bool> MergeOne(Store& store) {
  std::optional<Due> due;
  ASSAY_RETURN_IF_ERROR(store.Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(due, NextDue(txn));
    return absl::OkStatus();
  }));
  if (!due) return false;
  absl::Status merged = MergeSeries(store, *due);
  if (absl::IsDataLoss(merged)) {
    // A series that can't be read must not keep the others waiting. Its readers get the error.
    spdlog::error("The chunks of a series can't be merged: {}", std::string(merged.message()));
    merged = ClearDue(store, *due);
  }
  ASSAY_RETURN_IF_ERROR(merged);
  return true;
}

Merger::Merger(Store& store) : store_(store), thread_([this] { Loop(); }) {}

Merger::~Merger() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    work_cond_.NotifyOne();
  }
  thread_.join();
}

void Merger::Notify() {
  MutexLock lock(mutex_);
  notified_ = true;
  work_cond_.NotifyOne();
}

void Merger::Loop() {
  for (;;) {
    {
      MutexLock lock(mutex_);
      while (!notified_ && !stopping_) work_cond_.Wait(mutex_);
      if (stopping_) return;
      notified_ = false;
    }
    // A failure (a full disk, for example) is tried again at the next notification.
    for (absl::StatusOr<bool> merged = true; merged.ok() && *merged;) {
      {
        MutexLock lock(mutex_);
        if (stopping_) return;
      }
      merged = MergeOne(store_);
    }
  }
}

}  // namespace assay
