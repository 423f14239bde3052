// The hard cases of governance that need no storage, each under its name.
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "governance/canonical_json.h"
#include "governance/explain.h"
#include "governance/rank.h"
#include "governance/test_case.h"

namespace assay::governance {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kBetter[] =
    "compare_to_champion: {metric: auc, direction: higher_is_better, absolute: 0, on_no_champion: "
    "skip}";
constexpr char kReviewed[] = R"(
rules: [{id: floor, metric_threshold: {metric: auc, at_least: 0.9}}]
reviews: {distinct_persons: true, places: [{role: risk}]}
)";

v1::FactValue* Auc(v1::ModelFacts* model) {
  return model->mutable_evaluations(0)->mutable_metrics(0)->mutable_value();
}

Case ReviewedCase() {
  Case reviewed(PolicyOf(kReviewed));
  reviewed.AddPerson("ria", {"risk"});
  reviewed.Approve("ria");
  return reviewed;
}

void ExpectInconclusive(const v1::RuleResult& result, const std::string& reason) {
  EXPECT_EQ(result.status(), v1::RULE_STATUS_INCONCLUSIVE) << result.DebugString();
  EXPECT_EQ(result.reason(), reason);
}

TEST(HardCaseTest, CandidateLacksTheEvaluation) {
  v1::Facts facts = GoodFacts();
  facts.mutable_candidate()->clear_evaluations();
  const v1::RuleResult result = ResultOf(kBetter, facts);
  ExpectInconclusive(result, "EVALUATION_MISSING");
  EXPECT_THAT(result.remedy(), HasSubstr("assay evaluation add model:default/credit/2"));
}

TEST(HardCaseTest, ChampionLacksTheEvaluationOnThatDigest) {
  v1::Facts facts = GoodFacts();
  facts.mutable_champion()->clear_evaluations();
  const v1::RuleResult result = ResultOf(kBetter, facts);
  ExpectInconclusive(result, "CHAMPION_EVALUATION_MISSING");
  EXPECT_THAT(result.remedy(),
              HasSubstr("model:default/credit/1 --dataset holdout@" + Digest('a')));
}

TEST(HardCaseTest, SameNameOtherDigest) {
  v1::Facts facts = GoodFacts();
  facts.mutable_champion()->mutable_evaluations(0)->set_dataset_digest(Digest('f'));
  ExpectInconclusive(ResultOf(kBetter, facts), "CHAMPION_EVALUATION_OTHER_DIGEST");
}

TEST(HardCaseTest, ChampionMeasuredByAnotherEvaluator) {
  v1::Facts facts = GoodFacts();
  facts.mutable_champion()->mutable_evaluations(0)->set_evaluator("code:score@2");
  ExpectInconclusive(ResultOf(kBetter, facts), "CHAMPION_EVALUATION_OTHER_EVALUATOR");
  // An evaluator that nobody named is none that can be compared with.
  facts.mutable_candidate()->mutable_evaluations(0)->clear_evaluator();
  ExpectInconclusive(ResultOf(kBetter, facts), "CHAMPION_EVALUATION_OTHER_EVALUATOR");
}

TEST(HardCaseTest, AnOlderGoodEvaluationDoesNotHideTheNewest) {
  v1::Facts facts = GoodFacts();
  v1::EvaluationFact* newer = AddEvaluation(facts.mutable_candidate(), "", 0.5);
  *newer->mutable_time() = TimestampOf(At("2026-05-15T00:00:00Z"));
  EXPECT_EQ(ResultOf(kBetter, facts).reason(), "NOT_BETTER_THAN_CHAMPION");
}

TEST(HardCaseTest, LowerIsBetter) {
  const std::string rule =
      "compare_to_champion: {metric: log_loss, direction: lower_is_better, absolute: 0.01, "
      "on_no_champion: skip}";
  v1::Facts facts = GoodFacts();
  EXPECT_EQ(ResultOf(rule, facts).reason(), "BETTER_THAN_CHAMPION");
  std::swap(*facts.mutable_candidate()->mutable_evaluations(),
            *facts.mutable_champion()->mutable_evaluations());
  const v1::RuleResult result = ResultOf(rule, facts);
  EXPECT_EQ(result.reason(), "NOT_BETTER_THAN_CHAMPION");
  EXPECT_EQ(result.difference(), 0.02);
}

