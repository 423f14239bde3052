#include "examples/learn/clean.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

#include "core/errors.h"

namespace assay::examples {
namespace {

using Column = std::vector<double>;

std::vector<size_t> DistinctRows(const Table& table) {
  std::set<std::vector<double>> seen;
  std::vector<size_t> rows;
  for (size_t row = 0; row < table.rows(); ++row) {
    std::vector<double> cells;
    for (const Column& column : table.columns) cells.push_back(column[row]);
    if (seen.insert(std::move(cells)).second) rows.push_back(row);
  }
  return rows;
}

// What each value differs from the mean by, divided so that the squares add up to 1; empty for a
// column of one value. The correlation of two columns is then the sum of products.
Column Standardized(const Column& column) {
  const double mean =
      std::accumulate(column.begin(), column.end(), 0.0) / static_cast<double>(column.size());
  Column centred;
  double squares = 0;
  for (const double value : column) {
    centred.push_back(value - mean);
    squares += centred.back() * centred.back();
  }
  if (squares == 0) return {};
  for (double& value : centred) value /= std::sqrt(squares);
  return centred;
}

}  // namespace

absl::StatusOr<CleanTable> Clean(const Table& table, std::string_view target,
                                 double max_correlation) {
  if (!(max_correlation > 0 && max_correlation <= 1)) {
    return InvalidArgument(
        "OPTION_OUT_OF_RANGE", "max_correlation",
        "The option max_correlation is {}. It must be more than 0 and at most 1.", max_correlation);
  }
  if (std::find(table.names.begin(), table.names.end(), target) == table.names.end()) {
    return InvalidArgument("COLUMN_MISSING", "target",
                           "There is no column '{}'. Choose one that the header names.", target);
  }
  const std::vector<size_t> rows = DistinctRows(table);
  const Table distinct = SelectRows(table, rows);
  CleanTable clean;
  clean.repeated_rows = table.rows() - rows.size();
  std::vector<Column> kept;
  for (size_t c = 0; c < distinct.columns.size(); ++c) {
    const bool is_target = distinct.names[c] == target;
    const Column column = Standardized(distinct.columns[c]);
    const bool told = std::any_of(kept.begin(), kept.end(), [&](const Column& other) {
      const double correlation =
          std::inner_product(column.begin(), column.end(), other.begin(), 0.0);
      return std::abs(correlation) > max_correlation;
    });
    if (!is_target && (column.empty() || told)) {
      clean.dropped_columns.push_back(distinct.names[c]);
      continue;
    }
    clean.table.names.push_back(distinct.names[c]);
    clean.table.columns.push_back(distinct.columns[c]);
    // What correlates with the target is what one learns from.
    if (!is_target) kept.push_back(column);
  }
  return clean;
}

}  // namespace assay::examples
