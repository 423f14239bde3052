// Who may do what on a server, its audit log, and its backups.
#ifndef ASSAY_CLIENT_ADMIN_H_
#define ASSAY_CLIENT_ADMIN_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/admin_service.pb.h"
#include "client/connection.h"
#include "client/stream_range.h"

namespace assay {

// What a token is made with.
struct TokenOptions {
  std::string description = {};
  // "read", "write", "govern", "admin"; empty means all.
  std::vector<std::string> scopes = {};
  // Seconds since 1970; absent means never.
  std::optional<int64_t> expires = {};
};

// What a role is granted in: a workspace by name, "" for "default", "*" for every one.
struct Role {
  std::string principal;
  std::string role;
  std::string workspace = {};
};

// A backup that was taken.
struct Backup {
  int64_t bytes = 0;
  std::string digest = {};  // "sha256:..."
};

// How far one is, in bytes: first the server copies all of them, then they are received.
struct BackupProgress {
  int64_t copied = 0;
  int64_t received = 0;
  int64_t total = 0;
};

// Thread-safe; a copy shares the connection. Errors have the reasons of AdminService, in
// proto/assay/v1/admin_service.proto.
class AdminClient {
 public:
  explicit AdminClient(std::shared_ptr<Connection> connection)
      : connection_(std::move(connection)) {}

  absl::StatusOr<v1::WhoAmIResponse> WhoAmI();
  // To be called when the token was just given by hand: reviews may ask for that.
  absl::StatusOr<v1::WhoAmIResponse> ConfirmLogin();

  absl::StatusOr<v1::Principal> CreatePrincipal(const std::string& name, v1::PrincipalKind kind,
                                                const std::string& description = "");
  // By name.
  StreamRange<v1::Principal> ListPrincipals(bool show_deactivated = false);
  // For good.
  absl::StatusOr<v1::Principal> DeactivatePrincipal(const std::string& name);

  absl::StatusOr<v1::RoleGrant> GrantRole(const Role& role);
  absl::StatusOr<v1::RoleGrant> RevokeRole(const Role& role);
  // Newest first. Empty means everybody, and any workspace.
  StreamRange<v1::RoleGrant> ListRoles(const std::string& principal = "",
                                       const std::string& workspace = "",
                                       bool show_revoked = false);

  // The answer has the secret, which is shown this once.
  absl::StatusOr<v1::CreateTokenResponse> CreateToken(const std::string& principal,
                                                      const TokenOptions& options = {});
  // Newest first. Empty means the caller's own, "*" everybody's.
  StreamRange<v1::Token> ListTokens(const std::string& principal = "", bool show_dead = false);
  absl::StatusOr<v1::Token> RevokeToken(const std::string& token_id);

  // Signed by the server. With `consistent_with_size` above 0 also proves that the log continues
  // what it was at that size.
  absl::StatusOr<v1::AuditCheckpoint> GetAuditCheckpoint(int64_t consistent_with_size = 0);
  // Oldest first. Empty means all.
  StreamRange<v1::AuditEvent> ListAuditEvents(const std::string& kind = "",
                                              const std::string& subject = "");
  // Lets the server look for what does not fit.
  absl::StatusOr<v1::VerifyAuditLogResponse> VerifyAuditLog();

  // Writes a copy of the server's database into the new file `path`, which only its owner may read.
  // It is there when it is whole and on disk; until then it is `path`.part, of which an error
  // leaves nothing. ALREADY_EXISTS/FILE_EXISTS, FAILED_PRECONDITION/FILE_UNWRITABLE;
  // DATA_LOSS/BACKUP_DAMAGED when other bytes came than the server sent.
  absl::StatusOr<Backup> BackUp(const std::string& path,
                                const std::function<void(const BackupProgress&)>& progress = {});

 private:
  std::shared_ptr<Connection> connection_;
};

// Whether `now`, which a server gave with GetAuditCheckpoint, is signed by `public_key` and
// continues the log that `kept`, an earlier checkpoint's note, describes. It trusts neither server
// nor network. OK, or FailedPrecondition with reason AUDIT_LOG_CHANGED, or what OpenCheckpoint of
// core/checkpoint.h says of either.
absl::Status VerifyContinuation(const std::string& kept, const v1::AuditCheckpoint& now,
                                const std::string& public_key);

}  // namespace assay

#endif  // ASSAY_CLIENT_ADMIN_H_
