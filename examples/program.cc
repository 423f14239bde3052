#include "examples/program.h"

#include <cstdio>
#include <filesystem>
#include <system_error>

#include "core/errors.h"
#include "core/status_macros.h"
#include "examples/learn/text.h"
#include "fmt/format.h"

namespace assay::examples {
namespace {

std::string Describe(std::string_view part, const Scores& scores) {
  std::string text(part);
  for (const auto& [name, value] : scores) text += fmt::format("  {} {:.4g}", name, value);
  return text;
}

absl::Status CreateFolder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (!error) return absl::OkStatus();
  return FailedPrecondition("FILE_NOT_WRITABLE",
                            "Can't create the folder '{}': {}. Choose another.", path,
                            error.message());
}

}  // namespace

void AddProgramFlags(CLI::App& app, ProgramOptions& options) {
  app.add_option("--data", options.data, "CSV file with a header and numbers");
  app.add_option("--target", options.target, "column to predict");
  app.add_option("--validation-fraction", options.validation_fraction,
                 "fraction of the rows to judge by");
  app.add_option("--seed", options.seed, "of all random choices");
  app.add_option("--out", options.out, "folder for model.txt and predictions.csv");
}

absl::StatusOr<Split> LoadData(const ProgramOptions& options, Task task) {
  ASSAY_ASSIGN_OR_RETURN(const Table table, ReadCsv(options.data));
  ASSAY_ASSIGN_OR_RETURN(const Dataset dataset, MakeDataset(table, options.target));
  return SplitDataset(dataset, task, options.validation_fraction, options.seed);
}

absl::Status PrintEpoch(const EpochReport& report) {
  fmt::print("{:4}  {}\n      {}\n", report.epoch, Describe("train     ", report.train),
             Describe("validation", report.validation));
  return absl::OkStatus();
}

absl::Status Finish(const ProgramOptions& options, const Split& data, const TrainResult& result) {
  fmt::print("Trained {} epochs. The best, with {} parameters:\n", result.epochs,
             result.model->NumParameters());
  ASSAY_RETURN_IF_ERROR(PrintEpoch(result.best));
  if (options.out.empty()) return absl::OkStatus();
  ASSAY_RETURN_IF_ERROR(CreateFolder(options.out));
  ASSAY_RETURN_IF_ERROR(WriteTextFile(options.out + "/model.txt", result.model->ToText()));
  return WritePredictions(options.out + "/predictions.csv", *result.model, data.validation);
}

int ExitCode(const absl::Status& status) {
  if (status.ok()) return 0;
  fmt::print(stderr, "error: {} ({})\n", std::string(status.message()), ErrorReason(status));
  return 1;
}

}  // namespace assay::examples
