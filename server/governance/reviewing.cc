// Reviews of requests.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/status_macros.h"
#include "governance/digests.h"
#include "governance/reviews.h"
#include "governance/text.h"
#include "server/governance/deciding.h"
#include "server/governance/gate_case.h"
#include "server/governance/promoting.h"
#include "storage/audit_log.h"
#include "storage/governance/assessments.h"
#include "storage/governance/reviews.h"
#include "storage/times.h"

namespace assay {
namespace {

// Reviews are judged by the facts that were assessed.
governance::ReviewInput InputOf(const GateCase& loaded, const v1::Facts& facts,
                                const PromotionRow& row) {
  return {.reviews = loaded.input.reviews,
          .reviewers = loaded.input.reviewers,
          .facts = &facts,
          .requester = row.created_by,
          .review_digest = row.review_digest,
          .accept_asserted = loaded.input.accept_asserted};
}

absl::Status CheckReview(const v1::SubmitReviewRequest& request, const PromotionRow& row) {
  ASSAY_RETURN_IF_ERROR(ValidateComment(request.comment()));
  ASSAY_RETURN_IF_ERROR(CheckVerdict(request.verdict()));
  if (request.review_digest() == row.review_digest) return absl::OkStatus();
  return FailedPrecondition(
      "REVIEW_STALE",
      "The review is of {}, and the request rests on {} now. Read it again, and review that.",
      request.review_digest().empty() ? "no digest" : request.review_digest(), row.review_digest);
}

// Whether this review would count.
absl::Status CheckWouldCount(ReadTxn& txn, const GateCase& loaded, const v1::Facts& facts,
                             const PromotionRow& row, const v1::Review& review) {
  governance::ReviewInput input = InputOf(loaded, facts, row);
  ASSAY_ASSIGN_OR_RETURN(
      input.reviewers, LoadReviewers(txn, loaded.slot.workspace, loaded.rules, {review.reviewer()},
                                     input.accept_asserted));
  input.reviews = {review};
  const std::vector<v1::ReviewStanding> standings = governance::JudgeReviews(input);
  if (standings[0].counts()) return absl::OkStatus();
  return MakeError(absl::StatusCode::kPermissionDenied, standings[0].reason(),
                   standings[0].message());
}

absl::StatusOr<v1::Facts> AssessedFacts(ReadTxn& txn, const GateCase& loaded) {
  return GetFacts(txn, loaded.assessment.facts_digest());
}

absl::Status KeepStateAfterReview(WriteTxn& txn, PromotionRow row, bool accept_asserted) {
  ASSAY_ASSIGN_OR_RETURN(const v1::GateResult gate, GateOfRequest(txn, row, accept_asserted));
  row.state = governance::StateAfter(gate);
  row.live = row.state != v1::REQUEST_STATE_EXPIRED && row.state != v1::REQUEST_STATE_BLOCKED;
  return UpdatePromotion(txn, row);
}

}  // namespace

absl::Status CheckVerdict(v1::ReviewVerdict verdict) {
  if (verdict == v1::REVIEW_VERDICT_APPROVE || verdict == v1::REVIEW_VERDICT_REJECT) {
    return absl::OkStatus();
  }
  return InvalidArgument("VERDICT_MISSING", "verdict", "Say the verdict: APPROVE or REJECT.");
}

absl::Status CheckRecentLogin(const ReadTxn& txn, const Governor& governor) {
  const Actor& actor = governor.actor;
  if (!actor.authenticated || governor.authentication_age_us == 0 ||
      txn.now_us() - actor.authenticated_us <= governor.authentication_age_us) {
    return absl::OkStatus();
  }
  return MakeError(
      absl::StatusCode::kPermissionDenied, "REVIEWER_LOGIN_TOO_OLD",
      fmt::format("{} gave a token last at {}, and reviews want that in the last {}. Log in again "
                  "with `assay login`, and review then.",
                  actor.name, governance::TimeText(absl::FromUnixMicros(actor.authenticated_us)),
                  absl::FormatDuration(absl::Microseconds(governor.authentication_age_us))));
}

absl::StatusOr<v1::Review> SubmitReview(WriteTxn& txn, const v1::SubmitReviewRequest& request,
                                        const Governor& governor) {
  ASSAY_ASSIGN_OR_RETURN(const PromotionRow row,
                         FindLivePromotion(txn, request.promotion_request_id()));
  ASSAY_RETURN_IF_ERROR(CheckReview(request, row));
  ASSAY_RETURN_IF_ERROR(CheckRecentLogin(txn, governor));
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<GateCase> loaded,
                         LoadGateCase(txn, row, governor.accept_asserted));
  ASSAY_ASSIGN_OR_RETURN(const v1::Facts facts, AssessedFacts(txn, *loaded));
  v1::Review review;
  review.set_request_id(row.uid);
  review.set_reviewer(governor.actor.name);
  review.set_verdict(request.verdict());
  review.set_review_digest(request.review_digest());
  review.set_comment(request.comment());
  review.set_authenticated(governor.actor.authenticated);
  if (governor.actor.authenticated) {
    SetTime(governor.actor.authenticated_us, review.mutable_authenticate_time());
  }
  ASSAY_RETURN_IF_ERROR(CheckWouldCount(txn, *loaded, facts, row, review));
  ASSAY_ASSIGN_OR_RETURN(review, AddReview(txn, row, std::move(review)));
  v1::Review leaf = review;
  leaf.clear_comment();
  ASSAY_RETURN_IF_ERROR(AppendAuditLeaf(txn, {.kind = "REVIEW",
                                              .subject = "review:" + review.review_id(),
                                              .digest = governance::DigestOf(leaf),
                                              .actor = governor.actor,
                                              .comment = review.comment()})
                            .status());
  ASSAY_RETURN_IF_ERROR(KeepStateAfterReview(txn, row, governor.accept_asserted));
  return review;
}

absl::StatusOr<v1::ListReviewsResponse> ListReviews(ReadTxn& txn,
                                                    const std::string& promotion_request_id,
                                                    bool accept_asserted) {
  ASSAY_ASSIGN_OR_RETURN(const PromotionRow row, FindPromotion(txn, promotion_request_id));
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<GateCase> loaded,
                         LoadGateCase(txn, row, accept_asserted));
  ASSAY_ASSIGN_OR_RETURN(const v1::Facts facts, AssessedFacts(txn, *loaded));
  ASSAY_ASSIGN_OR_RETURN(std::vector<StoredReview> reviews, ReviewsOf(txn, row));
  v1::ListReviewsResponse response;
  for (StoredReview& stored : reviews) *response.add_reviews() = std::move(stored.review);
  for (v1::ReviewStanding& standing : governance::JudgeReviews(InputOf(*loaded, facts, row))) {
    *response.add_standings() = std::move(standing);
  }
  return response;
}

}  // namespace assay
