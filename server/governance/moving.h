// Decisions beside promotions: rollback, withdrawal, recall; publications and bindings. Each
// function is one transaction's work. See GovernanceService for their errors.
#ifndef ASSAY_SERVER_GOVERNANCE_MOVING_H_
#define ASSAY_SERVER_GOVERNANCE_MOVING_H_

#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/governance_service.pb.h"
#include "server/governance/tagging.h"
#include "storage/identity/actor.h"
#include "storage/store.h"

namespace assay {

// Each uses the tags that were prepared for the moves that it was expected to make.
absl::StatusOr<v1::Decision> Rollback(WriteTxn& txn, const v1::RollbackRequest& request,
                                      const Actor& actor, const PreparedTags& prepared);
absl::StatusOr<v1::Decision> Withdraw(WriteTxn& txn, const v1::WithdrawRequest& request,
                                      const Actor& actor, const PreparedTags& prepared);
absl::StatusOr<v1::RecallResponse> Recall(WriteTxn& txn, const v1::RecallRequest& request,
                                          const Actor& actor, const PreparedTags& prepared);

// The moves that these calls are about to make, as far as can be seen before.
absl::StatusOr<std::vector<ExpectedMove>> ExpectRollback(ReadTxn& txn,
                                                         const v1::RollbackRequest& request);
absl::StatusOr<std::vector<ExpectedMove>> ExpectWithdraw(ReadTxn& txn,
                                                         const v1::WithdrawRequest& request);
absl::StatusOr<std::vector<ExpectedMove>> ExpectRecall(ReadTxn& txn,
                                                       const v1::RecallRequest& request);

}  // namespace assay

#endif  // ASSAY_SERVER_GOVERNANCE_MOVING_H_
