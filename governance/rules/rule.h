// What a rule of each kind says of facts. Each function fills status, reason, message, expected,
// values, difference, dataset, evidence and remedy of `result`; docs/policies.md has the reasons.
// Pure and thread-safe.
#ifndef ASSAY_GOVERNANCE_RULES_RULE_H_
#define ASSAY_GOVERNANCE_RULES_RULE_H_

#include "absl/time/time.h"
#include "assay/v1/facts.pb.h"
#include "assay/v1/governance.pb.h"
#include "assay/v1/policy.pb.h"
#include "expression/ast.h"
#include "expression/value.h"

namespace assay::governance::rules {

struct RuleContext {
  const v1::Policy& policy;
  // In normal form.
  const v1::Facts& facts;
  absl::Time as_of;
};

void Judge(const v1::MetricThreshold& rule, const RuleContext& context, v1::RuleResult* result);
void Judge(const v1::CompareToChampion& rule, const RuleContext& context, v1::RuleResult* result);
void Judge(const v1::SliceGap& rule, const RuleContext& context, v1::RuleResult* result);
void Judge(const v1::Budget& rule, const RuleContext& context, v1::RuleResult* result);
void Judge(const v1::EvaluationFreshness& rule, const RuleContext& context, v1::RuleResult* result);
void Judge(const v1::DataFreshness& rule, const RuleContext& context, v1::RuleResult* result);
void Judge(const v1::LineageComplete& rule, const RuleContext& context, v1::RuleResult* result);
void Judge(const v1::ContractComplete& rule, const RuleContext& context, v1::RuleResult* result);
void Judge(const v1::DatasetDisjoint& rule, const RuleContext& context, v1::RuleResult* result);
void Judge(const v1::DigestStrengthRule& rule, const RuleContext& context, v1::RuleResult* result);
void Judge(const v1::CheckPassed& rule, const RuleContext& context, v1::RuleResult* result);
void Judge(const v1::FlagAbsent& rule, const RuleContext& context, v1::RuleResult* result);
void Judge(const v1::DriftBelow& rule, const RuleContext& context, v1::RuleResult* result);
void Judge(const v1::MinSampleSize& rule, const RuleContext& context, v1::RuleResult* result);

// `expr`, over `variables` (governance/variables.h).
void JudgeExpression(const expression::Expression& rule, const expression::ValueMap& variables,
                     v1::RuleResult* result);
// Whether the rule is to be judged at all: `when` is true. Else the result is SKIPPED, or says what
// went wrong.
bool JudgeWhen(const expression::Expression& when, const expression::ValueMap& variables,
               v1::RuleResult* result);

}  // namespace assay::governance::rules

#endif  // ASSAY_GOVERNANCE_RULES_RULE_H_
