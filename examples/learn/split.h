// Dividing a dataset into rows to learn from and rows to judge by.
#ifndef ASSAY_EXAMPLES_LEARN_SPLIT_H_
#define ASSAY_EXAMPLES_LEARN_SPLIT_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "examples/learn/dataset.h"

namespace assay::examples {

struct Split {
  Dataset train;
  Dataset validation;
};

// Chooses the validation rows at random; the same seed gives the same rows on every platform, and
// both parts keep the dataset's order. For classification each class is divided by itself
// (stratified), so that both parts have the classes in the same proportion, to the nearest row; for
// regression all rows are divided together. Every class keeps at least one row in both parts.
//
// InvalidArgument with reason FRACTION_OUT_OF_RANGE unless 0 < validation_fraction < 1,
// LABEL_NOT_BINARY for a label of a classification other than 0 and 1, and TOO_FEW_ROWS when there
// are fewer than two rows (of each class, for classification).
absl::StatusOr<Split> SplitDataset(const Dataset& dataset, Task task, double validation_fraction,
                                   uint64_t seed);

}  // namespace assay::examples

#endif  // ASSAY_EXAMPLES_LEARN_SPLIT_H_
