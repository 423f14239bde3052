// Trains a logistic regression on a CSV file, and logs it as a run. See examples/README.md.
#include "CLI/CLI.hpp"
#include "client/run.h"
#include "core/status_macros.h"
#include "examples/learn/train.h"
#include "examples/program.h"

namespace assay::examples {
namespace {

absl::Status Train(Run& run, const ProgramOptions& program, const LogisticOptions& options) {
  ASSAY_RETURN_IF_ERROR(run.LogParam("learning_rate", options.learning_rate));
  ASSAY_RETURN_IF_ERROR(run.LogParam("l2", options.l2));
  ASSAY_RETURN_IF_ERROR(run.LogParam("batch_size", options.batch_size));
  ASSAY_RETURN_IF_ERROR(run.LogParam("epochs", options.epochs));
  ASSAY_RETURN_IF_ERROR(run.LogParam("patience", options.patience));
  ASSAY_ASSIGN_OR_RETURN(const Split data, LoadData(run, program, Task::kClassification));
  ASSAY_ASSIGN_OR_RETURN(const TrainResult result, TrainLogistic(data, options, LogEpochs(run)));
  return LogResult(run, program, Task::kClassification, data, result);
}

absl::Status Main(const ProgramOptions& program, const LogisticOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(Run run,
                         Run::Open(MakeRunOptions(program, "model", "logistic_regression")));
  return FinishRun(run, Train(run, program, options));
}

}  // namespace
}  // namespace assay::examples

int main(int argc, char** argv) {
  assay::examples::ProgramOptions program;
  assay::examples::LogisticOptions options;
  CLI::App app("Trains a logistic regression by mini-batch gradient descent, and logs the run.");
  app.option_defaults()->always_capture_default();
  AddProgramFlags(app, program);
  AddSplitFlags(app, program);
  app.add_option("--epochs", options.epochs, "most epochs to train");
  app.add_option("--patience", options.patience,
                 "epochs without a better validation loss; 0: no end");
  app.add_option("--learning-rate", options.learning_rate, "step size of gradient descent");
  app.add_option("--l2", options.l2, "penalty on squared weights");
  app.add_option("--batch-size", options.batch_size, "rows in a mini-batch");
  CLI11_PARSE(app, argc, argv);
  options.seed = program.seed;
  return assay::examples::ExitCode(assay::examples::Main(program, options));
}
