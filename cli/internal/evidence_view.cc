// Contracts and evaluations as people read them.
#include <map>

#include "cli/internal/registry_view.h"
#include "cli/internal/text.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

std::string DataText(const std::string& dataset, const std::string& digest,
                     const std::string& split) {
  return fmt::format("{}{}{}{}{}", dataset, dataset.empty() ? "" : "@", digest,
                     split.empty() ? "" : ", ", split);
}

std::string ScoringText(const v1::Scoring& scoring) {
  std::string name = v1::ScoringTask_Name(scoring.task());
  constexpr std::string_view kPrefix = "SCORING_TASK_";
  std::string text = name.starts_with(kPrefix) ? name.substr(kPrefix.size()) : name;
  const auto add = [&](const char* what, const std::string& column) {
    if (!column.empty()) text += fmt::format(", {} {}", what, column);
  };
  add("id", scoring.id_column());
  add("label", scoring.label_column());
  add("prediction", scoring.prediction_column());
  add("score", scoring.score_column());
  add("probability", scoring.probability_column());
  add("positive is", scoring.positive_label());
  return text;
}

// A row of the table of a contract: the name of the field, and what it says.
using Rows = std::vector<std::pair<std::string, std::string>>;

Rows RowsOf(const v1::HandoffContract& contract) {
  Rows rows;
  const auto add = [&](bool there, const char* field, const std::string& text) {
    if (there) rows.emplace_back(field, text);
  };
  for (const v1::QualityMetric& metric : contract.quality()) {
    rows.emplace_back(
        fmt::format("quality[{}]", metric.key()),
        fmt::format("{} on {}", ExactDouble(metric.value()),
                    DataText(metric.dataset(), metric.dataset_digest(), metric.split())));
  }
  add(contract.has_latency_p50_ms(), "latency_p50_ms", ExactDouble(contract.latency_p50_ms()));
  add(contract.has_latency_p95_ms(), "latency_p95_ms", ExactDouble(contract.latency_p95_ms()));
  add(contract.has_memory_mb(), "memory_mb", ExactDouble(contract.memory_mb()));
  add(contract.has_parameter_count(), "parameter_count", HumanCount(contract.parameter_count()));
  add(contract.has_artifact_bytes(), "artifact_bytes", HumanCount(contract.artifact_bytes()));
  add(!contract.framework().empty(), "framework", contract.framework());
  add(!contract.framework_version().empty(), "framework_version", contract.framework_version());
  add(contract.has_predictions(), "predictions", contract.predictions().digest());
  add(contract.has_labels(), "labels", contract.labels().digest());
  add(contract.has_evaluation_dataset(), "evaluation_dataset",
      DataText(contract.evaluation_dataset().name(), contract.evaluation_dataset().digest(),
               contract.evaluation_split()));
  add(contract.has_scoring(), "scoring", ScoringText(contract.scoring()));
  const std::map<std::string, v1::Value> fields(contract.fields().begin(), contract.fields().end());
  for (const auto& [key, value] : fields) {
    rows.emplace_back(fmt::format("fields[{}]", key), ValueText(value));
  }
  return rows;
}

// Who gave a field; several metrics of one key are one field here.
std::string GivenBy(const v1::HandoffContract& contract, const std::string& field) {
  const std::string longer = field.substr(0, field.size() - 1) + " on ";
  for (const v1::ContractSource& source : contract.sources()) {
    if (source.field() == field || source.field().starts_with(longer)) return source.given_by();
  }
  return "";
}

std::string AssuranceText(const v1::Evaluation& evaluation) {
  if (evaluation.assurance() != v1::ASSURANCE_RECOMPUTED) return "reported";
  if (evaluation.mismatches() == 0) return "recomputed";
  return fmt::format("recomputed, {} DIFFERENT", evaluation.mismatches());
}

Cell MatchCell(const v1::EvaluationMetric& metric) {
  switch (metric.match()) {
    case v1::METRIC_MATCH_EQUAL:
      return {"equal", Ink::kGreen};
    case v1::METRIC_MATCH_DIFFERENT:
      return {"DIFFERENT", Ink::kRed};
    default:
      return metric.undefined().empty() ? Cell("") : Cell("not defined: " + metric.undefined());
  }
}

// Recomputed values where there are, and reported ones beside them where they differ.
std::string MetricsText(const v1::Evaluation& evaluation) {
  std::string text;
  for (const v1::EvaluationMetric& metric : evaluation.metrics()) {
    if (!metric.has_recomputed() && !metric.has_reported()) continue;
    const double value = metric.has_recomputed() ? metric.recomputed() : metric.reported();
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", metric.key(), HumanDouble(value));
    if (metric.match() == v1::METRIC_MATCH_DIFFERENT) {
      text += fmt::format(" (reported {})", HumanDouble(metric.reported()));
    }
  }
  return text;
}

std::string RenderMetrics(const v1::Evaluation& evaluation, const Terminal& terminal) {
  if (evaluation.metrics().empty()) return "";
  Table table({{"METRIC", false, true}, {"REPORTED", true}, {"RECOMPUTED", true}, {"MATCH"}});
  for (const v1::EvaluationMetric& metric : evaluation.metrics()) {
    table.Add({metric.key(), metric.has_reported() ? ExactDouble(metric.reported()) : "-",
               metric.has_recomputed() ? ExactDouble(metric.recomputed()) : "-",
               MatchCell(metric)});
  }
  return "\n" + table.Render(terminal);
}

}  // namespace

std::string RenderContract(const v1::HandoffContract& contract, const Terminal& terminal) {
  Table table({{"FIELD", false, true}, {"VALUE"}, {"BY"}});
  for (const auto& [field, text] : RowsOf(contract)) {
    table.Add({field, text, GivenBy(contract, field)});
  }
  for (const std::string& field : contract.missing()) {
    table.Add({field, {"missing", Ink::kYellow}});
  }
  return table.Render(terminal);
}

std::string RenderEvaluation(const v1::Evaluation& evaluation, const Terminal& terminal) {
  Facts facts = {{"id", evaluation.evaluation_id()},
                 {"version", VersionNameText(evaluation.version())},
                 {"data", DataText(evaluation.dataset(), evaluation.dataset_digest(), "")}};
  const auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) facts.emplace_back(name, text);
  };
  add("split", evaluation.split());
  add("slice", evaluation.slice());
  add("samples", HumanCount(evaluation.sample_count()));
  add("evaluator", evaluation.evaluator());
  add("assurance", AssuranceText(evaluation));
  add("uploaded", TimeText(evaluation.create_time()));
  add("uploaded by", evaluation.created_by());
  add("recomputed", TimeText(evaluation.recompute_time()));
  if (evaluation.tolerance() > 0) add("tolerance", ExactDouble(evaluation.tolerance()));
  return RenderFacts(facts, terminal) + RenderMetrics(evaluation, terminal);
}

std::string RenderEvaluations(const v1::ListEvaluationsResponse& evaluations,
                              const Terminal& terminal) {
  Table table({{"EVALUATION", false, true},
               {"DATASET"},
               {"SPLIT"},
               {"SLICE"},
               {"SAMPLES", true},
               {"ASSURANCE", false, true},
               {"METRICS"}});
  for (const v1::Evaluation& evaluation : evaluations.evaluations()) {
    table.Add({evaluation.evaluation_id(),
               evaluation.dataset().empty() ? evaluation.dataset_digest() : evaluation.dataset(),
               evaluation.split(), evaluation.slice(), HumanCount(evaluation.sample_count()),
               AssuranceText(evaluation), MetricsText(evaluation)});
  }
  return table.Render(terminal);
}

}  // namespace assay::cli
