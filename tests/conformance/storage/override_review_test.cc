// The review after the fact that every override is owed.
#include <limits>
#include <string>
#include <vector>

#include "core/errors.h"
#include "server/governance/overriding.h"
#include "storage/governance/overrides.h"
#include "storage/governance/standing.h"
#include "storage/workspaces.h"
#include "tests/conformance/storage/governance_fixture.h"

namespace assay::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int64_t kDay = 24 * kHour;
constexpr char kWhy[] = "the champion fails for new customers, ticket 12";

class OverrideReviewTest : public GovernanceTest {
 protected:
  // Promotes a worse candidate against the rule that wants a better one.
  v1::Decision OverrideOne() {
    Promote(NewCandidate(0.95));
    const absl::StatusOr<v1::PromotionRequest> request = Open(NewCandidate(0.9));
    EXPECT_OK(request);
    EXPECT_OK(Review(request->request_id(), "rita"));
    absl::StatusOr<v1::Decision> decision =
        Override(request->request_id(), {"rule:credit/better"}, kWhy);
    EXPECT_OK(decision);
    return decision.value_or(v1::Decision());
  }
  absl::StatusOr<v1::OverrideReview> ReviewIt(
      const v1::Decision& decision, std::string_view reviewer,
      v1::ReviewVerdict verdict = v1::REVIEW_VERDICT_APPROVE,
      const std::string& comment = "ticket 12 is real") {
    v1::ReviewOverrideRequest request;
    request.set_decision_id(decision.decision_id());
    request.set_verdict(verdict);
    request.set_comment(comment);
    return WriteFor([&](WriteTxn& txn) { return ReviewOverride(txn, request, By(reviewer)); });
  }
  v1::OverrideReview Get(const v1::Decision& decision) {
    const auto review =
        ReadFor([&](ReadTxn& txn) { return GetOverrideReview(txn, decision.decision_id()); });
    EXPECT_OK(review);
    return review.value_or(v1::OverrideReview());
  }
  // Decisions of the overrides that are listed.
  std::vector<std::string> Listed(bool open_only, int limit = 10,
                                  int64_t before = std::numeric_limits<int64_t>::max()) {
    std::vector<std::string> decisions;
    EXPECT_OK(store_->Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(const int64_t workspace, FindWorkspace(txn, ""));
      ASSAY_ASSIGN_OR_RETURN(const OverridePage page,
                             ListOverrideReviews(txn, workspace, 0, open_only, before, limit));
      for (const v1::OverrideReview& review : page.reviews) {
        decisions.push_back(review.decision_id());
      }
      return absl::OkStatus();
    }));
    return decisions;
  }
  // "PASS -> FAIL OVERRIDE_REVIEW_OVERDUE" of the slot's events, oldest first.
  std::vector<std::string> Events() {
    std::vector<std::string> texts;
    EXPECT_OK(store_->Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, FindSlot(txn, Slot()));
      ASSAY_ASSIGN_OR_RETURN(const StandingEventPage page,
                             ListStandingEvents(txn, slot.id, 1'000'000, 100));
      for (const v1::StandingEvent& event : page.events) {
        texts.insert(texts.begin(), fmt::format("{} -> {} {}", v1::RuleStatus_Name(event.before()),
                                                v1::RuleStatus_Name(event.result().status()),
                                                event.result().reason()));
      }
      return absl::OkStatus();
    }));
    return texts;
  }
};
ASSAY_STORAGE_SUITE_OF(OverrideReviewTest);

