#include "governance/gate.h"

#include <string>

#include "gmock/gmock.h"
#include "governance/override.h"
#include "governance/reviews.h"
#include "governance/test_case.h"
#include "governance/windows.h"
#include "tests/testing/status.h"

namespace assay::governance {
namespace {

using assay::testing::IsError;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kPolicy[] = R"(
rules:
  - {id: floor, metric_threshold: {metric: auc, at_least: 0.9}}
  - {id: lineage, lineage_complete: {}}
reviews:
  distinct_persons: true
  places: [{role: risk}, {role: legal}]
windows:
  - {id: freeze, effect: deny, days: [friday], reason: no releases on Fridays}
override: {role: head, rules: [floor], reviews: true}
)";

// Approved by those who have to.
Case ReadyCase(const std::string& policy = kPolicy) {
  Case ready(PolicyOf(policy));
  ready.AddPerson("ria", {"risk"});
  ready.AddPerson("leo", {"legal"});
  ready.Approve("ria");
  ready.Approve("leo");
  return ready;
}

TEST(GateTest, OpensWhenNothingIsInTheWay) {
  const v1::GateResult gate = Gate(ReadyCase().Input());
  EXPECT_TRUE(gate.open()) << gate.DebugString();
  EXPECT_THAT(BlockersOf(gate), IsEmpty());
  EXPECT_TRUE(gate.quorums(0).met());
  EXPECT_EQ(StateAfter(gate), v1::REQUEST_STATE_READY);
}

TEST(GateTest, NamesEveryBlocker) {
  Case bad(PolicyOf(kPolicy));
  bad.now = At("2026-05-22T12:00:00Z");  // a Friday
  bad.facts.mutable_candidate()->mutable_lineage(0)->set_complete(false);
  *bad.facts.mutable_candidate()->mutable_evaluations(0)->mutable_metrics(0)->mutable_value() =
      FactOf(0.5);
  bad.facts.mutable_candidate()->add_flags()->set_flag("recall");
  bad.facts.mutable_candidate()->set_content_missing(true);
  bad.AssessAgain();
  bad.AddPerson("ria", {"risk"});
  bad.Reject("ria");
  bad.last_decision_id = "decision:2";
  const v1::GateResult gate = Gate(bad.Input());
  EXPECT_FALSE(gate.open());
  EXPECT_THAT(BlockersOf(gate),
              ElementsAre("rule:p/floor METRIC_TOO_LOW", "rule:p/lineage LINEAGE_INCOMPLETE",
                          "quorum:p QUORUM_IMPOSSIBLE", "rejection:ria REVIEW_REJECTED",
                          "window:p/freeze WINDOW_CLOSED", "recalled MODEL_VERSION_RECALLED",
                          "content_missing CONTENT_MISSING", "out_of_date SLOT_CHANGED"));
  EXPECT_EQ(StateAfter(gate), v1::REQUEST_STATE_BLOCKED);
}

TEST(GateTest, AnEndedRequestCommitsNothing) {
  Case ended = ReadyCase();
  ended.request.set_state(v1::REQUEST_STATE_CANCELLED);
  EXPECT_THAT(BlockersOf(Gate(ended.Input())), ElementsAre("request_ended REQUEST_ENDED"));
  ended.request.set_state(v1::REQUEST_STATE_OPEN);
  *ended.request.mutable_expire_time() = TimestampOf(ended.now);
  const v1::GateResult gate = Gate(ended.Input());
  EXPECT_THAT(BlockersOf(gate), ElementsAre("request_ended REQUEST_EXPIRED"));
  EXPECT_EQ(StateAfter(gate), v1::REQUEST_STATE_EXPIRED);
}

TEST(GateTest, ARuleThatTimeHasTurnedBlocksTheCommit) {
  Case aged = ReadyCase("rules: [{id: fresh, evaluation_freshness: {max_age: 20d}}]\n");
  EXPECT_TRUE(Gate(aged.Input()).open());
  aged.now += absl::Hours(24 * 15);
  EXPECT_THAT(BlockersOf(Gate(aged.Input())),
              ElementsAre("rule:p/fresh EVALUATION_STALE", "out_of_date RESULTS_CHANGED"));
}

TEST(GateTest, OnlyTimePassingKeepsReviews) {
  Case later = ReadyCase();
  later.now += absl::Hours(3);
  later.AssessAgain();
  EXPECT_TRUE(Gate(later.Input()).open());
}

TEST(GateTest, ARollbackIsExemptUnlessThePolicySaysOtherwise) {
  Case back(PolicyOf(kPolicy));
  back.now = At("2026-05-22T12:00:00Z");
  back.AssessAgain();
  GateInput input = back.Input();
  EXPECT_FALSE(Gate(input).open());
  input.rollback = true;
  input.request = nullptr;
  input.assessment = nullptr;
  EXPECT_TRUE(Gate(input).open());
  back.normal.facts.mutable_candidate()->add_flags()->set_flag("recall");
  EXPECT_THAT(BlockersOf(Gate(input)), ElementsAre("recalled MODEL_VERSION_RECALLED"));
  Case asked(PolicyOf(std::string(kPolicy) + "rollback: {windows: true, reviews: true}\n"));
  asked.now = back.now;
  asked.AssessAgain();
  input = asked.Input();
  input.rollback = true;
  EXPECT_THAT(BlockersOf(Gate(input)),
              ElementsAre("quorum:p QUORUM_IMPOSSIBLE", "window:p/freeze WINDOW_CLOSED"));
}

v1::Override OverrideOf(const std::vector<std::string>& blockers) {
  v1::Override override;
  for (const std::string& blocker : blockers) override.add_blockers(blocker);
  override.set_justification("The old champion leaks personal data.");
  override.set_actor("eve");
  override.add_roles("head");
  return override;
}

// Blocked by a rule and the quorum.
Case BlockedCase() {
  Case blocked(PolicyOf(kPolicy));
  *blocked.facts.mutable_candidate()->mutable_evaluations(0)->mutable_metrics(0)->mutable_value() =
      FactOf(0.5);
  blocked.AssessAgain();
  return blocked;
}

TEST(OverrideTest, OpensTheGateAndLeavesATrace) {
  const auto gate =
      GateWithOverride(BlockedCase().Input(), OverrideOf({"rule:p/floor", "quorum:p"}));
  ASSERT_OK(gate);
  EXPECT_TRUE(gate->open());
  ASSERT_EQ(gate->blockers_size(), 2);
  EXPECT_TRUE(gate->blockers(0).overridden());
  EXPECT_EQ(gate->blockers(0).override_role(), "head");
}

TEST(OverrideTest, IsRefusedWithItsReason) {
  const auto refused = [](const Case& blocked, const v1::Override& override) {
    return ErrorReason(GateWithOverride(blocked.Input(), override).status());
  };
  const std::vector<std::string> all = {"rule:p/floor", "quorum:p"};
  v1::Override override = OverrideOf(all);
  override.set_justification("  because          ");
  EXPECT_EQ(refused(BlockedCase(), override), "JUSTIFICATION_MISSING");
  override.set_justification(std::string(kMaxJustification + 1, 'x'));
  EXPECT_EQ(refused(BlockedCase(), override), "JUSTIFICATION_TOO_LONG");
  EXPECT_EQ(refused(BlockedCase(), OverrideOf({})), "OVERRIDE_EMPTY");
  EXPECT_EQ(refused(BlockedCase(), OverrideOf({"rule:p/floor"})), "OVERRIDE_INCOMPLETE");
  EXPECT_EQ(refused(BlockedCase(), OverrideOf({"rule:p/floor", "quorum:p", "rule:p/lineage"})),
            "OVERRIDE_NEEDLESS");
  override = OverrideOf(all);
  override.clear_roles();
  EXPECT_EQ(refused(BlockedCase(), override), "OVERRIDE_WITHOUT_ROLE");
  Case incomplete = BlockedCase();
  incomplete.facts.mutable_candidate()->mutable_lineage(0)->set_complete(false);
  incomplete.AssessAgain();
  EXPECT_EQ(refused(incomplete, OverrideOf({"rule:p/floor", "quorum:p", "rule:p/lineage"})),
            "OVERRIDE_FORBIDDEN");
}

TEST(OverrideTest, NothingOverridesRecallMissingContentOrWhatIsOutOfDate) {
  for (const std::string blocker : {"recalled", "content_missing", "out_of_date"}) {
    Case blocked = ReadyCase();
    if (blocker == "recalled") blocked.facts.mutable_candidate()->add_flags()->set_flag("recall");
    if (blocker == "content_missing") blocked.facts.mutable_candidate()->set_content_missing(true);
    if (blocker == "out_of_date") blocked.last_decision_id = "decision:2";
    if (blocker != "out_of_date") {
      blocked.AssessAgain();
      for (v1::Review& review : blocked.reviews) {
        review.set_review_digest(blocked.request.review_digest());
      }
    }
    EXPECT_EQ(ErrorReason(GateWithOverride(blocked.Input(), OverrideOf({blocker})).status()),
              "OVERRIDE_FORBIDDEN")
        << blocker;
  }
}

std::string StandingOf(const Case& judged, size_t review = 0) {
  const v1::GateResult gate = Gate(judged.Input());
  return gate.reviews(static_cast<int>(review)).reason();
}

TEST(ReviewsTest, WhoDoesNotCount) {
  const auto standing = [](auto edit) {
    Case judged(PolicyOf(kPolicy));
    v1::Reviewer* reviewer = judged.AddPerson("ria", {"risk"});
    v1::Review* review = judged.Approve("ria");
    edit(judged, reviewer, review);
    return StandingOf(judged);
  };
  EXPECT_EQ(standing([](Case&, auto*, auto*) {}), "");
  EXPECT_EQ(standing([](Case& c, auto*, auto*) { c.reviewers.clear(); }), "REVIEWER_UNKNOWN");
  EXPECT_EQ(standing([](Case&, auto* r, auto*) { r->set_person(false); }), "REVIEWER_NOT_A_PERSON");
  EXPECT_EQ(standing([](Case&, auto* r, auto*) { r->set_active(false); }), "REVIEWER_INACTIVE");
  EXPECT_EQ(standing([](Case&, auto* r, auto*) { r->clear_roles(); }), "REVIEWER_WITHOUT_ROLE");
  EXPECT_EQ(standing([](Case&, auto*, auto* review) { review->set_authenticated(false); }),
            "REVIEWER_NOT_AUTHENTICATED");
  EXPECT_EQ(standing([](Case& c, auto*, auto*) { c.request.set_requester("ria"); }),
            "REVIEWER_IS_REQUESTER");
  EXPECT_EQ(standing([](Case& c, auto*, auto*) {
              c.facts.mutable_candidate()->set_run_created_by("ria");
            }),
            "REVIEWER_CREATED_RUN");
  EXPECT_EQ(standing([](Case& c, auto*, auto*) {
              c.facts.mutable_candidate()->set_registered_by("ria");
            }),
            "REVIEWER_REGISTERED");
  EXPECT_EQ(standing([](Case& c, auto*, auto*) {
              c.facts.mutable_candidate()->mutable_evaluations(1)->set_uploaded_by("ria");
            }),
            "REVIEWER_UPLOADED_EVALUATION");
  EXPECT_EQ(standing([](Case&, auto*, auto* review) { review->set_review_digest("other"); }),
            "REVIEW_DISMISSED");
}

TEST(ReviewsTest, AssertedNamesCountOnlyInDevelopment) {
  Case asserted = ReadyCase();
  for (v1::Review& review : asserted.reviews) review.set_authenticated(false);
  EXPECT_FALSE(Gate(asserted.Input()).open());
  GateInput input = asserted.Input();
  input.accept_asserted = true;
  EXPECT_TRUE(Gate(input).open());
}

TEST(ReviewsTest, TheLastVerdictOfAPersonCounts) {
  Case twice = ReadyCase();
  twice.Reject("leo");
  EXPECT_THAT(BlockersOf(Gate(twice.Input())),
              ElementsAre("quorum:p QUORUM_NOT_MET", "rejection:leo REVIEW_REJECTED"));
  EXPECT_EQ(StandingOf(twice, 1), "REVIEW_SUPERSEDED");
  twice.Approve("leo");
  EXPECT_TRUE(Gate(twice.Input()).open());
}

v1::Window WindowOf(const std::string& yaml) {
  return PolicyOf("windows: [" + yaml + "]").windows(0);
}

TEST(WindowsTest, OpenAndCloseInUtc) {
  const v1::Window day =
      WindowOf("{id: w, effect: allow, days: [wednesday], from: \"09:00\", to: \"17:00\"}");
  EXPECT_TRUE(IsOpen(day, At("2026-05-20T09:00:00Z")));
  EXPECT_TRUE(IsOpen(day, At("2026-05-20T18:59:59+02:00")));
  EXPECT_FALSE(IsOpen(day, At("2026-05-20T17:00:00Z")));
  EXPECT_FALSE(IsOpen(day, At("2026-05-21T10:00:00Z")));
  const v1::Window night =
      WindowOf("{id: w, effect: deny, days: [friday], from: \"22:00\", to: \"06:00\"}");
  EXPECT_TRUE(IsOpen(night, At("2026-05-22T23:00:00Z")));
  EXPECT_TRUE(IsOpen(night, At("2026-05-23T05:59:00Z")));
  EXPECT_FALSE(IsOpen(night, At("2026-05-22T05:00:00Z")));
  const v1::Window span =
      WindowOf("{id: w, effect: deny, begin: 2026-12-20T00:00:00Z, end: 2027-01-02T00:00:00Z}");
  EXPECT_FALSE(IsOpen(span, At("2026-12-19T23:59:59Z")));
  EXPECT_TRUE(IsOpen(span, At("2026-12-20T00:00:00Z")));
  EXPECT_FALSE(IsOpen(span, At("2027-01-02T00:00:00Z")));
}

TEST(WindowsTest, DenyBeatsAllow) {
  const v1::Policy policy = PolicyOf(
      "windows: [{id: office, effect: allow, from: \"09:00\", to: \"17:00\"},\n"
      "{id: freeze, effect: deny, days: [friday]}]");
  EXPECT_TRUE(RefusalsAt(policy.windows(), At("2026-05-20T10:00:00Z")).empty());
  EXPECT_EQ(RefusalsAt(policy.windows(), At("2026-05-22T10:00:00Z"))[0].window, "freeze");
  EXPECT_EQ(RefusalsAt(policy.windows(), At("2026-05-20T08:00:00Z"))[0].window, "");
  EXPECT_EQ(RefusalsAt(policy.windows(), At("2026-05-22T08:00:00Z")).size(), 2);
}

}  // namespace
}  // namespace assay::governance
