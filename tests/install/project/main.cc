// A user's program: logs a run and reads it back.
#include <cstdio>

#include "client/client.h"
#include "client/run.h"

absl::Status Train(std::string* run_id) {
  auto run = assay::Run::Open({.experiment = "outside"});
  if (!run.ok()) return run.status();
  *run_id = run->run_id();
  if (absl::Status logged = run->LogParam("learning_rate", 0.1); !logged.ok()) return logged;
  for (int64_t step = 0; step < 100; ++step) {
    if (absl::Status logged = run->Log("loss", 1.0 / (step + 1), step); !logged.ok()) return logged;
  }
  return run->Finish();
}

int main() {
  std::string run_id;
  if (const absl::Status trained = Train(&run_id); !trained.ok()) {
    std::fprintf(stderr, "%s\n", trained.ToString().c_str());
    return 1;
  }
  assay::Client client(assay::MakeConnection({}));
  auto series = client.ReadMetrics({.run_ids = {run_id}});
  if (!series.ok() || series->size() != 1 || series->front().values.size() != 100) {
    std::fprintf(stderr, "not all was read back: %s\n", series.status().ToString().c_str());
    return 1;
  }
  std::printf("run %s: loss %g after %zu steps\n", run_id.c_str(), series->front().values.back(),
              series->front().values.size());
  return 0;
}
