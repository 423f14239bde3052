// What a CSV file has in its columns, found out while its bytes stream by.
#ifndef ASSAY_CLIENT_INTERNAL_CSV_PROFILE_H_
#define ASSAY_CLIENT_INTERNAL_CSV_PROFILE_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// JSON, at most limits::kDescriptionBytes each. Columns that would not fit are left out, and
// counted in "columns_left_out".
struct CsvProfile {
  // {"format":"csv","columns":[{"name":"age","type":"int"},…]}. Types are int (64 bits), double,
  // bool (true, false), string, and unknown when every cell is missing.
  std::string schema;
  // {"rows":569,"columns":[{"name":"age","missing":0,"min":18,"max":93,"mean":41.2},…]}, with
  // "ragged_rows" when some have more or fewer cells than the header. min, max and mean are over
  // the finite numbers of int and double columns.
  std::string profile;
};

// RFC 4180: a header, then a row a line; cells in double quotes may hold anything. A cell is
// missing when it is empty, NA, N/A, NaN, nan, null, NULL or None. Not thread-safe.
class CsvProfiler {
 public:
  explicit CsvProfiler(char separator) : separator_(separator) {}

  void Consume(std::string_view bytes);
  // After the last byte. Nothing when the header is no line of UTF-8 names.
  std::optional<CsvProfile> Finish();

 private:
  struct Column {
    std::string name;
    bool all_int = true;
    bool all_number = true;
    bool all_bool = true;
    int64_t present = 0;
    int64_t missing = 0;
    int64_t finite = 0;
    int64_t int_min = std::numeric_limits<int64_t>::max();
    int64_t int_max = std::numeric_limits<int64_t>::min();
    double min = std::numeric_limits<double>::infinity();
    double max = -std::numeric_limits<double>::infinity();
    double mean = 0;

    void Add(std::string_view cell);
    void AddNumber(double number);
    const char* Type() const;
  };
  enum class Where { kPlain, kQuoted, kBehindQuote };

  size_t ConsumePlain(std::string_view bytes);
  size_t ConsumeQuoted(std::string_view bytes);
  void Append(std::string_view part);
  void EndCell();
  void EndLine();
  bool IsHeaderSound() const;
  std::string SchemaJson() const;
  std::string ProfileJson() const;

  const char separator_;
  Where where_ = Where::kPlain;
  bool header_done_ = false;
  bool unfit_ = false;  // no CSV that this can describe
  std::string cell_;
  bool cell_begun_ = false;
  size_t index_ = 0;  // of the cell in its line
  std::vector<Column> columns_;
  int64_t rows_ = 0;
  int64_t ragged_rows_ = 0;
};

}  // namespace assay

#endif  // ASSAY_CLIENT_INTERNAL_CSV_PROFILE_H_
