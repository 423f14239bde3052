#include <optional>
#include <string>

#include "core/errors.h"
#include "expression/evaluator.h"
#include "expression/printer.h"
#include "expression/trace.h"
#include "fmt/format.h"
#include "governance/rules/result.h"
#include "governance/rules/rule.h"

namespace assay::governance::rules {
namespace {

// The value, with its trace in `result`. Otherwise the result says what went wrong: INCONCLUSIVE
// where a fact is absent, else ERROR. `facts` gets the values that decided.
std::optional<bool> EvaluateBool(const expression::Expression& expression,
                                 const expression::ValueMap& variables, std::string* facts,
                                 v1::RuleResult* result) {
  expression::Trace trace;
  const absl::StatusOr<expression::Value> value =
      expression::Evaluate(expression, variables, &trace);
  for (const expression::TraceEntry& entry : trace) {
    v1::TraceStep* step = result->add_trace();
    step->set_source(entry.source);
    step->set_value(entry.result.ok() ? entry.result->ToString()
                                      : "error " + ErrorReason(entry.result.status()));
  }
  *facts = expression::Explain(trace) + ".";
  if (value.ok() && value->kind() == expression::Value::Kind::kBool) return value->AsBool();
  if (value.ok()) {
    Inconclusive("EXPRESSION_TYPE", "The expression does not give true or false.", result);
    result->set_status(v1::RULE_STATUS_ERROR);
    return std::nullopt;
  }
  Inconclusive(ErrorReason(value.status()), *facts, result);
  if (ErrorReason(value.status()) != "EXPRESSION_ABSENT") result->set_status(v1::RULE_STATUS_ERROR);
  return std::nullopt;
}

}  // namespace

void JudgeExpression(const expression::Expression& rule, const expression::ValueMap& variables,
                     v1::RuleResult* result) {
  result->set_expected(expression::Unparse(rule.root));
  result->clear_trace();
  std::string facts;
  const std::optional<bool> value = EvaluateBool(rule, variables, &facts, result);
  if (!value) return;
  result->mutable_candidate_value()->set_bool_value(*value);
  if (*value) return Pass("EXPRESSION_TRUE", "The expression is true.", result);
  Fail("EXPRESSION_FALSE", facts, result);
}

bool JudgeWhen(const expression::Expression& when, const expression::ValueMap& variables,
               v1::RuleResult* result) {
  result->set_expected("when " + expression::Unparse(when.root));
  std::string facts;
  const std::optional<bool> value = EvaluateBool(when, variables, &facts, result);
  if (!value) return false;
  if (*value) {
    result->clear_trace();
    return true;
  }
  Pass("WHEN_FALSE", fmt::format("It holds only when {}.", expression::Unparse(when.root)), result);
  result->set_status(v1::RULE_STATUS_SKIPPED);
  return false;
}

}  // namespace assay::governance::rules
