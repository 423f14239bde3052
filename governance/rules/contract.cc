// budget, contract_complete.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "governance/canonical_json.h"
#include "governance/rules/result.h"
#include "governance/rules/rule.h"
#include "governance/text.h"

namespace assay::governance::rules {
namespace {

constexpr std::string_view kMetric = "metrics.";

// The flags of `assay contract set`, by the fact that they become.
const std::map<std::string, std::string, std::less<>>& Flags() {
  static const auto& flags = *new std::map<std::string, std::string, std::less<>>{
      {"latency_p50_ms", "--latency-p50-ms NUMBER"},
      {"latency_p95_ms", "--latency-p95-ms NUMBER"},
      {"memory_mb", "--memory-mb NUMBER"},
      {"parameters", "--parameter-count NUMBER"},
      {"artifact_bytes", "--artifact-bytes NUMBER"},
      {"framework", "--framework NAME"},
      {"framework_version", "--framework-version VERSION"},
      {"predictions_digest", "--predictions FILE"},
      {"labels_digest", "--labels FILE"},
      {"evaluation_dataset", "--dataset DATASET"},
      {"evaluation_dataset_digest", "--dataset DATASET"}};
  return flags;
}

std::string FlagOf(const std::string& field) {
  const auto known = Flags().find(field);
  if (known != Flags().end()) return known->second;
  if (!field.starts_with(kMetric)) return "--field " + Quoted(field + "=VALUE");
  return "--quality " + Quoted(field.substr(kMetric.size()) + "=NUMBER");
}

std::string SetRemedy(const v1::ModelFacts& model, const std::vector<std::string>& fields) {
  std::string command = "assay contract set " + Quoted(model.name());
  const auto add = [&](const std::string& flag) {
    if (command.find(" " + flag) == std::string::npos) command += " " + flag;
  };
  for (const std::string& field : fields) {
    // A metric is one on a dataset.
    if (field.starts_with(kMetric)) add(Flags().at("evaluation_dataset"));
    add(FlagOf(field));
  }
  return "Fill it in: " + command;
}

}  // namespace

void Judge(const v1::Budget& rule, const RuleContext& context, v1::RuleResult* result) {
  const v1::ModelFacts& model = context.facts.candidate();
  const std::string field = EnumText(*v1::BudgetResource_descriptor(), rule.resource());
  result->set_expected(fmt::format("{} <= {}", field, NumberText(rule.at_most())));
  const auto found = model.contract().find(field);
  if (found == model.contract().end()) {
    Inconclusive("CONTRACT_FIELD_MISSING", fmt::format("The contract does not say {}.", field),
                 result);
    result->set_remedy(SetRemedy(model, {field}));
    return;
  }
  AddEvidence("contract", model.name(), model.content_digest(), field, result);
  *result->mutable_candidate_value() = found->second;
  const auto value = NumberOr(found->second, "CONTRACT_FIELD_NOT_A_NUMBER", field, result);
  if (!value) return;
  SetDifference(*value, rule.at_most(), result);
  const std::string message = fmt::format("{} is {}; at most {} is wanted.", field,
                                          NumberText(*value), NumberText(rule.at_most()));
  if (*value <= rule.at_most()) return Pass("WITHIN_BUDGET", message, result);
  Fail("OVER_BUDGET", message, result);
  result->set_remedy(
      fmt::format("A model version that needs {} less.", NumberText(result->difference())));
}

void Judge(const v1::ContractComplete& rule, const RuleContext& context, v1::RuleResult* result) {
  const v1::ModelFacts& model = context.facts.candidate();
  std::vector<std::string> missing;
  for (const std::string& field : rule.fields()) {
    const auto found = model.contract().find(field);
    const bool there =
        found != model.contract().end() && found->second.kind_case() != v1::FactValue::KIND_NOT_SET;
    if (!there) missing.push_back(field);
  }
  result->set_expected(fmt::format("the contract has {}", fmt::join(rule.fields(), ", ")));
  AddEvidence("contract", model.name(), model.content_digest(),
              fmt::format("{} fields", model.contract().size()), result);
  if (missing.empty()) return Pass("CONTRACT_COMPLETE", "Every field is filled in.", result);
  Fail("CONTRACT_INCOMPLETE", fmt::format("The contract lacks {}.", fmt::join(missing, ", ")),
       result);
  result->set_remedy(SetRemedy(model, missing));
}

}  // namespace assay::governance::rules
