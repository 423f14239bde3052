// Words of equal width, split into planes by byte position, each plane stored as it shrinks best.
// Bytes of one position are alike (exponents, high bytes of small differences) or noise (low bytes
// of a mantissa); apart, each gets its own entropy code, and noise costs neither bytes nor time.
//
// Format: a varint with two bits for each plane, lowest byte first, that say how it is stored; then
// the planes in that order: raw (count bytes), constant (one byte), or zstd (varint size, frame).
#ifndef ASSAY_STORAGE_METRICS_PLANES_H_
#define ASSAY_STORAGE_METRICS_PLANES_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace assay {

// Appends the low `width` bytes of every word; 1 to sizeof(Word). Word is uint32_t or uint64_t.
template <typename Word>
void PutPlanes(std::span<const Word> words, int width, std::string* out);

// Fills `words` from what PutPlanes wrote for as many of them, and takes it off the front of `in`.
// False when `in` is malformed.
template <typename Word>
bool GetPlanes(std::string_view* in, int width, std::span<Word> words);

}  // namespace assay

#endif  // ASSAY_STORAGE_METRICS_PLANES_H_
