// The review after the fact that every override is owed, from the override to the verdict.
#ifndef ASSAY_SERVER_GOVERNANCE_OVERRIDING_H_
#define ASSAY_SERVER_GOVERNANCE_OVERRIDING_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/governance_service.pb.h"
#include "server/governance/promoting.h"
#include "storage/governance/slots.h"
#include "storage/store.h"

namespace assay {

// Opens the review of a decision that overrode; `row` is the decision's.
absl::Status OpenOverrideReview(WriteTxn& txn, const SlotRow& slot, const v1::Decision& decision,
                                int64_t row);

// Closes it with a verdict. See GovernanceService.ReviewOverride for its errors.
absl::StatusOr<v1::OverrideReview> ReviewOverride(WriteTxn& txn,
                                                  const v1::ReviewOverrideRequest& request,
                                                  const Governor& governor);
absl::StatusOr<v1::OverrideReview> GetOverrideReview(ReadTxn& txn, std::string_view decision_id);

// Says of every review of a workspace (0: of all) that its time is over, once: an event of the
// slot. How many it said it of. Blocks for so long.
absl::StatusOr<int64_t> SayOverdueReviews(Store& store, int64_t workspace, Deadline deadline);

}  // namespace assay

#endif  // ASSAY_SERVER_GOVERNANCE_OVERRIDING_H_
