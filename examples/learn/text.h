// Text files, and the numbers and lines in them. Doubles are written with as many digits as bring
// back exactly the same double, and no more.
#ifndef ASSAY_EXAMPLES_LEARN_TEXT_H_
#define ASSAY_EXAMPLES_LEARN_TEXT_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace assay::examples {

// The whole file; NotFound with reason FILE_NOT_READABLE.
absl::StatusOr<std::string> ReadTextFile(const std::string& path);

// Replaces the file; FailedPrecondition with reason FILE_NOT_WRITABLE.
absl::Status WriteTextFile(const std::string& path, std::string_view text);

// The pieces between separators; the views point into `text`. Empty text is one empty piece.
std::vector<std::string_view> SplitOn(std::string_view text, char separator);

// The lines without their ends (LF or CRLF); an end on the last line starts no further line.
std::vector<std::string_view> SplitLines(std::string_view text);

// The number that is all of `text`, or nothing when it isn't one or isn't finite.
std::optional<double> ParseNumber(std::string_view text);

// A line of a model file: a tag, then fields, all separated by commas.
struct Record {
  size_t line = 0;                       // counted from 1
  std::vector<std::string_view> fields;  // fields[0] is the tag
};

// The lines of a model file.
std::vector<Record> ParseRecords(std::string_view text);

// The fields of records[index], which must be there, with this tag and this many further fields;
// else InvalidArgument with reason MODEL_FILE_MALFORMED. kAnyCount allows any number of them.
inline constexpr size_t kAnyCount = static_cast<size_t>(-1);
absl::StatusOr<std::vector<std::string_view>> FieldsOf(const std::vector<Record>& records,
                                                       size_t index, std::string_view tag,
                                                       size_t count);

// OK when the first line is "model,<kind>,1" (1 is the version of the format);
// MODEL_FILE_MALFORMED.
absl::Status ExpectModel(const std::vector<Record>& records, std::string_view kind);

// Numbers from fields[first] on; MODEL_FILE_MALFORMED when one isn't a number.
absl::StatusOr<std::vector<double>> NumbersFrom(const std::vector<std::string_view>& fields,
                                                size_t first);

}  // namespace assay::examples

#endif  // ASSAY_EXAMPLES_LEARN_TEXT_H_
