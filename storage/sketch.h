// Sketches: 32 bits for the value that a run has for a metric, param or tag. Equal values have
// equal sketches, and those of numbers are in the order of the numbers; so sketches tell of most
// runs that they do not meet a condition, and never of one that does.
//
// Those of a block of runs for one key are a row of run_sketch. Pure.
#ifndef ASSAY_STORAGE_SKETCH_H_
#define ASSAY_STORAGE_SKETCH_H_

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace assay {

// Block b has the runs from b * kBlockRuns on. Their sketches fit into a page of the database.
inline constexpr int64_t kBlockRuns = 1'000;

enum class SketchKind : int64_t {
  kMetric = 1,  // the latest value; of metrics without a context
  kParam = 2,
  kTag = 3,
  kWorkspace = 4,
  kExperiment = 5
};

struct SketchKey {
  SketchKind kind = SketchKind::kMetric;
  int64_t name = 0;  // of the metric, or of the key of the param or tag
  auto operator<=>(const SketchKey&) const = default;
};

// The id of the row of a key and a block. Those of a key follow one another.
constexpr int64_t SketchRow(const SketchKey& key, int64_t block) {
  return (static_cast<int64_t>(key.kind) << 28 | key.name) << 32 | block;
}
// Whether ids are wide enough for the key.
constexpr bool CanSketch(const SketchKey& key) { return key.name < int64_t{1} << 28; }

using Sketch = uint32_t;

inline constexpr Sketch kNoValue = 0;
inline constexpr Sketch kLowestNumber = 0x007f'ffff;   // minus infinity
inline constexpr Sketch kHighestNumber = 0xff80'0000;  // infinity
inline constexpr Sketch kNanSketch = 0xff80'0001;
inline constexpr Sketch kFirstText = 0xff90'0000;  // 2^22 of them
inline constexpr Sketch kFirstBool = 0xfff0'0000;

// Rounded to a float: a <= b gives SketchOfNumber(a) <= SketchOfNumber(b), unless one is NaN.
Sketch SketchOfNumber(double value);
Sketch SketchOfText(std::string_view text);
constexpr Sketch SketchOfBool(bool value) { return kFirstBool + (value ? 1 : 0); }

// Sketches that follow one another; kNoValue follows the last one.
struct SketchSpan {
  Sketch low = kNoValue;
  uint32_t more = 0;  // so many behind `low`

  static constexpr SketchSpan Of(Sketch low, Sketch high) { return {low, high - low}; }
};

// The values of a key whose sketches are in the span.
struct SketchRange {
  SketchKey key;
  SketchSpan span;
};

// Marks those of `left` (1, else 0) whose sketches are in one of the spans; `marks` may be `left`.
// Whether there are some.
bool MarkWithin(std::span<const Sketch> sketches, const uint8_t* left, SketchSpan a, SketchSpan b,
                uint8_t* marks);

using SketchBlock = std::array<Sketch, kBlockRuns>;

// The sketch of one run of a block.
struct SketchEntry {
  uint32_t index = 0;  // in the block
  Sketch sketch = kNoValue;
};

// A block of `runs` runs, some of which have a value, as bytes.
std::string EncodeSketches(std::span<const SketchEntry> entries, size_t runs);
// DataLoss for bytes that EncodeSketches does not make. Where all runs have the same sketch, ids
// without a run get it, too.
absl::Status DecodeSketches(std::string_view data, SketchBlock* block);

}  // namespace assay

#endif  // ASSAY_STORAGE_SKETCH_H_
