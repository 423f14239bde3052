// Requests to promote, from their opening to their end. Each function is one transaction's work.
#ifndef ASSAY_SERVER_GOVERNANCE_PROMOTING_H_
#define ASSAY_SERVER_GOVERNANCE_PROMOTING_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/governance_service.pb.h"
#include "governance/gate.h"
#include "server/governance/tagging.h"
#include "storage/governance/promotions.h"
#include "storage/identity/actor.h"
#include "storage/store.h"

namespace assay {

// Who acts, and whether the server takes names that were only asserted for reviewers.
struct Governor {
  Actor actor = {};
  bool accept_asserted = false;
  // Reviewers who have authenticated must have done so in the last so many microseconds; 0: ever.
  int64_t authentication_age_us = 0;
};

// What the audit log has of a request: who wants what, and until when. The rest of it changes.
std::string OpeningDigest(const v1::PromotionRequest& request);

// Opens a request and assesses it. See GovernanceService.OpenRequest for the errors of all of
// these.
absl::StatusOr<v1::PromotionRequest> OpenRequest(WriteTxn& txn,
                                                 const v1::OpenRequestRequest& request,
                                                 const Governor& governor);
// The request as it stands now: its state is computed anew, and kept by nobody.
absl::StatusOr<v1::PromotionRequest> GetRequest(ReadTxn& txn,
                                                const std::string& promotion_request_id,
                                                bool accept_asserted);
// Assesses again; reviews of an assessment that said something else are dismissed.
absl::StatusOr<v1::PromotionRequest> AssessRequest(WriteTxn& txn,
                                                   const std::string& promotion_request_id,
                                                   const Governor& governor);
// Ends it: REJECTED when a rejection stands, else CANCELLED.
absl::StatusOr<v1::PromotionRequest> CancelRequest(WriteTxn& txn,
                                                   const std::string& promotion_request_id,
                                                   const Governor& governor);

// The gate of a request as it stands now.
absl::StatusOr<v1::GateResult> GateOfRequest(ReadTxn& txn, const PromotionRow& row,
                                             bool accept_asserted);

// InvalidArgument (VERDICT_MISSING) unless it approves or rejects.
absl::Status CheckVerdict(v1::ReviewVerdict verdict);

// PermissionDenied (REVIEWER_LOGIN_TOO_OLD) unless the caller has just been there: who walks up to
// somebody else's machine has the token that is kept there, but can't give it by hand.
absl::Status CheckRecentLogin(const ReadTxn& txn, const Governor& governor);

absl::StatusOr<v1::Review> SubmitReview(WriteTxn& txn, const v1::SubmitReviewRequest& request,
                                        const Governor& governor);
absl::StatusOr<v1::ListReviewsResponse> ListReviews(ReadTxn& txn,
                                                    const std::string& promotion_request_id,
                                                    bool accept_asserted);

// Moves the champion when the gate is open; else records a REFUSE decision. With an override, which
// has blockers and justification, those may stay. What is wrong with an override itself is an
// error. Uses the tags that were prepared for the move, if they still hold.
absl::StatusOr<v1::Decision> CommitRequest(WriteTxn& txn, const std::string& promotion_request_id,
                                           const std::string& comment, const v1::Override* override,
                                           const Governor& governor, const PreparedTags& prepared);
// The move that the commit of a live request makes if the gate is open; none when the champion has
// moved since it was assessed, for then it is refused.
absl::StatusOr<std::vector<ExpectedMove>> ExpectCommit(ReadTxn& txn,
                                                       const std::string& promotion_request_id);

// What a refusal is told as: its blocker's own reason when there is one, REQUEST_OUT_OF_DATE when
// the request is, else GATE_CLOSED; with every blocker.
absl::Status RefusalError(const v1::Decision& refusal);

}  // namespace assay

#endif  // ASSAY_SERVER_GOVERNANCE_PROMOTING_H_
