#include "cli/internal/times.h"

#include "absl/time/time.h"
#include "cli/internal/resolve.h"
#include "expression/time_text.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(absl::ToUnixSeconds(time));
  timestamp.set_nanos(static_cast<int32_t>(
      absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(timestamp.seconds()))));
  return timestamp;
}

}  // namespace

absl::StatusOr<google::protobuf::Timestamp> ParseTime(const std::string& text) {
  if (const auto time = expression::ParseTimestamp(text); time.ok()) return ToTimestamp(*time);
  for (const char* format : {"%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"}) {
    absl::Time time;
    if (absl::ParseTime(format, text, absl::LocalTimeZone(), &time, nullptr)) {
      return ToTimestamp(time);
    }
  }
  return UsageError(fmt::format(
      "{} is no time. Write 2026-03-01, \"2026-03-01 14:05\" or 2026-03-01T14:05:09Z.", text));
}

}  // namespace assay::cli
