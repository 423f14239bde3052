// Rows against the events that the audit log has of them, and events against rows.
#ifndef ASSAY_SERVER_AUDIT_ROWS_H_
#define ASSAY_SERVER_AUDIT_ROWS_H_

#include "absl/status/status.h"
#include "assay/v1/admin_service.pb.h"
#include "server/audit/check.h"
#include "storage/audited_row.h"
#include "storage/store.h"

namespace assay::audit {

// Whether the log has exactly the events that the row wants, and they say what the row says. Names
// are compared unless they were erased.
absl::Status CheckRow(ReadTxn& txn, const AuditedRow& row, Check& check);

// Principals, roles, tokens and logins.
absl::Status CheckIdentity(ReadTxn& txn, v1::VerifyAuditLogResponse* response);
// Requests, facts, assessments, reviews, decisions and flags.
absl::Status CheckGovernance(ReadTxn& txn, v1::VerifyAuditLogResponse* response);
// That no event tells of a row that is gone.
absl::Status CheckEvents(ReadTxn& txn, v1::VerifyAuditLogResponse* response);

}  // namespace assay::audit

#endif  // ASSAY_SERVER_AUDIT_ROWS_H_
