// evaluation_freshness, data_freshness. Their results name times, not ages: they stay the same
// until the status changes.
#include <algorithm>
#include <vector>

#include "fmt/format.h"
#include "governance/rules/evaluations.h"
#include "governance/rules/result.h"
#include "governance/rules/rule.h"
#include "governance/text.h"

namespace assay::governance::rules {
namespace {

struct Dated {
  std::string_view fact;  // "EVALUATION" or "DATA", for the reasons
  std::string what;       // for the messages
  google::protobuf::Timestamp time;
};

void JudgeAge(const Dated& dated, absl::Duration max_age, absl::Time as_of,
              v1::RuleResult* result) {
  const absl::Time time = TimeOf(dated.time);
  result->mutable_candidate_value()->set_string_value(TimeText(time));
  if (time > as_of) {
    Inconclusive("TIME_IN_FUTURE",
                 fmt::format("{} is dated {}, which is later than the time of the assessment.",
                             dated.what, TimeText(time)),
                 result);
    result->set_remedy("Find out which clock is wrong.");
    return;
  }
  const absl::Time until = time + max_age;
  if (as_of <= until) {
    return Pass(
        fmt::format("{}_FRESH", dated.fact),
        fmt::format("{} is of {}, fresh until {}.", dated.what, TimeText(time), TimeText(until)),
        result);
  }
  Fail(
      fmt::format("{}_STALE", dated.fact),
      fmt::format("{} is of {}, fresh only until {}.", dated.what, TimeText(time), TimeText(until)),
      result);
}

// The training datasets that the rule asks about: the named one's versions, or all.
std::vector<const v1::DatasetFact*> Asked(const v1::DataFreshness& rule,
                                          const v1::ModelFacts& model) {
  std::vector<const v1::DatasetFact*> asked;
  for (const v1::DatasetFact& dataset : model.training_datasets()) {
    if (rule.dataset().empty() || dataset.name() == rule.dataset()) asked.push_back(&dataset);
  }
  return asked;
}

}  // namespace

void Judge(const v1::EvaluationFreshness& rule, const RuleContext& context,
           v1::RuleResult* result) {
  const absl::Duration max_age = DurationOf(rule.max_age());
  result->set_expected(fmt::format("an evaluation of the last {}", AgeText(max_age)));
  const v1::EvaluationFact* evaluation = FindEvaluation(
      SelectorOf(rule, context.policy), context.facts.candidate(), "candidate", result);
  if (evaluation == nullptr) return;
  JudgeAge({"EVALUATION", "The newest evaluation", evaluation->time()}, max_age, context.as_of,
           result);
  if (result->status() == v1::RULE_STATUS_FAIL) result->set_remedy("Evaluate it again.");
}

void Judge(const v1::DataFreshness& rule, const RuleContext& context, v1::RuleResult* result) {
  const absl::Duration max_age = DurationOf(rule.max_age());
  const std::string which = rule.dataset().empty() ? "training data" : rule.dataset();
  result->set_expected(fmt::format("{} recorded in the last {}", which, AgeText(max_age)));
  const v1::ModelFacts& model = context.facts.candidate();
  const std::vector<const v1::DatasetFact*> asked = Asked(rule, model);
  if (asked.empty()) {
    Inconclusive("TRAINING_DATA_UNKNOWN",
                 rule.dataset().empty()
                     ? "It is not recorded what the model version was trained on."
                     : fmt::format("It is not recorded that the model version was trained on {}.",
                                   rule.dataset()),
                 result);
    result->set_remedy("Log the training datasets as inputs of the source run.");
    return;
  }
  const auto* oldest = *std::min_element(asked.begin(), asked.end(), [](auto* a, auto* b) {
    return TimeOf(a->record_time()) < TimeOf(b->record_time());
  });
  // One that is dated in the future makes the others worth nothing.
  const auto* newest = *std::max_element(asked.begin(), asked.end(), [](auto* a, auto* b) {
    return TimeOf(a->record_time()) < TimeOf(b->record_time());
  });
  const auto* judged = TimeOf(newest->record_time()) > context.as_of ? newest : oldest;
  result->set_dataset(judged->name() + "@" + judged->digest());
  AddEvidence("dataset", judged->name(), judged->digest(),
              "recorded at " + TimeText(TimeOf(judged->record_time())), result);
  JudgeAge({"DATA", "Training dataset " + judged->name(), judged->record_time()}, max_age,
           context.as_of, result);
  if (result->status() == v1::RULE_STATUS_FAIL) result->set_remedy("Train on newer data.");
}

}  // namespace assay::governance::rules
