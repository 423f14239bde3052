// Trains gradient-boosted decision stumps on a CSV file, and logs it as a run. See
// examples/README.md.
#include <map>
#include <string>

#include "CLI/CLI.hpp"
#include "client/run.h"
#include "core/status_macros.h"
#include "examples/learn/train.h"
#include "examples/program.h"

namespace assay::examples {
namespace {

absl::Status Train(Run& run, const ProgramOptions& program, const StumpsOptions& options) {
  ASSAY_RETURN_IF_ERROR(run.LogParam("learning_rate", options.learning_rate));
  ASSAY_RETURN_IF_ERROR(run.LogParam("l2", options.l2));
  ASSAY_RETURN_IF_ERROR(run.LogParam("rounds", options.rounds));
  ASSAY_RETURN_IF_ERROR(run.LogParam("patience", options.patience));
  ASSAY_ASSIGN_OR_RETURN(const Split data, LoadData(run, program, options.task));
  ASSAY_ASSIGN_OR_RETURN(const TrainResult result, TrainStumps(data, options, LogEpochs(run)));
  return LogResult(run, program, options.task, data, result);
}

absl::Status Main(const ProgramOptions& program, const StumpsOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(Run run, Run::Open(MakeRunOptions(program, "model", "boosted_stumps")));
  return FinishRun(run, Train(run, program, options));
}

}  // namespace
}  // namespace assay::examples

int main(int argc, char** argv) {
  using assay::examples::Task;
  const std::map<std::string, Task> tasks = {{"classification", Task::kClassification},
                                             {"regression", Task::kRegression}};
  assay::examples::ProgramOptions program;
  assay::examples::StumpsOptions options;
  CLI::App app("Trains gradient-boosted decision stumps, and logs the run.");
  app.option_defaults()->always_capture_default();
  AddProgramFlags(app, program);
  AddSplitFlags(app, program);
  app.add_option("--task", options.task, "classification (default) or regression")
      ->transform(CLI::CheckedTransformer(tasks))
      ->default_str("classification");
  app.add_option("--rounds", options.rounds, "most stumps to fit");
  app.add_option("--patience", options.patience,
                 "rounds without a better validation loss; 0: no end");
  app.add_option("--learning-rate", options.learning_rate, "shrinkage of every stump");
  app.add_option("--l2", options.l2, "penalty on squared leaf values");
  CLI11_PARSE(app, argc, argv);
  return assay::examples::ExitCode(assay::examples::Main(program, options));
}
