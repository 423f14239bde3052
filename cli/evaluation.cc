// Evaluations of model versions.
#include "cli/internal/cli.h"
#include "cli/internal/governance.h"
#include "cli/internal/json.h"
#include "cli/internal/registry.h"
#include "cli/internal/registry_view.h"
#include "cli/internal/resolve.h"
#include "core/status_macros.h"

namespace assay::cli {
namespace {

struct AddOptions {
  std::string version;
  v1::Evaluation evaluation;
  std::string dataset;
  std::string content;
  int64_t samples = 0;
  std::vector<std::string> metrics;
};

struct ListOptions {
  std::string version;
};

struct OneOptions {
  std::string evaluation;
};

struct RecomputeOptions {
  std::string evaluation;
  std::string predictions;
  std::string labels;
  double tolerance = 0;
};

void AddEvaluationArgument(CLI::App& command, std::string& evaluation) {
  command.add_option("EVALUATION", evaluation, "Its id")->required()->type_name("");
}

void DeclareAdd(CLI::App& command, AddOptions& options) {
  AddVersionNameArgument(command, options.version);
  v1::Evaluation& evaluation = options.evaluation;
  command.add_option("--dataset", options.dataset, "What was measured on: NAME or NAME@VERSION")
      ->type_name("DATASET");
  command.add_option("--content", options.content, "The same, when it is no dataset's")
      ->type_name("FILE|DIGEST");
  command.add_option("--split", *evaluation.mutable_split(), "The part of the data")
      ->type_name("NAME");
  command.add_option("--slice", *evaluation.mutable_slice(), "Which rows of the split, as age<25")
      ->type_name("TEXT");
  command.add_option("--samples", options.samples, "How many rows were measured")
      ->required()
      ->type_name("N");
  command
      .add_option("--evaluator", *evaluation.mutable_evaluator(),
                  "The code that measured, as code:REPOSITORY@COMMIT")
      ->type_name("TEXT");
  AddRepeatedFlag(command, "--metric", options.metrics, "A value that was measured",
                  "METRIC=NUMBER");
  command
      .add_option("--id", *evaluation.mutable_evaluation_id(),
                  "32 hex digits that make a repeat harmless")
      ->type_name("ID");
}

void DeclareList(CLI::App& command, ListOptions& options) {
  AddVersionNameArgument(command, options.version);
}

void DeclareOne(CLI::App& command, OneOptions& options) {
  AddEvaluationArgument(command, options.evaluation);
}

void DeclareRecompute(CLI::App& command, RecomputeOptions& options) {
  AddEvaluationArgument(command, options.evaluation);
  command.add_option("--predictions", options.predictions, "The contract's predictions, CSV")
      ->required()
      ->type_name("FILE");
  command.add_option("--labels", options.labels, "The contract's labels, CSV")
      ->required()
      ->type_name("FILE");
  command.add_option("--tolerance", options.tolerance, "How far values may be apart (1e-6)")
      ->type_name("NUMBER");
}

void Print(const v1::Evaluation& evaluation, const Cli& cli) {
  if (cli.json) return cli.PrintJson(evaluation);
  cli.out << RenderEvaluation(evaluation, cli.terminal);
}

absl::Status FindData(const Cli& cli, const AddOptions& options, v1::Evaluation* evaluation) {
  if (options.dataset.empty() == options.content.empty()) {
    return UsageError("Say what was measured on: --dataset, or --content.");
  }
  if (!options.dataset.empty()) {
    ASSAY_ASSIGN_OR_RETURN(const v1::DatasetRef dataset, FindDatasetRef(cli, options.dataset));
    evaluation->set_dataset(dataset.name());
    evaluation->set_dataset_digest(dataset.digest());
    return absl::OkStatus();
  }
  ASSAY_ASSIGN_OR_RETURN(const v1::Content content, ContentOf(cli, options.content));
  evaluation->set_dataset_digest(content.digest());
  return absl::OkStatus();
}

absl::Status Add(Cli& cli, const AddOptions& options) {
  v1::Evaluation evaluation = options.evaluation;
  ASSAY_ASSIGN_OR_RETURN(*evaluation.mutable_version(), ParseVersionName(options.version));
  ASSAY_RETURN_IF_ERROR(FindData(cli, options, &evaluation));
  evaluation.set_sample_count(options.samples);
  ASSAY_ASSIGN_OR_RETURN(const auto metrics, ParseNumbers("metric", options.metrics));
  for (const auto& [key, value] : metrics) {
    v1::EvaluationMetric* metric = evaluation.add_metrics();
    metric->set_key(key);
    metric->set_reported(value);
  }
  ASSAY_ASSIGN_OR_RETURN(const v1::Evaluation recorded,
                         Registry(cli).CreateEvaluation(std::move(evaluation)));
  Print(recorded, cli);
  return absl::OkStatus();
}

absl::Status List(Cli& cli, const ListOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const v1::ModelVersionName name, ParseVersionName(options.version));
  v1::ListEvaluationsResponse all;
  RegistryClient registry = Registry(cli);
  for (auto& evaluation : registry.ListEvaluations(name)) {
    ASSAY_RETURN_IF_ERROR(evaluation.status());
    *all.add_evaluations() = *std::move(evaluation);
  }
  if (cli.json) {
    cli.PrintJson(all);
  } else {
    cli.out << RenderEvaluations(all, cli.terminal);
  }
  return absl::OkStatus();
}

absl::Status Show(Cli& cli, const OneOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const v1::Evaluation evaluation,
                         Registry(cli).GetEvaluation(options.evaluation));
  Print(evaluation, cli);
  return absl::OkStatus();
}

absl::Status Recompute(Cli& cli, const RecomputeOptions& options) {
  ScoredFiles files;
  ASSAY_ASSIGN_OR_RETURN(files.predictions, ReadText(cli, options.predictions));
  ASSAY_ASSIGN_OR_RETURN(files.labels, ReadText(cli, options.labels));
  ASSAY_ASSIGN_OR_RETURN(
      const v1::Evaluation evaluation,
      Registry(cli).RecomputeEvaluation(options.evaluation, std::move(files), options.tolerance));
  Print(evaluation, cli);
  cli.answer_is_no = evaluation.mismatches() > 0;
  return absl::OkStatus();
}

}  // namespace

void AddEvaluations(CLI::App& app, Cli& cli) {
  CLI::App* evaluation = AddNoun(app, "evaluation", "What was measured on model versions");
  AddCommand<AddOptions>(*evaluation, cli, "add", "Record a measurement", DeclareAdd, Add);
  AddCommand<ListOptions>(*evaluation, cli, "list", "Those of a version, newest first", DeclareList,
                          List);
  AddCommand<OneOptions>(*evaluation, cli, "show", "One evaluation", DeclareOne, Show);
  AddCommand<RecomputeOptions>(*evaluation, cli, "recompute",
                               "Let the server compute its metrics from predictions and labels",
                               DeclareRecompute, Recompute);
}

}  // namespace assay::cli
