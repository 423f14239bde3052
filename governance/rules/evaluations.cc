#include "governance/rules/evaluations.h"

#include <array>
#include <tuple>
#include <vector>

#include "fmt/format.h"
#include "governance/rules/result.h"
#include "governance/text.h"

namespace assay::governance::rules {
namespace {

using Selector = v1::EvaluationSelector;

// A selector, and an evaluation that what is found has to be comparable with, null for none.
struct Wanted {
  const Selector& selector;
  const v1::EvaluationFact* like = nullptr;
};

// One condition of a selector, and what is wrong when nothing is left by it.
struct Condition {
  bool (*holds)(const Wanted&, const v1::ModelFacts&, const v1::EvaluationFact&);
  std::string_view reason;
  std::string_view message;
};

constexpr std::array<Condition, 7> kConditions = {{
    {[](const Wanted& w, const v1::ModelFacts&, const v1::EvaluationFact& e) {
       return e.dataset() == w.selector.dataset();
     },
     "EVALUATION_MISSING", "was not evaluated on this dataset"},
    {[](const Wanted& w, const v1::ModelFacts&, const v1::EvaluationFact& e) {
       return e.split() == w.selector.split();
     },
     "EVALUATION_OTHER_SPLIT", "was evaluated on this dataset, but on another split"},
    {[](const Wanted& w, const v1::ModelFacts&, const v1::EvaluationFact& e) {
       return e.slice() == w.selector.slice();
     },
     "EVALUATION_OTHER_SLICE", "was evaluated on this dataset and split, but on another slice"},
    {[](const Wanted& w, const v1::ModelFacts&, const v1::EvaluationFact& e) {
       const std::string& digest = w.selector.digest();
       return (digest.empty() || e.dataset_digest() == digest) &&
              (w.like == nullptr || e.dataset_digest() == w.like->dataset_digest());
     },
     "EVALUATION_OTHER_DIGEST", "was evaluated on this dataset only at other digests"},
    {[](const Wanted& w, const v1::ModelFacts&, const v1::EvaluationFact& e) {
       const std::string& evaluator = w.selector.evaluator();
       return (evaluator.empty() || e.evaluator() == evaluator) &&
              (w.like == nullptr || e.evaluator() == w.like->evaluator());
     },
     "EVALUATION_OTHER_EVALUATOR", "was evaluated on this data only by another evaluator"},
    {[](const Wanted& w, const v1::ModelFacts&, const v1::EvaluationFact& e) {
       return !w.selector.recomputed() || e.recomputed();
     },
     "EVALUATION_NOT_RECOMPUTED", "has only evaluations here that the server did not recompute"},
    {[](const Wanted& w, const v1::ModelFacts& m, const v1::EvaluationFact& e) {
       return !w.selector.independent() ||
              (!e.uploaded_by().empty() && e.uploaded_by() != m.registered_by() &&
               e.uploaded_by() != m.run_created_by());
     },
     "EVALUATION_NOT_INDEPENDENT", "has only evaluations here that its authors uploaded"},
}};

// The evaluations that are left, and the first condition that left none, null when some are left.
std::vector<const v1::EvaluationFact*> Matching(const Wanted& wanted, const v1::ModelFacts& model,
                                                const Condition** emptied) {
  std::vector<const v1::EvaluationFact*> left;
  for (const v1::EvaluationFact& evaluation : model.evaluations()) left.push_back(&evaluation);
  *emptied = nullptr;
  for (const Condition& condition : kConditions) {
    std::erase_if(left, [&](const v1::EvaluationFact* evaluation) {
      return !condition.holds(wanted, model, *evaluation);
    });
    if (!left.empty()) continue;
    *emptied = &condition;
    break;
  }
  return left;
}

const v1::EvaluationFact* Newest(const std::vector<const v1::EvaluationFact*>& evaluations) {
  const auto key = [](const v1::EvaluationFact* e) {
    return std::tuple(e->time().seconds(), e->time().nanos(), std::string_view(e->name()));
  };
  const v1::EvaluationFact* newest = nullptr;
  for (const v1::EvaluationFact* evaluation : evaluations) {
    if (newest == nullptr || key(newest) < key(evaluation)) newest = evaluation;
  }
  return newest;
}

std::string Remedy(const Selector& selector, const v1::ModelFacts& model) {
  const std::string at = selector.digest().empty() ? "" : "@" + selector.digest();
  std::string command = fmt::format("assay evaluation add {} --dataset {}", Quoted(model.name()),
                                    Quoted(selector.dataset() + at));
  if (!selector.split().empty()) command += " --split " + Quoted(selector.split());
  if (!selector.slice().empty()) command += " --slice " + Quoted(selector.slice());
  if (!selector.evaluator().empty()) command += " --evaluator " + Quoted(selector.evaluator());
  return "Record it: " + command + " --samples NUMBER --metric METRIC=NUMBER";
}

std::string Where(const Selector& selector) {
  std::string where = selector.dataset();
  if (!selector.digest().empty()) where += "@" + selector.digest();
  if (!selector.split().empty()) where += ", split " + selector.split();
  if (!selector.slice().empty()) where += ", slice " + selector.slice();
  return where;
}

// The selector with what it does not say filled in, for the message and the command.
Selector Narrowed(const Wanted& wanted) {
  Selector selector = wanted.selector;
  if (wanted.like == nullptr) return selector;
  selector.set_digest(wanted.like->dataset_digest());
  selector.set_evaluator(wanted.like->evaluator());
  return selector;
}

void ReportGap(const Wanted& wanted, const Condition& emptied, const v1::ModelFacts& model,
               std::string_view whose, v1::RuleResult* result) {
  const Selector selector = Narrowed(wanted);
  Inconclusive(
      ReasonOf(whose, emptied.reason),
      fmt::format("The {} {} {} ({}).", whose, model.name(), emptied.message, Where(selector)),
      result);
  result->set_remedy(Remedy(selector, model));
  if (!result->dataset().empty()) return;
  result->set_dataset(selector.digest().empty() ? selector.dataset()
                                                : selector.dataset() + "@" + selector.digest());
}

const v1::EvaluationFact* Find(const Wanted& wanted, const v1::ModelFacts& model,
                               std::string_view whose, v1::RuleResult* result) {
  const Condition* emptied = nullptr;
  const v1::EvaluationFact* found = Newest(Matching(wanted, model, &emptied));
  if (found == nullptr) {
    ReportGap(wanted, *emptied, model, whose, result);
    return nullptr;
  }
  if (result->dataset().empty()) result->set_dataset(DatasetText(*found));
  AddEvidence(*found, result);
  return found;
}

}  // namespace

const v1::EvaluationFact* NewestEvaluation(const Selector& selector, const v1::ModelFacts& model) {
  const Condition* emptied = nullptr;
  return Newest(Matching({selector}, model, &emptied));
}

const v1::EvaluationFact* NewestComparable(const v1::EvaluationFact& evaluation,
                                           const Selector& selector, const v1::ModelFacts& model) {
  const Condition* emptied = nullptr;
  return Newest(Matching({selector, &evaluation}, model, &emptied));
}

const v1::EvaluationFact* FindEvaluation(const Selector& selector, const v1::ModelFacts& model,
                                         std::string_view whose, v1::RuleResult* result) {
  return Find({selector}, model, whose, result);
}

const v1::EvaluationFact* FindComparable(const v1::EvaluationFact& evaluation,
                                         const Selector& selector, const v1::ModelFacts& model,
                                         std::string_view whose, v1::RuleResult* result) {
  return Find({selector, &evaluation}, model, whose, result);
}

const v1::FactValue* FindMetric(const v1::EvaluationFact& evaluation, std::string_view metric) {
  for (const v1::MetricFact& fact : evaluation.metrics()) {
    if (fact.metric() == metric) return &fact.value();
  }
  return nullptr;
}

std::optional<double> ReadMetric(const v1::EvaluationFact& evaluation, const std::string& metric,
                                 std::string_view whose, v1::RuleResult* result) {
  const v1::FactValue* fact = FindMetric(evaluation, metric);
  if (fact == nullptr) {
    Inconclusive(ReasonOf(whose, "METRIC_MISSING"),
                 fmt::format("{} of the {} has no metric {}.", evaluation.name(), whose, metric),
                 result);
    result->set_remedy(fmt::format("Evaluate it again with the metric {}.", metric));
    return std::nullopt;
  }
  *(whose == "champion" ? result->mutable_champion_value() : result->mutable_candidate_value()) =
      *fact;
  return NumberOr(*fact, ReasonOf(whose, "METRIC_NOT_A_NUMBER"),
                  fmt::format("{} of the {}", metric, whose), result);
}

std::string ReasonOf(std::string_view whose, std::string_view reason) {
  return (whose == "champion" ? "CHAMPION_" : "") + std::string(reason);
}

}  // namespace assay::governance::rules
