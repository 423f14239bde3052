// A table of numbers, read from a CSV file.
#ifndef ASSAY_EXAMPLES_LEARN_TABLE_H_
#define ASSAY_EXAMPLES_LEARN_TABLE_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace assay::examples {

struct Table {
  std::vector<std::string> names;            // one for each column, all different
  std::vector<std::vector<double>> columns;  // columns[c][r], finite numbers

  size_t rows() const { return columns.empty() ? 0 : columns[0].size(); }
};

// Reads comma-separated values: a header line with the columns' names, then a line of numbers for
// each row. There is no quoting. `source` names the text in messages. InvalidArgument with reason
// CSV_EMPTY (no header or no rows), CSV_HEADER (an empty or repeated name), CSV_RAGGED_ROW or
// CSV_NOT_A_NUMBER; the message gives the line (the header is line 1) and the column.
absl::StatusOr<Table> ParseCsv(std::string_view text, std::string_view source);

// The same from a file; NotFound with reason FILE_NOT_READABLE.
absl::StatusOr<Table> ReadCsv(const std::string& path);

// The text that ParseCsv reads back as the same table.
std::string ToCsv(const Table& table);

// The rows at `indices`, in that order.
Table SelectRows(const Table& table, std::span<const size_t> indices);

}  // namespace assay::examples

#endif  // ASSAY_EXAMPLES_LEARN_TABLE_H_
