#include "governance/judge_rule.h"

namespace assay::governance {
namespace {

void JudgeKind(const CompiledRule& compiled, const rules::RuleContext& context,
               const expression::ValueMap& variables, v1::RuleResult* result) {
  const v1::Rule& rule = compiled.rule;
  switch (rule.kind_case()) {
    case v1::Rule::kMetricThreshold:
      return rules::Judge(rule.metric_threshold(), context, result);
    case v1::Rule::kCompareToChampion:
      return rules::Judge(rule.compare_to_champion(), context, result);
    case v1::Rule::kSliceGap:
      return rules::Judge(rule.slice_gap(), context, result);
    case v1::Rule::kBudget:
      return rules::Judge(rule.budget(), context, result);
    case v1::Rule::kEvaluationFreshness:
      return rules::Judge(rule.evaluation_freshness(), context, result);
    case v1::Rule::kDataFreshness:
      return rules::Judge(rule.data_freshness(), context, result);
    case v1::Rule::kLineageComplete:
      return rules::Judge(rule.lineage_complete(), context, result);
    case v1::Rule::kContractComplete:
      return rules::Judge(rule.contract_complete(), context, result);
    case v1::Rule::kDatasetDisjoint:
      return rules::Judge(rule.dataset_disjoint(), context, result);
    case v1::Rule::kDigestStrength:
      return rules::Judge(rule.digest_strength(), context, result);
    case v1::Rule::kCheckPassed:
      return rules::Judge(rule.check_passed(), context, result);
    case v1::Rule::kFlagAbsent:
      return rules::Judge(rule.flag_absent(), context, result);
    case v1::Rule::kDriftBelow:
      return rules::Judge(rule.drift_below(), context, result);
    case v1::Rule::kMinSampleSize:
      return rules::Judge(rule.min_sample_size(), context, result);
    case v1::Rule::kExpr:
      return rules::JudgeExpression(*compiled.expression, variables, result);
    case v1::Rule::KIND_NOT_SET:
      break;  // No ruleset has such a rule.
  }
}

}  // namespace

v1::RuleResult JudgeRule(const CompiledPolicy& policy, const CompiledRule& rule,
                         const rules::RuleContext& context, const expression::ValueMap& variables) {
  v1::RuleResult result;
  result.set_policy(policy.name);
  result.set_policy_digest(policy.applied.policy_digest());
  result.set_rule_id(rule.rule.id());
  result.set_kind(std::string(KindOf(rule.rule)));
  result.set_description(rule.rule.description());
  result.set_mode(rule.mode);
  // What no kind has judged does not pass.
  result.set_status(v1::RULE_STATUS_ERROR);
  result.set_reason("RULE_KIND_UNKNOWN");
  if (rule.when && !rules::JudgeWhen(*rule.when, variables, &result)) return result;
  JudgeKind(rule, context, variables, &result);
  return result;
}

std::string_view KindOf(const v1::Rule& rule) {
  const auto* field = rule.GetReflection()->GetOneofFieldDescriptor(
      rule, v1::Rule::descriptor()->FindOneofByName("kind"));
  return field == nullptr ? std::string_view() : std::string_view(field->name());
}

bool LetsThrough(v1::RuleStatus status) {
  return status == v1::RULE_STATUS_PASS || status == v1::RULE_STATUS_SKIPPED;
}

}  // namespace assay::governance
