// Decisions beside promotions: rollback, withdrawal, recall; publications and bindings. Each
// function is one transaction's work. See GovernanceService for their errors.
#ifndef ASSAY_SERVER_GOVERNANCE_MOVING_H_
#define ASSAY_SERVER_GOVERNANCE_MOVING_H_

#include "absl/status/statusor.h"
#include "assay/v1/governance_service.pb.h"
#include "storage/identity/actor.h"
#include "storage/store.h"

namespace assay {

absl::StatusOr<v1::Decision> Rollback(WriteTxn& txn, const v1::RollbackRequest& request,
                                      const Actor& actor);
absl::StatusOr<v1::Decision> Withdraw(WriteTxn& txn, const v1::WithdrawRequest& request,
                                      const Actor& actor);
absl::StatusOr<v1::RecallResponse> Recall(WriteTxn& txn, const v1::RecallRequest& request,
                                          const Actor& actor);

}  // namespace assay

#endif  // ASSAY_SERVER_GOVERNANCE_MOVING_H_
