#include "storage/metrics/planes.h"

#include <zstd.h>

#include <array>
#include <cstring>
#include <memory>
#include <utility>

#include "storage/metrics/varint.h"

namespace assay {
namespace {

constexpr int kZstdLevel = 1;
// A zstd frame has 9 bytes of headers, and an entropy table on top.
constexpr size_t kSmallestPlaneToCompress = 64;
constexpr size_t kMaxWidth = 8;

enum Storage : uint64_t { kRaw = 0, kConstant = 1, kZstd = 2 };

using Bytes = std::unique_ptr<uint8_t[]>;

// Contexts hold hundreds of kilobytes that are costly to set up: one for each thread.
ZSTD_CCtx* CompressContext() {
  thread_local const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                                  &ZSTD_freeCCtx);
  return context.get();
}

ZSTD_DCtx* DecompressContext() {
  thread_local const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(),
                                                                                  &ZSTD_freeDCtx);
  return context.get();
}

// Whether the bytes look evenly spread and without runs, so that zstd would not shrink them. The
// sum of the squared frequencies of n even bytes is about n + n * n / 256; where it is not well
// above that, an entropy code saves 5 % at most. A sample from all over the plane decides: noise is
// most of a series, and an attempt that fails takes longest.
bool LooksLikeNoise(const uint8_t* plane, size_t count) {
  constexpr size_t kSample = 256;
  constexpr size_t kMostRepeats = 8;  // of 256 even bytes, one on average equals the byte before it
  if (count <= kSample) return false;
  std::array<uint16_t, 256> frequency = {};
  size_t repeats = 0;
  for (size_t i = 0; i < kSample; ++i) {
    const uint8_t* byte = plane + 1 + i * (count - 1) / kSample;
    ++frequency[*byte];
    repeats += byte[0] == byte[-1];
  }
  size_t squares = 0;
  for (const size_t f : frequency) squares += f * f;
  return repeats <= kMostRepeats && squares < kSample + kSample * kSample / 256 * 7 / 4;
}

// Appends the plane to `out` and returns how it is stored.
Storage PutPlane(const uint8_t* plane, size_t count, std::string* out) {
  const char* bytes = reinterpret_cast<const char*>(plane);
  if (count > 1 && std::memcmp(plane, plane + 1, count - 1) == 0) {
    out->push_back(bytes[0]);
    return kConstant;
  }
  if (count >= kSmallestPlaneToCompress && !LooksLikeNoise(plane, count)) {
    // No room for a frame that would not pay: then zstd fails, early.
    const size_t room = count - count / 64 - 4;
    const Bytes frame = std::make_unique_for_overwrite<uint8_t[]>(room);
    const size_t size =
        ZSTD_compressCCtx(CompressContext(), frame.get(), room, plane, count, kZstdLevel);
    if (!ZSTD_isError(size)) {
      PutVarint(size, out);
      out->append(reinterpret_cast<const char*>(frame.get()), size);
      return kZstd;
    }
  }
  out->append(bytes, count);
  return kRaw;
}

// The plane's bytes, which are in `in` itself or else written to `buffer`; null when malformed.
const uint8_t* GetPlane(std::string_view* in, uint64_t storage, size_t count, uint8_t* buffer) {
  uint64_t size = count;
  if (storage == kConstant) size = 1;
  if (storage == kZstd && !GetVarint(in, &size)) return nullptr;
  if (storage > kZstd || size > in->size()) return nullptr;
  const auto* bytes = reinterpret_cast<const uint8_t*>(in->data());
  in->remove_prefix(size);
  if (storage == kRaw) return bytes;
  if (storage == kConstant) {
    std::memset(buffer, bytes[0], count);
    return buffer;
  }
  return ZSTD_decompressDCtx(DecompressContext(), buffer, count, bytes, size) == count ? buffer
                                                                                       : nullptr;
}

template <typename Word, size_t... kPlane>
void Join(const std::array<const uint8_t*, kMaxWidth>& planes, std::span<Word> words,
          std::index_sequence<kPlane...>) {
  Word* __restrict out = words.data();
  const size_t count = words.size();
  const std::array<const uint8_t*, sizeof...(kPlane)> in = {planes[kPlane]...};
  for (size_t i = 0; i < count; ++i) {
    out[i] = (static_cast<Word>(Word{in[kPlane][i]} << (8 * kPlane)) | ...);
  }
}

template <typename Word, size_t... kWidthMinusOne>
void JoinWidth(int width, const std::array<const uint8_t*, kMaxWidth>& planes,
               std::span<Word> words, std::index_sequence<kWidthMinusOne...>) {
  ((width == kWidthMinusOne + 1
        ? Join(planes, words, std::make_index_sequence<kWidthMinusOne + 1>())
        : void()),
   ...);
}

}  // namespace

template <typename Word>
void PutPlanes(std::span<const Word> words, int width, std::string* out) {
  const size_t count = words.size();
  const Bytes plane = std::make_unique_for_overwrite<uint8_t[]>(count);
  uint64_t storages = 0;
  std::string body;
  for (int k = 0; k < width; ++k) {
    for (size_t i = 0; i < count; ++i) plane[i] = static_cast<uint8_t>(words[i] >> (8 * k));
    storages |= PutPlane(plane.get(), count, &body) << (2 * k);
  }
  PutVarint(storages, out);
  out->append(body);
}

template <typename Word>
bool GetPlanes(std::string_view* in, int width, std::span<Word> words) {
  const size_t count = words.size();
  uint64_t storages = 0;
  if (!GetVarint(in, &storages) || storages >> (2 * width) != 0) return false;
  const Bytes buffer = std::make_unique_for_overwrite<uint8_t[]>(count * width);
  std::array<const uint8_t*, kMaxWidth> planes = {};
  for (int k = 0; k < width; ++k) {
    planes[k] = GetPlane(in, storages >> (2 * k) & 3, count, buffer.get() + k * count);
    if (planes[k] == nullptr) return false;
  }
  JoinWidth(width, planes, words, std::make_index_sequence<sizeof(Word)>());
  return true;
}

template void PutPlanes(std::span<const uint32_t>, int, std::string*);
template void PutPlanes(std::span<const uint64_t>, int, std::string*);
template bool GetPlanes(std::string_view*, int, std::span<uint32_t>);
template bool GetPlanes(std::string_view*, int, std::span<uint64_t>);

}  // namespace assay