TEST(HardCaseTest, RelativeMarginOfAChampionAtZero) {
  v1::Facts facts = GoodFacts();
  *Auc(facts.mutable_champion()) = FactOf(0.0);
  ExpectInconclusive(
      ResultOf("compare_to_champion: {metric: auc, direction: higher_is_better, relative: 0.1, "
               "on_no_champion: skip}",
               facts),
      "RELATIVE_MARGIN_UNDEFINED");
}

TEST(HardCaseTest, RelativeMarginOfANegativeChampion) {
  const std::string rule =
      "compare_to_champion: {metric: auc, direction: higher_is_better, relative: 0.1, "
      "on_no_champion: skip}";
  v1::Facts facts = GoodFacts();
  *Auc(facts.mutable_champion()) = FactOf(-2.0);
  *Auc(facts.mutable_candidate()) = FactOf(-1.8);
  EXPECT_EQ(ResultOf(rule, facts).status(), v1::RULE_STATUS_PASS);
  *Auc(facts.mutable_candidate()) = FactOf(-1.81);
  EXPECT_EQ(ResultOf(rule, facts).status(), v1::RULE_STATUS_FAIL);
}

TEST(HardCaseTest, TiesAreDecidedAndSaid) {
  const Ruleset ruleset = RulesetOf(PolicyOf(
      "rules: [{id: r, expr: has_champion}]\nranking: [{by: metrics.auc, order: descending}]"));
  v1::Facts facts = GoodFacts();
  const RankEntry first = RankEntryOf(Assess(ruleset, facts, Now()), facts);
  facts.mutable_candidate()->set_name("model:default/credit/3");
  *facts.mutable_candidate()->mutable_register_time() = TimestampOf(Now());
  const RankEntry second = RankEntryOf(Assess(ruleset, facts, Now()), facts);
  const auto ranked = Rank({second, first});
  EXPECT_EQ(ranked[0].candidate(), kCandidate);
  EXPECT_EQ(ranked[1].because(), "tie: registered later");
}

TEST(HardCaseTest, ATieWithTheChampionIsNoBetterThanAPositiveMargin) {
  v1::Facts facts = GoodFacts();
  *Auc(facts.mutable_candidate()) = FactOf(0.9);
  EXPECT_EQ(ResultOf(kBetter, facts).status(), v1::RULE_STATUS_PASS);
  EXPECT_EQ(ResultOf("compare_to_champion: {metric: auc, direction: higher_is_better, "
                     "absolute: 0.001, on_no_champion: skip}",
                     facts)
                .status(),
            v1::RULE_STATUS_FAIL);
}

TEST(HardCaseTest, NaN) {
  v1::Facts facts = GoodFacts();
  *Auc(facts.mutable_candidate()) = FactOf(0.0 / 0.0);
  ExpectInconclusive(ResultOf("metric_threshold: {metric: auc, at_most: 1}", facts),
                     "METRIC_NOT_A_NUMBER");
  ExpectInconclusive(ResultOf(kBetter, facts), "METRIC_NOT_A_NUMBER");
  ExpectInconclusive(ResultOf("expr: metrics.auc < 2.0", facts), "EXPRESSION_ABSENT");
  EXPECT_THAT(CanonicalJson(facts), HasSubstr("\"not_a_number\":\"NOT_A_NUMBER_NAN\""));
}

TEST(HardCaseTest, InfinityPassesNoThreshold) {
  v1::Facts facts = GoodFacts();
  *Auc(facts.mutable_candidate()) = FactOf(1.0 / 0.0);
  ExpectInconclusive(ResultOf("metric_threshold: {metric: auc, at_least: 0.9}", facts),
                     "METRIC_NOT_A_NUMBER");
}

