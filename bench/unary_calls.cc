// The measures of unary calls: single_point, create_run, get_run.
#include "bench/child_process.h"
#include "bench/disk_limits.h"
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

constexpr int kParams = 10;
constexpr int kTags = 5;
constexpr int kMetrics = 10;

// assayd and the bare server, with a stub for each.
struct Servers {
  std::unique_ptr<ChildProcess> assayd;
  std::unique_ptr<ChildProcess> bare;
  std::unique_ptr<Stub> stub;
  std::unique_ptr<Stub> bare_stub;
};

absl::StatusOr<Servers> StartBoth(const Bench& bench, const std::string& folder) {
  Servers servers;
  ASSAY_ASSIGN_OR_RETURN(servers.assayd, StartFreshServer(bench.assayd, bench.data + "/" + folder));
  ASSAY_ASSIGN_OR_RETURN(servers.bare, StartBareServer());
  servers.stub = MakeStub(servers.assayd->address());
  servers.bare_stub = MakeStub(servers.bare->address());
  return servers;
}

absl::Status ToStatus(const grpc::Status& status) {
  return {static_cast<absl::StatusCode>(status.error_code()), status.error_message()};
}

v1::CreateRunRequest NewRun() {
  v1::CreateRunRequest request;
  request.set_experiment("bench");
  request.set_name("a run");
  AddParams(kParams, request.mutable_params());
  AddTags(kTags, request.mutable_tags());
  return request;
}

// Runs with params, tags and metrics.
absl::StatusOr<std::vector<v1::Run>> MakeRuns(Stub& stub, int count, int metrics) {
  std::vector<v1::Run> runs(static_cast<size_t>(count));
  for (v1::Run& run : runs) {
    grpc::ClientContext create, log, get;
    ASSAY_RETURN_IF_ERROR(ToStatus(stub.CreateRun(&create, NewRun(), &run)));
    v1::LogBatchRequest batch;
    batch.set_run_id(run.run_id());
    for (int i = 0; i < metrics; ++i) {
      FillColumns(fmt::format("validation/metric_{}", i), 3, 100 * i, batch.add_metrics());
    }
    v1::LogBatchResponse logged;
    ASSAY_RETURN_IF_ERROR(ToStatus(stub.LogBatch(&log, batch, &logged)));
    v1::GetRunRequest request;
    request.set_run_id(run.run_id());
    ASSAY_RETURN_IF_ERROR(ToStatus(stub.GetRun(&get, request, &run)));
  }
  return runs;
}

LoadResult LogPoints(Stub& stub, const std::vector<v1::Run>& runs, int callers,
                     SteadyClock::duration duration) {
  return RunLoad<v1::LogBatchRequest, v1::LogBatchResponse>(
      stub, &Async::LogBatch, callers, duration, [&](int caller, int64_t number, auto* request) {
        request->set_run_id(runs[static_cast<size_t>(caller)].run_id());
        request->clear_metrics();
        FillColumns("loss", 1, number, request->add_metrics());
      });
}

LoadResult GetRuns(Stub& stub, const std::vector<v1::Run>& runs, int callers,
                   SteadyClock::duration duration) {
  return RunLoad<v1::GetRunRequest, v1::Run>(
      stub, &Async::GetRun, callers, duration, [&](int caller, int64_t number, auto* request) {
        request->set_run_id(runs[static_cast<size_t>(caller * 37 + number) % runs.size()].run_id());
      });
}

LoadResult EchoRuns(Stub& stub, const std::vector<v1::Run>& runs, int callers,
                    SteadyClock::duration duration) {
  return RunLoad<v1::UpdateRunRequest, v1::Run>(stub, &Async::UpdateRun, callers, duration,
                                                [&](int, int64_t number, auto* request) {
                                                  if (number == 0)
                                                    *request->mutable_run() = runs[0];
                                                });
}

LoadResult CreateRuns(Stub& stub, SteadyClock::duration duration) {
  static const v1::CreateRunRequest new_run = NewRun();
  return RunLoad<v1::CreateRunRequest, v1::Run>(stub, &Async::CreateRun, 1, duration,
                                                [&](int, int64_t number, auto* request) {
                                                  if (number == 0) *request = new_run;
                                                });
}

}  // namespace

absl::Status MeasureSinglePoint(Bench& bench) {
  ASSAY_ASSIGN_OR_RETURN(const Servers servers, StartBoth(bench, "single_point"));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::Run> runs, MakeRuns(*servers.stub, 64, 0));
  for (const int callers : {1, 64}) {
    const std::string name = fmt::format("single_point.{}", callers);
    if (!bench.Wants(name)) continue;
    const auto [real, bare] = InTurns(
        [&](auto duration) { return LogPoints(*servers.stub, runs, callers, duration); },
        [&](auto duration) { return LogPoints(*servers.bare_stub, runs, callers, duration); });
    bench.report.Add(name, RateFigure(real).WithLimit(bare.rate()));
  }
  return servers.assayd->Stop();
}

absl::Status MeasureCreateRun(Bench& bench) {
  ASSAY_ASSIGN_OR_RETURN(const Servers servers, StartBoth(bench, "create_run"));
  Latencies commits;
  absl::Status failed;
  const auto [real, echo] =
      InTurns([&](auto duration) { return CreateRuns(*servers.stub, duration); },
              [&](auto duration) {
                // With what the server does in the pause out of the way of its limit.
                servers.assayd->WaitUntilIdle();
                auto batch = BareCommits(bench.data + "/create_run", duration);
                if (batch.ok()) commits.Merge(*batch);
                if (!batch.ok()) failed = batch.status();
                return CreateRuns(*servers.bare_stub, duration);
              });
  ASSAY_RETURN_IF_ERROR(failed);
  const double echo_ms = echo.latencies.Mean();
  const double commit_ms = commits.Mean();
  Figure figure = RateFigure(real);
  figure.note += fmt::format("bare echo {:.3f} ms + bare commit {:.3f} ms", echo_ms, commit_ms);
  bench.report.Add("create_run", figure.WithLimit(1e3 / (echo_ms + commit_ms)));
  Figure commit{.value = 1e3 / commit_ms, .unit = "commits/s"};
  bench.report.Add("limit.commit", commit.WithPercentiles(commits));
  ASSAY_ASSIGN_OR_RETURN(const Latencies syncs, BareSyncs(bench.data + "/create_run", kRound));
  Figure sync{.value = 1e3 / syncs.Mean(), .unit = "syncs/s"};
  bench.report.Add("limit.fdatasync", sync.WithPercentiles(syncs));
  return servers.assayd->Stop();
}

absl::Status MeasureGetRun(Bench& bench) {
  ASSAY_ASSIGN_OR_RETURN(const Servers servers, StartBoth(bench, "get_run"));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::Run> runs, MakeRuns(*servers.stub, 500, kMetrics));
  for (const int callers : {1, 16}) {
    const std::string name = fmt::format("get_run.{}", callers);
    if (!bench.Wants(name)) continue;
    const auto [real, echo] = InTurns(
        [&](auto duration) { return GetRuns(*servers.stub, runs, callers, duration); },
        [&](auto duration) { return EchoRuns(*servers.bare_stub, runs, callers, duration); });
    Figure figure = RateFigure(real);
    const LoadResult answer = GetRuns(*servers.bare_stub, runs, callers, kRound);
    figure.note += fmt::format("{} bytes; a bare answer to the same request is {:.0f}/s",
                               runs[0].ByteSizeLong(), answer.rate());
    bench.report.Add(name, figure.WithLimit(echo.rate()));
  }
  return servers.assayd->Stop();
}

}  // namespace assay::bench
