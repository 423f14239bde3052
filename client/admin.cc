#include "client/admin.h"

#include <utility>

#include "client/internal/list.h"
#include "core/checkpoint.h"
#include "core/errors.h"
#include "core/status_macros.h"

namespace assay {
namespace {

template <typename Request>
Request RequestOf(const Role& role) {
  Request request;
  request.set_principal(role.principal);
  request.set_workspace(role.workspace);
  request.set_role(role.role);
  return request;
}

}  // namespace

absl::StatusOr<v1::WhoAmIResponse> AdminClient::WhoAmI() {
  return connection_->Unary<v1::WhoAmIResponse>("AdminService/WhoAmI", v1::WhoAmIRequest());
}

absl::StatusOr<v1::WhoAmIResponse> AdminClient::ConfirmLogin() {
  return connection_->Unary<v1::WhoAmIResponse>("AdminService/ConfirmLogin",
                                                v1::ConfirmLoginRequest());
}

absl::StatusOr<v1::Principal> AdminClient::CreatePrincipal(const std::string& name,
                                                           v1::PrincipalKind kind,
                                                           const std::string& description) {
  v1::CreatePrincipalRequest request;
  request.mutable_principal()->set_name(name);
  request.mutable_principal()->set_kind(kind);
  request.mutable_principal()->set_description(description);
  return connection_->Unary<v1::Principal>("AdminService/CreatePrincipal", std::move(request));
}

StreamRange<v1::Principal> AdminClient::ListPrincipals(bool show_deactivated) {
  v1::ListPrincipalsRequest request;
  request.set_show_deactivated(show_deactivated);
  return List<v1::Principal>(connection_, "AdminService/ListPrincipals", std::move(request),
                             &v1::ListPrincipalsResponse::mutable_principals);
}

absl::StatusOr<v1::Principal> AdminClient::DeactivatePrincipal(const std::string& name) {
  v1::DeactivatePrincipalRequest request;
  request.set_name(name);
  return connection_->Unary<v1::Principal>("AdminService/DeactivatePrincipal", std::move(request));
}

absl::StatusOr<v1::RoleGrant> AdminClient::GrantRole(const Role& role) {
  return connection_->Unary<v1::RoleGrant>("AdminService/GrantRole",
                                           RequestOf<v1::GrantRoleRequest>(role));
}

absl::StatusOr<v1::RoleGrant> AdminClient::RevokeRole(const Role& role) {
  return connection_->Unary<v1::RoleGrant>("AdminService/RevokeRole",
                                           RequestOf<v1::RevokeRoleRequest>(role));
}

StreamRange<v1::RoleGrant> AdminClient::ListRoles(const std::string& principal,
                                                  const std::string& workspace, bool show_revoked) {
  v1::ListRolesRequest request;
  request.set_principal(principal);
  request.set_workspace(workspace);
  request.set_show_revoked(show_revoked);
  return List<v1::RoleGrant>(connection_, "AdminService/ListRoles", std::move(request),
                             &v1::ListRolesResponse::mutable_grants);
}

absl::StatusOr<v1::CreateTokenResponse> AdminClient::CreateToken(const std::string& principal,
                                                                 const TokenOptions& options) {
  v1::CreateTokenRequest request;
  v1::Token* token = request.mutable_token();
  token->set_principal(principal);
  token->set_description(options.description);
  for (const std::string& scope : options.scopes) token->add_scopes(scope);
  if (options.expires) token->mutable_expire_time()->set_seconds(*options.expires);
  return connection_->Unary<v1::CreateTokenResponse>("AdminService/CreateToken",
                                                     std::move(request));
}

StreamRange<v1::Token> AdminClient::ListTokens(const std::string& principal, bool show_dead) {
  v1::ListTokensRequest request;
  request.set_principal(principal);
  request.set_show_dead(show_dead);
  return List<v1::Token>(connection_, "AdminService/ListTokens", std::move(request),
                         &v1::ListTokensResponse::mutable_tokens);
}

absl::StatusOr<v1::Token> AdminClient::RevokeToken(const std::string& token_id) {
  v1::RevokeTokenRequest request;
  request.set_token_id(token_id);
  return connection_->Unary<v1::Token>("AdminService/RevokeToken", std::move(request));
}

absl::StatusOr<v1::AuditCheckpoint> AdminClient::GetAuditCheckpoint(int64_t consistent_with_size) {
  v1::GetAuditCheckpointRequest request;
  request.set_consistent_with_size(consistent_with_size);
  return connection_->Unary<v1::AuditCheckpoint>("AdminService/GetAuditCheckpoint",
                                                 std::move(request));
}

StreamRange<v1::AuditEvent> AdminClient::ListAuditEvents(const std::string& kind,
                                                         const std::string& subject) {
  v1::ListAuditEventsRequest request;
  request.set_kind(kind);
  request.set_subject(subject);
  return List<v1::AuditEvent>(connection_, "AdminService/ListAuditEvents", std::move(request),
                              &v1::ListAuditEventsResponse::mutable_events);
}

absl::StatusOr<v1::VerifyAuditLogResponse> AdminClient::VerifyAuditLog() {
  return connection_->Unary<v1::VerifyAuditLogResponse>("AdminService/VerifyAuditLog",
                                                        v1::VerifyAuditLogRequest());
}

absl::Status VerifyContinuation(const std::string& kept, const v1::AuditCheckpoint& now,
                                const std::string& public_key) {
  ASSAY_ASSIGN_OR_RETURN(const Checkpoint before, OpenCheckpoint(kept, public_key));
  ASSAY_ASSIGN_OR_RETURN(const Checkpoint after, OpenCheckpoint(now.note(), public_key));
  std::vector<merkle::Hash> proof;
  for (const std::string& bytes : now.consistency_proof()) {
    ASSAY_ASSIGN_OR_RETURN(proof.emplace_back(), merkle::FromBytes(bytes));
  }
  // An empty log is the beginning of every log.
  if (before.size == 0 ||
      merkle::VerifyConsistency(before.size, before.root, after.size, after.root, proof)) {
    return absl::OkStatus();
  }
  return FailedPrecondition("AUDIT_LOG_CHANGED",
                            "The log of {} events is no continuation of the {} events that were "
                            "signed before: the past was changed.",
                            after.size, before.size);
}

}  // namespace assay
