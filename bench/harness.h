// What every benchmark needs: a recorder of latencies, figures, and the report that they make up.
#ifndef ASSAY_BENCH_HARNESS_H_
#define ASSAY_BENCH_HARNESS_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace assay::bench {

using SteadyClock = std::chrono::steady_clock;

double Seconds(SteadyClock::duration duration);
double SecondsSince(SteadyClock::time_point begin);

// Not thread-safe: one for each thread, merged at the end.
class Latencies {
 public:
  void Add(SteadyClock::duration latency) { millis_.push_back(Seconds(latency) * 1e3); }
  void Merge(const Latencies& other);
  size_t count() const { return millis_.size(); }
  // In milliseconds; `share` 0.5 is the median. 0 when nothing was recorded.
  double Percentile(double share) const;
  double Mean() const;

 private:
  mutable std::vector<double> millis_;
};

// What was found for one measure. Percentiles are milliseconds; `limit` is in the unit of `value`.
struct Figure {
  double value = 0;
  std::string unit;
  std::optional<double> p50 = {};
  std::optional<double> p95 = {};
  std::optional<double> p99 = {};
  std::optional<double> limit = {};
  // The share of the limit that is reached; 1 is the limit.
  std::optional<double> ratio = {};
  int64_t errors = 0;
  // Whatever else a reader should know, in a few words.
  std::string note = {};

  Figure& WithPercentiles(const Latencies& latencies);
  // Sets the limit, and the ratio as value / limit.
  Figure& WithLimit(double bare);
};

// Prints each figure as a row of one table when it is known, and writes all of them as JSON.
class Report {
 public:
  // Rows are printed and kept only for `wanted` measures, and for what is no measure ("limit.…").
  explicit Report(std::set<std::string> wanted) : wanted_(std::move(wanted)) {}

  void Add(const std::string& name, const Figure& figure);
  // Figures by name, with what is known of the machine under "machine".
  absl::Status WriteJson(const std::string& path,
                         const std::map<std::string, std::string>& machine) const;

 private:
  const std::set<std::string> wanted_;
  std::map<std::string, Figure> figures_;
  bool begun_ = false;
};

// Processor, cores, memory, kernel, and the file system of `folder`.
std::map<std::string, std::string> DescribeMachine(const std::string& folder);

}  // namespace assay::bench

#endif  // ASSAY_BENCH_HARNESS_H_
