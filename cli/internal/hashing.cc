#include "cli/internal/hashing.h"

#include "cli/internal/progress.h"
#include "cli/internal/text.h"

namespace assay::cli {

absl::StatusOr<PathDigest> HashShown(const Cli& cli, const std::string& path, int threads) {
  Progress progress(path, HumanBytes, cli.terminal, cli.err);
  HashOptions options;
  options.threads = threads;
  options.progress = [&](const HashProgress& done) {
    progress.Show(done.bytes_done, done.bytes_total);
  };
  return HashPath(path, options);
}

}  // namespace assay::cli
