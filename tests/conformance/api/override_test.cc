// Overrides and their reviews after the fact through the client. The server runs under its
// development flag, so that names that are only asserted can override and review.
#include <string>
#include <vector>

#include "client/governance.h"
#include "gmock/gmock.h"
#include "tests/conformance/api/governance_fixture.h"

namespace assay::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class OverrideApiTest : public GovernanceApiTest {
 protected:
  // Lea promotes a candidate that is worse than the champion.
  v1::Decision Override() {
    const absl::StatusOr<v1::PromotionRequest> request = Open(NewCandidate(0.9));
    EXPECT_OK(request);
    EXPECT_OK(Review(*request, "rita"));
    v1::OverridePromoteRequest promote;
    promote.set_promotion_request_id(request->request_id());
    promote.mutable_override()->add_blockers("rule:credit/better");
    promote.mutable_override()->set_justification("the champion fails for new customers");
    absl::StatusOr<v1::Decision> decision = GovernanceClient(As("lea")).OverridePromote(promote);
    EXPECT_OK(decision);
    return decision.value_or(v1::Decision());
  }
  absl::StatusOr<v1::OverrideReview> ReviewAs(const std::string& person,
                                              const std::string& decision_id,
                                              const std::string& request_id = "") {
    v1::ReviewOverrideRequest review;
    review.set_decision_id(decision_id);
    review.set_verdict(v1::REVIEW_VERDICT_APPROVE);
    review.set_comment("they do fail");
    review.set_request_id(request_id);
    return GovernanceClient(As(person)).ReviewOverride(review);
  }
  // Decisions, in pages of `page_size`.
  std::vector<std::string> Listed(bool open, int page_size) {
    v1::ListOverrideReviewsRequest list;
    *list.mutable_slot() = Slot();
    list.set_open(open);
    list.set_page_size(page_size);
    std::vector<std::string> decisions;
    for (auto& review : governance_->ListOverrideReviews(list)) {
      EXPECT_OK(review);
      if (!review.ok()) break;
      decisions.push_back(review->decision_id());
    }
    return decisions;
  }
};

TEST_F(OverrideApiTest, AnOverrideIsReviewedOnceBySomebodyElse) {
  ASSERT_NO_FATAL_FAILURE(MakeGovernedSlot());
  Promote(NewCandidate(0.95));
  const v1::Decision decision = Override();
  const std::string& id = decision.decision_id();
  EXPECT_THAT(decision.override().review_roles(), ElementsAre("risk"));
  v1::GetOverrideReviewRequest get;
  get.set_decision_id(id);
  ASSERT_OK_AND_ASSIGN(const v1::OverrideReview open, governance_->GetOverrideReview(get));
  EXPECT_EQ(open.state(), v1::OVERRIDE_REVIEW_STATE_OPEN);
  EXPECT_THAT(ReviewAs("lea", id), IsError(StatusCode::kPermissionDenied, "REVIEWER_IS_OVERRIDER"));
  EXPECT_THAT(ReviewAs("uploader", id),
              IsError(StatusCode::kPermissionDenied, "REVIEWER_UPLOADED_EVALUATION"));
  const std::string once(32, '7');
  ASSERT_OK_AND_ASSIGN(const v1::OverrideReview closed, ReviewAs("ron", id, once));
  EXPECT_EQ(closed.state(), v1::OVERRIDE_REVIEW_STATE_CLOSED);
  EXPECT_EQ(closed.reviewer(), "ron");
  EXPECT_FALSE(closed.authenticated()) << "the name was only asserted, and that is marked";
  ASSERT_OK_AND_ASSIGN(const v1::OverrideReview repeated, ReviewAs("ron", id, once));
  EXPECT_EQ(repeated.review_id(), closed.review_id());
  EXPECT_THAT(ReviewAs("rita", id), IsError(StatusCode::kFailedPrecondition, "OVERRIDE_REVIEWED"));
  v1::ExplainRequest explain;
  explain.set_decision_id(id);
  ASSERT_OK_AND_ASSIGN(const v1::ExplainResponse explained, governance_->Explain(explain));
  EXPECT_EQ(explained.override_review().review_id(), closed.review_id());
  EXPECT_TRUE(explained.gate().blockers(0).overridden());
  EXPECT_THAT(explained.text(), HasSubstr("ron APPROVED the override"));
}

TEST_F(OverrideApiTest, TheyAreListedInPages) {
  ASSERT_NO_FATAL_FAILURE(MakeGovernedSlot());
  EXPECT_THAT(Listed(/*open=*/false, 2), IsEmpty());
  std::vector<std::string> all;
  for (int i = 0; i < 3; ++i) {
    Promote(NewCandidate(0.95 + i / 100.0));
    all.insert(all.begin(), Override().decision_id());
  }
  EXPECT_EQ(Listed(/*open=*/true, 2), all);
  ASSERT_OK(ReviewAs("ron", all[1]));
  EXPECT_THAT(Listed(/*open=*/true, 1), ElementsAre(all[0], all[2]));
  EXPECT_EQ(Listed(/*open=*/false, 1), all);
}

TEST_F(OverrideApiTest, WhatIsNoOverrideHasNoReview) {
  ASSERT_NO_FATAL_FAILURE(MakeGovernedSlot());
  const v1::Decision promoted = Promote(NewCandidate(0.9));
  EXPECT_THAT(ReviewAs("ron", promoted.decision_id()),
              IsError(StatusCode::kFailedPrecondition, "NOT_AN_OVERRIDE"));
  EXPECT_THAT(ReviewAs("ron", std::string(32, 'f')),
              IsError(StatusCode::kNotFound, "DECISION_NOT_FOUND"));
  EXPECT_THAT(ReviewAs("ron", "that one"), IsError(StatusCode::kInvalidArgument, "ID_MALFORMED"));
}

}  // namespace
}  // namespace assay::testing
