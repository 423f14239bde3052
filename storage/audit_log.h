// The audit log: an RFC 6962 Merkle tree (core/merkle.h) over events, so that whoever kept a
// checkpoint of it notices when the past was changed.
//
// A leaf holds ids and digests. Names and comments stand beside it and can be erased; the leaf has
// a salted hash of the name. What changes who may do what, or what is in production, appends its
// event in its own transaction:
//
//   ASSAY_RETURN_IF_ERROR(AppendAuditLeaf(txn, {.kind = "PROMOTE",
//                                               .subject = "decision:" + decision_id,
//                                               .digest = Sha256Digest(canonical_json),
//                                               .actor = context.principal,
//                                               .comment = "credit/production"})
//                             .status());
#ifndef ASSAY_STORAGE_AUDIT_LOG_H_
#define ASSAY_STORAGE_AUDIT_LOG_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/admin_service.pb.h"
#include "core/merkle.h"
#include "storage/identity/actor.h"
#include "storage/store.h"

namespace assay {

struct AuditEvent {
  // What happened: stable, UPPER_SNAKE_CASE, at most 250 bytes.
  std::string kind;
  // To what: an id that says nothing about a person, without control characters, such as
  // "decision:<32 hex digits>".
  std::string subject;
  // "sha256:…" of the canonical content of what was written; may be empty.
  std::string digest = {};
  Actor actor;
  // For readers; at most 16,000 bytes. Not part of the leaf, so it can be erased.
  std::string comment = {};
};

// Appends an event and returns its index: 0, 1, 2, … InvalidArgument (AUDIT_EVENT_INVALID) when a
// part of it does not fit into a line.
absl::StatusOr<int64_t> AppendAuditLeaf(WriteTxn& txn, const AuditEvent& event);

// The number of events.
absl::StatusOr<int64_t> AuditSize(ReadTxn& txn);
// The root over the first `size` events.
absl::StatusOr<merkle::Hash> AuditRoot(ReadTxn& txn, int64_t size);

// RFC 6962 proofs from the stored nodes, in O(log n) reads. 0 <= index < size, and
// 0 < old_size <= size <= AuditSize.
absl::StatusOr<std::vector<merkle::Hash>> AuditInclusionProof(ReadTxn& txn, int64_t index,
                                                              int64_t size);
absl::StatusOr<std::vector<merkle::Hash>> AuditConsistencyProof(ReadTxn& txn, int64_t old_size,
                                                                int64_t size);

struct AuditFilter {
  std::string kind = {};     // empty means every kind
  std::string subject = {};  // empty means every subject
};

// Up to `limit` events with indexes from `first` on, oldest first.
absl::StatusOr<std::vector<v1::AuditEvent>> ListAuditEvents(ReadTxn& txn, const AuditFilter& filter,
                                                            int64_t first, int limit);

// Makes an event's actor and comment unreadable; the log stays intact.
absl::Status EraseAuditNames(WriteTxn& txn, int64_t index);

// A signed state of the log (core/checkpoint.h).
struct AuditCheckpoint {
  int64_t size = 0;
  std::string note;
};

// Keeps a checkpoint that was handed out; one of this size that is there already stays.
absl::Status KeepAuditCheckpoint(WriteTxn& txn, const AuditCheckpoint& checkpoint);
// The one with the greatest size; size 0 and no note when there is none.
absl::StatusOr<AuditCheckpoint> LastAuditCheckpoint(ReadTxn& txn);
// Up to `limit` with sizes above `after`, by size.
absl::StatusOr<std::vector<AuditCheckpoint>> ListAuditCheckpoints(ReadTxn& txn, int64_t after,
                                                                  int limit);

// What is wrong with the log, in sentences.
struct AuditFindings {
  int64_t size = 0;
  merkle::Hash root = {};  // computed again
  std::vector<std::string> problems;
};

// Computes every leaf from its event, every node and the root again, and compares them with what is
// stored. Reads all of the log.
absl::StatusOr<AuditFindings> VerifyAuditTree(ReadTxn& txn);

}  // namespace assay

#endif  // ASSAY_STORAGE_AUDIT_LOG_H_
