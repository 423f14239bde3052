#include <algorithm>
#include <optional>
#include <set>

#include "fmt/format.h"
#include "governance/canonical_json.h"
#include "governance/rules/evaluations.h"
#include "governance/rules/result.h"
#include "governance/rules/rule.h"
#include "governance/text.h"

namespace assay::governance::rules {
namespace {

struct SliceValue {
  std::string slice;
  double value;
};

}  // namespace

void Judge(const v1::SliceGap& rule, const RuleContext& context, v1::RuleResult* result) {
  result->set_expected(fmt::format("{} differs by at most {} between slices", rule.metric(),
                                   NumberText(rule.max_gap())));
  v1::EvaluationSelector selector = SelectorOf(rule, context.policy);
  std::optional<SliceValue> smallest;
  std::optional<SliceValue> largest;
  // The first slice's evaluation decides what the others have to be measured on.
  const v1::EvaluationFact* first = nullptr;
  const std::set<std::string> slices(rule.slices().begin(), rule.slices().end());
  for (const std::string& slice : slices) {
    selector.set_slice(slice);
    const v1::ModelFacts& model = context.facts.candidate();
    const v1::EvaluationFact* evaluation =
        first == nullptr ? FindEvaluation(selector, model, "candidate", result)
                         : FindComparable(*first, selector, model, "candidate", result);
    if (evaluation == nullptr) return;
    if (first == nullptr) first = evaluation;
    const auto value = ReadMetric(*evaluation, rule.metric(), "candidate", result);
    if (!value) return;
    if (!smallest || *value < smallest->value) smallest = {slice, *value};
    if (!largest || *value > largest->value) largest = {slice, *value};
  }
  if (!smallest) return Inconclusive("SLICES_MISSING", "The rule names no slices.", result);
  const double gap = Difference(largest->value, smallest->value);
  result->mutable_candidate_value()->set_double_value(gap);
  SetDifference(gap, rule.max_gap(), result);
  const std::string message = fmt::format(
      "{} is {} on slice {} and {} on slice {}: {} apart; at most {} is wanted.", rule.metric(),
      NumberText(largest->value), largest->slice, NumberText(smallest->value), smallest->slice,
      NumberText(gap), NumberText(rule.max_gap()));
  if (result->difference() <= 0) return Pass("SLICES_CLOSE", message, result);
  Fail("SLICE_GAP_TOO_LARGE", message, result);
  result->set_remedy(fmt::format("A model version that is better on slice {}.", smallest->slice));
}

}  // namespace assay::governance::rules
