#include "governance/assess.h"

#include <algorithm>
#include <random>
#include <string>

#include "gmock/gmock.h"
#include "governance/canonical_json.h"
#include "governance/rank.h"
#include "governance/replay.h"
#include "governance/simulate.h"
#include "governance/tags.h"
#include "governance/test_facts.h"
#include "tests/testing/status.h"

namespace assay::governance {
namespace {

using assay::testing::IsError;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kPolicy[] = R"(
parameters: {floor: 0.9}
rules:
  - {id: floor, metric_threshold: {metric: auc, at_least: 0.9}}
  - {id: better, compare_to_champion: {metric: auc, direction: higher_is_better, absolute: 0.01, on_no_champion: skip}}
  - {id: lineage, lineage_complete: {}}
  - {id: fast, mode: warn, budget: {resource: latency_p95_ms, at_most: 20}}
  - {id: text, expr: "metrics.auc > parameters.floor"}
ranking: [{by: metrics.auc, order: descending}]
tags:
  - {tag: rejected, when: "'lineage' in failed"}
  - {tag: challenger, when: "eligible && rank == 2"}
  - {tag: needs-review, when: "size(inconclusive) > 0"}
standing:
  - {tag: stale, rule: {id: still-fresh, evaluation_freshness: {max_age: 5d}}}
  - {tag: drifting, rule: {id: drift, drift_below: {measure: psi.income, below: 0.2}}}
)";

TEST(AssessTest, PassesWhatPassesEveryRule) {
  const v1::Assessment assessment = Assess(RulesetOf(PolicyOf(kPolicy)), GoodFacts(), Now());
  EXPECT_EQ(assessment.outcome(), v1::ASSESSMENT_OUTCOME_PASSED) << assessment.DebugString();
  EXPECT_TRUE(assessment.eligible());
  EXPECT_EQ(assessment.results_size(), 5);
  EXPECT_EQ(assessment.candidate(), kCandidate);
  EXPECT_EQ(assessment.champion(), kChampion);
  EXPECT_EQ(assessment.ranking(0).value(), 0.92);
}

TEST(AssessTest, WarningsDoNotBlock) {
  v1::Facts facts = GoodFacts();
  facts.mutable_candidate()->clear_contract();
  const v1::Assessment assessment = Assess(RulesetOf(PolicyOf(kPolicy)), facts, Now());
  EXPECT_EQ(assessment.outcome(), v1::ASSESSMENT_OUTCOME_PASSED_WITH_WARNINGS);
  EXPECT_TRUE(assessment.eligible());
}

TEST(AssessTest, AFailureOutweighsDoubt) {
  v1::Facts facts = GoodFacts();
  facts.mutable_champion()->clear_evaluations();
  EXPECT_EQ(Assess(RulesetOf(PolicyOf(kPolicy)), facts, Now()).outcome(),
            v1::ASSESSMENT_OUTCOME_INCONCLUSIVE);
  facts.mutable_candidate()->mutable_lineage(1)->set_complete(false);
  EXPECT_EQ(Assess(RulesetOf(PolicyOf(kPolicy)), facts, Now()).outcome(),
            v1::ASSESSMENT_OUTCOME_FAILED);
}

TEST(AssessTest, TheMilderModeHolds) {
  const v1::Policy policy = PolicyOfRule("expr: \"false\"");
  const auto assess = [&](v1::RuleMode mode) {
    return Assess(RulesetOf({Bound(policy, mode)}), GoodFacts(), Now());
  };
  EXPECT_FALSE(assess(v1::RULE_MODE_ENFORCE).eligible());
  const v1::Assessment warned = assess(v1::RULE_MODE_WARN);
  EXPECT_EQ(warned.outcome(), v1::ASSESSMENT_OUTCOME_PASSED_WITH_WARNINGS);
  EXPECT_FALSE(warned.eligible());
  EXPECT_EQ(warned.ineligible_reason(), "NO_ENFORCED_POLICY");
}

TEST(AssessTest, NothingIsEligibleWithoutAPolicy) {
  const v1::Assessment assessment =
      Assess(RulesetOf(std::vector<BoundPolicy>{}), GoodFacts(), Now());
  EXPECT_FALSE(assessment.eligible());
  EXPECT_EQ(assessment.ineligible_reason(), "NO_ENFORCED_POLICY");
}

TEST(AssessTest, ABindingsParametersReplaceThePolicys) {
  BoundPolicy bound = Bound(PolicyOf(kPolicy));
  (*bound.binding.mutable_parameters())["floor"] = FactOf(0.95);
  const v1::Assessment assessment = Assess(RulesetOf({bound}), GoodFacts(), Now());
  EXPECT_EQ(assessment.results(4).status(), v1::RULE_STATUS_FAIL);
  EXPECT_EQ(assessment.policies(0).parameters().at("floor").double_value(), 0.95);
}

// Rulesets are remembered by what they were made of.
TEST(RulesetTest, SaysWhatItsPoliciesSay) {
  const v1::Policy policy = PolicyOf(kPolicy);
  const BoundPolicy enforced = Bound(policy);
  const BoundPolicy audited = Bound(policy, v1::RULE_MODE_AUDIT);
  v1::Policy next = policy;
  next.set_version(policy.version() + 1);
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(RulesetOf({enforced}).policies()[0].applied.mode(), v1::RULE_MODE_ENFORCE);
    EXPECT_EQ(RulesetOf({audited}).policies()[0].applied.mode(), v1::RULE_MODE_AUDIT);
    EXPECT_EQ(RulesetOf({Bound(next)}).policies()[0].policy.version(), next.version());
    EXPECT_EQ(RulesetOf({enforced, Bound(next)}).policies().size(), 2u);
    EXPECT_TRUE(Ruleset().policies().empty());
  }
  v1::Policy broken = policy;
  broken.mutable_rules(0)->set_when("no such variable");
  for (int round = 0; round < 2; ++round) EXPECT_FALSE(Ruleset::Make({Bound(broken)}).ok());
}

