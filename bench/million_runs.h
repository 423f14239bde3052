// A data folder with a million runs, made once and kept between runs of the benchmark.
#ifndef ASSAY_BENCH_MILLION_RUNS_H_
#define ASSAY_BENCH_MILLION_RUNS_H_

#include <string>

#include "absl/status/statusor.h"

namespace assay::bench {

// The folder, under `data`. Made anew when the schema has changed; what is in it: seed_runs.h.
absl::StatusOr<std::string> MillionRuns(const std::string& data);

}  // namespace assay::bench

#endif  // ASSAY_BENCH_MILLION_RUNS_H_
