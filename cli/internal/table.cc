#include "cli/internal/table.h"

#include <algorithm>
#include <numeric>

#include "cli/internal/text.h"

namespace assay::cli {
namespace {

constexpr int kGap = 2;
// A cut column still shows a little.
constexpr int kLeastWidth = 4;

// Takes a column off the widest that may shrink; false when none may.
bool ShrinkOne(const std::vector<Column>& columns, bool keep, std::vector<int>* widths) {
  int widest = -1;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].keep != keep || (*widths)[i] <= kLeastWidth) continue;
    if (widest < 0 || (*widths)[i] > (*widths)[static_cast<size_t>(widest)]) {
      widest = static_cast<int>(i);
    }
  }
  if (widest < 0) return false;
  --(*widths)[static_cast<size_t>(widest)];
  return true;
}

}  // namespace

Cell::Cell(std::string_view cell_text, Ink cell_ink) : text(Visible(cell_text)), ink(cell_ink) {}

std::vector<int> Table::Widths(const Terminal& terminal) const {
  std::vector<int> widths;
  for (size_t i = 0; i < columns_.size(); ++i) {
    int width = DisplayWidth(columns_[i].title);
    for (const std::vector<Cell>& row : rows_) {
      if (i < row.size()) width = std::max(width, DisplayWidth(row[i].text));
    }
    widths.push_back(width);
  }
  if (terminal.columns <= 0) return widths;
  const int gaps = kGap * (static_cast<int>(columns_.size()) - 1);
  const int most = terminal.columns - gaps;
  for (int total = std::accumulate(widths.begin(), widths.end(), 0); total > most; --total) {
    if (!ShrinkOne(columns_, false, &widths) && !ShrinkOne(columns_, true, &widths)) break;
  }
  return widths;
}

std::string Table::Render(const Terminal& terminal) const {
  const std::vector<int> widths = Widths(terminal);
  std::string result;
  const auto add_line = [&](const std::vector<Cell>& row) {
    std::string line;
    size_t line_end = 0;
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) line.append(kGap, ' ');
      if (i >= row.size()) break;
      const std::string text = Elide(row[i].text, widths[i], terminal.Ellipsis());
      const auto padding = static_cast<size_t>(std::max(0, widths[i] - DisplayWidth(text)));
      if (columns_[i].right) line.append(padding, ' ');
      line += terminal.Paint(text, row[i].ink);
      if (!text.empty()) line_end = line.size();
      if (!columns_[i].right) line.append(padding, ' ');
    }
    line.resize(line_end);
    result += line + "\n";
  };
  std::vector<Cell> titles;
  for (const Column& column : columns_) titles.emplace_back(column.title, Ink::kBold);
  add_line(titles);
  for (const std::vector<Cell>& row : rows_) add_line(row);
  return result;
}

}  // namespace assay::cli
