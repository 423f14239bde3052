// What the rules write their results with.
#ifndef ASSAY_GOVERNANCE_RULES_RESULT_H_
#define ASSAY_GOVERNANCE_RULES_RESULT_H_

#include <optional>
#include <string>
#include <string_view>

#include "assay/v1/facts.pb.h"
#include "assay/v1/governance.pb.h"

namespace assay::governance::rules {

void Pass(std::string_view reason, std::string message, v1::RuleResult* result);
void Fail(std::string_view reason, std::string message, v1::RuleResult* result);
void Inconclusive(std::string_view reason, std::string message, v1::RuleResult* result);

void AddEvidence(std::string_view kind, std::string_view name, std::string_view digest,
                 std::string detail, v1::RuleResult* result);
void AddEvidence(const v1::EvaluationFact& evaluation, v1::RuleResult* result);

// The fact as a number; else nothing, and an INCONCLUSIVE result with `reason`, which says what
// `what` is instead.
std::optional<double> NumberOr(const v1::FactValue& fact, std::string_view reason,
                               std::string_view what, v1::RuleResult* result);

// The value less the bound.
void SetDifference(double value, double bound, v1::RuleResult* result);

// "holdout@sha256:...".
std::string DatasetText(const v1::EvaluationFact& evaluation);

// A shell's argument, for remedies that are commands: as it is where it can't mean anything else,
// else in single quotes.
std::string Quoted(const std::string& text);

}  // namespace assay::governance::rules

#endif  // ASSAY_GOVERNANCE_RULES_RESULT_H_
