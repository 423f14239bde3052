#include "bench/bare_stream.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <memory>
#include <thread>

#include "bench/harness.h"
#include "bench/workload.h"
#include "client/connection.h"
#include "client/internal/spool_file.h"
#include "core/errors.h"
#include "core/status_macros.h"
#include "fmt/format.h"

namespace assay::bench {
namespace {

constexpr int64_t kCapturedSteps = 50'000;

int64_t CountPoints(const v1::LogBatchRequest& batch) {
  int64_t points = 0;
  for (const v1::MetricColumns& columns : batch.metrics()) points += columns.values_size();
  return points;
}

absl::Status LogOffline(const std::string& folder, int series_count) {
  RunOptions options = PlainRun("");
  options.offline = true;
  options.spool = Spool::kAlways;
  options.spool_dir = folder;
  ASSAY_ASSIGN_OR_RETURN(Run run, Run::Open(std::move(options)));
  std::vector<SeriesHandle> series;
  for (int i = 0; i < series_count; ++i) {
    ASSAY_ASSIGN_OR_RETURN(SeriesHandle handle, run.GetSeries(fmt::format("train/loss_{}", i)));
    series.push_back(handle);
  }
  const LossCurve curve(3);
  for (int64_t step = 0; step < kCapturedSteps; ++step) {
    for (SeriesHandle& handle : series) handle.Log(curve.At(step), step);
  }
  return run.Finish();
}

// One stream: sends until `left` points were sent in all, and waits for the last acknowledgement.
absl::Status SendAll(const std::string& address, std::vector<v1::LogBatchRequest> batches,
                     std::atomic<int64_t>& left) {
  ConnectionOptions options;
  options.server = address;
  const std::shared_ptr<Connection> connection = MakeConnection(options);
  const std::unique_ptr<LogStream> stream = connection->OpenLogStream();
  std::thread reader([&] {
    for (v1::LogBatchResponse response; stream->Read(&response);) continue;
  });
  int64_t sequence = 0;
  bool more = true;
  for (size_t i = 0; more; i = (i + 1) % batches.size()) {
    const int64_t points = CountPoints(batches[i]);
    if (left.fetch_sub(points) <= 0) break;
    batches[i].set_sequence(++sequence);
    more = stream->Write(batches[i]);
  }
  stream->WritesDone();
  reader.join();
  return stream->Finish();
}

}  // namespace

absl::StatusOr<std::vector<v1::LogBatchRequest>> CaptureBatches(const std::string& folder,
                                                                int series) {
  std::filesystem::remove_all(folder);
  ASSAY_RETURN_IF_ERROR(LogOffline(folder, series));
  std::vector<v1::LogBatchRequest> batches;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_directory()) continue;
    ASSAY_RETURN_IF_ERROR(ReadSpool(entry.path().string(), [&](v1::LogBatchRequest batch) {
                            if (CountPoints(batch) > 0) batches.push_back(std::move(batch));
                            return absl::OkStatus();
                          }).status());
  }
  std::filesystem::remove_all(folder);
  // The last one is what was left over.
  if (batches.size() > 1) batches.pop_back();
  if (batches.empty())
    return FailedPrecondition("NO_BATCHES", "Nothing was spooled in {}.", folder);
  return batches;
}

absl::StatusOr<double> StreamBare(const std::string& address, int writers, int64_t points,
                                  const std::vector<v1::LogBatchRequest>& batches) {
  std::atomic<int64_t> left = points;
  std::vector<absl::Status> statuses(static_cast<size_t>(writers));
  std::vector<std::thread> threads;
  const auto begin = SteadyClock::now();
  for (absl::Status& status : statuses) {
    threads.emplace_back([&] { status = SendAll(address, batches, left); });
  }
  for (std::thread& thread : threads) thread.join();
  const double seconds = SecondsSince(begin);
  for (const absl::Status& status : statuses) ASSAY_RETURN_IF_ERROR(status);
  return static_cast<double>(points) / seconds;
}

}  // namespace assay::bench
