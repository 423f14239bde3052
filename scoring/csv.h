// CSV as RFC 4180 has it, with a header; lines end with "\n" or "\r\n".
#ifndef ASSAY_SCORING_CSV_H_
#define ASSAY_SCORING_CSV_H_

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace assay::scoring {

// The columns of one file, as views into its text, which must outlive it.
class CsvTable {
 public:
  // `file` names it in errors, and is their field: "predictions". Every record must have as many
  // fields as the header. InvalidArgument (CSV_MALFORMED) with the line.
  static absl::StatusOr<CsvTable> Parse(std::string_view file, std::string_view text);

  CsvTable(CsvTable&&) = default;
  CsvTable& operator=(CsvTable&&) = default;

  using Column = std::vector<std::string_view>;
  // The column of this name, or null. InvalidArgument (CSV_MALFORMED) when the header has it twice.
  absl::StatusOr<const Column*> Find(std::string_view name) const;

  const std::string& file() const { return file_; }
  size_t rows() const { return lines_.size(); }
  // The line on which a row begins; the header is line 1.
  size_t line(size_t row) const { return lines_[row]; }

 private:
  explicit CsvTable(std::string_view file) : file_(file) {}
  absl::Status AddRecord(const std::vector<std::string_view>& fields, size_t line);

  std::string file_;
  std::vector<std::string_view> header_;
  std::vector<Column> columns_;
  std::vector<size_t> lines_;
  // Fields that had doubled quotes, without the doubling.
  std::deque<std::string> unescaped_;
};

}  // namespace assay::scoring

#endif  // ASSAY_SCORING_CSV_H_
