// What a learner learns from: rows of features, and a label for each.
#ifndef ASSAY_EXAMPLES_LEARN_DATASET_H_
#define ASSAY_EXAMPLES_LEARN_DATASET_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "examples/learn/table.h"

namespace assay::examples {

// What is predicted: the probability of label 1 among labels 0 and 1, or a number.
enum class Task { kClassification, kRegression };

struct Dataset {
  std::vector<std::string> feature_names;
  std::vector<double> features;  // row after row, feature_names.size() numbers each
  std::vector<double> labels;    // one for each row
  std::vector<size_t> row_ids;   // where each row stood in its table, counted from 0

  size_t rows() const { return labels.size(); }
  size_t width() const { return feature_names.size(); }
  std::span<const double> row(size_t i) const {
    return std::span(features).subspan(i * width(), width());
  }
};

// The column `target` becomes the labels, the others the features. InvalidArgument with reason
// COLUMN_MISSING, or NO_FEATURES when there is no other column.
absl::StatusOr<Dataset> MakeDataset(const Table& table, std::string_view target);

// The rows at `indices`, in that order.
Dataset SelectRows(const Dataset& dataset, std::span<const size_t> indices);

}  // namespace assay::examples

#endif  // ASSAY_EXAMPLES_LEARN_DATASET_H_
