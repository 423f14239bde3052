// One rule of a policy on facts.
#ifndef ASSAY_GOVERNANCE_JUDGE_RULE_H_
#define ASSAY_GOVERNANCE_JUDGE_RULE_H_

#include <string_view>

#include "assay/v1/governance.pb.h"
#include "expression/value.h"
#include "governance/rules/rule.h"
#include "governance/ruleset.h"

namespace assay::governance {

// `when` first, then the rule itself, whatever its kind. Thread-safe.
v1::RuleResult JudgeRule(const CompiledPolicy& policy, const CompiledRule& rule,
                         const rules::RuleContext& context, const expression::ValueMap& variables);

// The name of the rule's kind as it is in a policy, "metric_threshold"; empty when it has none.
std::string_view KindOf(const v1::Rule& rule);

// Whether a result of this status lets a candidate through: PASS and SKIPPED do.
bool LetsThrough(v1::RuleStatus status);

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_JUDGE_RULE_H_
