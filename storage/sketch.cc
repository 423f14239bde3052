#include "storage/sketch.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace assay {
namespace {

static_assert(std::endian::native == std::endian::little,
              "Blocks are stored as they lie in memory.");

constexpr size_t kWholeBytes = sizeof(SketchBlock);

template <typename T>
std::string BytesOf(std::span<const T> values) {
  return std::string(reinterpret_cast<const char*>(values.data()), values.size_bytes());
}

absl::Status Damaged() { return absl::DataLossError("The sketches of a block can't be read."); }

}  // namespace

Sketch SketchOfNumber(double value) {
  if (std::isnan(value)) return kNanSketch;
  // What is too large becomes infinite. The sum makes 0.0 of -0.0, which are equal.
  const auto bits = std::bit_cast<uint32_t>(static_cast<float>(value) + 0.0f);
  constexpr uint32_t kSign = 0x8000'0000;
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}

Sketch SketchOfText(std::string_view text) {
  // FNV-1a.
  uint32_t hash = 2'166'136'261;
  for (unsigned char c : text) hash = (hash ^ c) * 16'777'619;
  return kFirstText + ((hash ^ hash >> 22) & 0x3f'ffff);
}

// This is most of the work of a search. Without branches, and with nothing in the loop that a write
// of a byte could change, compilers make vector instructions of it.
bool MarkWithin(std::span<const Sketch> sketches, const uint8_t* left, SketchSpan a, SketchSpan b,
                uint8_t* marks) {
  const Sketch* const begin = sketches.data();
  const size_t size = sketches.size();
  uint8_t any = 0;
  for (size_t i = 0; i < size; ++i) {
    const bool within = (begin[i] - a.low <= a.more) | (begin[i] - b.low <= b.more);
    const auto mark = static_cast<uint8_t>(left[i] & static_cast<uint8_t>(within));
    marks[i] = mark;
    any = static_cast<uint8_t>(any | mark);
  }
  return any != 0;
}

// Three shapes, told apart by their size: one sketch for all runs, one for each id, or pairs.
std::string EncodeSketches(std::span<const SketchEntry> entries, size_t runs) {
  const bool same = std::all_of(entries.begin(), entries.end(), [&](const SketchEntry& entry) {
    return entry.sketch == entries.front().sketch;
  });
  if (same && entries.size() == runs) return BytesOf(std::span(&entries.front().sketch, 1));
  if (entries.size_bytes() < kWholeBytes) return BytesOf(entries);
  SketchBlock block{};
  for (const SketchEntry& entry : entries) block[entry.index] = entry.sketch;
  return BytesOf(std::span<const Sketch>(block));
}

absl::Status DecodeSketches(std::string_view data, SketchBlock* block) {
  if (data.size() == kWholeBytes) {
    std::memcpy(block->data(), data.data(), kWholeBytes);
    return absl::OkStatus();
  }
  if (data.size() == sizeof(Sketch)) {
    Sketch sketch;
    std::memcpy(&sketch, data.data(), sizeof(sketch));
    block->fill(sketch);
    return absl::OkStatus();
  }
  if (data.size() > kWholeBytes || data.size() % sizeof(SketchEntry) != 0) return Damaged();
  block->fill(kNoValue);
  for (size_t at = 0; at < data.size(); at += sizeof(SketchEntry)) {
    SketchEntry entry;
    std::memcpy(&entry, &data[at], sizeof(entry));
    if (entry.index >= block->size()) return Damaged();
    (*block)[entry.index] = entry.sketch;
  }
  return absl::OkStatus();
}

}  // namespace assay
