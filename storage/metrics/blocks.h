// Block summaries: a chunk's points in stretches of kBlockPoints, so that a long series is
// downsampled without decoding its values.
#ifndef ASSAY_STORAGE_METRICS_BLOCKS_H_
#define ASSAY_STORAGE_METRICS_BLOCKS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/metrics/summary.h"

namespace assay {

inline constexpr size_t kBlockPoints = 512;

// The summaries of every kBlockPoints consecutive points; the last block may be shorter.
std::vector<Summary> SummarizeBlocks(PointsView sorted);

// The blocks of a chunk's points (at most kMaxChunkPoints, sorted) as bytes; empty when there is at
// most one block, for then the summary of the chunk says the same.
std::string EncodeBlocks(PointsView sorted);

// The summaries that were encoded; none when `data` is empty. Bytes that EncodeBlocks can't have
// made give DataLoss with reason CHUNK_CORRUPT.
absl::StatusOr<std::vector<Summary>> DecodeBlocks(std::string_view data);

}  // namespace assay

#endif  // ASSAY_STORAGE_METRICS_BLOCKS_H_
