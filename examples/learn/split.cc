#include "examples/learn/split.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/errors.h"
#include "core/status_macros.h"
#include "examples/learn/random.h"

namespace assay::examples {
namespace {

using Rows = std::vector<size_t>;

// The rows of each class, or all rows in one group for regression.
absl::StatusOr<std::vector<Rows>> GroupRows(const Dataset& dataset, Task task) {
  std::vector<Rows> groups(task == Task::kClassification ? 2 : 1);
  for (size_t i = 0; i < dataset.rows(); ++i) {
    const double label = dataset.labels[i];
    if (task == Task::kClassification && label != 0 && label != 1) {
      return InvalidArgument("LABEL_NOT_BINARY", "target",
                             "Row {} has the label {}, but classification needs 0 or 1. Choose "
                             "another target, or regression.",
                             dataset.row_ids[i], label);
    }
    groups[task == Task::kClassification && label == 1].push_back(i);
  }
  for (const Rows& group : groups) {
    if (group.size() < 2) {
      return InvalidArgument("TOO_FEW_ROWS", "",
                             "There are {} rows (of one class); at least 2 are needed, to have one "
                             "in each part.",
                             group.size());
    }
  }
  return groups;
}

}  // namespace

absl::StatusOr<Split> SplitDataset(const Dataset& dataset, Task task, double validation_fraction,
                                   uint64_t seed) {
  if (!(validation_fraction > 0 && validation_fraction < 1)) {
    return InvalidArgument("FRACTION_OUT_OF_RANGE", "validation_fraction",
                           "The validation fraction is {}. Choose one between 0 and 1.",
                           validation_fraction);
  }
  ASSAY_ASSIGN_OR_RETURN(std::vector<Rows> groups, GroupRows(dataset, task));
  SplitMix64 random(seed);
  Rows train, validation;
  for (Rows& group : groups) {
    Shuffle(group, random);
    const auto wanted = static_cast<size_t>(std::lround(validation_fraction * group.size()));
    const auto middle = group.begin() + std::clamp<size_t>(wanted, 1, group.size() - 1);
    validation.insert(validation.end(), group.begin(), middle);
    train.insert(train.end(), middle, group.end());
  }
  std::sort(train.begin(), train.end());
  std::sort(validation.begin(), validation.end());
  return Split{SelectRows(dataset, train), SelectRows(dataset, validation)};
}

}  // namespace assay::examples
