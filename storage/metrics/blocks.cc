#include "storage/metrics/blocks.h"

#include <algorithm>

#include "core/errors.h"
#include "core/status_macros.h"
#include "storage/metrics/checksum.h"
#include "storage/metrics/chunk.h"
#include "storage/metrics/varint.h"

namespace assay {
namespace {

// Format: version, varint count of points, varint NaN count of each block, then a chunk of the
// points first, min, max, last of each block, which its columns shrink well.
constexpr char kVersion = 1;
constexpr size_t kPointsOfBlock = 4;

absl::Status Corrupt() {
  return MakeError(absl::StatusCode::kDataLoss, "CHUNK_CORRUPT",
                   "The block summaries of a metric chunk are corrupt. Restore the database from a "
                   "backup.");
}

}  // namespace

std::vector<Summary> SummarizeBlocks(PointsView sorted) {
  std::vector<Summary> blocks;
  blocks.reserve((sorted.size() + kBlockPoints - 1) / kBlockPoints);
  for (size_t begin = 0; begin < sorted.size(); begin += kBlockPoints) {
    const size_t count = std::min(kBlockPoints, sorted.size() - begin);
    blocks.push_back(Summarize(sorted.subview(begin, count)));
  }
  return blocks;
}

std::string EncodeBlocks(PointsView sorted) {
  if (sorted.size() <= kBlockPoints) return "";
  std::string data(1, kVersion);
  PutVarint(sorted.size(), &data);
  Points points;
  for (const Summary& block : SummarizeBlocks(sorted)) {
    PutVarint(block.nan_count, &data);
    for (const Point& point : {block.first, block.min, block.max, block.last}) points.Add(point);
  }
  data += EncodeChunk(points);
  PutChecksum(&data);
  return data;
}

absl::StatusOr<std::vector<Summary>> DecodeBlocks(std::string_view data) {
  std::vector<Summary> blocks;
  if (data.empty()) return blocks;
  if (!TakeChecksum(&data) || data.empty() || data[0] != kVersion) return Corrupt();
  data.remove_prefix(1);
  uint64_t count = 0;
  if (!GetVarint(&data, &count) || count <= kBlockPoints || count > kMaxChunkPoints) {
    return Corrupt();
  }
  blocks.resize((count + kBlockPoints - 1) / kBlockPoints);
  for (size_t i = 0; i < blocks.size(); ++i) {
    uint64_t nans = 0;
    blocks[i].count = std::min(kBlockPoints, count - i * kBlockPoints);
    if (!GetVarint(&data, &nans) || nans > static_cast<uint64_t>(blocks[i].count)) return Corrupt();
    blocks[i].nan_count = static_cast<int64_t>(nans);
  }
  Points points;
  ASSAY_RETURN_IF_ERROR(DecodeChunk(data, &points));
  if (points.size() != blocks.size() * kPointsOfBlock) return Corrupt();
  for (size_t i = 0; i < blocks.size(); ++i) {
    blocks[i].first = points[i * kPointsOfBlock];
    blocks[i].min = points[i * kPointsOfBlock + 1];
    blocks[i].max = points[i * kPointsOfBlock + 2];
    blocks[i].last = points[i * kPointsOfBlock + 3];
  }
  return blocks;
}

}  // namespace assay
