// check_passed, flag_absent, drift_below: what others recorded of the model version.
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "governance/canonical_json.h"
#include "governance/rules/result.h"
#include "governance/rules/rule.h"
#include "governance/text.h"

namespace assay::governance::rules {
namespace {

// The newest of `facts` that `matches`; null for none. Of several of one time the one that sorts
// last in normal form, so that the answer does not depend on their order.
template <typename Facts, typename Predicate>
auto Newest(const Facts& facts, Predicate matches) -> decltype(&*facts.begin()) {
  decltype(&*facts.begin()) newest = nullptr;
  for (const auto& fact : facts) {
    if (!matches(fact)) continue;
    if (newest == nullptr || TimeOf(newest->time()) <= TimeOf(fact.time())) newest = &fact;
  }
  return newest;
}

}  // namespace

void Judge(const v1::CheckPassed& rule, const RuleContext& context, v1::RuleResult* result) {
  const v1::ModelFacts& model = context.facts.candidate();
  result->set_expected(fmt::format("{} says that {} passed", rule.principal(), rule.check()));
  result->set_remedy(fmt::format("{} records it: assay check record {} {} --passed",
                                 rule.principal(), Quoted(model.name()), Quoted(rule.check())));
  const auto* newest = Newest(model.checks(), [&](const v1::CheckFact& fact) {
    return fact.check() == rule.check() && fact.principal() == rule.principal();
  });
  if (newest == nullptr) {
    const auto* other = Newest(
        model.checks(), [&](const v1::CheckFact& fact) { return fact.check() == rule.check(); });
    if (other == nullptr) {
      return Inconclusive("CHECK_MISSING", fmt::format("There is no result of {}.", rule.check()),
                          result);
    }
    return Inconclusive("CHECK_OTHER_PRINCIPAL",
                        fmt::format("{} was recorded by {}, whose word does not count here.",
                                    rule.check(), other->principal()),
                        result);
  }
  AddEvidence("check", newest->check(), "",
              fmt::format("by {} at {}{}{}", newest->principal(), TimeText(TimeOf(newest->time())),
                          newest->detail().empty() ? "" : ": ", newest->detail()),
              result);
  result->mutable_candidate_value()->set_bool_value(newest->passed());
  if (!newest->passed()) {
    return Fail("CHECK_FAILED", fmt::format("{} did not pass.", rule.check()), result);
  }
  result->clear_remedy();
  Pass("CHECK_PASSED", fmt::format("{} passed.", rule.check()), result);
}

void Judge(const v1::FlagAbsent& rule, const RuleContext& context, v1::RuleResult* result) {
  result->set_expected(fmt::format("not flagged {}", fmt::join(rule.flags(), ", ")));
  std::string set;
  for (const std::string& flag : rule.flags()) {
    for (const v1::FlagFact& fact : context.facts.candidate().flags()) {
      if (fact.flag() != flag) continue;
      AddEvidence("flag", flag, "",
                  fmt::format("set by {} at {}: {}", fact.set_by(),
                              TimeText(TimeOf(fact.set_time())), fact.reason()),
                  result);
      set += (set.empty() ? "" : ", ") + flag;
      break;
    }
  }
  if (set.empty()) return Pass("FLAGS_ABSENT", "None of the flags is set.", result);
  Fail("FLAG_SET", fmt::format("It is flagged {}.", set), result);
  result->set_remedy("Only who may clear the flag can change this.");
}

void Judge(const v1::DriftBelow& rule, const RuleContext& context, v1::RuleResult* result) {
  const v1::ModelFacts& model = context.facts.candidate();
  result->set_expected(fmt::format("{} < {}", rule.measure(), NumberText(rule.below())));
  const auto* newest = Newest(
      model.drifts(), [&](const v1::DriftFact& fact) { return fact.measure() == rule.measure(); });
  if (newest == nullptr) {
    Inconclusive("DRIFT_MISSING", fmt::format("{} was never recorded.", rule.measure()), result);
    result->set_remedy(fmt::format("Record it: assay drift record {} {} NUMBER",
                                   Quoted(model.name()), Quoted(rule.measure())));
    return;
  }
  AddEvidence(
      "drift", newest->measure(), "",
      fmt::format("recorded by {} at {}", newest->recorded_by(), TimeText(TimeOf(newest->time()))),
      result);
  *result->mutable_candidate_value() = newest->value();
  const auto value = NumberOr(newest->value(), "DRIFT_NOT_A_NUMBER", rule.measure(), result);
  if (!value) return;
  SetDifference(*value, rule.below(), result);
  const std::string message = fmt::format("{} is {}; less than {} is wanted.", rule.measure(),
                                          NumberText(*value), NumberText(rule.below()));
  if (*value < rule.below()) return Pass("DRIFT_LOW", message, result);
  Fail("DRIFT_TOO_HIGH", message, result);
  result->set_remedy("Evaluate it on recent data; train again if that is worse.");
}

}  // namespace assay::governance::rules