TEST(AssessPropertyTest, TheOrderOfInputsDoesNotMatter) {
  std::mt19937 random(11);
  v1::Policy other = PolicyOfRule("expr: is_champion == false");
  other.set_name("other");
  std::vector<BoundPolicy> policies = {Bound(PolicyOf(kPolicy)), Bound(other)};
  v1::Facts facts = GoodFacts();
  const std::string expected = CanonicalJson(Assess(RulesetOf(policies), facts, Now()));
  for (int round = 0; round < 20; ++round) {
    std::shuffle(policies.begin(), policies.end(), random);
    for (v1::ModelFacts* model : {facts.mutable_candidate(), facts.mutable_champion()}) {
      std::shuffle(model->mutable_evaluations()->begin(), model->mutable_evaluations()->end(),
                   random);
      std::shuffle(model->mutable_lineage()->begin(), model->mutable_lineage()->end(), random);
    }
    EXPECT_EQ(CanonicalJson(Assess(RulesetOf(policies), facts, Now())), expected);
  }
}

// Takes something away from a model at random.
void Damage(std::mt19937& random, v1::ModelFacts* model) {
  switch (random() % 6) {
    case 0:
      return model->clear_evaluations();
    case 1:
      return model->clear_lineage();
    case 2:
      return model->clear_contract();
    case 3:
      if (model->evaluations_size() == 0) return;
      return model->mutable_evaluations(0)->clear_metrics();
    case 4:
      if (model->evaluations_size() == 0 || model->evaluations(0).metrics_size() == 0) return;
      *model->mutable_evaluations(0)->mutable_metrics(0)->mutable_value() = FactOf(0.0 / 0.0);
      return;
    default:
      if (model->lineage_size() > 0) model->mutable_lineage(0)->set_complete(false);
  }
}

TEST(AssessPropertyTest, DoubtAndErrorsNeverPass) {
  std::mt19937 random(13);
  const Ruleset ruleset = RulesetOf(PolicyOf(kPolicy));
  int eligible = 0;
  for (int round = 0; round < 300; ++round) {
    v1::Facts facts = GoodFacts();
    for (size_t i = random() % 3; i > 0; --i) {
      Damage(random, random() % 2 == 0 ? facts.mutable_candidate() : facts.mutable_champion());
    }
    const v1::Assessment assessment = Assess(ruleset, facts, Now());
    for (const v1::RuleResult& result : assessment.results()) {
      const bool good =
          result.status() == v1::RULE_STATUS_PASS || result.status() == v1::RULE_STATUS_SKIPPED;
      if (result.mode() == v1::RULE_MODE_ENFORCE && !good) {
        ASSERT_FALSE(assessment.eligible());
      }
    }
    eligible += assessment.eligible();
  }
  EXPECT_GT(eligible, 30);
  EXPECT_LT(eligible, 270);
}

