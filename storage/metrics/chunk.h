// The chunk codec: points of a metric series as compact bytes, bit for bit.
//
// Format, version 1 (integers little-endian, varints as in varint.h):
//   byte     version
//   byte     flags: 1 = values are float64; else float32, which every one of them survives
//   varint   count of points
//   column   steps, then times: the first as zigzag varint; the first difference as zigzag varint;
//            then zigzag differences of differences: a byte for their width in bytes (0 when all
//            are zero) and planes of that width. Arithmetic wraps, so every int64 comes back.
//   planes   bits of the values (planes.h)
//   4 bytes  CRC-32 of all bytes before it
// Thread-safe.
#ifndef ASSAY_STORAGE_METRICS_CHUNK_H_
#define ASSAY_STORAGE_METRICS_CHUNK_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "storage/metrics/points.h"

namespace assay {

// The most points of a chunk; it bounds what decoding allocates.
inline constexpr size_t kMaxChunkPoints = size_t{1} << 20;

// Encodes at most kMaxChunkPoints points, or the process ends. The points may be in any order and
// come back in it; sorted ones shrink best.
std::string EncodeChunk(PointsView points);

// Appends a chunk's points. Bytes that EncodeChunk can't have made give DataLoss with reason
// CHUNK_CORRUPT, and nothing is appended.
absl::Status DecodeChunk(std::string_view data, Points* append_to);

}  // namespace assay

#endif  // ASSAY_STORAGE_METRICS_CHUNK_H_
