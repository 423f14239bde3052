#include "storage/metrics/checksum.h"

#include <zlib.h>

#include <cstdint>

namespace assay {
namespace {

constexpr size_t kBytes = 4;

uint32_t Crc32(std::string_view bytes) {
  return static_cast<uint32_t>(
      crc32_z(0, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

}  // namespace

void PutChecksum(std::string* bytes) {
  const uint32_t crc = Crc32(*bytes);
  for (size_t i = 0; i < kBytes; ++i) bytes->push_back(static_cast<char>(crc >> (8 * i)));
}

bool TakeChecksum(std::string_view* bytes) {
  if (bytes->size() < kBytes) return false;
  const std::string_view tail = bytes->substr(bytes->size() - kBytes);
  bytes->remove_suffix(kBytes);
  uint32_t stored = 0;
  for (size_t i = 0; i < kBytes; ++i) {
    stored |= uint32_t{static_cast<unsigned char>(tail[i])} << (8 * i);
  }
  return stored == Crc32(*bytes);
}

}  // namespace assay
