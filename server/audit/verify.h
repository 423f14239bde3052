// The audit log against everything that it tells of.
#ifndef ASSAY_SERVER_AUDIT_VERIFY_H_
#define ASSAY_SERVER_AUDIT_VERIFY_H_

#include "absl/status/status.h"
#include "assay/v1/admin_service.pb.h"
#include "storage/store.h"

namespace assay::audit {

// Adds to `response` what is checked of the rows, with counts, and what is wrong. Reads all of
// them, page by page.
absl::Status VerifyRows(ReadTxn& txn, v1::VerifyAuditLogResponse* response);

}  // namespace assay::audit

#endif  // ASSAY_SERVER_AUDIT_VERIFY_H_
