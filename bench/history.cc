#include <algorithm>

#include "bench/child_process.h"
#include "bench/measures.h"
#include "bench/rounds.h"
#include "bench/workload.h"
#include "core/errors.h"
#include "core/status_macros.h"
#include "fmt/format.h"

namespace assay::bench {
namespace {

using Stub = v1::TrackingService::Stub;
using Async = v1::TrackingService::StubInterface::async_interface;

constexpr int64_t kPoints = 10'000'000;
constexpr int kBuckets = 1'000;
constexpr int kStreams = 5;
constexpr std::chrono::seconds kDownsampling(4);

v1::GetMetricHistoryRequest Question(const std::string& run_id) {
  v1::GetMetricHistoryRequest request;
  request.add_run_ids(run_id);
  return request;
}

absl::Status CheckBuckets(Stub& stub, const std::string& run_id) {
  v1::GetMetricHistoryRequest request = Question(run_id);
  request.set_max_buckets(kBuckets);
  v1::GetMetricHistoryResponse response;
  grpc::ClientContext context;
  const grpc::Status status = stub.GetMetricHistory(&context, request, &response);
  if (!status.ok()) return FailedPrecondition("HISTORY_FAILED", "{}", status.error_message());
  int64_t points = 0;
  int buckets = 0;
  for (const v1::SeriesHistory& series : response.series()) {
    buckets += series.buckets().counts_size();
    for (const int64_t count : series.buckets().counts()) points += count;
  }
  if (points == kPoints && buckets <= kBuckets) return absl::OkStatus();
  return FailedPrecondition("HISTORY_WRONG",
                            "{} points in {} buckets were found instead of {} in {}.", points,
                            buckets, kPoints, kBuckets);
}

// Points a second.
absl::StatusOr<double> StreamAll(Stub& stub, const std::string& run_id) {
  v1::GetMetricHistoryRequest request = Question(run_id);
  request.set_page_size(kPoints);  // read by the bare server only
  const auto begin = SteadyClock::now();
  grpc::ClientContext context;
  const auto reader = stub.StreamMetricHistory(&context, request);
  int64_t points = 0;
  for (v1::GetMetricHistoryResponse response; reader->Read(&response);) {
    for (const v1::SeriesHistory& series : response.series())
      points += series.points().values_size();
  }
  const grpc::Status status = reader->Finish();
  const double seconds = SecondsSince(begin);
  if (!status.ok()) return FailedPrecondition("HISTORY_FAILED", "{}", status.error_message());
  if (points < kPoints) {
    return FailedPrecondition("HISTORY_WRONG", "{} points came instead of {}.", points, kPoints);
  }
  return static_cast<double>(points) / seconds;
}

absl::StatusOr<double> MedianRate(Stub& stub, const std::string& run_id) {
  std::vector<double> rates;
  for (int i = 0; i < kStreams; ++i) {
    ASSAY_ASSIGN_OR_RETURN(const double rate, StreamAll(stub, run_id));
    rates.push_back(rate);
  }
  std::sort(rates.begin(), rates.end());
  return rates[kStreams / 2];
}

}  // namespace

absl::Status MeasureHistory(Bench& bench) {
  ASSAY_ASSIGN_OR_RETURN(const auto server,
                         StartFreshServer(bench.assayd, bench.data + "/history"));
  ASSAY_ASSIGN_OR_RETURN(const IngestResult logged, Ingest(server->address(), 1, 1, kPoints));
  server->WaitUntilIdle();
  const std::string& run_id = logged.run_ids[0];
  const auto stub = MakeStub(server->address());
  ASSAY_RETURN_IF_ERROR(CheckBuckets(*stub, run_id));
  const LoadResult load = RunLoad<v1::GetMetricHistoryRequest, v1::GetMetricHistoryResponse>(
      *stub, &Async::GetMetricHistory, 1, kDownsampling, [&](int, int64_t, auto* request) {
        *request = Question(run_id);
        request->set_max_buckets(kBuckets);
      });
  Figure downsampled{.value = load.latencies.Percentile(0.95), .unit = "ms"};
  downsampled.errors = load.errors;
  bench.report.Add("history_downsampled", downsampled.WithPercentiles(load.latencies));

  ASSAY_ASSIGN_OR_RETURN(const auto bare, StartBareServer());
  ASSAY_ASSIGN_OR_RETURN(const double limit, MedianRate(*MakeStub(bare->address()), run_id));
  ASSAY_ASSIGN_OR_RETURN(const double rate, MedianRate(*stub, run_id));
  Figure stream{.value = rate, .unit = "points/s"};
  bench.report.Add("history_stream", stream.WithLimit(limit));
  return server->Stop();
}

}  // namespace assay::bench
