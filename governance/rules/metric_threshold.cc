#include "fmt/format.h"
#include "governance/canonical_json.h"
#include "governance/rules/evaluations.h"
#include "governance/rules/result.h"
#include "governance/rules/rule.h"

namespace assay::governance::rules {

void Judge(const v1::MetricThreshold& rule, const RuleContext& context, v1::RuleResult* result) {
  std::string expected;
  if (rule.has_at_least())
    expected = fmt::format("{} >= {}", rule.metric(), NumberText(rule.at_least()));
  if (rule.has_at_most()) {
    expected += fmt::format("{}{} <= {}", expected.empty() ? "" : " and ", rule.metric(),
                            NumberText(rule.at_most()));
  }
  result->set_expected(expected);
  const v1::EvaluationFact* evaluation = FindEvaluation(
      SelectorOf(rule, context.policy), context.facts.candidate(), "candidate", result);
  if (evaluation == nullptr) return;
  const auto value = ReadMetric(*evaluation, rule.metric(), "candidate", result);
  if (!value) return;
  const std::string is = fmt::format("{} is {}", rule.metric(), NumberText(*value));
  if (rule.has_at_least() && *value < rule.at_least()) {
    SetDifference(*value, rule.at_least(), result);
    Fail("METRIC_TOO_LOW",
         fmt::format("{}; at least {} is wanted.", is, NumberText(rule.at_least())), result);
    result->set_remedy(fmt::format("A model version with {} of at least {} on the same data.",
                                   rule.metric(), NumberText(rule.at_least())));
    return;
  }
  if (rule.has_at_most() && *value > rule.at_most()) {
    SetDifference(*value, rule.at_most(), result);
    Fail("METRIC_TOO_HIGH",
         fmt::format("{}; at most {} is wanted.", is, NumberText(rule.at_most())), result);
    result->set_remedy(fmt::format("A model version with {} of at most {} on the same data.",
                                   rule.metric(), NumberText(rule.at_most())));
    return;
  }
  SetDifference(*value, rule.has_at_least() ? rule.at_least() : rule.at_most(), result);
  Pass("METRIC_IN_BOUNDS", is + ", as wanted.", result);
}

}  // namespace assay::governance::rules