TEST(HardCaseTest, MetricLoggedAsText) {
  v1::Facts facts = GoodFacts();
  *Auc(facts.mutable_candidate()) = FactOf(std::string_view("0.99"));
  const v1::RuleResult result = ResultOf("metric_threshold: {metric: auc, at_least: 0.9}", facts);
  ExpectInconclusive(result, "METRIC_NOT_A_NUMBER");
  EXPECT_THAT(result.message(), HasSubstr("\"0.99\""));
}

TEST(HardCaseTest, EvaluationUploadedByTheAuthor) {
  const std::string rule =
      "metric_threshold: {metric: auc, at_least: 0.9, evaluation: {dataset: holdout, split: test, "
      "independent: true}}";
  v1::Facts facts = GoodFacts();
  EXPECT_EQ(ResultOf(rule, facts).status(), v1::RULE_STATUS_PASS);
  facts.mutable_candidate()->mutable_evaluations(0)->set_uploaded_by("ada");
  ExpectInconclusive(ResultOf(rule, facts), "EVALUATION_NOT_INDEPENDENT");
  Case reviewed = ReviewedCase();
  reviewed.facts.mutable_candidate()->mutable_evaluations(0)->set_uploaded_by("ria");
  EXPECT_EQ(Gate(reviewed.Input()).reviews(0).reason(), "REVIEWER_UPLOADED_EVALUATION");
}

TEST(HardCaseTest, CandidateIsTheChampion) {
  Case same(PolicyOf(kReviewed));
  *same.facts.mutable_champion() = same.facts.candidate();
  same.AssessAgain();
  EXPECT_THAT(BlockersOf(Gate(same.Input())),
              ::testing::Contains("already_champion CANDIDATE_IS_CHAMPION"));
  EXPECT_EQ(ResultOf(kBetter, same.facts).reason(), "IS_CHAMPION");
}

TEST(HardCaseTest, EvaluationDataIsTrainingData) {
  v1::Facts facts = GoodFacts();
  facts.mutable_candidate()->mutable_training_datasets(0)->set_name("another-name");
  facts.mutable_candidate()->mutable_training_datasets(0)->set_digest(Digest('a'));
  EXPECT_EQ(ResultOf("dataset_disjoint: {}", facts).reason(), "DATASETS_OVERLAP");
}

TEST(HardCaseTest, ReviewAgainstAnOldDigest) {
  Case stale = ReviewedCase();
  EXPECT_TRUE(Gate(stale.Input()).open());
  stale.facts.mutable_candidate()->mutable_evaluations(0)->set_sample_count(999);
  EXPECT_THAT(BlockersOf(Gate(stale.Input())), ElementsAre("out_of_date FACTS_CHANGED"));
  stale.AssessAgain();
  const v1::GateResult gate = Gate(stale.Input());
  EXPECT_EQ(gate.reviews(0).reason(), "REVIEW_DISMISSED");
  EXPECT_THAT(BlockersOf(gate), ElementsAre("quorum:p QUORUM_NOT_MET"));
}

TEST(HardCaseTest, RoleLostBeforeCommit) {
  Case lost = ReviewedCase();
  EXPECT_TRUE(Gate(lost.Input()).open());
  lost.reviewers[0].clear_roles();
  EXPECT_EQ(Gate(lost.Input()).reviews(0).reason(), "REVIEWER_WITHOUT_ROLE");
  lost.reviewers[0].add_roles("legal");
  EXPECT_THAT(BlockersOf(Gate(lost.Input())), ElementsAre("quorum:p QUORUM_IMPOSSIBLE"));
}

TEST(HardCaseTest, SelfApprovalThroughASecondToken) {
  // However many tokens a person has, reviews carry the one name of their principal.
  Case own = ReviewedCase();
  own.request.set_requester("ria");
  const v1::GateResult gate = Gate(own.Input());
  EXPECT_EQ(gate.reviews(0).reason(), "REVIEWER_IS_REQUESTER");
  EXPECT_FALSE(gate.open());
}

