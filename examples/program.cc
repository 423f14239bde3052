#include "examples/program.h"

#include <cstdio>
#include <filesystem>
#include <system_error>

#include "core/errors.h"
#include "core/status_macros.h"
#include "examples/learn/serving.h"
#include "examples/learn/text.h"
#include "fmt/format.h"

namespace assay::examples {
namespace {

absl::Status LogScores(Run& run, std::string_view part, const Scores& scores, int epoch) {
  for (const auto& [name, value] : scores) {
    ASSAY_RETURN_IF_ERROR(run.Log(fmt::format("{}/{}", part, name), value, epoch));
  }
  return absl::OkStatus();
}

absl::Status LogCost(Run& run, const ServingCost& cost, int epoch) {
  return run.Log({{"serving/latency_p50_ms", cost.latency_p50_ms},
                  {"serving/latency_p95_ms", cost.latency_p95_ms},
                  {"serving/memory_mb", cost.memory_mb},
                  {"serving/parameters", static_cast<double>(cost.parameters)}},
                 epoch);
}

std::string SubsetText(const Dataset& part, const Split& split, const ProgramOptions& options) {
  return fmt::format("{} of {} rows, chosen with seed {}", part.rows(),
                     split.train.rows() + split.validation.rows(), options.seed);
}

absl::StatusOr<Split> DivideFile(Run& run, const ProgramOptions& options, Task task) {
  ASSAY_RETURN_IF_ERROR(run.LogParam("validation_fraction", options.validation_fraction));
  ASSAY_ASSIGN_OR_RETURN(const assay::Dataset data, assay::Dataset::Open(options.data));
  ASSAY_ASSIGN_OR_RETURN(const Table table, ReadCsv(options.data));
  ASSAY_ASSIGN_OR_RETURN(const Dataset dataset, MakeDataset(table, options.target));
  ASSAY_ASSIGN_OR_RETURN(Split split,
                         SplitDataset(dataset, task, options.validation_fraction, options.seed));
  ASSAY_RETURN_IF_ERROR(run.UseDataset(data, "train", SubsetText(split.train, split, options)));
  ASSAY_RETURN_IF_ERROR(
      run.UseDataset(data, "validation", SubsetText(split.validation, split, options)));
  return split;
}

absl::StatusOr<Dataset> ReadPart(Run& run, const ProgramOptions& options,
                                 const assay::Dataset& data, const std::string& role,
                                 const std::string& file) {
  ASSAY_RETURN_IF_ERROR(run.UseDataset(data, role, file));
  ASSAY_ASSIGN_OR_RETURN(const Table table, ReadCsv(options.data + "/" + file));
  return MakeDataset(table, options.target);
}

absl::StatusOr<Split> ReadFolder(Run& run, const ProgramOptions& options) {
  // Digested once, used twice.
  ASSAY_ASSIGN_OR_RETURN(const assay::Dataset data, assay::Dataset::Open(options.data));
  Split split;
  ASSAY_ASSIGN_OR_RETURN(split.train, ReadPart(run, options, data, "train", kTrainFile));
  ASSAY_ASSIGN_OR_RETURN(split.validation,
                         ReadPart(run, options, data, "validation", kValidationFile));
  return split;
}

void PrintResult(const Run& run, const ProgramOptions& options, const TrainResult& result) {
  fmt::print("{:26} run {}  best epoch {} of {}:", options.run_name, run.run_id(),
             result.best.epoch, result.epochs);
  for (const char* name : {"loss", "roc_auc", "r_squared"}) {
    const auto score = result.best.validation.find(name);
    if (score != result.best.validation.end()) fmt::print("  {} {:.4g}", name, score->second);
  }
  fmt::print("\n");
}

}  // namespace

void AddProgramFlags(CLI::App& app, ProgramOptions& options) {
  app.add_option("--data", options.data,
                 "CSV file with a header and numbers, or a folder of split_data");
  app.add_option("--target", options.target, "column to predict");
  app.add_option("--out", options.out, "folder for the files that are written");
  app.add_option("--server", options.server,
                 "host:port of assayd; empty: the environment's ASSAY_SERVER, else 127.0.0.1:7401");
  app.add_option("--experiment", options.experiment, "experiment to log to");
  app.add_option("--run-name", options.run_name, "name of the run");
  app.add_flag("--offline", options.offline, "log to the spool on disk, for `assay spool push`");
}

void AddSplitFlags(CLI::App& app, ProgramOptions& options) {
  app.add_option("--validation-fraction", options.validation_fraction,
                 "fraction of the rows to judge by");
  app.add_option("--seed", options.seed, "of all random choices");
}

RunOptions MakeRunOptions(const ProgramOptions& options, const std::string& tag,
                          const std::string& value) {
  RunOptions run;
  run.experiment = options.experiment;
  run.name = options.run_name;
  run.tags = {{tag, value}};
  run.server.server = options.server;
  run.offline = options.offline;
  return run;
}

absl::StatusOr<Split> LoadData(Run& run, const ProgramOptions& options, Task task) {
  ASSAY_RETURN_IF_ERROR(run.LogParam("target", options.target));
  ASSAY_RETURN_IF_ERROR(run.LogParam("seed", static_cast<int64_t>(options.seed)));
  if (std::filesystem::is_directory(options.data)) return ReadFolder(run, options);
  return DivideFile(run, options, task);
}

absl::Status CreateFolder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (!error) return absl::OkStatus();
  return FailedPrecondition("FILE_NOT_WRITABLE",
                            "Can't create the folder '{}': {}. Choose another.", path,
                            error.message());
}

