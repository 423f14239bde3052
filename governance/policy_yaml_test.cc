#include "governance/policy_yaml.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "governance/canonical_json.h"
#include "governance/test_facts.h"
#include "tests/testing/status.h"

namespace assay::governance {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;

constexpr char kWhole[] = R"(# Who decides about the credit limit.
name: credit-limit
description: |
  Two lines
  of it.
evaluation: {dataset: holdout, split: test}
parameters:
  floor: 0.9
  retries: 3
  tier: "1"
  strict: true
rules:
  - id: accurate
    description: Better than guessing
    metric_threshold: {metric: auc, at_least: 0.9}
  - id: fresh
    when: slot.environment == "production"
    mode: warn
    evaluation_freshness: {max_age: 30d}
  - id: fast
    expr: contract.latency_p95_ms < 20.0 && metrics.auc > parameters.floor
ranking:
  - {by: metrics.auc, order: descending}
tags:
  - {tag: challenger, when: eligible}
  - {tag: rejected}
reviews:
  distinct_persons: true
  places:
    - {role: risk, count: 2}
windows:
  - {id: freeze, effect: deny, days: [friday], from: "16:00", to: "24:00",
     begin: 2026-01-01T00:00:00Z}
override: {role: head-of-risk, rules: [fresh], windows: true}
standing:
  - tag: stale
    rule: {id: still-fresh, evaluation_freshness: {max_age: 90d12h}}
rollback: {windows: true}
request_expiry: 14d
)";

