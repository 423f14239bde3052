// Series: the points of one metric of one run in one context, stored in chunks.
//
// Stored points are distinct: an exact duplicate is dropped when it is written. Only points that do
// not lie behind all that is there cost a look at the chunks they overlap.
#ifndef ASSAY_STORAGE_SERIES_H_
#define ASSAY_STORAGE_SERIES_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/resources.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "storage/in_list.h"
#include "storage/metrics/points.h"
#include "storage/metrics/summary.h"
#include "storage/store.h"

namespace assay {

// Points of a chunk that is written at once or made by a merge.
inline constexpr size_t kChunkPoints = 16'384;
// Below this a chunk is small, and a candidate for a merge.
inline constexpr int64_t kSmallChunkPoints = 4'096;
// So many small chunks of a series make a merge due.
inline constexpr int64_t kSmallChunksToMerge = 32;

// A chunk, encoded.
struct Chunk {
  Point first;
  Point last;
  int64_t count = 0;
  std::string blocks;
  std::string data;
};

// Cuts sorted points into chunks and encodes them.
std::vector<Chunk> EncodeChunks(PointsView sorted);

int64_t CountSmallChunks(const std::vector<Chunk>& chunks);
absl::Status WriteChunks(WriteTxn& txn, int64_t run, int64_t metric,
                         const std::vector<Chunk>& chunks);

// Metric columns, checked, sorted and encoded: the work that needs no transaction. The points are
// kept only as chunks, a sixth of their size, for batches wait in numbers.
struct PreparedColumn {
  std::string key;
  std::string context;  // ContextText
  Summary summary;
  std::vector<Chunk> chunks;
};
absl::StatusOr<Points> DecodePoints(const PreparedColumn& column);
using MetricList = google::protobuf::RepeatedPtrField<v1::MetricColumns>;
// InvalidArgument: KEY_..., COLUMNS_UNEQUAL, TIME_NEGATIVE, CONTEXT_..., with the field at fault.
absl::StatusOr<std::vector<PreparedColumn>> PrepareMetrics(const MetricList& metrics);

// Adds the points of a column to its series.
absl::Status AppendPoints(WriteTxn& txn, int64_t run, const PreparedColumn& column);

// Makes a merge of a run's series due that have several small chunks, as when the run ends.
absl::Status RequestFinalMerge(WriteTxn& txn, int64_t run);

// Fills the metric summaries of runs, sorted by key and context.
absl::Status LoadMetricSummaries(ReadTxn& txn, std::span<const int64_t> runs, const RunOf& run_of);

}  // namespace assay

#endif  // ASSAY_STORAGE_SERIES_H_