Observer LogEpochs(Run& run) {
  return [&run](const EpochReport& report) -> absl::Status {
    ASSAY_RETURN_IF_ERROR(LogScores(run, "train", report.train, report.epoch));
    return LogScores(run, "validation", report.validation, report.epoch);
  };
}

absl::Status LogResult(Run& run, const ProgramOptions& options, Task task, const Split& data,
                       const TrainResult& result) {
  PrintResult(run, options, result);
  ASSAY_RETURN_IF_ERROR(LogScores(run, "best", result.best.validation, result.best.epoch));
  ASSAY_RETURN_IF_ERROR(
      LogCost(run, MeasureServing(*result.model, data.validation), result.best.epoch));
  if (options.out.empty()) return absl::OkStatus();
  const std::string model = options.out + "/model.txt";
  const std::string predictions = options.out + "/predictions.csv";
  const std::string labels = options.out + "/labels.csv";
  ASSAY_RETURN_IF_ERROR(CreateFolder(options.out));
  ASSAY_RETURN_IF_ERROR(WriteTextFile(model, result.model->ToText()));
  ASSAY_RETURN_IF_ERROR(WritePredictions(predictions, task, *result.model, data.validation));
  ASSAY_RETURN_IF_ERROR(WriteLabels(labels, data.validation));
  ASSAY_RETURN_IF_ERROR(run.LogOutput(model, {.path = "", .uri = "", .media_type = "text/plain"}));
  for (const std::string& file : {predictions, labels}) {
    ASSAY_RETURN_IF_ERROR(run.LogOutput(file, {.path = "", .uri = "", .media_type = "text/csv"}));
  }
  return absl::OkStatus();
}

absl::Status FinishRun(Run& run, const absl::Status& trained) {
  if (trained.ok()) return run.Finish();
  // The training's error is the one to tell.
  (void)run.SetTag("error", std::string(trained.message()));
  (void)run.Finish(v1::RUN_STATUS_FAILED);
  return trained;
}

int ExitCode(const absl::Status& status) {
  if (status.ok()) return 0;
  fmt::print(stderr, "error: {} ({})\n", std::string(status.message()), ErrorReason(status));
  return 1;
}

}  // namespace assay::examples
