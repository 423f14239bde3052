// budget, contract_complete.
#include "fmt/format.h"
#include "governance/canonical_json.h"
#include "governance/rules/result.h"
#include "governance/rules/rule.h"
#include "governance/text.h"

namespace assay::governance::rules {
namespace {

std::string AttachRemedy(const v1::ModelFacts& model, const std::string& fields) {
  return fmt::format("Fill it in: assay contract set {} ({})", model.name(), fields);
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
    result->set_remedy(AttachRemedy(model, field));
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
  std::string missing;
  for (const std::string& field : rule.fields()) {
    const auto found = model.contract().find(field);
    const bool there =
        found != model.contract().end() && found->second.kind_case() != v1::FactValue::KIND_NOT_SET;
    if (!there) missing += (missing.empty() ? "" : ", ") + field;
  }
  result->set_expected(fmt::format("the contract has {}", fmt::join(rule.fields(), ", ")));
  AddEvidence("contract", model.name(), model.content_digest(),
              fmt::format("{} fields", model.contract().size()), result);
  if (missing.empty()) return Pass("CONTRACT_COMPLETE", "Every field is filled in.", result);
  Fail("CONTRACT_INCOMPLETE", fmt::format("The contract lacks {}.", missing), result);
  result->set_remedy(AttachRemedy(model, missing));
}

}  // namespace assay::governance::rules
