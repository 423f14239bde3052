// Tables that fit the terminal.
#ifndef ASSAY_CLI_INTERNAL_TABLE_H_
#define ASSAY_CLI_INTERNAL_TABLE_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/internal/terminal.h"

namespace assay::cli {

struct Column {
  std::string title;
  // Numbers stand at the right.
  bool right = false;
  // Made narrower only when nothing else is left, as an id that is to be copied.
  bool keep = false;
};

struct Cell {
  Cell(std::string_view cell_text, Ink cell_ink = Ink::kPlain);  // NOLINT: so that rows read well
  Cell(const std::string& cell_text, Ink cell_ink = Ink::kPlain)
      : Cell(std::string_view(cell_text), cell_ink) {}
  Cell(const char* cell_text, Ink cell_ink = Ink::kPlain)
      : Cell(std::string_view(cell_text), cell_ink) {}

  std::string text;  // made visible (text.h)
  Ink ink;
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // A row shorter than the columns ends with empty cells.
  void Add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }
  bool empty() const { return rows_.empty(); }

  // Lines with a newline each: titles, then the rows. When they are wider than the terminal, the
  // widest columns are cut with an ellipsis, first those that are not `keep`.
  std::string Render(const Terminal& terminal) const;

 private:
  std::vector<int> Widths(const Terminal& terminal) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_TABLE_H_
