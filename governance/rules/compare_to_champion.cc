#include <cmath>
#include <optional>
#include <string>

#include "fmt/format.h"
#include "governance/canonical_json.h"
#include "governance/rules/evaluations.h"
#include "governance/rules/result.h"
#include "governance/rules/rule.h"
#include "governance/text.h"

namespace assay::governance::rules {
namespace {

std::string Expected(const v1::CompareToChampion& rule) {
  const bool higher = rule.direction() == v1::METRIC_DIRECTION_HIGHER_IS_BETTER;
  const std::string margin = rule.margin_case() == v1::CompareToChampion::kRelative
                                 ? NumberText(rule.relative()) + " x |the champion's|"
                                 : NumberText(rule.absolute());
  return fmt::format("{} better than the champion's by {} ({} is better)", rule.metric(), margin,
                     higher ? "higher" : "lower");
}

void WithoutChampion(const v1::CompareToChampion& rule, v1::RuleResult* result) {
  const std::string message = "The slot has no champion to compare with; the policy says ";
  switch (rule.on_no_champion()) {
    case v1::ON_NO_CHAMPION_PASS:
      return Pass("NO_CHAMPION", message + "that this passes.", result);
    case v1::ON_NO_CHAMPION_SKIP:
      Pass("NO_CHAMPION", message + "that this is skipped.", result);
      result->set_status(v1::RULE_STATUS_SKIPPED);
      return;
    default:
      return Fail("NO_CHAMPION", message + "that this fails.", result);
  }
}

// What the champion's value has to be bettered by, in the metric's unit.
std::optional<double> MarginOf(const v1::CompareToChampion& rule, double champion,
                               v1::RuleResult* result) {
  if (rule.margin_case() != v1::CompareToChampion::kRelative) return rule.absolute();
  if (champion != 0) return rule.relative() * std::abs(champion);
  Inconclusive("RELATIVE_MARGIN_UNDEFINED",
               "The champion's value is 0, of which no part is a margin.", result);
  result->set_remedy("Give the policy an absolute margin.");
  return std::nullopt;
}

}  // namespace

void Judge(const v1::CompareToChampion& rule, const RuleContext& context, v1::RuleResult* result) {
  result->set_expected(Expected(rule));
  const v1::Facts& facts = context.facts;
  if (!facts.has_champion()) return WithoutChampion(rule, result);
  if (facts.champion().name() == facts.candidate().name()) {
    Pass("IS_CHAMPION", "The candidate is the champion; there is nothing to compare.", result);
    result->set_status(v1::RULE_STATUS_SKIPPED);
    return;
  }
  const v1::EvaluationSelector& selector = SelectorOf(rule, context.policy);
  const v1::EvaluationFact* mine = FindEvaluation(selector, facts.candidate(), "candidate", result);
  if (mine == nullptr) return;
  const v1::EvaluationFact* other =
      FindComparable(*mine, selector, facts.champion(), "champion", result);
  if (other == nullptr) return;
  const auto candidate = ReadMetric(*mine, rule.metric(), "candidate", result);
  if (!candidate) return;
  const auto champion = ReadMetric(*other, rule.metric(), "champion", result);
  if (!champion) return;
  const auto margin = MarginOf(rule, *champion, result);
  if (!margin) return;
  SetDifference(*candidate, *champion, result);
  const bool higher = rule.direction() == v1::METRIC_DIRECTION_HIGHER_IS_BETTER;
  const double gain = higher ? result->difference() : -result->difference();
  const std::string message =
      fmt::format("{} is {}, the champion's is {}: {} by {}; {} is wanted.", rule.metric(),
                  NumberText(*candidate), NumberText(*champion), gain < 0 ? "worse" : "better",
                  NumberText(std::abs(gain)), NumberText(*margin));
  if (Difference(gain, *margin) >= 0) return Pass("BETTER_THAN_CHAMPION", message, result);
  Fail("NOT_BETTER_THAN_CHAMPION", message, result);
  const double bound = higher ? *champion + *margin : *champion - *margin;
  result->set_remedy(fmt::format("A model version with {} of at {} {} on the same data.",
                                 rule.metric(), higher ? "least" : "most", NumberText(bound)));
}

}  // namespace assay::governance::rules
