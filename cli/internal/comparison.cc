#include "cli/internal/comparison.h"

#include <algorithm>

#include "cli/internal/table.h"
#include "cli/internal/text.h"
#include "cli/internal/view.h"

namespace assay::cli {
namespace {

std::string SectionText(v1::CompareRow::Section section) {
  std::string name = v1::CompareRow::Section_Name(section);
  std::transform(name.begin(), name.end(), name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return name;
}

}  // namespace

std::string RenderComparison(const std::vector<std::string>& titles,
                             const google::protobuf::RepeatedPtrField<v1::CompareRow>& rows,
                             const Terminal& terminal) {
  std::vector<Column> columns = {{"", false, true}, {"KEY"}};
  for (const std::string& title : titles) columns.push_back({Visible(title), true});
  Table table(columns);
  for (const v1::CompareRow& row : rows) {
    std::vector<Cell> cells = {{SectionText(row.section()), Ink::kDim}, row.key()};
    for (const v1::Value& value : row.values()) {
      const std::string text =
          value.has_double_value() ? HumanDouble(value.double_value()) : ValueText(value);
      cells.emplace_back(text, row.equal() ? Ink::kDim : Ink::kPlain);
    }
    table.Add(std::move(cells));
  }
  return table.Render(terminal);
}

}  // namespace assay::cli
