// Varints as Protocol Buffers write them (seven bits a byte, lowest first), and zigzag.
#ifndef ASSAY_STORAGE_METRICS_VARINT_H_
#define ASSAY_STORAGE_METRICS_VARINT_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace assay {

// Small magnitudes become small unsigned numbers.
constexpr uint64_t ZigZag(uint64_t difference) {
  return (difference << 1) ^ (uint64_t{0} - (difference >> 63));
}
constexpr uint64_t UnZigZag(uint64_t word) { return (word >> 1) ^ (uint64_t{0} - (word & 1)); }

inline void PutVarint(uint64_t number, std::string* out) {
  for (; number >= 0x80; number >>= 7) out->push_back(static_cast<char>(number | 0x80));
  out->push_back(static_cast<char>(number));
}

// Takes a varint off the front of `in`; false when there is no well-formed one.
inline bool GetVarint(std::string_view* in, uint64_t* number) {
  *number = 0;
  for (int shift = 0; shift < 64 && !in->empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(in->front());
    in->remove_prefix(1);
    if (shift == 63 && byte > 1) return false;
    *number |= uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

}  // namespace assay

#endif  // ASSAY_STORAGE_METRICS_VARINT_H_
