#include "governance/policy_check.h"

#include <limits>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "governance/test_facts.h"
#include "tests/testing/status.h"

namespace assay::governance {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

// "REASON at field" of everything that is wrong.
std::vector<std::string> ProblemsOf(const v1::Policy& policy, const KnownNames& known = {}) {
  std::vector<std::string> problems;
  for (const absl::Status& status : CheckPolicy(policy, known)) {
    EXPECT_FALSE(status.message().empty());
    problems.push_back(ErrorReason(status) + " at " + ErrorField(status));
  }
  return problems;
}

struct PolicyCase {
  std::string yaml;
  std::string problem;
};

class PolicyCheckTest : public ::testing::TestWithParam<PolicyCase> {};

TEST_P(PolicyCheckTest, FindsIt) {
  const std::string& yaml = GetParam().yaml;
  const bool has_rules = yaml.find("rules:") != std::string::npos;
  EXPECT_THAT(
      ProblemsOf(PolicyOf(yaml + (has_rules ? "" : "\nrules: [{id: ok, expr: has_champion}]"))),
      Contains(GetParam().problem));
}

std::string Rule(const std::string& kind) { return "rules:\n- id: r\n  " + kind; }

INSTANTIATE_TEST_SUITE_P(
    Rules, PolicyCheckTest,
    ::testing::Values(
        PolicyCase{"rules: []", "POLICY_EMPTY at rules"},
        PolicyCase{"rules: [{id: r}]", "RULE_KIND_MISSING at rules[0]"},
        PolicyCase{"rules: [{id: R!, expr: has_champion}]", "RULE_ID_INVALID at rules[0].id"},
        PolicyCase{"rules: [{id: r, expr: has_champion}, {id: r, expr: has_champion}]",
                   "RULE_ID_TWICE at rules[1].id"},
        PolicyCase{Rule("metric_threshold: {metric: auc}"),
                   "RULE_FIELD_MISSING at rules[0].metric_threshold.at_least"},
        PolicyCase{Rule("metric_threshold: {at_least: 1}"),
                   "KEY_EMPTY at rules[0].metric_threshold.metric"},
        PolicyCase{Rule("metric_threshold: {metric: auc, at_least: 1, at_most: 0}"),
                   "RULE_VALUE_INVALID at rules[0].metric_threshold.at_most"},
        PolicyCase{Rule("metric_threshold: {metric: auc, at_least: 1, evaluation: {split: test}}"),
                   "EVALUATION_MISSING at rules[0].metric_threshold.evaluation.dataset"},
        PolicyCase{Rule("metric_threshold: {metric: auc, at_least: 1, evaluation: {dataset: d, "
                        "digest: x}}"),
                   "DIGEST_MALFORMED at rules[0].metric_threshold.evaluation.digest"},
        PolicyCase{Rule("compare_to_champion: {metric: auc, absolute: 0, on_no_champion: skip}"),
                   "RULE_FIELD_MISSING at rules[0].compare_to_champion.direction"},
        PolicyCase{Rule("compare_to_champion: {metric: auc, direction: higher_is_better, "
                        "on_no_champion: skip}"),
                   "RULE_FIELD_MISSING at rules[0].compare_to_champion.absolute"},
        PolicyCase{
            Rule("compare_to_champion: {metric: auc, direction: higher_is_better, relative: 0}"),
            "RULE_FIELD_MISSING at rules[0].compare_to_champion.on_no_champion"},
        PolicyCase{Rule("slice_gap: {metric: auc, slices: [a], max_gap: 1}"),
                   "RULE_FIELD_MISSING at rules[0].slice_gap.slices"},
        PolicyCase{Rule("slice_gap: {metric: auc, slices: [a, b], max_gap: -1}"),
                   "RULE_VALUE_INVALID at rules[0].slice_gap.max_gap"},
        PolicyCase{Rule("budget: {at_most: 1}"), "RULE_FIELD_MISSING at rules[0].budget.resource"},
        PolicyCase{Rule("budget: {resource: memory_mb}"),
                   "RULE_FIELD_MISSING at rules[0].budget.at_most"},
        PolicyCase{Rule("evaluation_freshness: {}"),
                   "RULE_FIELD_MISSING at rules[0].evaluation_freshness.max_age"},
        PolicyCase{Rule("data_freshness: {max_age: 0s}"),
                   "RULE_VALUE_INVALID at rules[0].data_freshness.max_age"},
        PolicyCase{Rule("contract_complete: {}"),
                   "RULE_FIELD_MISSING at rules[0].contract_complete.fields"},
        PolicyCase{Rule("check_passed: {check: c}"),
                   "KEY_EMPTY at rules[0].check_passed.principal"},
        PolicyCase{Rule("flag_absent: {}"), "RULE_FIELD_MISSING at rules[0].flag_absent.flags"},
        PolicyCase{Rule("drift_below: {measure: m}"),
                   "RULE_FIELD_MISSING at rules[0].drift_below.below"},
        PolicyCase{Rule("min_sample_size: {at_least: 0}"),
                   "RULE_VALUE_INVALID at rules[0].min_sample_size.at_least"},
        PolicyCase{Rule("expr: metrics.auc > \"0.9\""),
                   "EXPRESSION_TYPE at rules[0].expr.expression"},
        PolicyCase{Rule("expr: metrics.auc"), "EXPRESSION_TYPE at rules[0].expr.expression"},
        PolicyCase{Rule("expr: metrics.auc >"), "EXPRESSION_SYNTAX at rules[0].expr.expression"},
        PolicyCase{Rule("expr: parameters.floor > 1"),
                   "EXPRESSION_UNKNOWN_NAME at rules[0].expr.expression"},
        PolicyCase{Rule("expr: has_champion\n  when: metric.auc > 1.0"),
                   "EXPRESSION_UNKNOWN_NAME at rules[0].when"}));

INSTANTIATE_TEST_SUITE_P(
    Others, PolicyCheckTest,
    ::testing::Values(
        PolicyCase{"parameters: {x: .nan}\nrequest_expiry: -1h",
                   "RULE_VALUE_INVALID at request_expiry"},
        PolicyCase{"ranking: [{by: name, order: descending}]",
                   "RULE_VALUE_INVALID at ranking[0].by"},
        PolicyCase{"ranking: [{by: metrics.auc}]", "RULE_FIELD_MISSING at ranking[0].order"},
        PolicyCase{"tags: [{tag: \"gov:x\"}]", "POLICY_NAME_INVALID at tags[0].tag"},
        PolicyCase{"tags: [{tag: x, when: rank}]", "EXPRESSION_TYPE at tags[0].when"},
        PolicyCase{"reviews: {places: [{role: risk, count: 21}]}",
                   "QUORUM_IMPOSSIBLE at reviews.places[0].count"},
        PolicyCase{"reviews: {places: [{role: a, count: 11}, {role: b, count: 10}]}",
                   "QUORUM_IMPOSSIBLE at reviews.places"},
        PolicyCase{"reviews: {places: [{role: \"\"}]}",
                   "POLICY_NAME_INVALID at reviews.places[0].role"},
        PolicyCase{"reviews: {distinct_persons: true}", "RULE_FIELD_MISSING at reviews.places"},
        PolicyCase{"windows: [{id: w}]", "WINDOW_INVALID at windows[0].effect"},
        PolicyCase{"windows: [{id: w, effect: deny, from: \"25:00\", to: \"26:00\"}]",
                   "WINDOW_INVALID at windows[0].from"},
        PolicyCase{"windows: [{id: w, effect: deny}, {id: w, effect: allow}]",
                   "WINDOW_INVALID at windows[1].id"},
        PolicyCase{"override: {rules: [ok]}", "OVERRIDE_INVALID at override.role"},
        PolicyCase{"override: {role: head, rules: [okk]}", "OVERRIDE_INVALID at override.rules[0]"},
        PolicyCase{"override: {role: head, review_role: R!}",
                   "POLICY_NAME_INVALID at override.review_role"},
        PolicyCase{"override: {role: head, review_within: 0s}",
                   "RULE_VALUE_INVALID at override.review_within"},
        PolicyCase{"standing: [{tag: stale, rule: {id: ok, expr: has_champion}}]",
                   "RULE_ID_TWICE at standing[0].rule.id"}));

TEST(PolicyCheckTest, UnknownNames) {
  const v1::Policy policy = PolicyOf(
      "rules: [{id: a, metric_threshold: {metric: auk, at_least: 1}},\n"
      "{id: b, check_passed: {check: c, principal: scaner}}]\n"
      "reviews: {places: [{role: rsk}]}");
  KnownNames known;
  EXPECT_THAT(ProblemsOf(policy, known), IsEmpty());
  known.metrics = {"auc"};
  known.datasets = {"test"};
  known.principals = {"scanner"};
  known.roles = {"risk"};
  EXPECT_THAT(ProblemsOf(policy, known), ::testing::UnorderedElementsAre(
                                             "METRIC_UNKNOWN at rules[0].metric_threshold.metric",
                                             "DATASET_UNKNOWN at evaluation.dataset",
                                             "PRINCIPAL_UNKNOWN at rules[1].check_passed.principal",
                                             "ROLE_UNKNOWN at reviews.places[0].role"));
}

TEST(PolicyCheckTest, NumbersThatAreNotFinite) {
  v1::Policy policy = PolicyOfRule("metric_threshold: {metric: auc, at_least: 0.9}");
  policy.mutable_rules(0)->mutable_metric_threshold()->set_at_least(
      std::numeric_limits<double>::quiet_NaN());
  EXPECT_THAT(ProblemsOf(policy),
              Contains("RULE_VALUE_INVALID at rules[0].metric_threshold.at_least"));
}

TEST(PolicyCheckTest, ExpressionsOfAnEvaluationThatNobodyNamed) {
  v1::Policy policy = PolicyOfRule("expr: metrics.auc > 0.9");
  EXPECT_THAT(ProblemsOf(policy), IsEmpty());
  policy.clear_evaluation();
  EXPECT_THAT(ProblemsOf(policy), Contains("EVALUATION_MISSING at rules[0].expr.expression"));
}

TEST(BindingCheckTest, ParametersHaveThePolicysTypes) {
  const v1::Policy policy =
      PolicyOf("parameters: {floor: 0.9}\nrules: [{id: r, expr: has_champion}]");
  v1::Binding binding = Bound(policy).binding;
  EXPECT_OK(CheckBinding(binding, policy));
  (*binding.mutable_parameters())["floor"] = FactOf(0.95);
  EXPECT_OK(CheckBinding(binding, policy));
  (*binding.mutable_parameters())["floor"] = FactOf(std::string_view("high"));
  EXPECT_EQ(ErrorReason(CheckBinding(binding, policy)), "PARAMETER_TYPE");
  binding.clear_parameters();
  (*binding.mutable_parameters())["flor"] = FactOf(0.95);
  EXPECT_EQ(ErrorReason(CheckBinding(binding, policy)), "PARAMETER_UNKNOWN");
  binding.clear_parameters();
  binding.mutable_slots()->clear_use_case();
  EXPECT_EQ(ErrorReason(CheckBinding(binding, policy)), "BINDING_SLOTS_INVALID");
}

TEST(BindingCheckTest, SelectorsMatch) {
  v1::SlotSelector selector = Bound(v1::Policy()).binding.slots();
  EXPECT_TRUE(Selects(selector, GoodFacts().slot()));
  selector.set_environment("staging");
  EXPECT_FALSE(Selects(selector, GoodFacts().slot()));
}

}  // namespace
}  // namespace assay::governance