TEST_P(OverrideReviewTest, AnOverrideOpensOneWithADueTime) {
  const v1::Decision decision = OverrideOne();
  EXPECT_EQ(decision.override().review_due_time().seconds(),
            decision.time().seconds() + 7 * 24 * 3'600);
  EXPECT_THAT(decision.override().review_roles(), ElementsAre("risk"));
  const v1::OverrideReview open = Get(decision);
  EXPECT_EQ(open.state(), v1::OVERRIDE_REVIEW_STATE_OPEN);
  EXPECT_EQ(open.model_version(), decision.model_version());
  EXPECT_EQ(open.override().justification(), kWhy);
  EXPECT_EQ(open.override().actor(), "lea");
  EXPECT_EQ(open.verdict(), v1::REVIEW_VERDICT_UNSPECIFIED);
  EXPECT_THAT(Listed(/*open_only=*/true), ElementsAre(decision.decision_id()));
}

TEST_P(OverrideReviewTest, APromotionWithoutOneHasNone) {
  const v1::Decision decision = Promote(NewCandidate(0.9));
  EXPECT_THAT(ReviewIt(decision, "ron"),
              IsError(StatusCode::kFailedPrecondition, "NOT_AN_OVERRIDE"));
  v1::Decision none;
  none.set_decision_id(std::string(32, 'f'));
  EXPECT_THAT(ReviewIt(none, "ron"), IsError(StatusCode::kNotFound, "DECISION_NOT_FOUND"));
  EXPECT_THAT(Listed(/*open_only=*/false), IsEmpty());
}

TEST_P(OverrideReviewTest, AVerdictClosesItForEver) {
  const v1::Decision decision = OverrideOne();
  ASSERT_OK_AND_ASSIGN(const v1::OverrideReview closed,
                       ReviewIt(decision, "ron", v1::REVIEW_VERDICT_REJECT, "there is no ticket"));
  EXPECT_EQ(closed.state(), v1::OVERRIDE_REVIEW_STATE_CLOSED);
  EXPECT_EQ(closed.reviewer(), "ron");
  EXPECT_TRUE(closed.authenticated());
  EXPECT_THAT(closed.reviewer_roles(), ElementsAre("risk"));
  EXPECT_EQ(closed.verdict(), v1::REVIEW_VERDICT_REJECT);
  EXPECT_EQ(closed.comment(), "there is no ticket");
  EXPECT_EQ(Get(decision).SerializeAsString(), closed.SerializeAsString());
  EXPECT_EQ(Champion(), decision.model_version()) << "it moves nothing";
  EXPECT_THAT(ReviewIt(decision, "rita"),
              IsError(StatusCode::kFailedPrecondition, "OVERRIDE_REVIEWED"));
  EXPECT_THAT(Listed(/*open_only=*/true), IsEmpty());
  EXPECT_THAT(Listed(/*open_only=*/false), ElementsAre(decision.decision_id()));
  for (const sql::Sql& change : {sql::Sql("UPDATE override_review SET at_us = 0"),
                                 sql::Sql("DELETE FROM override_review")}) {
    EXPECT_FALSE(Write([&](WriteTxn& txn) { return txn.Run(change, {}); }).ok()) << change.text();
  }
  EXPECT_EQ(Count("SELECT count(*) FROM audit_leaf WHERE kind = 'OVERRIDE_REVIEW'"), 1);
}

TEST_P(OverrideReviewTest, IsOfSomebodyElseWithTheRole) {
  const v1::Decision decision = OverrideOne();
  const auto denied = [&](std::string_view who, const char* reason) {
    EXPECT_THAT(ReviewIt(decision, who), IsError(StatusCode::kPermissionDenied, reason)) << who;
  };
  ASSERT_OK(Grant("lea", "reviewer:risk"));
  denied("lea", "REVIEWER_IS_OVERRIDER");
  denied("requester", "REVIEWER_IS_REQUESTER");
  denied("registrar", "REVIEWER_REGISTERED");
  denied("trainer", "REVIEWER_CREATED_RUN");
  denied("uploader", "REVIEWER_UPLOADED_EVALUATION");
  denied("robot", "REVIEWER_NOT_A_PERSON");
  denied("committer", "REVIEWER_WITHOUT_ROLE");
  ASSERT_OK(Grant("committer", "reviewer:legal"));
  denied("committer", "REVIEWER_WITHOUT_ROLE");
  denied("somebody", "REVIEWER_UNKNOWN");
  EXPECT_EQ(Count("SELECT count(*) FROM override_review"), 0);
  EXPECT_OK(ReviewIt(decision, "rita")) << "who approved it may say how that went";
}

TEST_P(OverrideReviewTest, SaysItsVerdictAndWhy) {
  const v1::Decision decision = OverrideOne();
  EXPECT_THAT(ReviewIt(decision, "ron", v1::REVIEW_VERDICT_UNSPECIFIED),
              IsError(StatusCode::kInvalidArgument, "VERDICT_MISSING"));
  EXPECT_THAT(ReviewIt(decision, "ron", v1::REVIEW_VERDICT_APPROVE, ""),
              IsError(StatusCode::kInvalidArgument, "JUSTIFICATION_MISSING"));
}

TEST_P(OverrideReviewTest, ASweepSaysOnceThatItIsOverdue) {
  const v1::Decision decision = OverrideOne();
  ASSERT_OK_AND_ASSIGN(v1::RunSweepResponse swept, SweepAll());
  EXPECT_EQ(swept.changes(), 0);
  clock_.Advance(7 * kDay);
  EXPECT_EQ(Get(decision).state(), v1::OVERRIDE_REVIEW_STATE_OVERDUE);
  ASSERT_OK_AND_ASSIGN(swept, SweepAll());
  EXPECT_EQ(swept.changes(), 1);
  ASSERT_OK_AND_ASSIGN(swept, SweepAll());
  EXPECT_EQ(swept.changes(), 0);
  const std::string overdue = "RULE_STATUS_PASS -> RULE_STATUS_FAIL OVERRIDE_REVIEW_OVERDUE";
  EXPECT_THAT(Events(), ElementsAre(overdue));
  ASSERT_OK(ReviewIt(decision, "ron"));
  EXPECT_THAT(Events(),
              ElementsAre(overdue, "RULE_STATUS_FAIL -> RULE_STATUS_PASS OVERRIDE_REVIEWED"));
  EXPECT_EQ(Champion(), decision.model_version());
}

TEST_P(OverrideReviewTest, InTimeItIsNoEvent) {
  ASSERT_OK(ReviewIt(OverrideOne(), "ron"));
  clock_.Advance(8 * kDay);
  ASSERT_OK(SweepAll());
  EXPECT_THAT(Events(), IsEmpty());
}

TEST_P(OverrideReviewTest, AreListedInPages) {
  std::vector<std::string> all;
  for (int i = 0; i < 3; ++i) all.insert(all.begin(), OverrideOne().decision_id());
  EXPECT_EQ(Listed(/*open_only=*/true), all);
  EXPECT_THAT(Listed(/*open_only=*/true, 2), ElementsAre(all[0], all[1]));
  const int64_t second =
      Count("SELECT decision FROM promotion_override ORDER BY decision DESC LIMIT 1 OFFSET 1");
  EXPECT_THAT(Listed(/*open_only=*/true, 2, second), ElementsAre(all[2]));
}

}  // namespace
}  // namespace assay::testing
