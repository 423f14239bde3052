// What the audit log says of principals, tokens and roles, and the rows that it must agree with.
#ifndef ASSAY_STORAGE_IDENTITY_AUDITED_H_
#define ASSAY_STORAGE_IDENTITY_AUDITED_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/admin_service.pb.h"
#include "storage/audited_row.h"
#include "storage/store.h"

namespace assay {

// The digests of their events: "sha256:…" of lines that have no names, so that those can be erased.
std::string PrincipalDigest(v1::PrincipalKind kind);
std::string GrantDigest(std::string_view principal_id, int64_t workspace, std::string_view role);
// Of a token as it is stored, the hash of its secret included.
absl::StatusOr<std::string> TokenDigest(ReadTxn& txn, std::string_view token_id);

// Up to `limit` rows above `after`, by row.
absl::StatusOr<std::vector<AuditedRow>> AuditedPrincipals(ReadTxn& txn, int64_t after, int limit);
absl::StatusOr<std::vector<AuditedRow>> AuditedGrants(ReadTxn& txn, int64_t after, int limit);
absl::StatusOr<std::vector<AuditedRow>> AuditedTokens(ReadTxn& txn, int64_t after, int limit);

// Tokens that their owners gave by hand since they were made, up to `limit` above `after`, by row.
struct ConfirmedToken {
  int64_t id = 0;
  std::string token_id;
  int64_t confirmed_us = 0;
};
absl::StatusOr<std::vector<ConfirmedToken>> ConfirmedTokens(ReadTxn& txn, int64_t after, int limit);

// A role as its grant has it.
struct RecordedGrant {
  std::string subject;  // of its events
  std::string role;
};
// Every grant of a principal that holds in a workspace, whether it was taken away or not.
absl::StatusOr<std::vector<RecordedGrant>> RecordedGrants(ReadTxn& txn, int64_t principal,
                                                          int64_t workspace);

}  // namespace assay

#endif  // ASSAY_STORAGE_IDENTITY_AUDITED_H_
