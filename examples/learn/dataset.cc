#include "examples/learn/dataset.h"

#include <algorithm>

#include "core/errors.h"
#include "fmt/format.h"
#include "fmt/ranges.h"

namespace assay::examples {

absl::StatusOr<Dataset> MakeDataset(const Table& table, std::string_view target) {
  const auto found = std::find(table.names.begin(), table.names.end(), target);
  if (found == table.names.end()) {
    return InvalidArgument("COLUMN_MISSING", "target",
                           "There is no column '{}' among {}. Name one of these as the target.",
                           target, fmt::join(table.names, ", "));
  }
  if (table.names.size() == 1) {
    return InvalidArgument("NO_FEATURES", "target",
                           "'{}' is the only column, so nothing is left to learn from.", target);
  }
  const size_t target_column = found - table.names.begin();
  Dataset dataset;
  dataset.labels = table.columns[target_column];
  for (size_t c = 0; c < table.names.size(); ++c) {
    if (c != target_column) dataset.feature_names.push_back(table.names[c]);
  }
  for (size_t r = 0; r < table.rows(); ++r) {
    dataset.row_ids.push_back(r);
    for (size_t c = 0; c < table.names.size(); ++c) {
      if (c != target_column) dataset.features.push_back(table.columns[c][r]);
    }
  }
  return dataset;
}

Dataset SelectRows(const Dataset& dataset, std::span<const size_t> indices) {
  Dataset selected;
  selected.feature_names = dataset.feature_names;
  for (size_t i : indices) {
    const std::span<const double> row = dataset.row(i);
    selected.features.insert(selected.features.end(), row.begin(), row.end());
    selected.labels.push_back(dataset.labels[i]);
    selected.row_ids.push_back(dataset.row_ids[i]);
  }
  return selected;
}

}  // namespace assay::examples