TEST(PolicyYamlTest, ReadsEveryPart) {
  const auto document = ParsePolicyYaml(kWhole);
  ASSERT_OK(document);
  const v1::Policy& policy = document->policy;
  EXPECT_EQ(policy.name(), "credit-limit");
  EXPECT_EQ(policy.description(), "Two lines\nof it.\n");
  EXPECT_EQ(policy.parameters().at("floor").double_value(), 0.9);
  EXPECT_EQ(policy.parameters().at("retries").int_value(), 3);
  EXPECT_EQ(policy.parameters().at("tier").string_value(), "1");
  EXPECT_TRUE(policy.parameters().at("strict").bool_value());
  EXPECT_EQ(policy.rules(0).metric_threshold().at_least(), 0.9);
  EXPECT_EQ(policy.rules(1).mode(), v1::RULE_MODE_WARN);
  EXPECT_EQ(policy.rules(1).evaluation_freshness().max_age().seconds(), 30 * 86'400);
  EXPECT_TRUE(policy.rules(2).expr().expression().starts_with("contract.latency_p95_ms"));
  EXPECT_EQ(policy.reviews().places(0).count(), 2);
  EXPECT_EQ(policy.windows(0).days(0), v1::WEEKDAY_FRIDAY);
  EXPECT_EQ(TimeOf(policy.windows(0).begin()), At("2026-01-01T00:00:00Z"));
  EXPECT_EQ(policy.standing(0).rule().evaluation_freshness().max_age().seconds(),
            90 * 86'400 + 43'200);
  EXPECT_TRUE(policy.rollback().windows());
  EXPECT_EQ(policy.request_expiry().seconds(), 14 * 86'400);
  EXPECT_TRUE(LintPolicy(kWhole).empty());
}

TEST(PolicyYamlTest, BlanksAndCommentsDoNotChangeTheDigest) {
  const auto a = ParsePolicyYaml("name: p\nrules: [{id: r, expr: has_champion}]");
  const auto b = ParsePolicyYaml("rules:\n  # why\n  - expr: has_champion\n    id: r\nname: 'p'\n");
  ASSERT_OK(a);
  ASSERT_OK(b);
  EXPECT_EQ(PolicyDigest(a->policy), PolicyDigest(b->policy));
}

struct Mistake {
  std::string yaml;
  std::string reason;
  int line;
  int column;
  std::string words;
};

class PolicyMistakeTest : public ::testing::TestWithParam<Mistake> {};

TEST_P(PolicyMistakeTest, HasItsReasonAndPlace) {
  const Mistake& mistake = GetParam();
  const auto document = ParsePolicyYaml(mistake.yaml);
  ASSERT_FALSE(document.ok()) << mistake.yaml;
  const std::string message(document.status().message());
  EXPECT_EQ(ErrorReason(document.status()), mistake.reason) << message;
  EXPECT_THAT(message, HasSubstr("Line " + std::to_string(mistake.line) + ", column " +
                                 std::to_string(mistake.column) + ": "));
  EXPECT_THAT(message, HasSubstr(mistake.words));
  EXPECT_TRUE(message.ends_with('.') || message.ends_with('?')) << message;
}

INSTANTIATE_TEST_SUITE_P(
    All, PolicyMistakeTest,
    ::testing::Values(
        Mistake{"- a", "POLICY_VALUE_INVALID", 1, 1, "has to have fields"},
        Mistake{"name: a\nname: b", "POLICY_FIELD_TWICE", 2, 1, "first in line 1"},
        Mistake{"nme: a", "POLICY_FIELD_UNKNOWN", 1, 1, "Did you mean name?"},
        Mistake{"version: 1", "POLICY_FIELD_UNKNOWN", 1, 1, "no field version"},
        Mistake{"rules:\n- id: r\n  metric_treshold: {}", "POLICY_RULE_KIND_UNKNOWN", 3, 3,
                "Did you mean metric_threshold?"},
        Mistake{"rules:\n- id: r\n  metric_threshold: {at_least: high}", "POLICY_VALUE_INVALID", 3,
                32, "at_least has to be a number, not high."},
        Mistake{"rules:\n- metric_threshold: {at_least: \"0.9\"}", "POLICY_VALUE_INVALID", 2, 32,
                "not \"0.9\""},
        Mistake{"rules:\n- metric_threshold: {at_least: .nan}", "POLICY_VALUE_INVALID", 2, 32,
                "a number"},
        Mistake{"rules:\n- metric_threshold: {at_least: inf}", "POLICY_VALUE_INVALID", 2, 32,
                "a number"},
        Mistake{"rules:\n- min_sample_size: {at_least: 1.5}", "POLICY_VALUE_INVALID", 2, 31,
                "a whole number"},
        Mistake{"rules:\n- compare_to_champion: {direction: higher}", "POLICY_VALUE_INVALID", 2, 36,
                "higher_is_better, lower_is_better"},
        Mistake{"rules:\n- mode: warm", "POLICY_VALUE_INVALID", 2, 9, "Did you mean warn?"},
        Mistake{"rules:\n- compare_to_champion: {absolute: 1, relative: 1}", "POLICY_FIELD_TWICE",
                2, 38, "exclude each other"},
        Mistake{"rules:\n- id: r\n  expr: a\n  flag_absent: {}", "POLICY_FIELD_TWICE", 4, 3,
                "exclude each other"},
        Mistake{"rules: {}", "POLICY_VALUE_INVALID", 1, 8, "has to be a list"},
        Mistake{"rules:\n- evaluation_freshness: {max_age: 30}", "POLICY_VALUE_INVALID", 2, 35,
                "a duration"},
        Mistake{"windows:\n- begin: tomorrow", "POLICY_VALUE_INVALID", 2, 10, "a time"},
        Mistake{"reviews:\n  distinct_persons: yes", "POLICY_VALUE_INVALID", 2, 21,
                "true or false"},
        Mistake{"name: &a p", "POLICY_ALIAS", 1, 7, "Anchors"},
        Mistake{"name: !!str p", "POLICY_ALIAS", 1, 7, "Tags"},
        Mistake{"? [a]\n: b", "POLICY_SYNTAX", 1, 3, "name of a field"}));

TEST(PolicyYamlTest, WhatYamlItselfRefusesHasAPlace) {
  const auto open = ParsePolicyYaml("name: p\nrules: [");
  EXPECT_EQ(ErrorReason(open.status()), "POLICY_SYNTAX");
  EXPECT_THAT(std::string(open.status().message()), HasSubstr("Line "));
  const auto nothing = ParsePolicyYaml("name:\nrules: []");
  EXPECT_EQ(ErrorReason(nothing.status()), "POLICY_VALUE_INVALID");
  EXPECT_THAT(std::string(nothing.status().message()), HasSubstr("name has no value."));
  EXPECT_EQ(ErrorReason(ParsePolicyYaml("").status()), "POLICY_VALUE_INVALID");
}

TEST(PolicyBombTest, IsRefused) {
  const auto refused = [](const std::string& yaml, std::string_view reason) {
    const auto document = ParsePolicyYaml(yaml);
    EXPECT_FALSE(document.ok());
    EXPECT_EQ(ErrorReason(document.status()), reason) << document.status().message();
  };
  refused("name: " + std::string(kPolicyBytes, 'x'), "POLICY_TOO_LARGE");
  refused("name: " + std::string(200, '[') + std::string(200, ']'), "POLICY_TOO_LARGE");
  std::string many = "rules: [";
  for (int i = 0; i < kPolicyNodes; ++i) many += "a,";
  refused(many + "]", "POLICY_TOO_LARGE");
  // Ten times ten aliases: a billion laughs.
  std::string laughs = "a: &a [x,x]\n";
  for (char c = 'b'; c < 'k'; ++c) {
    laughs += std::string(1, c) + ": &" + c + " [*" + static_cast<char>(c - 1) + ",*" +
              static_cast<char>(c - 1) + "]\n";
  }
  refused(laughs, "POLICY_ALIAS");
  refused("name: a\n---\nname: b\n", "POLICY_SYNTAX");
  refused(std::string("name: a\0b", 9), "POLICY_SYNTAX");
  refused("name: \xff", "POLICY_SYNTAX");
}

TEST(LintPolicyTest, TellsEveryMistakeInTheOrderOfTheSource) {
  const std::vector<PolicyProblem> problems = LintPolicy(R"(name: Credit
rules:
  - id: a
    metric_threshold: {metric: auc}
  - id: a
    expr: contract.x > true && nothing
)");
  EXPECT_THAT(
      problems,
      ElementsAre(AllOf(Field(&PolicyProblem::reason, "POLICY_NAME_INVALID"),
                        Field(&PolicyProblem::message, HasSubstr("Line 1, column 1: "))),
                  AllOf(Field(&PolicyProblem::reason, "EVALUATION_MISSING"),
                        Field(&PolicyProblem::message, HasSubstr("Line 4, column 5: "))),
                  AllOf(Field(&PolicyProblem::reason, "RULE_FIELD_MISSING"),
                        Field(&PolicyProblem::message, HasSubstr("Line 4, column 5: "))),
                  AllOf(Field(&PolicyProblem::reason, "RULE_ID_TWICE"),
                        Field(&PolicyProblem::message, HasSubstr("Line 5, column 5: "))),
                  AllOf(Field(&PolicyProblem::reason, "EXPRESSION_UNKNOWN_NAME"),
                        Field(&PolicyProblem::message,
                              AllOf(HasSubstr("Line 6, column 5: "), HasSubstr("Column 22: "))))));
}

}  // namespace
}  // namespace assay::governance
