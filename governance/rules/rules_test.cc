// Every kind of rule with every result that it has.
#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "governance/test_facts.h"

namespace assay::governance {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using Edit = std::function<void(v1::Facts&)>;

struct RuleCase {
  std::string name;
  std::string rule;
  Edit edit;
  v1::RuleStatus status;
  std::string reason;
};

constexpr auto kPass = v1::RULE_STATUS_PASS;
constexpr auto kFail = v1::RULE_STATUS_FAIL;
constexpr auto kUnsure = v1::RULE_STATUS_INCONCLUSIVE;
constexpr auto kError = v1::RULE_STATUS_ERROR;
constexpr auto kSkipped = v1::RULE_STATUS_SKIPPED;

void Nothing(v1::Facts&) {}
v1::EvaluationFact* Whole(v1::ModelFacts* model) { return model->mutable_evaluations(0); }
v1::FactValue* Auc(v1::ModelFacts* model) {
  return Whole(model)->mutable_metrics(0)->mutable_value();
}
Edit SetAuc(double value) {
  return [=](v1::Facts& facts) { *Auc(facts.mutable_candidate()) = FactOf(value); };
}

std::string Compare(const std::string& rest) {
  return "compare_to_champion: {metric: auc, direction: higher_is_better, on_no_champion: fail, " +
         rest + "}";
}

std::vector<RuleCase> MetricCases() {
  const std::string floor = "metric_threshold: {metric: auc, at_least: 0.9}";
  const std::string roof = "metric_threshold: {metric: log_loss, at_most: 0.1}";
  const std::string compare = Compare("absolute: 0.01");
  const std::string gap = "slice_gap: {metric: auc, slices: [young, old], max_gap: 0.02}";
  return {
      {"ThresholdMet", floor, Nothing, kPass, "METRIC_IN_BOUNDS"},
      {"ThresholdMetExactly", floor, SetAuc(0.9), kPass, "METRIC_IN_BOUNDS"},
      {"ThresholdMissed", floor, SetAuc(0.89), kFail, "METRIC_TOO_LOW"},
      {"RoofMissed", "metric_threshold: {metric: auc, at_most: 0.5}", Nothing, kFail,
       "METRIC_TOO_HIGH"},
      {"RoofMet", roof, Nothing, kPass, "METRIC_IN_BOUNDS"},
      {"ThresholdWithoutMetric", "metric_threshold: {metric: f1, at_least: 0.9}", Nothing, kUnsure,
       "METRIC_MISSING"},
      {"ThresholdWithoutEvaluation", floor,
       [](v1::Facts& f) { f.mutable_candidate()->clear_evaluations(); }, kUnsure,
       "EVALUATION_MISSING"},
      {"ThresholdOnOtherDigest",
       "metric_threshold: {metric: auc, at_least: 0.9, evaluation: {dataset: holdout, split: test, "
       "digest: \"" +
           Digest('f') + "\"}}",
       Nothing, kUnsure, "EVALUATION_OTHER_DIGEST"},
      {"ThresholdOnOtherSplit",
       "metric_threshold: {metric: auc, at_least: 0.9, evaluation: {dataset: holdout}}", Nothing,
       kUnsure, "EVALUATION_OTHER_SPLIT"},
      {"ThresholdOnOtherSlice",
       "metric_threshold: {metric: auc, at_least: 0.9, evaluation: {dataset: holdout, split: test, "
       "slice: rich}}",
       Nothing, kUnsure, "EVALUATION_OTHER_SLICE"},
      {"ThresholdByOtherEvaluator",
       "metric_threshold: {metric: auc, at_least: 0.9, evaluation: {dataset: holdout, split: test, "
       "evaluator: other}}",
       Nothing, kUnsure, "EVALUATION_OTHER_EVALUATOR"},
      {"ThresholdNotRecomputed",
       "metric_threshold: {metric: auc, at_least: 0.9, evaluation: {dataset: holdout, split: test, "
       "recomputed: true}}",
       [](v1::Facts& f) { Whole(f.mutable_candidate())->set_recomputed(false); }, kUnsure,
       "EVALUATION_NOT_RECOMPUTED"},
      {"Better", compare, Nothing, kPass, "BETTER_THAN_CHAMPION"},
      {"BetterByTheMargin", compare, SetAuc(0.91), kPass, "BETTER_THAN_CHAMPION"},
      {"NotBetter", compare, SetAuc(0.905), kFail, "NOT_BETTER_THAN_CHAMPION"},
      {"NoWorseThanAllowed", Compare("absolute: -0.01"), SetAuc(0.89), kPass,
       "BETTER_THAN_CHAMPION"},
      {"BetterByAPart", Compare("relative: 0.02"), SetAuc(0.918), kPass, "BETTER_THAN_CHAMPION"},
      {"NotBetterByAPart", Compare("relative: 0.02"), SetAuc(0.917), kFail,
       "NOT_BETTER_THAN_CHAMPION"},
      {"NoChampionFails", compare, [](v1::Facts& f) { f.clear_champion(); }, kFail, "NO_CHAMPION"},
      {"NoChampionPasses",
       "compare_to_champion: {metric: auc, direction: higher_is_better, absolute: 0, "
       "on_no_champion: pass}",
       [](v1::Facts& f) { f.clear_champion(); }, kPass, "NO_CHAMPION"},
      {"NoChampionSkips",
       "compare_to_champion: {metric: auc, direction: higher_is_better, absolute: 0, "
       "on_no_champion: skip}",
       [](v1::Facts& f) { f.clear_champion(); }, kSkipped, "NO_CHAMPION"},
      {"ChampionWithoutMetric", compare,
       [](v1::Facts& f) { Whole(f.mutable_champion())->clear_metrics(); }, kUnsure,
       "CHAMPION_METRIC_MISSING"},
      {"SlicesClose", gap, Nothing, kPass, "SLICES_CLOSE"},
      {"SlicesApart", gap,
       [](v1::Facts& f) {
         *f.mutable_candidate()->mutable_evaluations(1)->mutable_metrics(0)->mutable_value() =
             FactOf(0.8);
       },
       kFail, "SLICE_GAP_TOO_LARGE"},
      {"SliceMissing", "slice_gap: {metric: auc, slices: [young, middle], max_gap: 0.02}", Nothing,
       kUnsure, "EVALUATION_OTHER_SLICE"},
      {"SliceOfOtherData", gap,
       [](v1::Facts& f) {
         f.mutable_candidate()->mutable_evaluations(1)->set_dataset_digest(Digest('f'));
       },
       kUnsure, "EVALUATION_OTHER_DIGEST"},
      {"EnoughSamples", "min_sample_size: {at_least: 1000}", Nothing, kPass, "SAMPLES_ENOUGH"},
      {"TooFewSamples", "min_sample_size: {at_least: 1001}", Nothing, kFail, "SAMPLES_TOO_FEW"},
      {"UnknownSamples", "min_sample_size: {at_least: 1}",
       [](v1::Facts& f) { Whole(f.mutable_candidate())->clear_sample_count(); }, kUnsure,
       "SAMPLES_UNKNOWN"},
  };
}

std::vector<RuleCase> ProvenanceCases() {
  const std::string fresh = "evaluation_freshness: {max_age: 30d}";
  const std::string data = "data_freshness: {max_age: 30d}";
  const std::string lineage = "lineage_complete: {}";
  const std::string disjoint = "dataset_disjoint: {}";
  const std::string strong = "digest_strength: {}";
  const auto evaluated = [](std::string_view time) {
    return [time](v1::Facts& f) {
      *Whole(f.mutable_candidate())->mutable_time() = TimestampOf(At(time));
    };
  };
  const auto training = [](auto edit) {
    return [edit](v1::Facts& f) { edit(f.mutable_candidate()->mutable_training_datasets(0)); };
  };
  const auto no_training = [](v1::Facts& f) { f.mutable_candidate()->clear_training_datasets(); };
  return {
      {"Fresh", fresh, Nothing, kPass, "EVALUATION_FRESH"},
      {"Stale", fresh, evaluated("2026-04-01T00:00:00Z"), kFail, "EVALUATION_STALE"},
      {"OfTheFuture", fresh, evaluated("2026-06-01T00:00:00Z"), kUnsure, "TIME_IN_FUTURE"},
      {"DataFresh", data, Nothing, kPass, "DATA_FRESH"},
      {"DataStale", "data_freshness: {max_age: 7d, dataset: train}", Nothing, kFail, "DATA_STALE"},
      {"DataUnknown", data, no_training, kUnsure, "TRAINING_DATA_UNKNOWN"},
      {"DataOfTheFuture", data, training([](v1::DatasetFact* d) {
         *d->mutable_record_time() = TimestampOf(At("2027-01-01T00:00:00Z"));
       }),
       kUnsure, "TIME_IN_FUTURE"},
      {"LineageComplete", lineage, Nothing, kPass, "LINEAGE_COMPLETE"},
      {"DirtyTree", lineage,
       [](v1::Facts& f) {
         f.mutable_candidate()->mutable_lineage(2)->set_complete(false);
         f.mutable_candidate()->mutable_lineage(2)->set_detail("3 files changed");
       },
       kFail, "LINEAGE_INCOMPLETE"},
      {"LineageUnknown", lineage,
       [](v1::Facts& f) { f.mutable_candidate()->mutable_lineage()->DeleteSubrange(2, 1); },
       kUnsure, "LINEAGE_UNKNOWN"},
      {"Disjoint", disjoint, Nothing, kPass, "DATASETS_DISJOINT"},
      {"TrainedOnIt", disjoint, training([](v1::DatasetFact* d) { d->set_digest(Digest('a')); }),
       kFail, "DATASETS_OVERLAP"},
      {"TrainedOnAPart", disjoint, training([](v1::DatasetFact* d) {
         d->set_digest(Digest('a'));
         d->set_subset("rows 0..397");
       }),
       kUnsure, "DATASET_PART_UNKNOWN"},
      {"TrainedOnUnknown", disjoint, no_training, kUnsure, "TRAINING_DATA_UNKNOWN"},
      {"TrainedOnVague", disjoint,
       training([](v1::DatasetFact* d) { d->set_strength(v1::DIGEST_STRENGTH_REFERENCE); }),
       kUnsure, "DIGEST_NOT_COMPARABLE"},
      {"Strong", strong, Nothing, kPass, "DIGESTS_STRONG"},
      {"WeakArtifact", "digest_strength: {of: [artifact]}",
       [](v1::Facts& f) { f.mutable_candidate()->set_content_strength(v1::DIGEST_STRENGTH_WEAK); },
       kFail, "DIGEST_WEAK"},
      {"NoDigest", strong, [](v1::Facts& f) { f.mutable_candidate()->clear_content_digest(); },
       kUnsure, "DIGEST_MISSING"},
      {"StrongOfNoData", strong, no_training, kUnsure, "TRAINING_DATA_UNKNOWN"},
  };
}

std::vector<RuleCase> OtherCases() {
  const std::string budget = "budget: {resource: latency_p95_ms, at_most: 20}";
  const std::string check = "check_passed: {check: security-scan, principal: scanner}";
  const std::string drift = "drift_below: {measure: psi.income, below: 0.2}";
  return {
      {"WithinBudget", budget, Nothing, kPass, "WITHIN_BUDGET"},
      {"OverBudget", "budget: {resource: parameters, at_most: 1000}", Nothing, kFail,
       "OVER_BUDGET"},
      {"BudgetUnknown", "budget: {resource: memory_mb, at_most: 1}", Nothing, kUnsure,
       "CONTRACT_FIELD_MISSING"},
      {"BudgetAsText", budget,
       [](v1::Facts& f) {
         (*f.mutable_candidate()->mutable_contract())["latency_p95_ms"] =
             FactOf(std::string_view("fast"));
       },
       kUnsure, "CONTRACT_FIELD_NOT_A_NUMBER"},
      {"ContractComplete", "contract_complete: {fields: [framework, parameters]}", Nothing, kPass,
       "CONTRACT_COMPLETE"},
      {"ContractIncomplete", "contract_complete: {fields: [framework, labels_digest]}", Nothing,
       kFail, "CONTRACT_INCOMPLETE"},
      {"CheckPassed", check, Nothing, kPass, "CHECK_PASSED"},
      {"CheckFailed", check,
       [](v1::Facts& f) { f.mutable_candidate()->mutable_checks(0)->set_passed(false); }, kFail,
       "CHECK_FAILED"},
      {"CheckMissing", "check_passed: {check: pentest, principal: scanner}", Nothing, kUnsure,
       "CHECK_MISSING"},
      {"CheckByAnother", "check_passed: {check: security-scan, principal: auditor}", Nothing,
       kUnsure, "CHECK_OTHER_PRINCIPAL"},
      {"FlagsAbsent", "flag_absent: {flags: [recall, legal-hold]}", Nothing, kPass, "FLAGS_ABSENT"},
      {"FlagSet", "flag_absent: {flags: [recall, legal-hold]}",
       [](v1::Facts& f) { f.mutable_candidate()->add_flags()->set_flag("legal-hold"); }, kFail,
       "FLAG_SET"},
      {"DriftLow", drift, Nothing, kPass, "DRIFT_LOW"},
      {"DriftHigh", "drift_below: {measure: psi.income, below: 0.05}", Nothing, kFail,
       "DRIFT_TOO_HIGH"},
      {"DriftMissing", "drift_below: {measure: psi.age, below: 0.2}", Nothing, kUnsure,
       "DRIFT_MISSING"},
      {"DriftNaN", drift,
       [](v1::Facts& f) {
         *f.mutable_candidate()->mutable_drifts(0)->mutable_value() = FactOf(0.0 / 0.0);
       },
       kUnsure, "DRIFT_NOT_A_NUMBER"},
      {"ExpressionTrue", "expr: metrics.auc > champion.metrics.auc && params.depth == 6", Nothing,
       kPass, "EXPRESSION_TRUE"},
      {"ExpressionFalse", "expr: metrics.auc < 0.5", Nothing, kFail, "EXPRESSION_FALSE"},
      {"ExpressionAbsent", "expr: metrics.f1 > 0.5", Nothing, kUnsure, "EXPRESSION_ABSENT"},
      {"ExpressionError", "expr: params.depth / 0 == 1", Nothing, kError,
       "EXPRESSION_DIVISION_BY_ZERO"},
      {"ExpressionOfOtherType", "expr: contract.framework", Nothing, kError, "EXPRESSION_TYPE"},
      {"WhenFalse", "when: slot.environment == \"staging\"\n  expr: \"false\"", Nothing, kSkipped,
       "WHEN_FALSE"},
      {"WhenTrue", "when: slot.environment == \"production\"\n  expr: \"true\"", Nothing, kPass,
       "EXPRESSION_TRUE"},
      {"WhenAbsent", "when: labels.tier == \"1\"\n  expr: \"true\"", Nothing, kUnsure,
       "EXPRESSION_ABSENT"},
      {"WhenError", "when: params.depth / 0 == 1\n  expr: \"true\"", Nothing, kError,
       "EXPRESSION_DIVISION_BY_ZERO"},
  };
}

class RuleTest : public ::testing::TestWithParam<RuleCase> {};

TEST_P(RuleTest, HasResultAndReason) {
  const RuleCase& rule = GetParam();
  v1::Facts facts = GoodFacts();
  rule.edit(facts);
  const v1::RuleResult result = ResultOf(rule.rule, facts);
  EXPECT_EQ(v1::RuleStatus_Name(result.status()), v1::RuleStatus_Name(rule.status))
      << result.DebugString();
  EXPECT_EQ(result.reason(), rule.reason);
  EXPECT_FALSE(result.kind().empty());
  EXPECT_FALSE(result.expected().empty());
  EXPECT_TRUE(result.message().ends_with('.')) << result.message();
}

std::string NameOf(const ::testing::TestParamInfo<RuleCase>& info) { return info.param.name; }
INSTANTIATE_TEST_SUITE_P(Metrics, RuleTest, ::testing::ValuesIn(MetricCases()), NameOf);
INSTANTIATE_TEST_SUITE_P(Provenance, RuleTest, ::testing::ValuesIn(ProvenanceCases()), NameOf);
INSTANTIATE_TEST_SUITE_P(Others, RuleTest, ::testing::ValuesIn(OtherCases()), NameOf);

TEST(RuleResultTest, AComparisonTellsAll) {
  const v1::RuleResult result = ResultOf(Compare("absolute: 0.01"), GoodFacts());
  EXPECT_EQ(result.candidate_value().double_value(), 0.92);
  EXPECT_EQ(result.champion_value().double_value(), 0.9);
  EXPECT_EQ(result.difference(), 0.02);
  EXPECT_EQ(result.dataset(), "holdout@" + Digest('a'));
  EXPECT_EQ(result.evidence_size(), 2);
}

TEST(RuleResultTest, AGapNamesTheCommandThatFillsIt) {
  v1::Facts facts = GoodFacts();
  facts.mutable_champion()->clear_evaluations();
  EXPECT_EQ(ResultOf(Compare("absolute: 0.01"), facts).remedy(),
            "Record it: assay evaluation add model:default/credit/1 --dataset holdout@" +
                Digest('a') +
                " --split test --evaluator code:score@1 --samples NUMBER --metric METRIC=NUMBER");
}

TEST(RuleResultTest, AgesAreTimesSoThatResultsStayTheSame) {
  const std::string rule = "evaluation_freshness: {max_age: 30d}";
  const v1::RuleResult today = ResultOf(rule, GoodFacts(), Now());
  const v1::RuleResult tomorrow = ResultOf(rule, GoodFacts(), Now() + absl::Hours(24));
  EXPECT_EQ(today.SerializeAsString(), tomorrow.SerializeAsString());
  EXPECT_THAT(today.message(), HasSubstr("fresh until 2026-06-09T00:00:00Z"));
}

TEST(RuleResultTest, ContractCompleteNamesEveryMissingField) {
  const v1::RuleResult result =
      ResultOf("contract_complete: {fields: [labels_digest, framework, memory_mb]}", GoodFacts());
  EXPECT_EQ(result.message(), "The contract lacks labels_digest, memory_mb.");
}

TEST(RuleResultTest, AnExpressionHasItsTrace) {
  const v1::RuleResult result = ResultOf("expr: metrics.auc > 0.95", GoodFacts());
  EXPECT_EQ(result.message(), "metrics.auc > 0.95: metrics.auc = 0.92.");
  ASSERT_GT(result.trace_size(), 1);
  EXPECT_EQ(result.trace(result.trace_size() - 1).value(), "false");
}

}  // namespace
}  // namespace assay::governance
