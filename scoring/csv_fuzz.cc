// Any text is a table, or a CSV_MALFORMED.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/errors.h"
#include "scoring/csv.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto table = assay::scoring::CsvTable::Parse("predictions", text);
  if (!table.ok()) {
    if (assay::ErrorReason(table.status()) != "CSV_MALFORMED") std::abort();
    return 0;
  }
  const auto column = table->Find("id");
  if (!column.ok() || *column == nullptr) return 0;
  if ((*column)->size() != table->rows()) std::abort();
  for (size_t row = 1; row < table->rows(); ++row) {
    if (table->line(row) <= table->line(row - 1)) std::abort();
  }
  return 0;
}
