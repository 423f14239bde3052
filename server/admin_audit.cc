// The handlers of AdminService that are about the audit log.
#include <utility>

#include "core/checkpoint.h"
#include "core/errors.h"
#include "core/status_macros.h"
#include "server/admin_service.h"
#include "server/answer.h"
#include "server/audit/check.h"
#include "server/audit/verify.h"
#include "storage/audit_log.h"

namespace assay::admin {
namespace {

constexpr int kCheckpointsAtOnce = 100;

// A checkpoint that was handed out must be a state that the log was in.
absl::Status CheckOne(ReadTxn& txn, const AuditCheckpoint& kept, int64_t size,
                      const std::string& public_key, audit::Check& check) {
  check.Count();
  const absl::StatusOr<Checkpoint> opened = OpenCheckpoint(kept.note, public_key);
  if (!opened.ok() || opened->size != kept.size) {
    check.Complain("The checkpoint of {} events is not signed with this server's key.", kept.size);
    return absl::OkStatus();
  }
  if (kept.size > size) {
    check.Complain(
        "A checkpoint has {} events, and the log only {}: its end is gone, or this is an older "
        "copy.",
        kept.size, size);
    return absl::OkStatus();
  }
  const absl::StatusOr<merkle::Hash> root = AuditRoot(txn, kept.size);
  if (!root.ok() && !absl::IsDataLoss(root.status())) return root.status();
  if (!root.ok() || *root != opened->root) {
    check.Complain("The log is not what it was when it had {} events.", kept.size);
  }
  return absl::OkStatus();
}

absl::Status CheckCheckpoints(ReadTxn& txn, int64_t size, const std::string& public_key,
                              v1::VerifyAuditLogResponse* response) {
  audit::Check check("checkpoints", "signed checkpoints of earlier states that the log continues",
                     response);
  for (int64_t after = 0;;) {
    ASSAY_ASSIGN_OR_RETURN(const std::vector<AuditCheckpoint> page,
                           ListAuditCheckpoints(txn, after, kCheckpointsAtOnce));
    for (const AuditCheckpoint& kept : page) {
      ASSAY_RETURN_IF_ERROR(CheckOne(txn, kept, size, public_key, check));
    }
    if (page.size() < static_cast<size_t>(kCheckpointsAtOnce)) break;
    after = page.back().size;
  }
  response->set_checkpoints(check.passed());
  return absl::OkStatus();
}

// Leaves, nodes and root. Returns the number of events.
absl::StatusOr<int64_t> CheckTree(ReadTxn& txn, v1::VerifyAuditLogResponse* response) {
  audit::Check check("events", "events of the log, their hashes and the tree above them", response);
  ASSAY_ASSIGN_OR_RETURN(const AuditFindings findings, VerifyAuditTree(txn));
  check.Count(findings.size);
  for (const std::string& problem : findings.problems) check.Complain("{}", problem);
  return findings.size;
}

}  // namespace

absl::StatusOr<v1::AuditCheckpoint> GetAuditCheckpoint(
    ServerEnv& env, const RequestContext& context, const v1::GetAuditCheckpointRequest& request) {
  return ReadOne<v1::AuditCheckpoint>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::AuditCheckpoint> {
        ASSAY_ASSIGN_OR_RETURN(v1::AuditCheckpoint checkpoint, env.notary.Sign(txn));
        const int64_t old_size = request.consistent_with_size();
        if (old_size == 0) return checkpoint;
        if (old_size < 0 || old_size > checkpoint.size()) {
          return InvalidArgument("AUDIT_SIZE_INVALID", "consistent_with_size",
                                 "The log has {} events, so it can't be a continuation of one "
                                 "with {}: it is an older copy, or another log.",
                                 checkpoint.size(), old_size);
        }
        ASSAY_ASSIGN_OR_RETURN(const auto proof,
                               AuditConsistencyProof(txn, old_size, checkpoint.size()));
        for (const merkle::Hash& hash : proof) {
          checkpoint.add_consistency_proof(std::string(merkle::Bytes(hash)));
        }
        return checkpoint;
      });
}

absl::StatusOr<v1::ListAuditEventsResponse> ListAuditEvents(
    ServerEnv& env, const RequestContext& context, const v1::ListAuditEventsRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const int size, ListPageSize(request.page_size()));
  ASSAY_ASSIGN_OR_RETURN(const std::string first, PagePosition(env, request));
  return ReadOne<v1::ListAuditEventsResponse>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::ListAuditEventsResponse> {
        ASSAY_ASSIGN_OR_RETURN(auto events,
                               assay::ListAuditEvents(txn, {request.kind(), request.subject()},
                                                      RowPosition(first), size));
        v1::ListAuditEventsResponse response;
        if (events.size() == static_cast<size_t>(size)) {
          response.set_next_page_token(
              NextPageToken(env, request, std::to_string(events.back().index() + 1)));
        }
        for (v1::AuditEvent& event : events) *response.add_events() = std::move(event);
        return response;
      });
}

absl::StatusOr<v1::VerifyAuditLogResponse> VerifyAuditLog(ServerEnv& env,
                                                          const RequestContext& context,
                                                          const v1::VerifyAuditLogRequest&) {
  return ReadOne<v1::VerifyAuditLogResponse>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::VerifyAuditLogResponse> {
        v1::VerifyAuditLogResponse response;
        ASSAY_ASSIGN_OR_RETURN(const int64_t size, CheckTree(txn, &response));
        ASSAY_RETURN_IF_ERROR(CheckCheckpoints(txn, size, env.notary.public_key(), &response));
        ASSAY_RETURN_IF_ERROR(audit::VerifyRows(txn, &response));
        // A log with missing nodes has no root to sign.
        if (response.problems().empty()) {
          ASSAY_ASSIGN_OR_RETURN(*response.mutable_checkpoint(), env.notary.Sign(txn));
        }
        response.set_intact(response.problems().empty());
        return response;
      });
}

}  // namespace assay::admin
