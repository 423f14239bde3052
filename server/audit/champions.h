// Whether the slots' champions, and the gates that let them through, follow from what is stored.
#ifndef ASSAY_SERVER_AUDIT_CHAMPIONS_H_
#define ASSAY_SERVER_AUDIT_CHAMPIONS_H_

#include "absl/status/status.h"
#include "assay/v1/admin_service.pb.h"
#include "server/audit/policy_ledger.h"
#include "storage/store.h"

namespace assay::audit {

// Applies the decisions of each slot in their order, and compares the end with the slot.
absl::Status CheckChampions(ReadTxn& txn, v1::VerifyAuditLogResponse* response);

// Evaluates the gate of every promotion again, as of its place in the log: by the policies that
// were bound then, the facts and reviews that are stored, and the roles that people had then. And
// holds every approval that was counted to what approvals need.
absl::Status CheckGates(ReadTxn& txn, const PolicyLedger& ledger,
                        v1::VerifyAuditLogResponse* response);

}  // namespace assay::audit

#endif  // ASSAY_SERVER_AUDIT_CHAMPIONS_H_
