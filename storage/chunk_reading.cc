#include "storage/chunk_reading.h"

#include <algorithm>
#include <utility>

#include "core/status_macros.h"
#include "storage/metrics/chunk.h"

namespace assay {

absl::StatusOr<std::vector<ChunkRow>> ListChunks(ReadTxn& txn, int64_t run, int64_t metric,
                                                 int64_t min_step, int64_t max_step) {
  Rows rows = txn.Query(
      "SELECT id, first_step, first_ms, last_step, last_ms, count FROM metric_chunk "
      "WHERE run = $1 AND metric = $2 AND first_step <= $3 AND last_step >= $4 "
      "ORDER BY first_step, first_ms, last_step, last_ms, count, id",
      {run, metric, max_step, min_step});
  std::vector<ChunkRow> chunks;
  while (rows.Next()) {
    chunks.push_back(
        {rows.Int(0), rows.Int(1), rows.Int(2), rows.Int(3), rows.Int(4), rows.Int(5)});
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return chunks;
}

size_t OverlappingChunks(std::span<const ChunkRow> chunks) {
  std::pair furthest(chunks[0].last_step, chunks[0].last_ms);
  size_t size = 1;
  while (size < chunks.size() &&
         std::pair(chunks[size].first_step, chunks[size].first_ms) <= furthest) {
    furthest = std::max(furthest, std::pair(chunks[size].last_step, chunks[size].last_ms));
    ++size;
  }
  return size;
}

absl::StatusOr<Points> ReadChunks(ReadTxn& txn, std::span<const ChunkRow> chunks) {
  std::vector<Points> parts(chunks.size());
  std::vector<PointsView> views;
  for (size_t i = 0; i < chunks.size(); ++i) {
    Rows rows = txn.Query("SELECT data FROM metric_chunk WHERE id = $1", {chunks[i].id});
    if (!rows.Next()) {
      ASSAY_RETURN_IF_ERROR(rows.status());
      return absl::DataLossError("A chunk is not there.");
    }
    ASSAY_RETURN_IF_ERROR(DecodeChunk(rows.Blob(0), &parts[i]));
    views.push_back(parts[i]);
  }
  if (parts.size() == 1) return std::move(parts[0]);
  return Merge(views);
}

}  // namespace assay