TEST(HardCaseTest, OnePersonApprovingTwiceFillsOnePlace) {
  Case twice(PolicyOf(
      "rules: [{id: r, expr: has_champion}]\nreviews: {places: [{role: risk, count: 2}]}"));
  twice.AddPerson("ria", {"risk"});
  twice.AddPerson("rob", {"risk"});
  twice.Approve("ria");
  twice.Approve("ria");
  EXPECT_THAT(BlockersOf(Gate(twice.Input())), ElementsAre("quorum:p QUORUM_NOT_MET"));
}

TEST(HardCaseTest, ImpossibleQuorum) {
  Case never(PolicyOf(kReviewed));
  never.AddPerson("ada", {"risk"});  // who created the run
  const v1::GateResult gate = Gate(never.Input());
  EXPECT_THAT(BlockersOf(gate), ElementsAre("quorum:p QUORUM_IMPOSSIBLE"));
  EXPECT_THAT(gate.blockers(0).message(), HasSubstr("1 of risk would be missing"));
}

TEST(HardCaseTest, BindingChangedWhileReady) {
  Case ready = ReviewedCase();
  EXPECT_EQ(StateAfter(Gate(ready.Input())), v1::REQUEST_STATE_READY);
  v1::Policy other = PolicyOfRule("expr: has_champion");
  other.set_name("other");
  ready.ruleset = RulesetOf({Bound(PolicyOf(kReviewed)), Bound(other)});
  const v1::GateResult gate = Gate(ready.Input());
  EXPECT_THAT(BlockersOf(gate), ElementsAre("out_of_date POLICIES_CHANGED"));
  EXPECT_EQ(StateAfter(gate), v1::REQUEST_STATE_OUT_OF_DATE);
}

TEST(HardCaseTest, DenyWindowOpensInBetween) {
  Case ready(PolicyOf(std::string(kReviewed) +
                      "windows: [{id: evening, effect: deny, from: \"18:00\", to: \"20:00\"}]"));
  ready.AddPerson("ria", {"risk"});
  ready.Approve("ria");
  EXPECT_TRUE(Gate(ready.Input()).open());
  ready.now = At("2026-05-20T18:00:00Z");
  EXPECT_THAT(BlockersOf(Gate(ready.Input())), ElementsAre("window:p/evening WINDOW_CLOSED"));
  ready.now = At("2026-05-20T20:00:00Z");
  EXPECT_TRUE(Gate(ready.Input()).open());
}

TEST(HardCaseTest, ClockGoesBackwards) {
  Case ready = ReviewedCase();
  ready.now -= absl::Hours(1);
  EXPECT_THAT(BlockersOf(Gate(ready.Input())), ElementsAre("out_of_date CLOCK_WENT_BACK"));
  ExpectInconclusive(
      ResultOf("evaluation_freshness: {max_age: 30d}", GoodFacts(), At("2026-05-01T00:00:00Z")),
      "TIME_IN_FUTURE");
}

TEST(HardCaseTest, NamesThatActOnTerminalsAndPages) {
  v1::Facts facts = GoodFacts();
  facts.mutable_candidate()->set_name("model:default/<b>\x1b[2J\u202Eevil\n/2");
  facts.mutable_candidate()->mutable_evaluations(0)->set_uploaded_by("\u2066ci\x07");
  const std::string report = Explain(Assess(RulesetOf(PolicyOfRule(kBetter)), facts, Now()));
  for (const char* acting : {"\x1b", "\u202E", "\u2066", "\x07", "evil\n"}) {
    EXPECT_THAT(report, Not(HasSubstr(acting)));
  }
  EXPECT_THAT(report, HasSubstr("<b>\\x1b[2J\\u202eevil\\n/2"));
  EXPECT_THAT(AsHtml(report), HasSubstr("&lt;b&gt;\\x1b[2J"));
}

}  // namespace
}  // namespace assay::governance
