// Decodes arbitrary bytes, and encodes and decodes arbitrary points.
#include <cstdlib>
#include <cstring>

#include "storage/metrics/blocks.h"
#include "storage/metrics/checksum.h"
#include "storage/metrics/chunk.h"

namespace assay {
namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

// A checksum that matches lets the bytes reach the decoder behind it.
std::string WithChecksum(std::string bytes) {
  PutChecksum(&bytes);
  return bytes;
}

void RequireRoundTrip(const Points& points) {
  Points decoded;
  Require(DecodeChunk(EncodeChunk(points), &decoded).ok());
  Require(decoded.size() == points.size());
  for (size_t i = 0; i < points.size(); ++i) Require(decoded[i] == points[i]);
}

// Every 24 bytes are a point.
Points PointsFrom(const std::string& bytes) {
  Points points;
  for (size_t begin = 0; begin + 24 <= bytes.size(); begin += 24) {
    Point point;
    std::memcpy(&point.step, &bytes[begin], 8);
    std::memcpy(&point.time_ms, &bytes[begin + 8], 8);
    std::memcpy(&point.value, &bytes[begin + 16], 8);
    points.Add(point);
  }
  return points;
}

void Run(const std::string& bytes) {
  Points points;
  Require(DecodeChunk(bytes, &points).ok() || points.empty());
  points.Resize(0);
  // A few bytes can stand for a million equal points, which would only take time.
  constexpr size_t kEnough = 20'000;
  if (DecodeChunk(WithChecksum(bytes), &points).ok() && points.size() <= kEnough) {
    RequireRoundTrip(points);
  }
  if (const auto blocks = DecodeBlocks(WithChecksum(bytes)); blocks.ok()) Require(!blocks->empty());

  points = PointsFrom(bytes);
  RequireRoundTrip(points);
  SortUnique(points);
  Require(IsSorted(points));
  const auto blocks = DecodeBlocks(EncodeBlocks(points));
  Require(blocks.ok());
  if (!blocks->empty()) Require(*blocks == SummarizeBlocks(points));
}

}  // namespace
}  // namespace assay

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  assay::Run(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
