// Trains 20 logistic regressions with different hyper-parameters, each as a run of its own below
// one parent run, which keeps the best. See examples/README.md.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "CLI/CLI.hpp"
#include "client/run.h"
#include "core/status_macros.h"
#include "examples/learn/train.h"
#include "examples/program.h"
#include "fmt/format.h"

namespace assay::examples {
namespace {

struct Best {
  std::string run_id;
  double loss = 0;
};

constexpr std::chrono::seconds kParentDelivery(10);

struct Tally {
  int trials = 0;
  int failed = 0;
  std::optional<Best> best;
};

absl::StatusOr<double> Train(Run& run, const ProgramOptions& program,
                             const LogisticOptions& options) {
  ASSAY_RETURN_IF_ERROR(run.LogParam("learning_rate", options.learning_rate));
  ASSAY_RETURN_IF_ERROR(run.LogParam("l2", options.l2));
  ASSAY_RETURN_IF_ERROR(run.LogParam("shuffle_seed", static_cast<int64_t>(options.seed)));
  ASSAY_ASSIGN_OR_RETURN(const Split data, LoadData(run, program, Task::kClassification));
  ASSAY_ASSIGN_OR_RETURN(const TrainResult result, TrainLogistic(data, options, LogEpochs(run)));
  ASSAY_RETURN_IF_ERROR(LogResult(run, program, Task::kClassification, data, result));
  return result.best.validation.at("loss");
}

// One run. A training that fails is a result too: the run ends as FAILED, and the sweep goes on. An
// error is one of logging.
absl::Status RunTrial(const std::string& parent, ProgramOptions program,
                      const LogisticOptions& options, Tally& tally) {
  program.run_name =
      fmt::format("lr={:g} l2={:g} seed={}", options.learning_rate, options.l2, options.seed);
  if (!program.out.empty()) program.out += fmt::format("/{:02}", tally.trials + 1);
  RunOptions run_options = MakeRunOptions(program, "model", "logistic_regression");
  run_options.parent_run_id = parent;
  ASSAY_ASSIGN_OR_RETURN(Run run, Run::Open(run_options));
  const absl::StatusOr<double> loss = Train(run, program, options);
  ++tally.trials;
  if (!loss.ok()) {
    ++tally.failed;
    fmt::print("{:26} run {}  failed: {}\n", program.run_name, run.run_id(),
               std::string(loss.status().message()));
    (void)FinishRun(run, loss.status());
    return run.status();
  }
  if (!tally.best || *loss < tally.best->loss) tally.best = Best{run.run_id(), *loss};
  return FinishRun(run, absl::OkStatus());
}

absl::Status Sweep(Run& parent, const ProgramOptions& program) {
  Tally tally;
  // The last learning rate is too high for the strong penalty: those runs diverge.
  for (const double learning_rate : {0.001, 0.01, 0.1, 1.0, 10.0}) {
    for (const double l2 : {0.001, 1.0}) {
      for (const uint64_t seed : {1, 2}) {  // of the order of rows; the split is the same for all
        LogisticOptions options;
        options.seed = seed;
        options.learning_rate = learning_rate;
        options.l2 = l2;
        options.epochs = 50;
        options.patience = 0;
        ASSAY_RETURN_IF_ERROR(RunTrial(parent.run_id(), program, options, tally));
      }
    }
  }
  ASSAY_RETURN_IF_ERROR(parent.LogParam("trials", tally.trials));
  ASSAY_RETURN_IF_ERROR(parent.Log("trials_failed", tally.failed, 0));
  if (!tally.best) return absl::OkStatus();
  fmt::print("The best of {} runs is {}.\n", tally.trials, tally.best->run_id);
  ASSAY_RETURN_IF_ERROR(parent.SetTag("best_run", tally.best->run_id));
  return parent.Log("best/loss", tally.best->loss, 0);
}

absl::Status Main(const ProgramOptions& program) {
  ASSAY_ASSIGN_OR_RETURN(Run parent, Run::Open(MakeRunOptions(program, "model", "sweep")));
  // The runs below it are refused until the server knows it. Without a server nothing is lost: all
  // wait in the spool.
  if (!program.offline) (void)parent.Flush(kParentDelivery);
  return FinishRun(parent, Sweep(parent, program));
}

}  // namespace
}  // namespace assay::examples

int main(int argc, char** argv) {
  assay::examples::ProgramOptions program;
  program.run_name = "sweep";
  CLI::App app("Trains 20 logistic regressions and logs them as runs below one parent run.");
  app.option_defaults()->always_capture_default();
  AddProgramFlags(app, program);
  AddSplitFlags(app, program);
  CLI11_PARSE(app, argc, argv);
  return assay::examples::ExitCode(assay::examples::Main(program));
}
