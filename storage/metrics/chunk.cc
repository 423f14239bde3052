#include "storage/metrics/chunk.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <memory>

#include "core/errors.h"
#include "fmt/core.h"
#include "storage/metrics/checksum.h"
#include "storage/metrics/planes.h"
#include "storage/metrics/varint.h"

namespace assay {
namespace {

constexpr char kVersion = 1;
constexpr char kFloat64 = 1;

void PutIntegers(std::span<const int64_t> column, std::string* out) {
  const size_t count = column.size();
  const auto at = [column](size_t i) { return static_cast<uint64_t>(column[i]); };
  PutVarint(ZigZag(at(0)), out);
  if (count < 2) return;
  PutVarint(ZigZag(at(1) - at(0)), out);
  if (count < 3) return;

  const auto words = std::make_unique_for_overwrite<uint64_t[]>(count - 2);
  uint64_t any = 0;
  for (size_t i = 0; i < count - 2; ++i) {
    words[i] = ZigZag((at(i + 2) - at(i + 1)) - (at(i + 1) - at(i)));
    any |= words[i];
  }
  const int width = (std::bit_width(any) + 7) / 8;
  out->push_back(static_cast<char>(width));
  if (width > 0) PutPlanes(std::span<const uint64_t>(words.get(), count - 2), width, out);
}

bool GetIntegers(std::string_view* in, std::span<int64_t> column) {
  const size_t count = column.size();
  uint64_t word = 0;
  if (!GetVarint(in, &word)) return false;
  uint64_t current = UnZigZag(word);
  column[0] = static_cast<int64_t>(current);
  if (count < 2) return true;
  if (!GetVarint(in, &word)) return false;
  uint64_t difference = UnZigZag(word);
  current += difference;
  column[1] = static_cast<int64_t>(current);
  if (count < 3) return true;

  if (in->empty() || static_cast<unsigned char>(in->front()) > sizeof(uint64_t)) return false;
  const int width = in->front();
  in->remove_prefix(1);
  if (width == 0) {
    for (size_t i = 2; i < count; ++i) column[i] = static_cast<int64_t>(current += difference);
    return true;
  }
  const auto words = std::make_unique_for_overwrite<uint64_t[]>(count - 2);
  if (!GetPlanes(in, width, std::span<uint64_t>(words.get(), count - 2))) return false;
  for (size_t i = 2; i < count; ++i) {
    difference += UnZigZag(words[i - 2]);
    column[i] = static_cast<int64_t>(current += difference);
  }
  return true;
}

// Whether every value survives as float32, bit for bit: a NaN's payload and -0 count too.
bool FitFloat32(std::span<const double> values) {
  constexpr size_t kStretch = 256;  // long enough for SIMD, short enough to stop early
  for (size_t begin = 0; begin < values.size(); begin += kStretch) {
    uint64_t lost = 0;
    for (const double value : values.subspan(begin, std::min(kStretch, values.size() - begin))) {
      const double back = static_cast<float>(value);
      lost |= std::bit_cast<uint64_t>(back) ^ std::bit_cast<uint64_t>(value);
    }
    if (lost != 0) return false;
  }
  return true;
}

void PutFloat32(std::span<const double> values, std::string* out) {
  const auto words = std::make_unique_for_overwrite<uint32_t[]>(values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    words[i] = std::bit_cast<uint32_t>(static_cast<float>(values[i]));
  }
  PutPlanes(std::span<const uint32_t>(words.get(), values.size()), sizeof(uint32_t), out);
}

void PutFloat64(std::span<const double> values, std::string* out) {
  const auto words = std::make_unique_for_overwrite<uint64_t[]>(values.size());
  for (size_t i = 0; i < values.size(); ++i) words[i] = std::bit_cast<uint64_t>(values[i]);
  PutPlanes(std::span<const uint64_t>(words.get(), values.size()), sizeof(uint64_t), out);
}

bool GetFloat32(std::string_view* in, std::span<double> values) {
  const auto words = std::make_unique_for_overwrite<uint32_t[]>(values.size());
  if (!GetPlanes(in, sizeof(uint32_t), std::span<uint32_t>(words.get(), values.size()))) {
    return false;
  }
  for (size_t i = 0; i < values.size(); ++i) values[i] = std::bit_cast<float>(words[i]);
  return true;
}

bool GetFloat64(std::string_view* in, std::span<double> values) {
  const auto words = std::make_unique_for_overwrite<uint64_t[]>(values.size());
  if (!GetPlanes(in, sizeof(uint64_t), std::span<uint64_t>(words.get(), values.size()))) {
    return false;
  }
  for (size_t i = 0; i < values.size(); ++i) values[i] = std::bit_cast<double>(words[i]);
  return true;
}

// Everything between the count and the checksum, into the points from `begin` on.
bool GetColumns(std::string_view in, bool float64, size_t begin, Points* points) {
  const std::span<double> values = std::span(points->values).subspan(begin);
  return GetIntegers(&in, std::span(points->steps).subspan(begin)) &&
         GetIntegers(&in, std::span(points->times_ms).subspan(begin)) &&
         (float64 ? GetFloat64(&in, values) : GetFloat32(&in, values)) && in.empty();
}

absl::Status Corrupt(std::string_view why) {
  return MakeError(
      absl::StatusCode::kDataLoss, "CHUNK_CORRUPT",
      fmt::format("A metric chunk is corrupt: {}. Restore the database from a backup.", why));
}

}  // namespace

std::string EncodeChunk(PointsView points) {
  if (points.size() > kMaxChunkPoints) std::abort();  // it could never be decoded
  const bool float64 = !FitFloat32(points.values);
  std::string data = {kVersion, float64 ? kFloat64 : char{0}};
  PutVarint(points.size(), &data);
  if (!points.empty()) {
    PutIntegers(points.steps, &data);
    PutIntegers(points.times_ms, &data);
    float64 ? PutFloat64(points.values, &data) : PutFloat32(points.values, &data);
  }
  PutChecksum(&data);
  return data;
}

absl::Status DecodeChunk(std::string_view data, Points* append_to) {
  if (!TakeChecksum(&data)) return Corrupt("its checksum does not match");
  if (data.size() < 2 || data[0] != kVersion) return Corrupt("its version is unknown");
  const char flags = data[1];
  if (flags != 0 && flags != kFloat64) return Corrupt("its flags are unknown");
  data.remove_prefix(2);
  uint64_t count = 0;
  if (!GetVarint(&data, &count) || count > kMaxChunkPoints) return Corrupt("its count is invalid");
  if (count == 0) {
    return data.empty() ? absl::OkStatus() : Corrupt("bytes follow its end");
  }
  const size_t begin = append_to->size();
  append_to->Resize(begin + count);
  if (GetColumns(data, flags == kFloat64, begin, append_to)) return absl::OkStatus();
  append_to->Resize(begin);
  return Corrupt("its columns are malformed");
}

}  // namespace assay
