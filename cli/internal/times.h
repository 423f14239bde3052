// Times as people type them.
#ifndef ASSAY_CLI_INTERNAL_TIMES_H_
#define ASSAY_CLI_INTERNAL_TIMES_H_

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/timestamp.pb.h"

namespace assay::cli {

// "2026-03-01T14:05:09Z" (RFC 3339); or in local time, as tables show it, "2026-03-01 14:05:09",
// "2026-03-01 14:05", or "2026-03-01" for its first moment. A usage error for anything else.
absl::StatusOr<google::protobuf::Timestamp> ParseTime(const std::string& text);

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_TIMES_H_
