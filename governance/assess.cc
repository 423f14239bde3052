#include "governance/assess.h"

#include <optional>
#include <string>
#include <utility>

#include "core/errors.h"
#include "expression/evaluator.h"
#include "governance/canonical_json.h"
#include "governance/digests.h"
#include "governance/judge_rule.h"
#include "governance/tags.h"
#include "governance/text.h"
#include "governance/variables.h"

namespace assay::governance {
namespace {

v1::RankValue RankValueOf(const CompiledRankKey& key, const expression::ValueMap& variables) {
  v1::RankValue value;
  value.set_by(key.key.by());
  value.set_order(key.key.order());
  const absl::StatusOr<expression::Value> number = expression::Evaluate(key.by, variables);
  if (!number.ok()) {
    value.set_absent_reason(ErrorReason(number.status()));
  } else if (number->kind() == expression::Value::Kind::kInt) {
    value.set_value(static_cast<double>(number->AsInt()));
  } else if (number->kind() == expression::Value::Kind::kDouble &&
             NumberOf(FactOf(number->AsDouble()))) {
    value.set_value(number->AsDouble());
  } else {
    value.set_absent_reason("RANK_NOT_A_NUMBER");
  }
  return value;
}

// Whether no enforced rule stands in the way, and how it was otherwise.
v1::AssessmentOutcome OutcomeOf(const v1::Assessment& assessment) {
  bool failed = false;
  bool inconclusive = false;
  bool warned = false;
  for (const v1::RuleResult& result : assessment.results()) {
    if (LetsThrough(result.status())) continue;
    if (result.mode() == v1::RULE_MODE_WARN) warned = true;
    if (result.mode() != v1::RULE_MODE_ENFORCE) continue;
    (result.status() == v1::RULE_STATUS_FAIL ? failed : inconclusive) = true;
  }
  return failed         ? v1::ASSESSMENT_OUTCOME_FAILED
         : inconclusive ? v1::ASSESSMENT_OUTCOME_INCONCLUSIVE
         : warned       ? v1::ASSESSMENT_OUTCOME_PASSED_WITH_WARNINGS
                        : v1::ASSESSMENT_OUTCOME_PASSED;
}

void SetEligible(bool enforced, v1::Assessment* assessment) {
  const bool passed = assessment->outcome() == v1::ASSESSMENT_OUTCOME_PASSED ||
                      assessment->outcome() == v1::ASSESSMENT_OUTCOME_PASSED_WITH_WARNINGS;
  assessment->set_eligible(passed && enforced);
  if (!enforced) assessment->set_ineligible_reason("NO_ENFORCED_POLICY");
}

}  // namespace

v1::Assessment Assess(const Ruleset& ruleset, const v1::Facts& facts, absl::Time as_of) {
  NormalFacts normal = Normalize(facts);
  return AssessNormal(ruleset, normal.facts, std::move(normal.digest), as_of);
}

v1::Assessment AssessNormal(const Ruleset& ruleset, const v1::Facts& normal_facts,
                            std::string facts_digest, absl::Time as_of) {
  v1::Assessment assessment;
  assessment.set_engine_version(kEngineVersion);
  *assessment.mutable_as_of() = TimestampOf(as_of);
  assessment.set_facts_digest(std::move(facts_digest));
  *assessment.mutable_slot() = normal_facts.slot();
  assessment.set_candidate(normal_facts.candidate().name());
  assessment.set_candidate_digest(normal_facts.candidate().content_digest());
  assessment.set_champion(normal_facts.champion().name());
  bool enforced = false;
  for (const CompiledPolicy& policy : ruleset.policies()) {
    *assessment.add_policies() = policy.applied;
    enforced = enforced || policy.Enforced();
    const expression::EagerMap variables(
        RuleVariables(policy.policy, policy.applied.parameters(), normal_facts));
    const rules::RuleContext context{policy.policy, normal_facts, as_of};
    for (const CompiledRule& rule : policy.rules) {
      *assessment.add_results() = JudgeRule(policy, rule, context, variables);
    }
    for (const CompiledRankKey& key : policy.ranking) {
      *assessment.add_ranking() = RankValueOf(key, variables);
    }
  }
  assessment.set_outcome(OutcomeOf(assessment));
  SetEligible(enforced, &assessment);
  return assessment;
}

StandingVerdict AssessStanding(const Ruleset& ruleset, const v1::Facts& facts, absl::Time as_of) {
  v1::Facts normal = facts;
  SortLists(&normal);
  StandingVerdict verdict;
  for (const CompiledPolicy& policy : ruleset.policies()) {
    if (policy.standing.empty()) continue;
    const expression::EagerMap variables(
        RuleVariables(policy.policy, policy.applied.parameters(), normal));
    const rules::RuleContext context{policy.policy, normal, as_of};
    for (size_t i = 0; i < policy.standing.size(); ++i) {
      v1::RuleResult result = JudgeRule(policy, policy.standing[i].rule, context, variables);
      if (!LetsThrough(result.status())) {
        v1::TagResult tag;
        tag.set_candidate(normal.candidate().name());
        tag.set_tag(kTagPrefix + policy.standing[i].tag);
        tag.set_policy(policy.name);
        tag.set_rule_index(static_cast<int32_t>(i));
        tag.set_because(result.message());
        verdict.tags.push_back(std::move(tag));
      }
      verdict.results.push_back(std::move(result));
    }
  }
  return verdict;
}

}  // namespace assay::governance
