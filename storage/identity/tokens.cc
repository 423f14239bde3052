#include "storage/identity/tokens.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>
#include <sstream>

#include "core/checkpoint.h"
#include "core/digest.h"
#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "fmt/ranges.h"
#include "storage/audit_log.h"
#include "storage/identity/audited.h"
#include "storage/identity/principals.h"
#include "storage/identity/roles.h"
#include "storage/times.h"

namespace assay {
namespace {

constexpr std::string_view kSecretPrefix = "assay_";
constexpr size_t kSecretBytes = 32;
constexpr std::array<std::string_view, 4> kScopes = {kScopeRead, kScopeWrite, kScopeGovern,
                                                     kScopeAdmin};

// In base64 for URLs and without padding, so that a double click selects it whole.
std::string NewSecret() {
  std::array<unsigned char, kSecretBytes> bytes;
  if (RAND_priv_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) std::abort();
  std::string text =
      Base64(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  text.erase(text.find('='));
  return std::string(kSecretPrefix) + text;
}

std::vector<std::string> SplitScopes(const std::string& text) {
  std::istringstream words(text);
  std::vector<std::string> scopes;
  for (std::string word; words >> word;) scopes.push_back(word);
  return scopes;
}

// The columns: id, uid, principal's name, description, scopes, expires_us, created_us, created_by,
// revoked_us, revoked_by, confirmed_us.
v1::Token FromRow(const Rows& rows) {
  v1::Token token;
  token.set_token_id(IdText(rows.Blob(1)));
  token.set_principal(rows.String(2));
  token.set_description(rows.String(3));
  for (const std::string& scope : SplitScopes(rows.String(4))) token.add_scopes(scope);
  if (!rows.IsNull(5)) SetTime(rows.Int(5), token.mutable_expire_time());
  SetTime(rows.Int(6), token.mutable_create_time());
  token.set_created_by(rows.String(7));
  if (!rows.IsNull(8)) SetTime(rows.Int(8), token.mutable_revoke_time());
  token.set_revoked_by(rows.String(9));
  SetTime(rows.Int(10), token.mutable_confirm_time());
  return token;
}

// The scopes, sorted, each once.
absl::StatusOr<std::string> JoinScopes(const v1::Token& token) {
  std::vector<std::string> scopes(token.scopes().begin(), token.scopes().end());
  for (const std::string& scope : scopes) {
    if (std::find(kScopes.begin(), kScopes.end(), scope) == kScopes.end()) {
      return InvalidArgument("SCOPE_UNKNOWN", "token.scopes",
                             "There is no scope \"{}\". There are: {}.", scope,
                             fmt::join(kScopes, ", "));
    }
  }
  std::sort(scopes.begin(), scopes.end());
  scopes.erase(std::unique(scopes.begin(), scopes.end()), scopes.end());
  return fmt::format("{}", fmt::join(scopes, " "));
}

absl::StatusOr<sql::Param> ExpiryOf(const v1::Token& token, int64_t now_us) {
  if (!token.has_expire_time()) return sql::Param(nullptr);
  ASSAY_RETURN_IF_ERROR(ValidateTime("token.expire_time", token.expire_time()));
  const int64_t expires_us = TimeMicros(token.expire_time());
  if (expires_us <= now_us) {
    return InvalidArgument("EXPIRY_INVALID", "token.expire_time",
                           "The token would have expired already. Choose a time to come.");
  }
  return sql::Param(expires_us);
}

absl::Status Audit(WriteTxn& txn, const char* kind, const v1::Token& token, const Actor& actor) {
  ASSAY_ASSIGN_OR_RETURN(const std::string digest, TokenDigest(txn, token.token_id()));
  return AppendAuditLeaf(txn, {.kind = kind,
                               .subject = "token:" + token.token_id(),
                               .digest = digest,
                               .actor = actor,
                               .comment = "of " + token.principal()})
      .status();
}

}  // namespace

std::string HashSecret(std::string_view secret) {
  Sha256 sha;
  sha.Update(secret);
  return IdBytes(sha.FinishHex());
}

absl::StatusOr<NewToken> CreateToken(WriteTxn& txn, const v1::Token& token, const Actor& actor) {
  ASSAY_RETURN_IF_ERROR(
      PrefixField(ValidateText("description", token.description(), limits::kNameBytes), "token"));
  ASSAY_ASSIGN_OR_RETURN(const std::string scopes, JoinScopes(token));
  ASSAY_ASSIGN_OR_RETURN(const sql::Param expires_us, ExpiryOf(token, txn.now_us()));
  ASSAY_ASSIGN_OR_RETURN(const PrincipalRow principal, FindActivePrincipal(txn, token.principal()));
  NewToken made;
  made.secret = NewSecret();
  const std::string uid = txn.NewId();
  ASSAY_RETURN_IF_ERROR(
      txn.Run("INSERT INTO token (uid, principal, secret_hash, description, scopes, expires_us, "
              "created_us, created_by, confirmed_us, revoked_by) "
              "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7, '')",
              {sql::Bytes{IdBytes(uid)}, principal.id, sql::Bytes{HashSecret(made.secret)},
               std::string_view(token.description()), std::string_view(scopes), expires_us,
               txn.now_us(), std::string_view(actor.name)}));
  ASSAY_ASSIGN_OR_RETURN(made.token, GetToken(txn, uid));
  ASSAY_RETURN_IF_ERROR(Audit(txn, "TOKEN_CREATED", made.token, actor));
  return made;
}

absl::StatusOr<std::optional<TokenRow>> FindToken(ReadTxn& txn, std::string_view secret_hash) {
  Rows rows = txn.Query(
      "SELECT t.principal, p.name, p.kind, t.confirmed_us, t.scopes, "
      "CASE WHEN t.revoked_us IS NULL AND p.deactivated_us IS NULL THEN 0 ELSE 1 END, "
      "t.expires_us, "
      "t.uid "
      "FROM token t JOIN principal p ON p.id = t.principal WHERE t.secret_hash = $1",
      {sql::Bytes{secret_hash}});
  std::optional<TokenRow> found;
  if (rows.Next()) {
    found.emplace();
    found->principal = rows.Int(0);
    found->actor = {.name = rows.String(1),
                    .kind = static_cast<v1::PrincipalKind>(rows.Int(2)),
                    .authenticated = true,
                    .authenticated_us = rows.Int(3),
                    .scopes = SplitScopes(rows.String(4))};
    found->actor.token_id = IdText(rows.Blob(7));
    found->revoked = rows.Int(5) != 0;
    if (!rows.IsNull(6)) found->actor.expires_us = rows.Int(6);
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return found;
}

absl::StatusOr<v1::Token> GetToken(ReadTxn& txn, std::string_view token_id) {
  ASSAY_RETURN_IF_ERROR(CheckId("token_id", token_id));
  Rows rows = txn.Query(
      "SELECT t.id, t.uid, p.name, t.description, t.scopes, t.expires_us, t.created_us, "
      "t.created_by, t.revoked_us, t.revoked_by, t.confirmed_us "
      "FROM token t JOIN principal p ON p.id = t.principal WHERE t.uid = $1",
      {sql::Bytes{IdBytes(token_id)}});
  if (rows.Next()) return FromRow(rows);
  ASSAY_RETURN_IF_ERROR(rows.status());
  return NotFound("TOKEN_NOT_FOUND", "There is no token {}. List the tokens to see those that are.",
                  token_id);
}

absl::StatusOr<v1::Token> RevokeToken(WriteTxn& txn, std::string_view token_id,
                                      const Actor& actor) {
  ASSAY_ASSIGN_OR_RETURN(const v1::Token token, GetToken(txn, token_id));
  if (token.has_revoke_time()) return token;
  ASSAY_RETURN_IF_ERROR(
      txn.Run("UPDATE token SET revoked_us = $1, revoked_by = $2 WHERE uid = $3",
              {txn.now_us(), std::string_view(actor.name), sql::Bytes{IdBytes(token_id)}}));
  ASSAY_RETURN_IF_ERROR(Audit(txn, "TOKEN_REVOKED", token, actor));
  return GetToken(txn, token_id);
}

absl::Status ConfirmToken(WriteTxn& txn, const Actor& actor) {
  ASSAY_RETURN_IF_ERROR(txn.Run("UPDATE token SET confirmed_us = $1 WHERE uid = $2",
                                {txn.now_us(), sql::Bytes{IdBytes(actor.token_id)}}));
  return AppendAuditLeaf(txn, {.kind = "LOGIN",
                               .subject = "login:" + actor.token_id,
                               .actor = actor,
                               .comment = "of " + actor.name})
      .status();
}

absl::StatusOr<std::vector<v1::Token>> ListTokens(ReadTxn& txn, std::string_view principal,
                                                  bool show_dead, int64_t before, int limit,
                                                  int64_t* last) {
  sql::Builder query;
  query.Append(
      "SELECT t.id, t.uid, p.name, t.description, t.scopes, t.expires_us, t.created_us, "
      "t.created_by, t.revoked_us, t.revoked_by, t.confirmed_us "
      "FROM token t JOIN principal p ON p.id = t.principal WHERE t.id < ");
  query.Bind(before == 0 ? std::numeric_limits<int64_t>::max() : before);
  if (principal != kEveryone) {
    ASSAY_ASSIGN_OR_RETURN(const PrincipalRow row, FindPrincipal(txn, principal));
    query.Append(" AND t.principal = ").Bind(row.id);
  }
  if (!show_dead) {
    query
        .Append(
            " AND t.revoked_us IS NULL AND p.deactivated_us IS NULL AND coalesce(t.expires_us, ")
        .Bind(std::numeric_limits<int64_t>::max())
        .Append(") > ")
        .Bind(txn.context().clock.NowMicros());
  }
  query.Append(" ORDER BY t.id DESC LIMIT ").Bind(int64_t{limit});
  Rows rows = txn.Query(query);
  std::vector<v1::Token> tokens;
  while (rows.Next()) {
    tokens.push_back(FromRow(rows));
    *last = rows.Int(0);
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return tokens;
}

absl::StatusOr<bool> AnAdministratorHasAToken(ReadTxn& txn) {
  Rows rows = txn.Query(
      "SELECT 1 FROM role_grant g JOIN principal p ON p.id = g.principal "
      "JOIN token t ON t.principal = p.id "
      "WHERE g.role = $1 AND g.revoked_us IS NULL AND p.deactivated_us IS NULL "
      "AND t.revoked_us IS NULL AND (t.expires_us IS NULL OR t.expires_us > $2) LIMIT 1",
      {kAdministrator, txn.context().clock.NowMicros()});
  const bool found = rows.Next();
  ASSAY_RETURN_IF_ERROR(rows.status());
  return found;
}

}  // namespace assay
