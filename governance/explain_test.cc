#include "governance/explain.h"

#include "gmock/gmock.h"
#include "governance/test_case.h"

namespace assay::governance {
namespace {

using ::testing::HasSubstr;

TEST(ExplainTest, ReadsLikeATestReport) {
  v1::Facts facts = GoodFacts();
  *facts.mutable_candidate()->mutable_evaluations(0)->mutable_metrics(0)->mutable_value() =
      FactOf(0.89);
  const v1::RuleResult result = ResultOf(
      "description: We do not get worse.\n"
      "  compare_to_champion: {metric: auc, direction: higher_is_better, absolute: 0.01, "
      "on_no_champion: fail}",
      facts);
  EXPECT_EQ(
      Explain(result),
      "FAIL         r (compare_to_champion)\n"
      "    why         We do not get worse.\n"
      "    expected    auc better than the champion's by 0.01 (higher is better)\n"
      "    candidate   0.89\n"
      "    champion    0.9\n"
      "    difference  -0.01\n"
      "    dataset     holdout@" +
          Digest('a') +
          "\n"
          "    reason      NOT_BETTER_THAN_CHAMPION auc is 0.89, the champion's is 0.9: worse by "
          "0.01; 0.01 is wanted.\n"
          "    evidence    evaluation evaluation:model:default/credit/2/1 " +
          Digest('a') +
          " (recomputed by the server, uploaded by ci at 2026-05-10T00:00:00Z)\n"
          "    evidence    evaluation evaluation:model:default/credit/1/1 " +
          Digest('a') +
          " (recomputed by the server, uploaded by ci at 2026-05-10T00:00:00Z)\n"
          "    to pass     A model version with auc of at least 0.91 on the same data.\n");
}

TEST(ExplainTest, SaysTheVerdictInWords) {
  const Ruleset ruleset = RulesetOf(
      PolicyOf("rules: [{id: a, expr: has_champion}, {id: b, mode: warn, expr: is_champion}]\n"
               "ranking: [{by: metrics.f1, order: descending}]"));
  const std::string report = Explain(Assess(ruleset, GoodFacts(), Now()));
  EXPECT_THAT(report, HasSubstr("\nELIGIBLE (1 PASS, 1 FAIL)\n"));
  EXPECT_THAT(report, HasSubstr("b (expr) [warning only]\n"));
  EXPECT_THAT(report, HasSubstr("Ranked by metrics.f1: no value (EXPRESSION_ABSENT)\n"));
  EXPECT_THAT(report, HasSubstr("for slot:default/credit-limit/production\n"));
}

TEST(ExplainTest, AGateTellsAllThatIsInTheWay) {
  Case blocked(
      PolicyOf("rules: [{id: floor, metric_threshold: {metric: auc, at_least: 0.99}}]\n"
               "reviews: {places: [{role: risk}]}\noverride: {role: head, rules: [floor]}"));
  blocked.AddPerson("ria", {"risk"});
  blocked.Approve("ria")->set_authenticated(false);
  EXPECT_EQ(
      Explain(Gate(blocked.Input())),
      "The gate is CLOSED.\n"
      "  blocked by rule:p/floor METRIC_TOO_LOW (role head may override)\n"
      "    auc is 0.92; at least 0.99 is wanted.\n"
      "  blocked by quorum:p QUORUM_NOT_MET\n"
      "    Approvals are missing: 1 of risk.\n"
      "Quorum of p@1: not met yet\n"
      "  risk: nobody yet\n"
      "Reviews\n"
      "  ria (not authenticated) approved, which does not count: ria had not authenticated when "
      "they reviewed. (REVIEWER_NOT_AUTHENTICATED)\n");
}

TEST(ExplainTest, AnOverrideTellsHowItsReviewStands) {
  v1::OverrideReview review;
  review.set_state(v1::OVERRIDE_REVIEW_STATE_OVERDUE);
  review.mutable_override()->set_actor("eve");
  review.mutable_override()->add_blockers("rule:p/floor");
  review.mutable_override()->set_justification("The old champion \x1b[31mleaks.");
  review.mutable_override()->add_review_roles("legal");
  review.mutable_override()->add_review_roles("risk");
  *review.mutable_override_time() = TimestampOf(Now());
  *review.mutable_override()->mutable_review_due_time() = TimestampOf(Now() + absl::Hours(24));
  const std::string overridden =
      "Overridden by eve at 2026-05-20T12:00:00Z\n"
      "  rule:p/floor\n"
      "    why         The old champion \\x1b[31mleaks.\n";
  EXPECT_EQ(Explain(review), overridden +
                                 "Review after the fact: OVERDUE, to be reviewed by a reviewer for "
                                 "legal or risk until 2026-05-21T12:00:00Z\n");
  review.set_state(v1::OVERRIDE_REVIEW_STATE_CLOSED);
  review.set_reviewer("ria");
  review.set_verdict(v1::REVIEW_VERDICT_REJECT);
  review.set_comment("Personal data leaked from the new one, too.");
  *review.mutable_review_time() = TimestampOf(Now() + absl::Hours(48));
  EXPECT_EQ(Explain(review), overridden +
                                 "Review after the fact: ria REJECTED the override at "
                                 "2026-05-22T12:00:00Z (not authenticated)\n"
                                 "    comment     Personal data leaked from the new one, too.\n");
}

}  // namespace
}  // namespace assay::governance
