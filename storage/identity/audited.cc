#include "storage/identity/audited.h"

#include <utility>

#include "core/digest.h"
#include "core/errors.h"
#include "core/status_macros.h"

namespace assay {
namespace {

std::string DigestOfToken(std::string_view principal_id, std::string_view scopes,
                          int64_t expires_us, std::string_view secret_hash) {
  return Sha256Digest(fmt::format("principal {}\nscopes {}\nexpires {}\nsecret {}\n", principal_id,
                                  scopes, expires_us, IdText(secret_hash)));
}

// The columns from `column` on: who and when.
ExpectedEvent EventOf(const Rows& rows, int column, std::string kind, std::string digest) {
  return {std::move(kind), std::move(digest), rows.String(column), rows.Int(column + 1)};
}

}  // namespace

std::string PrincipalDigest(v1::PrincipalKind kind) {
  return Sha256Digest(fmt::format("kind {}\n", static_cast<int>(kind)));
}

std::string GrantDigest(std::string_view principal_id, int64_t workspace, std::string_view role) {
  return Sha256Digest(
      fmt::format("principal {}\nworkspace {}\nrole {}\n", principal_id, workspace, role));
}

absl::StatusOr<std::string> TokenDigest(ReadTxn& txn, std::string_view token_id) {
  Rows rows = txn.Query(
      "SELECT p.uid, t.scopes, coalesce(t.expires_us, 0), t.secret_hash "
      "FROM token t JOIN principal p ON p.id = t.principal WHERE t.uid = $1",
      {sql::Bytes{IdBytes(token_id)}});
  if (rows.Next()) {
    return DigestOfToken(IdText(rows.Blob(0)), rows.Text(1), rows.Int(2), rows.Blob(3));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return absl::InternalError("A token was not found again.");
}

absl::StatusOr<std::vector<AuditedRow>> AuditedPrincipals(ReadTxn& txn, int64_t after, int limit) {
  Rows rows = txn.Query(
      "SELECT id, uid, name, kind, created_by, created_us, deactivated_by, deactivated_us "
      "FROM principal WHERE id > $1 ORDER BY id LIMIT $2",
      {after, int64_t{limit}});
  std::vector<AuditedRow> page;
  while (rows.Next()) {
    AuditedRow& row = page.emplace_back();
    row.id = rows.Int(0);
    row.name = "principal " + rows.String(2);
    row.subject = "principal:" + IdText(rows.Blob(1));
    const std::string digest = PrincipalDigest(static_cast<v1::PrincipalKind>(rows.Int(3)));
    row.events.push_back(EventOf(rows, 4, "PRINCIPAL_CREATED", digest));
    if (!rows.IsNull(7)) row.events.push_back(EventOf(rows, 6, "PRINCIPAL_DEACTIVATED", digest));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return page;
}

absl::StatusOr<std::vector<AuditedRow>> AuditedGrants(ReadTxn& txn, int64_t after, int limit) {
  Rows rows = txn.Query(
      "SELECT g.id, p.uid, p.name, coalesce(g.workspace, 0), g.role, g.granted_by, g.granted_us, "
      "g.revoked_by, g.revoked_us FROM role_grant g JOIN principal p ON p.id = g.principal "
      "WHERE g.id > $1 ORDER BY g.id LIMIT $2",
      {after, int64_t{limit}});
  std::vector<AuditedRow> page;
  while (rows.Next()) {
    AuditedRow& row = page.emplace_back();
    row.id = rows.Int(0);
    row.name = fmt::format("role {} of {}", rows.Text(4), rows.Text(2));
    row.subject = fmt::format("role_grant:{}", row.id);
    const std::string digest = GrantDigest(IdText(rows.Blob(1)), rows.Int(3), rows.Text(4));
    row.events.push_back(EventOf(rows, 5, "ROLE_GRANTED", digest));
    if (!rows.IsNull(8)) row.events.push_back(EventOf(rows, 7, "ROLE_REVOKED", digest));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return page;
}

absl::StatusOr<std::vector<AuditedRow>> AuditedTokens(ReadTxn& txn, int64_t after, int limit) {
  Rows rows = txn.Query(
      "SELECT t.id, t.uid, p.uid, p.name, t.scopes, coalesce(t.expires_us, 0), t.secret_hash, "
      "t.created_by, t.created_us, t.revoked_by, t.revoked_us "
      "FROM token t JOIN principal p ON p.id = t.principal "
      "WHERE t.id > $1 ORDER BY t.id LIMIT $2",
      {after, int64_t{limit}});
  std::vector<AuditedRow> page;
  while (rows.Next()) {
    AuditedRow& row = page.emplace_back();
    row.id = rows.Int(0);
    row.subject = "token:" + IdText(rows.Blob(1));
    row.name = fmt::format("{} of {}", row.subject, rows.Text(3));
    const std::string digest =
        DigestOfToken(IdText(rows.Blob(2)), rows.Text(4), rows.Int(5), rows.Blob(6));
    row.events.push_back(EventOf(rows, 7, "TOKEN_CREATED", digest));
    if (!rows.IsNull(10)) row.events.push_back(EventOf(rows, 9, "TOKEN_REVOKED", digest));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return page;
}

absl::StatusOr<std::vector<ConfirmedToken>> ConfirmedTokens(ReadTxn& txn, int64_t after,
                                                            int limit) {
  Rows rows = txn.Query(
      "SELECT id, uid, confirmed_us FROM token WHERE id > $1 AND confirmed_us <> created_us "
      "ORDER BY id LIMIT $2",
      {after, int64_t{limit}});
  std::vector<ConfirmedToken> page;
  while (rows.Next()) page.push_back({rows.Int(0), IdText(rows.Blob(1)), rows.Int(2)});
  ASSAY_RETURN_IF_ERROR(rows.status());
  return page;
}

absl::StatusOr<std::vector<RecordedGrant>> RecordedGrants(ReadTxn& txn, int64_t principal,
                                                          int64_t workspace) {
  Rows rows = txn.Query(
      "SELECT id, role FROM role_grant WHERE principal = $1 AND coalesce(workspace, $2) = $2 "
      "ORDER BY id",
      {principal, workspace});
  std::vector<RecordedGrant> grants;
  while (rows.Next()) {
    grants.push_back({fmt::format("role_grant:{}", rows.Int(0)), rows.String(1)});
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return grants;
}

}  // namespace assay
