// Handoff contracts of model versions.
#include <optional>

#include "cli/internal/cli.h"
#include "cli/internal/json.h"
#include "cli/internal/registry.h"
#include "cli/internal/registry_view.h"
#include "cli/internal/resolve.h"
#include "cli/internal/scalar.h"
#include "core/status_macros.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

struct OneOptions {
  std::string version;
};

struct SetOptions {
  std::string version;
  std::string from;
  std::optional<double> latency_p50_ms;
  std::optional<double> latency_p95_ms;
  std::optional<double> memory_mb;
  std::optional<int64_t> parameter_count;
  std::optional<int64_t> artifact_bytes;
  std::string framework;
  std::string framework_version;
  std::string predictions;
  std::string labels;
  std::string dataset;
  std::string split;
  std::string task;
  v1::Scoring scoring;
  std::vector<std::string> quality;
  std::vector<std::string> fields;
};

void DeclareOne(CLI::App& command, OneOptions& options) {
  AddVersionNameArgument(command, options.version);
}

void DeclareScoring(CLI::App& command, SetOptions& options) {
  command.add_option("--task", options.task, "How predictions are scored")
      ->check(CLI::IsMember({"binary", "multiclass", "regression"}).description(""))
      ->type_name("binary|multiclass|regression");
  const auto column = [&command](const char* flag, std::string* value, const char* help) {
    command.add_option(flag, *value, help)->type_name("COLUMN");
  };
  v1::Scoring& scoring = options.scoring;
  column("--id-column", scoring.mutable_id_column(), "Of both files (id)");
  column("--label-column", scoring.mutable_label_column(), "Of the labels (label)");
  column("--prediction-column", scoring.mutable_prediction_column(),
         "Of the predictions: classes or numbers (prediction)");
  column("--score-column", scoring.mutable_score_column(),
         "Of the predictions: higher is more likely positive (score)");
  column("--probability-column", scoring.mutable_probability_column(),
         "Of the predictions: of the positive label (probability)");
  command
      .add_option("--positive-label", *scoring.mutable_positive_label(),
                  "The label that counts as positive (1)")
      ->type_name("LABEL");
}

void DeclareSet(CLI::App& command, SetOptions& options) {
  AddVersionNameArgument(command, options.version);
  const auto text = [&command](const char* flag, std::string* value, const char* help,
                               const char* type) {
    command.add_option(flag, *value, help)->type_name(type);
  };
  text("--from", &options.from, "A file with fields as JSON; - for stdin", "FILE");
  command.add_option("--latency-p50-ms", options.latency_p50_ms, "Of one prediction")
      ->type_name("MS");
  command.add_option("--latency-p95-ms", options.latency_p95_ms, "Of one prediction")
      ->type_name("MS");
  command.add_option("--memory-mb", options.memory_mb, "Of the model that serves")->type_name("MB");
  command.add_option("--parameter-count", options.parameter_count, "Numbers that training fits")
      ->type_name("N");
  command.add_option("--artifact-bytes", options.artifact_bytes, "The artifact's size")
      ->type_name("N");
  text("--framework", &options.framework, "What it was fitted with", "NAME");
  text("--framework-version", &options.framework_version, "Its version", "VERSION");
  text("--predictions", &options.predictions, "CSV of what it predicted", "FILE|DIGEST");
  text("--labels", &options.labels, "CSV of the true labels", "FILE|DIGEST");
  text("--dataset", &options.dataset, "What they belong to: NAME or NAME@VERSION", "DATASET");
  text("--split", &options.split, "The part of the dataset", "NAME");
  DeclareScoring(command, options);
  AddRepeatedFlag(command, "--quality", options.quality, "A metric on the --dataset",
                  "METRIC=NUMBER");
  AddRepeatedFlag(command, "--field", options.fields, "A field of the team's own", "KEY=VALUE");
}

absl::StatusOr<v1::ModelVersion> Find(const Cli& cli, const std::string& text) {
  ASSAY_ASSIGN_OR_RETURN(const v1::ModelVersionName name, ParseVersionName(text));
  return Registry(cli).GetModelVersion(name);
}

void Print(const v1::HandoffContract& contract, const Cli& cli) {
  if (cli.json) return cli.PrintJson(contract);
  cli.out << RenderContract(contract, cli.terminal);
}

absl::Status Show(Cli& cli, const OneOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const v1::ModelVersion version, Find(cli, options.version));
  Print(version.contract(), cli);
  return absl::OkStatus();
}

absl::Status Check(Cli& cli, const OneOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const v1::ModelVersion version, Find(cli, options.version));
  cli.answer_is_no = version.contract().missing_size() > 0;
  if (cli.json) {
    cli.PrintJson(version.contract());
    return absl::OkStatus();
  }
  if (!cli.answer_is_no) cli.out << "The contract is complete.\n";
  for (const std::string& field : version.contract().missing()) {
    cli.out << "missing: " << field << "\n";
  }
  return absl::OkStatus();
}

