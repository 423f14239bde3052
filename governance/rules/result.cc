#include "governance/rules/result.h"

#include <utility>

#include "fmt/format.h"
#include "governance/text.h"

namespace assay::governance::rules {
namespace {

void Set(v1::RuleStatus status, std::string_view reason, std::string message,
         v1::RuleResult* result) {
  result->set_status(status);
  result->set_reason(std::string(reason));
  result->set_message(std::move(message));
}

}  // namespace

void Pass(std::string_view reason, std::string message, v1::RuleResult* result) {
  Set(v1::RULE_STATUS_PASS, reason, std::move(message), result);
}

void Fail(std::string_view reason, std::string message, v1::RuleResult* result) {
  Set(v1::RULE_STATUS_FAIL, reason, std::move(message), result);
}

void Inconclusive(std::string_view reason, std::string message, v1::RuleResult* result) {
  Set(v1::RULE_STATUS_INCONCLUSIVE, reason, std::move(message), result);
}

void AddEvidence(std::string_view kind, std::string_view name, std::string_view digest,
                 std::string detail, v1::RuleResult* result) {
  v1::Evidence* evidence = result->add_evidence();
  evidence->set_kind(std::string(kind));
  evidence->set_name(std::string(name));
  evidence->set_digest(std::string(digest));
  evidence->set_detail(std::move(detail));
}

void AddEvidence(const v1::EvaluationFact& evaluation, v1::RuleResult* result) {
  const std::string how = evaluation.recomputed() ? "recomputed by the server" : "reported";
  const std::string who = evaluation.uploaded_by().empty() ? "" : " by " + evaluation.uploaded_by();
  AddEvidence("evaluation", evaluation.name(), evaluation.dataset_digest(),
              fmt::format("{}, uploaded{} at {}", how, who, TimeText(TimeOf(evaluation.time()))),
              result);
}

std::optional<double> NumberOr(const v1::FactValue& fact, std::string_view reason,
                               std::string_view what, v1::RuleResult* result) {
  const std::optional<double> number = NumberOf(fact);
  if (!number) {
    Inconclusive(reason, fmt::format("{} is {}, which is not a number.", what, ValueText(fact)),
                 result);
  }
  return number;
}

void SetDifference(double value, double bound, v1::RuleResult* result) {
  result->set_difference(Difference(value, bound));
}

std::string DatasetText(const v1::EvaluationFact& evaluation) {
  return evaluation.dataset() + "@" + evaluation.dataset_digest();
}

std::string Quoted(const std::string& text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@+=,%";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string::npos) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

}  // namespace assay::governance::rules
