#include "bench/bare_stream.h"
#include "bench/child_process.h"
#include "bench/disk_limits.h"
#include "bench/measures.h"
#include "bench/workload.h"
#include "core/status_macros.h"
#include "fmt/format.h"

namespace assay::bench {
namespace {

constexpr int kWriters = 8;
constexpr int kSeries = 20;
constexpr int64_t kPoints = 64'000'000;
constexpr int64_t kBarePoints = 64'000'000;
constexpr int64_t kBillion = 1'000'000'000;

absl::StatusOr<double> BareLimit(const std::string& folder) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::LogBatchRequest> batches,
                         CaptureBatches(folder, kSeries));
  ASSAY_ASSIGN_OR_RETURN(const auto server, StartBareServer());
  return StreamBare(server->address(), kWriters, kBarePoints, batches);
}

std::string Note(const IngestResult& result, double server_cpu) {
  return fmt::format("{} million points in {:.1f} s; server used {:.2f} cores",
                     result.points / 1'000'000, result.seconds, server_cpu / result.seconds);
}

Figure Mebibytes(double value) { return {.value = value, .unit = "MiB"}; }

}  // namespace

absl::Status MeasureIngest(Bench& bench) {
  double limit = 0;
  if (bench.Wants("ingest")) {
    ASSAY_ASSIGN_OR_RETURN(limit, BareLimit(bench.data + "/spool"));
  }
  ASSAY_ASSIGN_OR_RETURN(const auto server, StartFreshServer(bench.assayd, bench.data + "/ingest"));
  server->WaitUntilIdle();
  const double idle = server->ResidentMiB();
  const double cpu = server->CpuSeconds();
  ASSAY_ASSIGN_OR_RETURN(const IngestResult result,
                         Ingest(server->address(), kWriters, kSeries, kPoints));
  if (bench.Wants("ingest")) {
    Figure figure{.value = result.rate(), .unit = "points/s"};
    figure.note = Note(result, server->CpuSeconds() - cpu);
    bench.report.Add("ingest", figure.WithLimit(limit));
  }
  // Merging goes on after the end, and needs memory too.
  server->WaitUntilIdle();
  bench.report.Add("memory.idle", Mebibytes(idle));
  bench.report.Add("memory.ingest", Mebibytes(server->PeakResidentMiB()));
  return server->Stop();
}

absl::Status MeasureIngest1b(Bench& bench) {
  ASSAY_ASSIGN_OR_RETURN(const auto server,
                         StartFreshServer(bench.assayd, bench.data + "/ingest_1b"));
  ASSAY_ASSIGN_OR_RETURN(const IngestResult empty,
                         Ingest(server->address(), kWriters, kSeries, kPoints));
  for (int64_t stored = kPoints; stored < kBillion; stored += kPoints) {
    ASSAY_RETURN_IF_ERROR(Ingest(server->address(), kWriters, kSeries, kPoints).status());
  }
  server->WaitUntilIdle();
  const double cpu = server->CpuSeconds();
  ASSAY_ASSIGN_OR_RETURN(const IngestResult full,
                         Ingest(server->address(), kWriters, kSeries, kPoints));
  Figure figure{.value = full.rate(), .unit = "points/s"};
  figure.note = Note(full, server->CpuSeconds() - cpu) + "; the limit is an empty database's";
  bench.report.Add("ingest_1b", figure.WithLimit(empty.rate()));
  return server->Stop();
}

}  // namespace assay::bench
