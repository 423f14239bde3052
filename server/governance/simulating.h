// What a policy would have said.
#ifndef ASSAY_SERVER_GOVERNANCE_SIMULATING_H_
#define ASSAY_SERVER_GOVERNANCE_SIMULATING_H_

#include "absl/status/statusor.h"
#include "assay/v1/governance_service.pb.h"
#include "storage/store.h"

namespace assay {

// Applies a policy to stored facts, each as of the time of its assessment, and to the champions as
// they are now. InvalidArgument: the mistakes of the policy, POLICY_NOT_NAMED, LIMIT_EXCEEDED.
absl::StatusOr<v1::SimulateResponse> Simulate(ReadTxn& txn, const v1::SimulateRequest& request);

}  // namespace assay

#endif  // ASSAY_SERVER_GOVERNANCE_SIMULATING_H_
