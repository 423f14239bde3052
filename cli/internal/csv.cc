#include "cli/internal/csv.h"

#include <iterator>

#include "cli/internal/json.h"
#include "cli/internal/text.h"
#include "fmt/format.h"

namespace assay::cli {

std::string CsvField(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string field = "\"";
  for (const char c : text) {
    if (c == '"') field += '"';
    field += c;
  }
  return field + "\"";
}

std::string ToCsv(const Series& series) {
  const std::string context =
      series.id.context.empty()
          ? ""
          : Json(series.id.context).dump(-1, ' ', false, Json::error_handler_t::replace);
  const std::string begin =
      fmt::format("{},{},{}", series.id.run_id, CsvField(series.id.key), CsvField(context));
  fmt::memory_buffer lines;
  for (size_t i = 0; i < series.steps.size(); ++i) {
    fmt::format_to(std::back_inserter(lines), "{},{},{},{}\n", begin, series.steps[i],
                   series.times_ms[i], ExactDouble(series.values[i]));
  }
  return fmt::to_string(lines);
}

std::string ToJsonLines(const Series& series) {
  std::string lines;
  Json line = {
      {"run_id", series.id.run_id}, {"key", series.id.key}, {"context", series.id.context}};
  for (size_t i = 0; i < series.steps.size(); ++i) {
    line["step"] = series.steps[i];
    line["time_ms"] = series.times_ms[i];
    line["value"] = DoubleToJson(series.values[i]);
    lines += Dump(line, /*one_line=*/true);
  }
  return lines;
}

}  // namespace assay::cli
