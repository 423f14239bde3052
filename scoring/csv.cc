#include "scoring/csv.h"

#include "core/errors.h"
#include "core/status_macros.h"

namespace assay::scoring {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// Reads records, one at a time.
class Reader {
 public:
  Reader(std::string_view file, std::string_view text, std::deque<std::string>* unescaped)
      : file_(file), text_(text), unescaped_(*unescaped) {
    if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
  }

  bool at_end() const { return position_ == text_.size(); }
  // The line at which the next record begins.
  size_t line() const { return line_; }

  absl::Status Next(std::vector<std::string_view>* fields) {
    fields->clear();
    do {
      ASSAY_ASSIGN_OR_RETURN(const std::string_view field, Field());
      fields->push_back(field);
    } while (Take(','));
    if (at_end()) return absl::OkStatus();
    Take('\r');
    if (!Take('\n')) return Malformed("has text behind a closing quote");
    ++line_;
    return absl::OkStatus();
  }

 private:
  bool Take(char c) {
    if (at_end() || text_[position_] != c) return false;
    ++position_;
    return true;
  }

  absl::Status Malformed(std::string_view what) const {
    return InvalidArgument("CSV_MALFORMED", file_,
                           "Line {} of the {} {}. Write it as RFC 4180 has it.", line_, file_,
                           what);
  }

  absl::StatusOr<std::string_view> Field() {
    if (Take('"')) return Quoted();
    const size_t begin = position_;
    while (!at_end() && text_[position_] != ',' && text_[position_] != '\n') {
      if (text_[position_] == '"') return Malformed("has a quote inside of a field without quotes");
      ++position_;
    }
    // The end of a line may be "\r\n".
    if (!at_end() && text_[position_] == '\n' && position_ > begin &&
        text_[position_ - 1] == '\r') {
      --position_;
    }
    return text_.substr(begin, position_ - begin);
  }

  absl::StatusOr<std::string_view> Quoted() {
    const size_t begin = position_;
    bool doubled = false;
    for (; !at_end(); ++position_) {
      if (text_[position_] == '\n') ++line_;
      if (text_[position_] != '"') continue;
      if (position_ + 1 == text_.size() || text_[position_ + 1] != '"') {
        const std::string_view inside = text_.substr(begin, position_ - begin);
        ++position_;
        return doubled ? Unescape(inside) : inside;
      }
      doubled = true;
      ++position_;
    }
    return Malformed("ends inside of a field in quotes");
  }

  std::string_view Unescape(std::string_view inside) {
    std::string& text = unescaped_.emplace_back();
    for (size_t i = 0; i < inside.size(); ++i) {
      text.push_back(inside[i]);
      if (inside[i] == '"') ++i;
    }
    return text;
  }

  const std::string_view file_;
  std::string_view text_;
  std::deque<std::string>& unescaped_;
  size_t position_ = 0;
  size_t line_ = 1;
};

}  // namespace

absl::StatusOr<CsvTable> CsvTable::Parse(std::string_view file, std::string_view text) {
  CsvTable table(file);
  Reader reader(file, text, &table.unescaped_);
  ASSAY_RETURN_IF_ERROR(reader.Next(&table.header_));
  table.columns_.resize(table.header_.size());
  std::vector<std::string_view> fields;
  while (!reader.at_end()) {
    const size_t line = reader.line();
    ASSAY_RETURN_IF_ERROR(reader.Next(&fields));
    ASSAY_RETURN_IF_ERROR(table.AddRecord(fields, line));
  }
  return table;
}

absl::Status CsvTable::AddRecord(const std::vector<std::string_view>& fields, size_t line) {
  if (fields.size() != header_.size()) {
    return InvalidArgument("CSV_MALFORMED", file_,
                           "Line {} of the {} has {} fields and the header {}. Give every line as "
                           "many.",
                           line, file_, fields.size(), header_.size());
  }
  for (size_t i = 0; i < fields.size(); ++i) columns_[i].push_back(fields[i]);
  lines_.push_back(line);
  return absl::OkStatus();
}

absl::StatusOr<const CsvTable::Column*> CsvTable::Find(std::string_view name) const {
  const Column* found = nullptr;
  for (size_t i = 0; i < header_.size(); ++i) {
    if (header_[i] != name) continue;
    if (found != nullptr) {
      return InvalidArgument("CSV_MALFORMED", file_,
                             "The header of the {} has the column \"{}\" twice.", file_, name);
    }
    found = &columns_[i];
  }
  return found;
}

}  // namespace assay::scoring