void FillNumbers(const SetOptions& options, v1::HandoffContract* contract) {
  if (options.latency_p50_ms) contract->set_latency_p50_ms(*options.latency_p50_ms);
  if (options.latency_p95_ms) contract->set_latency_p95_ms(*options.latency_p95_ms);
  if (options.memory_mb) contract->set_memory_mb(*options.memory_mb);
  if (options.parameter_count) contract->set_parameter_count(*options.parameter_count);
  if (options.artifact_bytes) contract->set_artifact_bytes(*options.artifact_bytes);
  if (!options.framework.empty()) contract->set_framework(options.framework);
  if (!options.framework_version.empty()) {
    contract->set_framework_version(options.framework_version);
  }
}

absl::Status FillFiles(const Cli& cli, const SetOptions& options, v1::HandoffContract* contract) {
  if (!options.predictions.empty()) {
    ASSAY_ASSIGN_OR_RETURN(*contract->mutable_predictions(), ContentOf(cli, options.predictions));
  }
  if (!options.labels.empty()) {
    ASSAY_ASSIGN_OR_RETURN(*contract->mutable_labels(), ContentOf(cli, options.labels));
  }
  return absl::OkStatus();
}

// The dataset, and the metrics that were measured on it.
absl::Status FillData(const Cli& cli, const SetOptions& options, v1::HandoffContract* contract) {
  if (options.dataset.empty()) {
    if (options.quality.empty() && options.split.empty()) return absl::OkStatus();
    return UsageError("--quality and --split need the --dataset that they are of.");
  }
  ASSAY_ASSIGN_OR_RETURN(const v1::DatasetRef dataset, FindDatasetRef(cli, options.dataset));
  *contract->mutable_evaluation_dataset() = dataset;
  contract->set_evaluation_split(options.split);
  ASSAY_ASSIGN_OR_RETURN(const auto metrics, ParseNumbers("metric", options.quality));
  for (const auto& [key, value] : metrics) {
    v1::QualityMetric* metric = contract->add_quality();
    metric->set_key(key);
    metric->set_value(value);
    metric->set_dataset(dataset.name());
    metric->set_dataset_digest(dataset.digest());
    metric->set_split(options.split);
  }
  return absl::OkStatus();
}

absl::Status FillScoring(const SetOptions& options, v1::HandoffContract* contract) {
  if (options.task.empty()) {
    if (options.scoring.ByteSizeLong() == 0) return absl::OkStatus();
    return UsageError("The names of columns and labels need the --task.");
  }
  *contract->mutable_scoring() = options.scoring;
  contract->mutable_scoring()->set_task(options.task == "binary" ? v1::SCORING_TASK_BINARY
                                        : options.task == "multiclass"
                                            ? v1::SCORING_TASK_MULTICLASS
                                            : v1::SCORING_TASK_REGRESSION);
  return absl::OkStatus();
}

absl::Status Set(Cli& cli, const SetOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const v1::ModelVersionName name, ParseVersionName(options.version));
  v1::HandoffContract contract;
  if (!options.from.empty()) {
    ASSAY_ASSIGN_OR_RETURN(contract, ReadContract(cli, options.from));
  }
  FillNumbers(options, &contract);
  ASSAY_RETURN_IF_ERROR(FillFiles(cli, options, &contract));
  ASSAY_RETURN_IF_ERROR(FillData(cli, options, &contract));
  ASSAY_RETURN_IF_ERROR(FillScoring(options, &contract));
  ASSAY_ASSIGN_OR_RETURN(const Pairs fields, ParsePairs("field", options.fields));
  for (const auto& [key, text] : fields) {
    (*contract.mutable_fields())[key] = ParseScalar<v1::Value>(text);
  }
  if (contract.ByteSizeLong() == 0) {
    return UsageError("Say what to set; --help shows the fields, --from takes a file.");
  }
  ASSAY_ASSIGN_OR_RETURN(const v1::ModelVersion version,
                         Registry(cli).AttachContract(name, std::move(contract)));
  Print(version.contract(), cli);
  return absl::OkStatus();
}

}  // namespace

void AddContracts(CLI::App& app, Cli& cli) {
  CLI::App* contract = AddNoun(app, "contract", "What the maker of a model version hands over");
  AddCommand<OneOptions>(*contract, cli, "show", "What is there, by whom, and what is missing",
                         DeclareOne, Show);
  AddCommand<SetOptions>(*contract, cli, "set", "Add fields; what is there stays", DeclareSet, Set);
  AddCommand<OneOptions>(*contract, cli, "check", "Whether it is complete, and what is missing",
                         DeclareOne, Check);
}

}  // namespace assay::cli
