#include "examples/learn/table.h"

#include <algorithm>
#include <optional>

#include "core/errors.h"
#include "core/status_macros.h"
#include "examples/learn/text.h"
#include "fmt/format.h"
#include "fmt/ranges.h"

namespace assay::examples {
namespace {

absl::StatusOr<std::vector<std::string>> ParseHeader(std::string_view line,
                                                     std::string_view source) {
  std::vector<std::string> names;
  for (std::string_view name : SplitOn(line, ',')) {
    if (name.empty() || std::find(names.begin(), names.end(), name) != names.end()) {
      return InvalidArgument(
          "CSV_HEADER", "",
          "{}: line 1, column {}: the name '{}' is empty or repeated. Give every "
          "column a name of its own.",
          source, names.size() + 1, name);
    }
    names.emplace_back(name);
  }
  return names;
}

absl::Status AppendRow(std::string_view line, size_t line_number, std::string_view source,
                       Table& table) {
  const std::vector<std::string_view> cells = SplitOn(line, ',');
  if (cells.size() != table.names.size()) {
    return InvalidArgument("CSV_RAGGED_ROW", "",
                           "{}: line {} has {} values, but the header names {} columns. Add or "
                           "remove values.",
                           source, line_number, cells.size(), table.names.size());
  }
  for (size_t c = 0; c < cells.size(); ++c) {
    const std::optional<double> value = ParseNumber(cells[c]);
    if (!value) {
      return InvalidArgument("CSV_NOT_A_NUMBER", "",
                             "{}: line {}, column '{}': '{}' is not a finite number. Correct it or "
                             "remove the row.",
                             source, line_number, table.names[c], cells[c]);
    }
    table.columns[c].push_back(*value);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Table> ParseCsv(std::string_view text, std::string_view source) {
  const std::vector<std::string_view> lines = SplitLines(text);
  if (lines.size() < 2) {
    return InvalidArgument(
        "CSV_EMPTY", "",
        "{} has {} lines. It needs a header with the columns' names and at least "
        "one row of numbers.",
        source, lines.size());
  }
  Table table;
  ASSAY_ASSIGN_OR_RETURN(table.names, ParseHeader(lines[0], source));
  table.columns.resize(table.names.size());
  for (size_t i = 1; i < lines.size(); ++i) {
    ASSAY_RETURN_IF_ERROR(AppendRow(lines[i], i + 1, source, table));
  }
  return table;
}

absl::StatusOr<Table> ReadCsv(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadTextFile(path));
  return ParseCsv(text, path);
}

std::string ToCsv(const Table& table) {
  std::string text = fmt::format("{}\n", fmt::join(table.names, ","));
  for (size_t row = 0; row < table.rows(); ++row) {
    for (size_t c = 0; c < table.columns.size(); ++c) {
      text += fmt::format("{}{}", c > 0 ? "," : "", table.columns[c][row]);
    }
    text += '\n';
  }
  return text;
}

Table SelectRows(const Table& table, std::span<const size_t> indices) {
  Table selected{table.names, std::vector<std::vector<double>>(table.columns.size())};
  for (size_t c = 0; c < table.columns.size(); ++c) {
    for (const size_t row : indices) selected.columns[c].push_back(table.columns[c][row]);
  }
  return selected;
}

}  // namespace assay::examples
