// Who may do what on a server, and its audit log.
#ifndef ASSAY_CLIENT_ADMIN_H_
#define ASSAY_CLIENT_ADMIN_H_

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
