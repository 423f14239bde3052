// Hashing what lies on disk while someone watches.
#ifndef ASSAY_CLI_INTERNAL_HASHING_H_
#define ASSAY_CLI_INTERNAL_HASHING_H_

#include <string>

#include "absl/status/statusor.h"
#include "cli/internal/cli.h"
#include "client/hash.h"

namespace assay::cli {

// HashPath, with its progress on stderr. `threads` is that of HashOptions.
absl::StatusOr<PathDigest> HashShown(const Cli& cli, const std::string& path, int threads = 0);

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_HASHING_H_
