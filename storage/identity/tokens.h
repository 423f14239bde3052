// Tokens: what callers prove their names with. A secret is "assay_" (by which scanners for leaked
// secrets know it) and 256 random bits; the database has its SHA-256 only.
#ifndef ASSAY_STORAGE_IDENTITY_TOKENS_H_
#define ASSAY_STORAGE_IDENTITY_TOKENS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/admin_service.pb.h"
#include "storage/identity/actor.h"
#include "storage/store.h"

namespace assay {

// What tokens may reach. A call needs the scope that server/authorization.h names for it.
inline constexpr char kScopeRead[] = "read";
inline constexpr char kScopeWrite[] = "write";
inline constexpr char kScopeGovern[] = "govern";
inline constexpr char kScopeAdmin[] = "admin";

// The SHA-256 of a secret: 32 bytes.
std::string HashSecret(std::string_view secret);

struct NewToken {
  v1::Token token;
  std::string secret;
};

// `token` says principal, description, scopes and expire_time. PRINCIPAL_NOT_FOUND,
// PRINCIPAL_DEACTIVATED, SCOPE_UNKNOWN, EXPIRY_INVALID.
absl::StatusOr<NewToken> CreateToken(WriteTxn& txn, const v1::Token& token, const Actor& actor);

// A token as the gate needs it.
struct TokenRow {
  int64_t principal = 0;
  // The actor that it makes of a caller.
  Actor actor;
  bool revoked = false;  // or its principal is deactivated
};

// By the hash of its secret, in one probe of an index. Nothing when there is none.
absl::StatusOr<std::optional<TokenRow>> FindToken(ReadTxn& txn, std::string_view secret_hash);

// NotFound with reason TOKEN_NOT_FOUND; ID_MALFORMED.
absl::StatusOr<v1::Token> GetToken(ReadTxn& txn, std::string_view token_id);
absl::StatusOr<v1::Token> RevokeToken(WriteTxn& txn, std::string_view token_id, const Actor& actor);
// Records that its owner, who acts, has just given the token by hand.
absl::Status ConfirmToken(WriteTxn& txn, const Actor& actor);

// Up to `limit` tokens of a principal ("*": everybody's) with rows below `before` (0 for no bound),
// newest first; `*last` becomes the last one's row. Without `show_dead` only those that are taken.
absl::StatusOr<std::vector<v1::Token>> ListTokens(ReadTxn& txn, std::string_view principal,
                                                  bool show_dead, int64_t before, int limit,
                                                  int64_t* last);

// Whether an active administrator has a token that is taken.
absl::StatusOr<bool> AnAdministratorHasAToken(ReadTxn& txn);

}  // namespace assay

#endif  // ASSAY_STORAGE_IDENTITY_TOKENS_H_
