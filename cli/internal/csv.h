// Points in files for other programs.
#ifndef ASSAY_CLI_INTERNAL_CSV_H_
#define ASSAY_CLI_INTERNAL_CSV_H_

#include <string>
#include <string_view>

#include "client/metrics.h"

namespace assay::cli {

inline constexpr char kCsvHeader[] = "run_id,key,context,step,time_ms,value\n";

// A line of CSV (RFC 4180, but with "\n") for each point. The context is a JSON object, empty when
// there is none. Values read back as the same doubles; NaN, Infinity and -Infinity are spelled so.
std::string ToCsv(const Series& series);

// The same as an object of JSON a line.
std::string ToJsonLines(const Series& series);

// A field of CSV, in quotes when it needs them.
std::string CsvField(std::string_view text);

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_CSV_H_
