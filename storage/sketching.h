// Keeps sketches of the runs of blocks that are full, so that searches can sift them.
//
// What is recorded of a run may change at any time. Whoever writes to a run whose block has
// sketches makes it loose in the same transaction: a search then reads its rows. When many are
// loose, the block with most of them is sketched again.
#ifndef ASSAY_STORAGE_SKETCHING_H_
#define ASSAY_STORAGE_SKETCHING_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/sketch.h"
#include "storage/store.h"

namespace assay {

// So many loose runs make a block due that has sketches.
inline constexpr int64_t kMostLooseRuns = 1'000;

// Sketches one block that is due: one that is full, half of whose runs have ended. Returns false
// when there is none. Reads outside of the writer, which it takes for short transactions only. One
// caller at a time.
absl::StatusOr<bool> SketchOne(Store& store, int64_t most_loose = kMostLooseRuns);

// Makes a run loose whose block has sketches, or is getting them.
absl::Status Loosen(WriteTxn& txn, int64_t run);

}  // namespace assay

#endif  // ASSAY_STORAGE_SKETCHING_H_
