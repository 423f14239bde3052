#include "client/internal/csv_profile.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/limits.h"
#include "core/names.h"

namespace assay {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMostColumns = 10'000;
// Longer cells are text, of which nothing but their presence is told.
constexpr size_t kCellBytes = 4'096;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

bool IsMissing(std::string_view cell) {
  static constexpr std::array<std::string_view, 8> kMissing = {"",    "NA",   "N/A",  "NaN",
                                                               "nan", "null", "NULL", "None"};
  return cell.size() <= 4 && std::find(kMissing.begin(), kMissing.end(), cell) != kMissing.end();
}

bool IsBool(std::string_view cell) {
  static constexpr std::array<std::string_view, 6> kBools = {"true",  "True",  "TRUE",
                                                             "false", "False", "FALSE"};
  return cell.size() <= 5 && std::find(kBools.begin(), kBools.end(), cell) != kBools.end();
}

template <typename Number>
bool Parse(std::string_view cell, Number* number) {
  if (cell.starts_with('+')) cell.remove_prefix(1);
  const char* end = cell.data() + cell.size();
  const auto [rest, error] = std::from_chars(cell.data(), end, *number);
  return error == std::errc() && rest == end;
}

// `head` with as many of the `columns` as fit, made by `to_json`.
template <typename Column, typename ToJson>
std::string WithColumns(Json head, const std::vector<Column>& columns, const ToJson& to_json) {
  constexpr size_t kRoomForCount = 40;
  head["columns"] = Json::array();
  size_t bytes = head.dump().size() + kRoomForCount;
  size_t count = 0;
  for (const Column& column : columns) {
    Json json = to_json(column);
    bytes += json.dump().size() + 1;
    if (bytes > limits::kDescriptionBytes) break;
    head["columns"].push_back(std::move(json));
    ++count;
  }
  if (count < columns.size()) head["columns_left_out"] = columns.size() - count;
  return head.dump();
}

}  // namespace

void CsvProfiler::Column::AddNumber(double number) {
  if (!std::isfinite(number)) return;
  ++finite;
  min = std::min(min, number);
  max = std::max(max, number);
  // Welford's update, which keeps its digits where a sum would lose them.
  mean += (number - mean) / static_cast<double>(finite);
}

void CsvProfiler::Column::Add(std::string_view cell) {
  if (IsMissing(cell)) {
    ++missing;
    return;
  }
  ++present;
  if (all_bool) all_bool = IsBool(cell);
  if (!all_number) return;
  if (int64_t whole = 0; all_int && Parse(cell, &whole)) {
    int_min = std::min(int_min, whole);
    int_max = std::max(int_max, whole);
    return AddNumber(static_cast<double>(whole));
  }
  all_int = false;
  double number = 0;
  all_number = Parse(cell, &number);
  if (all_number) AddNumber(number);
}

const char* CsvProfiler::Column::Type() const {
  if (present == 0) return "unknown";
  if (all_int) return "int";
  if (all_number) return "double";
  return all_bool ? "bool" : "string";
}

void CsvProfiler::Consume(std::string_view bytes) {
  while (!bytes.empty() && !unfit_) {
    bytes.remove_prefix(where_ == Where::kQuoted ? ConsumeQuoted(bytes) : ConsumePlain(bytes));
  }
}

// Both take at least one byte and return how many.
size_t CsvProfiler::ConsumePlain(std::string_view bytes) {
  size_t end = 0;
  while (end < bytes.size() && bytes[end] != separator_ && bytes[end] != '\n' &&
         bytes[end] != '"') {
    ++end;
  }
  if (end > 0) {
    Append(bytes.substr(0, end));
    return end;
  }
  if (bytes[0] == '"') {
    if (where_ == Where::kBehindQuote) {
      Append("\"");  // a doubled one
      where_ = Where::kQuoted;
    } else if (cell_.empty() || (!header_done_ && index_ == 0 && cell_ == kByteOrderMark)) {
      cell_begun_ = true;
      where_ = Where::kQuoted;
    } else {
      Append("\"");
    }
  } else {
    const bool line_ends = bytes[0] == '\n';
    if (line_ends && cell_.ends_with('\r')) cell_.pop_back();
    const bool blank = line_ends && index_ == 0 && cell_.empty() && where_ == Where::kPlain;
    where_ = Where::kPlain;
    if (!blank) EndCell();
    if (line_ends && !blank) EndLine();
  }
  return 1;
}

size_t CsvProfiler::ConsumeQuoted(std::string_view bytes) {
  const size_t quote = bytes.find('"');
  Append(bytes.substr(0, quote));
  if (quote == std::string_view::npos) return bytes.size();
  where_ = Where::kBehindQuote;
  return quote + 1;
}

void CsvProfiler::Append(std::string_view part) {
  cell_begun_ = true;
  // Beyond its limit a cell is no number whatever follows; one byte more says so.
  cell_.append(part.substr(0, kCellBytes + 1 - std::min(cell_.size(), kCellBytes + 1)));
}

void CsvProfiler::EndCell() {
  if (header_done_) {
    if (index_ < columns_.size()) columns_[index_].Add(cell_);
  } else if (columns_.size() == kMostColumns) {
    unfit_ = true;
  } else {
    if (index_ == 0 && cell_.starts_with(kByteOrderMark)) cell_.erase(0, kByteOrderMark.size());
    columns_.emplace_back().name = cell_;
  }
  ++index_;
  cell_.clear();
  cell_begun_ = false;
}

void CsvProfiler::EndLine() {
  if (!header_done_) {
    header_done_ = true;
    unfit_ = unfit_ || !IsHeaderSound();
  } else {
    ++rows_;
    if (index_ != columns_.size()) ++ragged_rows_;
    for (size_t i = index_; i < columns_.size(); ++i) ++columns_[i].missing;
  }
  index_ = 0;
}

bool CsvProfiler::IsHeaderSound() const {
  return std::all_of(columns_.begin(), columns_.end(), [](const Column& column) {
    return column.name.empty() || ValidateName("column", column.name).ok();
  });
}

std::string CsvProfiler::SchemaJson() const {
  return WithColumns({{"format", separator_ == '\t' ? "tsv" : "csv"}}, columns_,
                     [](const Column& column) {
                       return Json{{"name", column.name}, {"type", column.Type()}};
                     });
}

std::string CsvProfiler::ProfileJson() const {
  Json head = {{"rows", rows_}};
  if (ragged_rows_ > 0) head["ragged_rows"] = ragged_rows_;
  return WithColumns(std::move(head), columns_, [](const Column& column) {
    Json json = {{"name", column.name}, {"missing", column.missing}};
    if (!column.all_number || column.finite == 0) return json;
    json["min"] = column.all_int ? Json(column.int_min) : Json(column.min);
    json["max"] = column.all_int ? Json(column.int_max) : Json(column.max);
    if (std::isfinite(column.mean)) json["mean"] = column.mean;
    return json;
  });
}

std::optional<CsvProfile> CsvProfiler::Finish() {
  // The last line may lack its end.
  if (cell_begun_ || index_ > 0) {
    if (cell_.ends_with('\r')) cell_.pop_back();
    EndCell();
    EndLine();
  }
  if (unfit_ || columns_.empty()) return std::nullopt;
  return CsvProfile{SchemaJson(), ProfileJson()};
}

}  // namespace assay
