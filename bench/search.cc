#include "bench/child_process.h"
#include "bench/measures.h"
#include "bench/million_runs.h"
#include "bench/rounds.h"
#include "bench/workload.h"
#include "core/errors.h"
#include "core/status_macros.h"
#include "fmt/format.h"

namespace assay::bench {
namespace {

using Stub = v1::TrackingService::Stub;
using Async = v1::TrackingService::StubInterface::async_interface;

constexpr int kPageSize = 50;
constexpr int kDeepPage = 1'000;
constexpr int kDeepPages = 200;
constexpr std::chrono::seconds kSearching(4);

// Keys, values and bounds change from call to call, so that no answer can be kept.
using MakeQuestion = std::function<v1::SearchRunsRequest(int64_t number)>;

v1::SearchRunsRequest Question(const std::string& filter, const std::string& order_by) {
  v1::SearchRunsRequest request;
  request.set_filter(filter);
  request.set_order_by(order_by);
  request.set_page_size(kPageSize);
  return request;
}

// About 1,000 runs match: every second time the metric is the rarer condition, else both are alike.
v1::SearchRunsRequest Selective(int64_t i) {
  const std::string order = fmt::format("metrics.m{} desc", (i + 2) % 10);
  return i % 2 == 0 ? Question(fmt::format("metrics.m{} > 0.99 && params.p0 == \"v{}\"", i % 10,
                                           i / 2 % 10),
                               order)
                    : Question(fmt::format("metrics.m{} > 0.9 && params.p{} == \"value-{}\"",
                                           i % 10, 3 + i % 7, i % 100),
                               order);
}

v1::SearchRunsRequest Broad(int64_t i) {
  return Question(fmt::format("metrics.m{} > 0.5", i % 10),
                  fmt::format("metrics.m{} desc", (i + 1) % 10));
}

v1::SearchRunsRequest Newest(int64_t) { return Question("", ""); }

absl::StatusOr<v1::SearchRunsResponse> Ask(Stub& stub, const v1::SearchRunsRequest& request) {
  grpc::ClientContext context;
  v1::SearchRunsResponse response;
  const grpc::Status status = stub.SearchRuns(&context, request, &response);
  if (!status.ok()) return FailedPrecondition("SEARCH_FAILED", "{}", status.error_message());
  if (response.runs_size() != kPageSize) {
    return FailedPrecondition("SEARCH_WRONG", "A page has {} runs instead of {}.",
                              response.runs_size(), kPageSize);
  }
  return response;
}

Figure P95(const Latencies& latencies) {
  Figure figure{.value = latencies.Percentile(0.95), .unit = "ms"};
  figure.WithPercentiles(latencies);
  figure.note = fmt::format("{} questions", latencies.count());
  return figure;
}

absl::StatusOr<Figure> MeasureFirstPages(Stub& stub, const MakeQuestion& make) {
  ASSAY_RETURN_IF_ERROR(Ask(stub, make(0)).status());
  const auto load = [&](auto duration) {
    return RunLoad<v1::SearchRunsRequest, v1::SearchRunsResponse>(
        stub, &Async::SearchRuns, 1, duration,
        [&](int, int64_t number, auto* request) { *request = make(number); });
  };
  (void)load(kWarmUp);
  const LoadResult result = load(kSearching);
  Figure figure = P95(result.latencies);
  figure.errors = result.errors;
  return figure;
}

// Goes from page to page, and times those from the 1,000th on.
absl::StatusOr<Figure> MeasureDeepPages(Stub& stub, v1::SearchRunsRequest request) {
  Latencies latencies;
  for (int page = 1; page < kDeepPage + kDeepPages; ++page) {
    const auto begin = SteadyClock::now();
    ASSAY_ASSIGN_OR_RETURN(const v1::SearchRunsResponse response, Ask(stub, request));
    if (page >= kDeepPage) latencies.Add(SteadyClock::now() - begin);
    request.set_page_token(response.next_page_token());
  }
  return P95(latencies);
}

}  // namespace

absl::Status MeasureSearch(Bench& bench) {
  ASSAY_ASSIGN_OR_RETURN(const std::string data, MillionRuns(bench.data));
  ASSAY_ASSIGN_OR_RETURN(const auto server, StartServer(bench.assayd, data));
  const auto stub = MakeStub(server->address());
  const std::pair<std::string, MakeQuestion> questions[] = {{"search_1m.selective", &Selective},
                                                            {"search_1m.broad.first", &Broad},
                                                            {"search_1m.newest", &Newest}};
  for (const auto& [name, make] : questions) {
    if (!bench.Wants(name)) continue;
    ASSAY_ASSIGN_OR_RETURN(const Figure figure, MeasureFirstPages(*stub, make));
    bench.report.Add(name, figure);
  }
  if (bench.Wants("search_1m.broad.deep")) {
    ASSAY_ASSIGN_OR_RETURN(const Figure figure, MeasureDeepPages(*stub, Broad(3)));
    bench.report.Add("search_1m.broad.deep", figure);
  }
  return server->Stop();
}

}  // namespace assay::bench
