// The measures of lineage: walks over large graphs, and the logging that they arise from.
#include <string>
#include <vector>

#include "assay/v1/lineage_service.grpc.pb.h"
#include "bench/child_process.h"
#include "bench/echo.grpc.pb.h"
#include "bench/measures.h"
#include "bench/rounds.h"
#include "bench/seed_graph.h"
#include "bench/seeding.h"
#include "bench/workload.h"
#include "core/errors.h"
#include "core/status_macros.h"
#include "fmt/format.h"
#include "grpcpp/create_channel.h"

namespace assay::bench {
namespace {

using Stub = v1::LineageService::Stub;
using Async = v1::LineageService::StubInterface::async_interface;
using EchoAsync = EchoService::StubInterface::async_interface;
using TrackingAsync = v1::TrackingService::StubInterface::async_interface;

constexpr int64_t kSmall = 100'000;    // runs: 450,000 edges
constexpr int64_t kLarge = 2'222'222;  // runs: 10 million edges
constexpr int64_t kStarts = 1'000;     // different contents that traces begin at
constexpr int kHops = 8;
constexpr std::chrono::seconds kDuration{4};
// So long that each start is asked about once, and nothing measured is the first to read its pages.
constexpr std::chrono::seconds kGraphWarmUp{2};

constexpr int kCallers = 64;
constexpr int kItems = 10;               // inputs, and as many outputs
constexpr int64_t kKnownInputs = 1'000;  // contents that are read again and again

// A server on a graph of so many runs.
struct GraphServer {
  std::unique_ptr<ChildProcess> assayd;
  std::unique_ptr<Stub> stub;
};

absl::StatusOr<GraphServer> StartOnGraph(const Bench& bench, std::string_view name, int64_t runs) {
  ASSAY_ASSIGN_OR_RETURN(const std::string folder,
                         SeededFolder(bench.data, name, [runs](const std::string& path) {
                           return SeedGraph(path, runs);
                         }));
  GraphServer server;
  ASSAY_ASSIGN_OR_RETURN(server.assayd, StartServer(bench.assayd, folder));
  server.stub = v1::LineageService::NewStub(
      grpc::CreateChannel(server.assayd->address(), grpc::InsecureChannelCredentials()));
  return server;
}

// What one answer holds, for the note.
template <typename Response>
std::string Describe(const Response& response) {
  return fmt::format("{} nodes, {} edges, {} bytes{}", response.nodes_size(), response.edges_size(),
                     response.ByteSizeLong(), response.truncated() ? ", cut" : "");
}

v1::TraceLineageRequest UpstreamOf(int64_t runs, int64_t number) {
  v1::TraceLineageRequest request;
  request.set_start(ContentName(2 * (runs - number % kStarts)));
  request.set_direction(v1::LINEAGE_DIRECTION_UPSTREAM);
  request.set_max_depth(kHops);
  return request;
}

template <typename Request, typename Response, typename Make>
LoadResult Ask(Stub& stub, std::type_identity_t<Method<Stub, Request, Response>> method,
               SteadyClock::duration duration, Make make) {
  const auto prepare = [&](int, int64_t number, Request* request) { *request = make(number); };
  (void)RunLoad<Request, Response>(stub, method, 1, kGraphWarmUp, prepare);
  return RunLoad<Request, Response>(stub, method, 1, duration, prepare);
}

absl::StatusOr<Figure> Trace(Stub& stub, int64_t runs) {
  const LoadResult result = Ask<v1::TraceLineageRequest, v1::TraceLineageResponse>(
      stub, &Async::TraceLineage, kDuration,
      [runs](int64_t number) { return UpstreamOf(runs, number); });
  grpc::ClientContext context;
  v1::TraceLineageResponse response;
  const grpc::Status status = stub.TraceLineage(&context, UpstreamOf(runs, 0), &response);
  if (!status.ok()) return absl::InternalError(status.error_message());
  Figure figure = RateFigure(result);
  figure.note += Describe(response);
  return figure;
}

// A figure whose value is the 95th percentile.
Figure SlowestFigure(const LoadResult& result) {
  Figure figure{.value = result.latencies.Percentile(0.95), .unit = "ms"};
  figure.WithPercentiles(result.latencies);
  figure.errors = result.errors;
  figure.note = result.first_error;
  return figure;
}

absl::Status MeasureSmallGraph(Bench& bench, GraphServer& server, double* small_p95) {
  ASSAY_ASSIGN_OR_RETURN(const Figure trace, Trace(*server.stub, kSmall));
  *small_p95 = trace.p95.value_or(0);
  bench.report.Add("trace.small", trace);
  if (bench.Wants("impact")) {
    bench.report.Add("impact",
                     SlowestFigure(Ask<v1::AnalyzeImpactRequest, v1::AnalyzeImpactResponse>(
                         *server.stub, &Async::AnalyzeImpact, kDuration, [](int64_t) {
                           v1::AnalyzeImpactRequest request;
                           request.set_start(WidelyReadDataset(kSmall));
                           request.set_max_nodes(2'000);
                           return request;
                         })));
  }
  if (bench.Wants("diamond")) {
    bench.report.Add("diamond",
                     SlowestFigure(Ask<v1::TraceLineageRequest, v1::TraceLineageResponse>(
                         *server.stub, &Async::TraceLineage, kDuration, [](int64_t) {
                           v1::TraceLineageRequest request;
                           request.set_start(TopOfDiamond(kSmall));
                           request.add_kinds(v1::EDGE_KIND_DERIVED_FROM);
                           return request;
                         })));
  }
  return absl::OkStatus();
}

absl::Status MeasureIdentify(Bench& bench, GraphServer& server) {
  ASSAY_ASSIGN_OR_RETURN(const auto bare, StartBareServer());
  const auto echo_stub = EchoService::NewStub(
      grpc::CreateChannel(bare->address(), grpc::InsecureChannelCredentials()));
  const auto ask = [](int64_t number) {
    v1::IdentifyContentRequest request;
    request.set_digest(ContentDigest(1 + number * 7'919 % (2 * kSmall)));
    return request;
  };
  grpc::ClientContext context;
  v1::IdentifyContentResponse response;
  const grpc::Status status = server.stub->IdentifyContent(&context, ask(0), &response);
  if (!status.ok()) return absl::InternalError(status.error_message());
  const auto [real, echo] = InTurns(
      [&](auto duration) {
        return RunLoad<v1::IdentifyContentRequest, v1::IdentifyContentResponse>(
            *server.stub, &Async::IdentifyContent, 1, duration,
            [&](int, int64_t number, auto* request) { *request = ask(number); });
      },
      [&](auto duration) {
        return RunLoad<v1::IdentifyContentResponse, v1::IdentifyContentResponse>(
            *echo_stub, &EchoAsync::IdentifyContent, 1, duration,
            [&](int, int64_t number, auto* request) {
              if (number == 0) *request = response;
            });
      });
  Figure figure = RateFigure(real);
  figure.note += fmt::format("{} bytes", response.ByteSizeLong());
  bench.report.Add("identify", figure.WithLimit(echo.rate()));
  return absl::OkStatus();
}

void AddItem(int64_t content, const char* folder, int number, v1::RunIo* item) {
  v1::Artifact* artifact = item->mutable_artifact();
  artifact->set_path(fmt::format("{}/part-{}.bin", folder, number));
  artifact->mutable_content()->set_digest(ContentDigest(content));
  artifact->mutable_content()->set_size(1'000 + content);
}

// A run with its inputs, which others read too, and its outputs, which nobody had.
void FillRun(int64_t run, v1::LogBatchRequest* request) {
  request->Clear();
  request->set_run_id(fmt::format("{:032x}", run));
  request->mutable_create()->set_experiment("bench");
  for (int i = 0; i < kItems; ++i) {
    AddItem(1 + (run * 31 + i * 97) % kKnownInputs, "in", i, request->add_inputs());
    AddItem(kKnownInputs + run * kItems + i, "out", i, request->add_outputs());
  }
}

}  // namespace

absl::Status MeasureLineage(Bench& bench) {
  double small_p95 = 0;
  {
    ASSAY_ASSIGN_OR_RETURN(GraphServer server, StartOnGraph(bench, "graph_450k", kSmall));
    ASSAY_RETURN_IF_ERROR(MeasureSmallGraph(bench, server, &small_p95));
    if (bench.Wants("identify")) ASSAY_RETURN_IF_ERROR(MeasureIdentify(bench, server));
    ASSAY_RETURN_IF_ERROR(server.assayd->Stop());
  }
  if (!bench.Wants("trace.large")) return absl::OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const GraphServer server, StartOnGraph(bench, "graph_10m", kLarge));
  ASSAY_ASSIGN_OR_RETURN(const Figure trace, Trace(*server.stub, kLarge));
  Figure figure{.value = trace.p95.value_or(0), .unit = "ms", .p50 = trace.p50, .p95 = trace.p95};
  figure.p99 = trace.p99;
  figure.errors = trace.errors;
  figure.note = fmt::format("{:.0f} calls/s; {}", trace.value, trace.note);
  bench.report.Add("trace.large", figure.WithLimit(small_p95));
  return server.assayd->Stop();
}

absl::Status MeasureLogIo(Bench& bench) {
  ASSAY_ASSIGN_OR_RETURN(const auto assayd, StartFreshServer(bench.assayd, bench.data + "/log_io"));
  const auto stub = MakeStub(assayd->address());
  std::atomic<int64_t> next_run{1};
  const auto load = [&](SteadyClock::duration duration) {
    return RunLoad<v1::LogBatchRequest, v1::LogBatchResponse>(
        *stub, &TrackingAsync::LogBatch, kCallers, duration,
        [&](int, int64_t, auto* request) { FillRun(next_run++, request); });
  };
  (void)load(kWarmUp);
  Figure figure = RateFigure(load(kDuration));
  figure.unit = "runs/s";
  bench.report.Add("log_io.64", figure);
  return assayd->Stop();
}

}  // namespace assay::bench
