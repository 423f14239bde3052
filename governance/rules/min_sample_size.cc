#include "fmt/format.h"
#include "governance/rules/evaluations.h"
#include "governance/rules/result.h"
#include "governance/rules/rule.h"

namespace assay::governance::rules {

void Judge(const v1::MinSampleSize& rule, const RuleContext& context, v1::RuleResult* result) {
  result->set_expected(fmt::format("evaluated on at least {} samples", rule.at_least()));
  const v1::EvaluationFact* evaluation = FindEvaluation(
      SelectorOf(rule, context.policy), context.facts.candidate(), "candidate", result);
  if (evaluation == nullptr) return;
  if (!evaluation->has_sample_count()) {
    Inconclusive("SAMPLES_UNKNOWN", "The evaluation does not say on how many samples it was made.",
                 result);
    result->set_remedy("Evaluate it again with its number of samples.");
    return;
  }
  const int64_t samples = evaluation->sample_count();
  result->mutable_candidate_value()->set_int_value(samples);
  SetDifference(static_cast<double>(samples), static_cast<double>(rule.at_least()), result);
  const std::string message = fmt::format("It was evaluated on {} samples; at least {} are wanted.",
                                          samples, rule.at_least());
  if (samples >= rule.at_least()) return Pass("SAMPLES_ENOUGH", message, result);
  Fail("SAMPLES_TOO_FEW", message, result);
  result->set_remedy("Evaluate it on more data.");
}

}  // namespace assay::governance::rules
