// The list of what is measured, what each must reach, and the benchmarks behind it.
#ifndef ASSAY_BENCH_MEASURES_H_
#define ASSAY_BENCH_MEASURES_H_

#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "bench/harness.h"

namespace assay::bench {

struct MeasureInfo {
  std::string_view name;
  // What it must reach, for the table; empty when nothing is asked.
  std::string target;
  std::function<bool(const Figure&)> met;
  // Takes too long to be in a run that names nothing.
  bool on_request = false;
};

// In the order in which they run.
std::span<const MeasureInfo> AllMeasures();
// Null for what is no measure.
const MeasureInfo* FindMeasure(std::string_view name);

// What benchmarks get.
struct Bench {
  // The server's program.
  std::string assayd;
  // A folder for everything that is written; on the disk that is to be measured.
  std::string data;
  std::set<std::string> wanted;
  Report& report;

  bool Wants(const std::string& name) const { return wanted.contains(name); }
};

// Each finds the figures of one family of measures and adds them to the report.
absl::Status MeasureIngest(Bench& bench);       // ingest, memory.*
absl::Status MeasureIngest1b(Bench& bench);     // ingest_1b
absl::Status MeasureSinglePoint(Bench& bench);  // single_point.*
absl::Status MeasureCreateRun(Bench& bench);    // create_run
absl::Status MeasureGetRun(Bench& bench);       // get_run.*
absl::Status MeasureSearch(Bench& bench);       // search_1m.*
absl::Status MeasureHistory(Bench& bench);      // history_*
absl::Status MeasureBytes(Bench& bench);        // bytes_per_point
absl::Status MeasureLogCall(Bench& bench);      // log_call.*
absl::Status MeasureStart(Bench& bench);        // start.*
absl::Status MeasureGovernance(Bench& bench);   // assess, cycle, simulate, commit_race, ...
absl::Status MeasureHashDir(Bench& bench);      // hash_dir
absl::Status MeasureLineage(Bench& bench);      // trace.*, impact, identify, diamond
absl::Status MeasureLogIo(Bench& bench);        // log_io.64

// Runs every benchmark that has a wanted measure. Goes on after a failure, and returns the first.
absl::Status RunWanted(Bench& bench);

}  // namespace assay::bench

#endif  // ASSAY_BENCH_MEASURES_H_
