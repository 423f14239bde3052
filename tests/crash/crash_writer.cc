// A training-like program that is there to be killed:
//   crash_writer SERVER SPOOL_DIR RUN_ID STEPS FLUSH_EVERY MARK_FILE
// logs the points of model.h, and appends to MARK_FILE, durably, how many steps a Flush has
// acknowledged. Exit code 0 when all was delivered.
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "client/run.h"
#include "tests/crash/model.h"

namespace {

using std::chrono::milliseconds;

assay::RunOptions Options(char** argv) {
  assay::RunOptions options;
  options.experiment = "crash";
  options.server.server = argv[1];
  options.server.first_backoff = milliseconds(5);
  options.server.most_backoff = milliseconds(50);
  options.spool = assay::Spool::kAlways;
  options.spool_dir = argv[2];
  options.run_id = argv[3];
  options.flush_interval = milliseconds(1);
  options.finish_timeout = milliseconds(60'000);
  options.capture_code = false;
  return options;
}

bool Mark(int fd, int64_t steps) {
  const std::string line = std::to_string(steps) + "\n";
  return write(fd, line.data(), line.size()) == static_cast<ssize_t>(line.size()) && fsync(fd) == 0;
}

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "crash_writer: %s\n", status.ToString().c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 7) return 2;
  const int64_t steps = std::atoll(argv[4]);
  const int64_t flush_every = std::atoll(argv[5]);
  const int mark = open(argv[6], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (mark < 0) return 2;
  auto run = assay::Run::Open(Options(argv));
  if (!run.ok()) return Fail(run.status());
  std::vector<assay::SeriesHandle> series;
  for (int i = 0; i < assay::crash::kSeries; ++i) {
    auto handle = run->GetSeries(assay::crash::SeriesName(i));
    if (!handle.ok()) return Fail(handle.status());
    series.push_back(*handle);
  }
  for (int64_t step = 0; step < steps; ++step) {
    for (int i = 0; i < assay::crash::kSeries; ++i) {
      const absl::Status logged =
          series[i].Log(assay::crash::Value(i, step), step, assay::crash::TimeMs(step));
      if (!logged.ok()) return Fail(logged);
    }
    if (step % flush_every != 0) continue;
    if (run->Flush(milliseconds(100)).ok() && !Mark(mark, step + 1)) return 2;
  }
  const absl::Status finished = run->Finish();
  if (!finished.ok()) return Fail(finished);
  return Mark(mark, steps) ? 0 : 2;
}
