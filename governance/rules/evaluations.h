// Which evaluation a rule reads.
#ifndef ASSAY_GOVERNANCE_RULES_EVALUATIONS_H_
#define ASSAY_GOVERNANCE_RULES_EVALUATIONS_H_

#include <optional>
#include <string>
#include <string_view>

#include "assay/v1/facts.pb.h"
#include "assay/v1/governance.pb.h"
#include "assay/v1/policy.pb.h"

namespace assay::governance::rules {

// The rule's selector, or the policy's where the rule has none.
template <typename Rule>
const v1::EvaluationSelector& SelectorOf(const Rule& rule, const v1::Policy& policy) {
  return rule.has_evaluation() ? rule.evaluation() : policy.evaluation();
}

// The newest evaluation of `model` that `selector` selects; the greatest name of several of one
// time.
const v1::EvaluationFact* NewestEvaluation(const v1::EvaluationSelector& selector,
                                           const v1::ModelFacts& model);

// The newest that `selector` selects and that can be compared with `evaluation`: on the same
// dataset digest, by the same evaluator.
const v1::EvaluationFact* NewestComparable(const v1::EvaluationFact& evaluation,
                                           const v1::EvaluationSelector& selector,
                                           const v1::ModelFacts& model);

// The same two, as the rules read them: with the evaluation as evidence and its dataset in
// `result`. When there is none the result is INCONCLUSIVE and says what there is instead, and the
// command that would fill the gap. `whose` is "candidate" or "champion"; the champion's reasons
// begin with CHAMPION_.
const v1::EvaluationFact* FindEvaluation(const v1::EvaluationSelector& selector,
                                         const v1::ModelFacts& model, std::string_view whose,
                                         v1::RuleResult* result);

const v1::EvaluationFact* FindComparable(const v1::EvaluationFact& evaluation,
                                         const v1::EvaluationSelector& selector,
                                         const v1::ModelFacts& model, std::string_view whose,
                                         v1::RuleResult* result);

// A metric of an evaluation as a number; else nothing, and an INCONCLUSIVE result.
std::optional<double> ReadMetric(const v1::EvaluationFact& evaluation, const std::string& metric,
                                 std::string_view whose, v1::RuleResult* result);

// Puts CHAMPION_ before a reason that is the champion's.
std::string ReasonOf(std::string_view whose, std::string_view reason);

// The value of a metric, null when it is absent.
const v1::FactValue* FindMetric(const v1::EvaluationFact& evaluation, std::string_view metric);

}  // namespace assay::governance::rules

#endif  // ASSAY_GOVERNANCE_RULES_EVALUATIONS_H_
