// The chunks of a series in order, and their points.
#ifndef ASSAY_STORAGE_CHUNK_READING_H_
#define ASSAY_STORAGE_CHUNK_READING_H_

#include <cstdint>
#include <limits>
#include <span>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/metrics/points.h"
#include "storage/store.h"

namespace assay {

// What the index knows of a chunk.
struct ChunkRow {
  int64_t id = 0;
  int64_t first_step = 0;
  int64_t first_ms = 0;
  int64_t last_step = 0;
  int64_t last_ms = 0;
  int64_t count = 0;
};

// The chunks that may have points with min_step <= step <= max_step, by their first points.
absl::StatusOr<std::vector<ChunkRow>> ListChunks(
    ReadTxn& txn, int64_t run, int64_t metric,
    int64_t min_step = std::numeric_limits<int64_t>::min(),
    int64_t max_step = std::numeric_limits<int64_t>::max());

// How many chunks from the first one on overlap each other, directly or through others: their
// points have to be merged. `chunks` must not be empty.
size_t OverlappingChunks(std::span<const ChunkRow> chunks);

// The points of these chunks, sorted.
absl::StatusOr<Points> ReadChunks(ReadTxn& txn, std::span<const ChunkRow> chunks);

}  // namespace assay

#endif  // ASSAY_STORAGE_CHUNK_READING_H_
