// Requests to promote, from their opening to their end. Each function is one transaction's work.
#ifndef ASSAY_SERVER_GOVERNANCE_PROMOTING_H_
#define ASSAY_SERVER_GOVERNANCE_PROMOTING_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/governance_service.pb.h"
#include "governance/gate.h"
#include "storage/governance/promotions.h"
#include "storage/identity/actor.h"
#include "storage/store.h"

namespace assay {

// Who acts, and whether the server takes names that were only asserted for reviewers.
struct Governor {
  Actor actor = {};
  bool accept_asserted = false;
};

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

absl::StatusOr<v1::Review> SubmitReview(WriteTxn& txn, const v1::SubmitReviewRequest& request,
                                        const Governor& governor);
absl::StatusOr<v1::ListReviewsResponse> ListReviews(ReadTxn& txn,
                                                    const std::string& promotion_request_id,
                                                    bool accept_asserted);

// Moves the champion when the gate is open; else records a REFUSE decision. With an override, which
// has blockers and justification, those may stay. What is wrong with an override itself is an
// error.
absl::StatusOr<v1::Decision> CommitRequest(WriteTxn& txn, const std::string& promotion_request_id,
                                           const std::string& comment, const v1::Override* override,
                                           const Governor& governor);

// What a refusal is told as: its blocker's own reason when there is one, REQUEST_OUT_OF_DATE when
// the request is, else GATE_CLOSED; with every blocker.
absl::Status RefusalError(const v1::Decision& refusal);

}  // namespace assay

#endif  // ASSAY_SERVER_GOVERNANCE_PROMOTING_H_