TEST(StandingTest, TagsWhatDoesNotHold) {
  const Ruleset ruleset = RulesetOf(PolicyOf(kPolicy));
  v1::Facts facts = GoodFacts();
  *facts.mutable_candidate() = facts.champion();
  const StandingVerdict verdict = AssessStanding(ruleset, facts, Now());
  EXPECT_EQ(verdict.results.size(), 2);
  ASSERT_EQ(verdict.tags.size(), 1);
  EXPECT_EQ(verdict.tags[0].tag(), "gov:stale");
  EXPECT_EQ(verdict.tags[0].candidate(), kChampion);
  EXPECT_TRUE(AssessStanding(ruleset, facts, At("2026-05-12T00:00:00Z")).tags.empty());
}

RankEntry Entry(const std::string& name, std::optional<double> value, bool eligible = true) {
  RankEntry entry;
  entry.candidate = name;
  entry.eligible = eligible;
  entry.register_time = Now();
  v1::RankValue& key = entry.values.emplace_back();
  key.set_by("metrics.auc");
  key.set_order(v1::RANK_ORDER_DESCENDING);
  if (value) key.set_value(*value);
  return entry;
}

TEST(RankTest, OrdersByKeysAndSaysWhy) {
  RankEntry older = Entry("older", 0.9);
  older.register_time = Now() - absl::Hours(1);
  RankEntry champion = Entry("champion", 0.9);
  champion.is_champion = true;
  const auto ranked =
      Rank({Entry("none", std::nullopt), Entry("late", 0.9), older, Entry("best", 0.95),
            Entry("bad", 0.99, false), champion, Entry("later", 0.9)});
  std::vector<std::string> lines;
  for (const v1::RankedCandidate& candidate : ranked) {
    lines.push_back(std::to_string(candidate.rank()) + " " + candidate.candidate() + ": " +
                    candidate.because());
  }
  EXPECT_THAT(lines, ElementsAre("1 best: ", "2 champion: metrics.auc 0.9 < 0.95",
                                 "3 older: tie: the champion goes first",
                                 "4 late: tie: registered later", "5 later: tie: by name",
                                 "6 none: metrics.auc is absent", "0 bad: not eligible"));
}

TEST(TagsTest, TheFirstRuleThatMatchesDecides) {
  const Ruleset ruleset = RulesetOf(PolicyOf(kPolicy));
  v1::Facts facts = GoodFacts();
  v1::Assessment assessment = Assess(ruleset, facts, Now());
  TagInput input{&facts, &assessment, "sha256:x", 2, false};
  v1::TagResult tag = TagOf(ruleset, input);
  EXPECT_EQ(tag.tag(), "gov:challenger");
  EXPECT_EQ(tag.rule_index(), 1);
  EXPECT_EQ(tag.policy(), "p@1");
  EXPECT_THAT(tag.because(), HasSubstr("rank = 2"));
  input.rank = 3;
  EXPECT_EQ(TagOf(ruleset, input).tag(), "");
  facts.mutable_candidate()->mutable_lineage(0)->set_complete(false);
  facts.mutable_champion()->clear_evaluations();
  assessment = Assess(ruleset, facts, Now());
  EXPECT_EQ(TagOf(ruleset, input).tag(), "gov:rejected");
}

v1::Decision DecisionOf(const std::string& id, v1::DecisionKind kind, const std::string& model,
                        const std::string& base, const std::string& previous) {
  v1::Decision decision;
  decision.set_decision_id(id);
  decision.set_kind(kind);
  *decision.mutable_slot() = GoodFacts().slot();
  decision.set_model_version(model);
  decision.set_base_decision_id(base);
  decision.set_previous_champion(previous);
  return decision;
}

