#include "bench/million_runs.h"

#include "bench/seed_runs.h"
#include "bench/seeding.h"

namespace assay::bench {

absl::StatusOr<std::string> MillionRuns(const std::string& data) {
  return SeededFolder(data, "runs_1m", [](const std::string& path) { return SeedRuns(path, {}); });
}

}  // namespace assay::bench
