// The sketches of runs, made from their rows.
#ifndef ASSAY_STORAGE_SKETCH_VALUES_H_
#define ASSAY_STORAGE_SKETCH_VALUES_H_

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/sketch.h"
#include "storage/store.h"

namespace assay {

// A block as rows of run_sketch: the bytes of each key that one of its runs has.
absl::StatusOr<std::map<SketchKey, std::string>> SketchValues(ReadTxn& txn, int64_t block);

// What the runs have for one key. `runs` ascends and is not empty.
absl::StatusOr<std::vector<Sketch>> SketchesOf(ReadTxn& txn, const SketchKey& key,
                                               std::span<const int64_t> runs);

}  // namespace assay

#endif  // ASSAY_STORAGE_SKETCH_VALUES_H_