TEST(ReplayTest, DecisionsGiveTheChampions) {
  std::vector<v1::Decision> decisions = {
      DecisionOf("1", v1::DECISION_KIND_PROMOTE, "m1", "", ""),
      DecisionOf("2", v1::DECISION_KIND_REFUSE, "m3", "1", "m1"),
      DecisionOf("3", v1::DECISION_KIND_OVERRIDE_PROMOTE, "m2", "1", "m1"),
      DecisionOf("4", v1::DECISION_KIND_ROLLBACK, "m1", "3", "m2")};
  auto heads = ReplayDecisions(decisions);
  ASSERT_OK(heads);
  const std::string slot = "slot:default/credit-limit/production";
  EXPECT_EQ(heads->at(slot).champion, "m1");
  EXPECT_EQ(heads->at(slot).last_decision_id, "4");
  decisions.push_back(DecisionOf("5", v1::DECISION_KIND_RECALL, "m1", "4", "m1"));
  heads = ReplayDecisions(decisions);
  ASSERT_OK(heads);
  EXPECT_EQ(heads->at(slot).champion, "");
  decisions.push_back(DecisionOf("6", v1::DECISION_KIND_PROMOTE, "m9", "4", "m1"));
  EXPECT_THAT(ReplayDecisions(decisions),
              IsError(absl::StatusCode::kFailedPrecondition, "DECISION_OUT_OF_ORDER"));
}

TEST(ReplayTest, AnAssessmentGivesTheSameBytes) {
  const Ruleset ruleset = RulesetOf(PolicyOf(kPolicy));
  const v1::Assessment assessment = Assess(ruleset, GoodFacts(), Now());
  const auto again = ReplayAssessment(assessment, ruleset, GoodFacts());
  ASSERT_OK(again);
  EXPECT_EQ(*again, CanonicalJson(assessment));
  v1::Assessment back;
  ASSERT_OK(FromCanonicalJson(*again, &back));
  EXPECT_OK(ReplayAssessment(back, ruleset, GoodFacts()));
}

TEST(ReplayTest, SaysWhatIsNotTheSame) {
  const Ruleset ruleset = RulesetOf(PolicyOf(kPolicy));
  const v1::Assessment assessment = Assess(ruleset, GoodFacts(), Now());
  v1::Facts other = GoodFacts();
  other.mutable_candidate()->set_source_run("run:4567");
  const auto is = [](std::string_view reason) {
    return IsError(absl::StatusCode::kFailedPrecondition, reason);
  };
  EXPECT_THAT(ReplayAssessment(assessment, ruleset, other), is("REPLAY_INPUT_DIFFERS"));
  EXPECT_THAT(
      ReplayAssessment(assessment, RulesetOf(PolicyOfRule("expr: has_champion")), GoodFacts()),
      is("REPLAY_INPUT_DIFFERS"));
  v1::Assessment forged = assessment;
  forged.mutable_results(0)->set_status(v1::RULE_STATUS_FAIL);
  EXPECT_THAT(ReplayAssessment(forged, ruleset, GoodFacts()), is("REPLAY_DIFFERS"));
  forged = assessment;
  forged.set_engine_version("0");
  EXPECT_THAT(ReplayAssessment(forged, ruleset, GoodFacts()), is("ENGINE_VERSION_CHANGED"));
}

TEST(SimulateTest, CountsWhatADraftWouldRefuse) {
  const Ruleset draft = RulesetOf(PolicyOfRule("metric_threshold: {metric: auc, at_least: 0.915}"));
  Simulation simulation(draft);
  for (const double auc : {0.92, 0.91, 0.9}) {
    v1::Facts facts = GoodFacts();
    *facts.mutable_candidate() = GoodModel(kCandidate, auc);
    const SimulatedItem item = simulation.Add(facts, Now(), auc != 0.9);
    EXPECT_EQ(item.refused, auc < 0.915);
    if (item.refused) {
      EXPECT_THAT(item.reasons, ElementsAre(HasSubstr("r: auc is ")));
    }
  }
  EXPECT_EQ(simulation.Summary(), "Would have refused 2 of 3.\n1 of them were eligible.\n  r: 2\n");
}

}  // namespace
}  // namespace assay::governance
