// Divides the rows of a CSV file into those to learn from and those to judge by, and logs the
// folder of both as a dataset version. See examples/README.md.
#include "CLI/CLI.hpp"
#include "client/run.h"
#include "core/status_macros.h"
#include "examples/learn/split.h"
#include "examples/learn/text.h"
#include "examples/program.h"
#include "fmt/format.h"

namespace assay::examples {
namespace {

absl::Status SplitData(Run& run, const ProgramOptions& program, Task task) {
  ASSAY_RETURN_IF_ERROR(run.LogParam("target", program.target));
  ASSAY_RETURN_IF_ERROR(run.LogParam("validation_fraction", program.validation_fraction));
  ASSAY_RETURN_IF_ERROR(run.LogParam("seed", static_cast<int64_t>(program.seed)));
  ASSAY_ASSIGN_OR_RETURN(const assay::Dataset whole, run.UseDataset(program.data, "whole"));
  ASSAY_ASSIGN_OR_RETURN(const Table table, ReadCsv(program.data));
  ASSAY_ASSIGN_OR_RETURN(const Dataset dataset, MakeDataset(table, program.target));
  ASSAY_ASSIGN_OR_RETURN(const Split split,
                         SplitDataset(dataset, task, program.validation_fraction, program.seed));
  const std::string folder = fmt::format("{}/{}_split", program.out, whole.name());
  ASSAY_RETURN_IF_ERROR(CreateFolder(folder));
  ASSAY_RETURN_IF_ERROR(
      WriteTextFile(folder + "/" + kTrainFile, ToCsv(SelectRows(table, split.train.row_ids))));
  ASSAY_RETURN_IF_ERROR(WriteTextFile(folder + "/" + kValidationFile,
                                      ToCsv(SelectRows(table, split.validation.row_ids))));
  ASSAY_RETURN_IF_ERROR(run.WriteDataset(folder, "split").status());
  fmt::print("{:26} run {}  {} rows to train, {} to validate: {}\n", program.run_name, run.run_id(),
             split.train.rows(), split.validation.rows(), folder);
  return absl::OkStatus();
}

absl::Status Main(const ProgramOptions& program, Task task) {
  ASSAY_ASSIGN_OR_RETURN(Run run, Run::Open(MakeRunOptions(program, "task", "split")));
  return FinishRun(run, SplitData(run, program, task));
}

}  // namespace
}  // namespace assay::examples

int main(int argc, char** argv) {
  assay::examples::ProgramOptions program;
  program.out = "build/split";
  bool regression = false;
  CLI::App app("Divides rows into those to learn from and those to judge by.");
  app.option_defaults()->always_capture_default();
  AddProgramFlags(app, program);
  AddSplitFlags(app, program);
  app.add_flag("--regression", regression, "the target is a number, and not a class");
  CLI11_PARSE(app, argc, argv);
  using assay::examples::Task;
  return assay::examples::ExitCode(
      assay::examples::Main(program, regression ? Task::kRegression : Task::kClassification));
}
