#include "examples/learn/text.h"

#include <charconv>
#include <cmath>
#include <fstream>

#include "core/errors.h"
#include "core/status_macros.h"

namespace assay::examples {

absl::StatusOr<std::string> ReadTextFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text;
  for (char chunk[4096]; file.read(chunk, sizeof(chunk)), file.gcount() > 0;) {
    text.append(chunk, file.gcount());
  }
  if (!file.is_open() || file.bad()) {
    return NotFound("FILE_NOT_READABLE", "Can't read '{}'. Check the path and its permissions.",
                    path);
  }
  return text;
}

absl::Status WriteTextFile(const std::string& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) {
    return FailedPrecondition(
        "FILE_NOT_WRITABLE", "Can't write '{}'. Check that its folder exists and has space.", path);
  }
  return absl::OkStatus();
}

std::vector<std::string_view> SplitOn(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  size_t start = 0;
  for (size_t end; (end = text.find(separator, start)) != std::string_view::npos; start = end + 1) {
    pieces.push_back(text.substr(start, end - start));
  }
  pieces.push_back(text.substr(start));
  return pieces;
}

std::vector<std::string_view> SplitLines(std::string_view text) {
  std::vector<std::string_view> lines = SplitOn(text, '\n');
  if (lines.back().empty()) lines.pop_back();
  for (std::string_view& line : lines) {
    if (line.ends_with('\r')) line.remove_suffix(1);
  }
  return lines;
}

std::optional<double> ParseNumber(std::string_view text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::vector<Record> ParseRecords(std::string_view text) {
  std::vector<Record> records;
  for (std::string_view line : SplitLines(text)) {
    records.push_back({records.size() + 1, SplitOn(line, ',')});
  }
  return records;
}

absl::StatusOr<std::vector<std::string_view>> FieldsOf(const std::vector<Record>& records,
                                                       size_t index, std::string_view tag,
                                                       size_t count) {
  if (index >= records.size()) {
    return InvalidArgument("MODEL_FILE_MALFORMED", "",
                           "The model file ends before its '{}' line. Write it again.", tag);
  }
  const Record& record = records[index];
  const size_t found = record.fields.size() - 1;
  if (record.fields[0] != tag || (count != kAnyCount && found != count)) {
    return InvalidArgument(
        "MODEL_FILE_MALFORMED", "",
        "Line {} of the model file is '{}' with {} fields, which is not the '{}' "
        "line that belongs there. Write the file again.",
        record.line, record.fields[0], found, tag);
  }
  return record.fields;
}

absl::Status ExpectModel(const std::vector<Record>& records, std::string_view kind) {
  ASSAY_ASSIGN_OR_RETURN(const auto fields, FieldsOf(records, 0, "model", 2));
  if (fields[1] != kind || fields[2] != "1") {
    return InvalidArgument(
        "MODEL_FILE_MALFORMED", "",
        "The model file holds '{}' in version '{}', not '{}' in version 1. Choose "
        "the file of such a model.",
        fields[1], fields[2], kind);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<double>> NumbersFrom(const std::vector<std::string_view>& fields,
                                                size_t first) {
  std::vector<double> numbers;
  for (size_t i = first; i < fields.size(); ++i) {
    const std::optional<double> number = ParseNumber(fields[i]);
    if (!number) {
      return InvalidArgument("MODEL_FILE_MALFORMED", "",
                             "The model file has '{}' in a '{}' line where a number belongs. Write "
                             "the file again.",
                             fields[i], fields[0]);
    }
    numbers.push_back(*number);
  }
  return numbers;
}

}  // namespace assay::examples
