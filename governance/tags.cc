#include "governance/tags.h"

#include <utility>

#include "expression/evaluator.h"
#include "expression/trace.h"
#include "governance/text.h"
#include "governance/variables.h"

namespace assay::governance {
namespace {

using expression::Value;

Value RuleIds(const v1::Assessment& assessment, bool failed) {
  expression::ValueList ids;
  for (const v1::RuleResult& result : assessment.results()) {
    const bool fail = result.status() == v1::RULE_STATUS_FAIL;
    const bool unsure =
        result.status() == v1::RULE_STATUS_INCONCLUSIVE || result.status() == v1::RULE_STATUS_ERROR;
    if (failed ? fail : unsure) ids.push_back(Value::String(result.rule_id()));
  }
  return Value::List(std::move(ids));
}

Variables TagVariables(const CompiledPolicy& policy, const TagInput& input,
                       const v1::Facts& normal_facts) {
  Variables variables = RuleVariables(policy.policy, policy.applied.parameters(), normal_facts);
  const v1::Assessment& assessment = *input.assessment;
  variables.emplace("outcome", Value::String(EnumText(*v1::AssessmentOutcome_descriptor(),
                                                      assessment.outcome())));
  variables.emplace("eligible", Value::Bool(assessment.eligible()));
  if (input.rank > 0) variables.emplace("rank", Value::Int(input.rank));
  variables.emplace("was_champion", Value::Bool(input.was_champion));
  variables.emplace("failed", RuleIds(assessment, true));
  variables.emplace("inconclusive", RuleIds(assessment, false));
  return variables;
}

// Whether the rule matches, and why.
bool Matches(const CompiledTag& tag, const expression::ValueMap& variables, std::string* because) {
  if (!tag.when) {
    *because = "no rule before it matched";
    return true;
  }
  expression::Trace trace;
  const absl::StatusOr<Value> value = expression::Evaluate(*tag.when, variables, &trace);
  *because = expression::Explain(trace);
  return value.ok() && value->kind() == Value::Kind::kBool && value->AsBool();
}

}  // namespace

v1::TagResult TagOf(const Ruleset& ruleset, const TagInput& input) {
  v1::TagResult result;
  result.set_candidate(input.assessment->candidate());
  result.set_assessment_digest(input.assessment_digest);
  for (const CompiledPolicy& policy : ruleset.policies()) {
    if (policy.tags.empty()) continue;
    const expression::EagerMap variables(TagVariables(policy, input, *input.facts));
    for (size_t i = 0; i < policy.tags.size(); ++i) {
      std::string because;
      if (!Matches(policy.tags[i], variables, &because)) continue;
      result.set_tag(kTagPrefix + policy.tags[i].tag);
      result.set_policy(policy.name);
      result.set_rule_index(static_cast<int32_t>(i));
      result.set_because(because);
      return result;
    }
  }
  return result;
}

}  // namespace assay::governance
