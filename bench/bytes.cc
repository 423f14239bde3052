#include <random>

#include "bench/child_process.h"
#include "bench/disk_limits.h"
#include "bench/measures.h"
#include "bench/workload.h"
#include "core/status_macros.h"
#include "fmt/format.h"

namespace assay::bench {
namespace {

constexpr int kRuns = 20;
constexpr int kSeries = 10;
constexpr int64_t kSteps = 50'000;
constexpr int64_t kStartMillis = 1'700'000'000'000;

// A run whose steps take 3 to 7 ms, with losses that fall and are noisy in every digit of a
// float32.
absl::Status LogRun(const std::string& address, uint64_t seed) {
  ASSAY_ASSIGN_OR_RETURN(Run run, Run::Open(PlainRun(address)));
  std::vector<SeriesHandle> series;
  for (int i = 0; i < kSeries; ++i) {
    ASSAY_ASSIGN_OR_RETURN(SeriesHandle handle, run.GetSeries(fmt::format("train/loss_{}", i)));
    series.push_back(handle);
  }
  std::mt19937_64 random(seed);
  std::normal_distribution<float> noise(0.0F, 0.1F);
  std::uniform_int_distribution<int64_t> pause(3, 7);
  int64_t time_ms = kStartMillis;
  for (int64_t step = 0; step < kSteps; ++step) {
    time_ms += pause(random);
    const float trend = 2.3F * std::exp(-static_cast<float>(step) / 20'000.0F) + 0.05F;
    for (SeriesHandle& handle : series) {
      ASSAY_RETURN_IF_ERROR(handle.Log(trend * (1.0F + noise(random)), step, time_ms));
    }
  }
  return run.Finish();
}

}  // namespace

absl::Status MeasureBytes(Bench& bench) {
  const std::string folder = bench.data + "/bytes";
  ASSAY_ASSIGN_OR_RETURN(const auto server, StartFreshServer(bench.assayd, folder));
  for (int i = 0; i < kRuns; ++i) ASSAY_RETURN_IF_ERROR(LogRun(server->address(), i));
  server->WaitUntilIdle();
  // With the log that SQLite keeps while the server runs.
  const auto bytes = static_cast<double>(FolderBytes(folder));
  ASSAY_RETURN_IF_ERROR(server->Stop());
  constexpr double kPoints = 1.0 * kRuns * kSeries * kSteps;
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t due,
      AskFile(folder + "/assay.db", "SELECT count(*) FROM series WHERE merge_due = 1"));
  ASSAY_ASSIGN_OR_RETURN(const int64_t chunks,
                         AskFile(folder + "/assay.db", "SELECT count(*) FROM metric_chunk"));
  ASSAY_ASSIGN_OR_RETURN(const int64_t data, AskFile(folder + "/assay.db",
                                                     "SELECT sum(length(data)) FROM metric_chunk"));
  Figure figure{.value = bytes / kPoints, .unit = "bytes"};
  figure.note =
      fmt::format("{:.2f} with the server stopped, {:.2f} in {} chunks of data; {} merges due",
                  static_cast<double>(FolderBytes(folder)) / kPoints,
                  static_cast<double>(data) / kPoints, chunks, due);
  bench.report.Add("bytes_per_point", figure);
  return absl::OkStatus();
}

}  // namespace assay::bench
