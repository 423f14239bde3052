#include "server/audit/verify.h"

#include "server/audit/champions.h"
#include "server/audit/policy_ledger.h"
#include "server/audit/rows.h"

namespace assay::audit {

absl::Status VerifyRows(ReadTxn& txn, v1::VerifyAuditLogResponse* response) {
  ASSAY_RETURN_IF_ERROR(CheckEvents(txn, response));
  ASSAY_RETURN_IF_ERROR(CheckIdentity(txn, response));
  ASSAY_RETURN_IF_ERROR(CheckGovernance(txn, response));
  ASSAY_ASSIGN_OR_RETURN(const PolicyLedger ledger, PolicyLedger::Load(txn));
  ASSAY_RETURN_IF_ERROR(ledger.CheckPolicies(txn, response));
  ASSAY_RETURN_IF_ERROR(ledger.CheckBindings(txn, response));
  ASSAY_RETURN_IF_ERROR(ledger.CheckOrder(txn, response));
  ASSAY_RETURN_IF_ERROR(CheckChampions(txn, response));
  return CheckGates(txn, ledger, response);
}

}  // namespace assay::audit
