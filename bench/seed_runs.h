// A database with many runs, for measuring search.
//
// Each run has 10 params, 10 metrics and 5 tags. Metrics are their summaries only (rows of series):
// there are no chunks, so reading history can't be measured on it.
//   params   p0: one of "v0" to "v9"; p1: a double, 1e-5 to 0.1; p2: an int, 1 to 1,000; p3 to p9:
//   one of
//            100 strings
//   metrics  m0 to m9: the last value is uniform in (0, 1), independent of all others
//   tags     t0 to t4: one of 50 strings
// Runs started one second apart, are finished, and are spread over 20 experiments of the default
// workspace. They have their sketches.
#ifndef ASSAY_BENCH_SEED_RUNS_H_
#define ASSAY_BENCH_SEED_RUNS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace assay::bench {

struct SeedOptions {
  int64_t runs = 1'000'000;
  // The same seed gives the same values.
  uint64_t seed = 1;
};

// Makes the database file `path`, which must not exist. A million runs take about two minutes
// and 1.2 GB.
absl::Status SeedRuns(const std::string& path, const SeedOptions& options);

}  // namespace assay::bench

#endif  // ASSAY_BENCH_SEED_RUNS_H_
