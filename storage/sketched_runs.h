// All runs of the store as their sketches show them, and which of them are left.
#ifndef ASSAY_STORAGE_SKETCHED_RUNS_H_
#define ASSAY_STORAGE_SKETCHED_RUNS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/sketch.h"
#include "storage/store.h"

namespace assay {

// Begins with all runs. Must not outlive its transaction. Not thread-safe.
class SketchedRuns {
 public:
  // Nothing when no block has sketches, or more than `most_loose` runs have none that count.
  static absl::StatusOr<std::optional<SketchedRuns>> Load(ReadTxn& txn, int64_t most_loose);

  // About which share of the runs has values in all of the ranges, told by a few blocks.
  absl::StatusOr<double> EstimateShare(std::span<const SketchRange> ranges) const;
  // Leaves the runs that have a value in the range.
  absl::Status Keep(const SketchRange& range);

  // Some runs: run(i) is one that is left where left[i] is 1, else 0.
  struct Part {
    std::span<const Sketch> sketches;
    const uint8_t* left;
    int64_t first;        // a block's first run
    const int64_t* runs;  // or else a list
    int64_t run(size_t i) const {
      return runs == nullptr ? first + static_cast<int64_t>(i) : runs[i];
    }
  };
  // Parts with all runs that are left, and their sketches for the key, or kNoValue without a key.
  absl::Status ForEachPart(const std::optional<SketchKey>& key,
                           absl::FunctionRef<void(const Part&)> fn);

 private:
  SketchedRuns(ReadTxn& txn, size_t blocks)
      : txn_(&txn), left_(blocks * kBlockRuns), has_left_(blocks) {}

  absl::Status ForEachBlock(const std::optional<SketchKey>& key,
                            absl::FunctionRef<void(size_t block, const SketchBlock&)> fn);

  ReadTxn* txn_;
  // For each run of the blocks whether it is left; never where the sketch does not count.
  std::vector<uint8_t> left_;
  std::vector<uint8_t> has_left_;  // for each block
  std::vector<int64_t> loose_;     // what is left of the others; ascends
};

}  // namespace assay

#endif  // ASSAY_STORAGE_SKETCHED_RUNS_H_
