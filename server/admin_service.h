// The handlers of AdminService: principals, roles, tokens, and the audit log.
#ifndef ASSAY_SERVER_ADMIN_SERVICE_H_
#define ASSAY_SERVER_ADMIN_SERVICE_H_

#include "assay/v1/admin_service.pb.h"
#include "server/handler.h"

namespace assay::admin {

// Questions.
ASSAY_READ(ListPrincipals, v1::ListPrincipalsRequest, v1::ListPrincipalsResponse);
ASSAY_READ(ListRoles, v1::ListRolesRequest, v1::ListRolesResponse);
ASSAY_READ(ListTokens, v1::ListTokensRequest, v1::ListTokensResponse);
ASSAY_READ(WhoAmI, v1::WhoAmIRequest, v1::WhoAmIResponse);
ASSAY_READ(GetAuditCheckpoint, v1::GetAuditCheckpointRequest, v1::AuditCheckpoint);
ASSAY_READ(ListAuditEvents, v1::ListAuditEventsRequest, v1::ListAuditEventsResponse);
ASSAY_READ(VerifyAuditLog, v1::VerifyAuditLogRequest, v1::VerifyAuditLogResponse);

// Writes.
ASSAY_WRITE(CreatePrincipal, v1::CreatePrincipalRequest, v1::Principal);
ASSAY_WRITE(DeactivatePrincipal, v1::DeactivatePrincipalRequest, v1::Principal);
ASSAY_WRITE(GrantRole, v1::GrantRoleRequest, v1::RoleGrant);
ASSAY_WRITE(RevokeRole, v1::RevokeRoleRequest, v1::RoleGrant);
ASSAY_WRITE(CreateToken, v1::CreateTokenRequest, v1::CreateTokenResponse);
ASSAY_WRITE(RevokeToken, v1::RevokeTokenRequest, v1::Token);
ASSAY_WRITE(ConfirmLogin, v1::ConfirmLoginRequest, v1::WhoAmIResponse);

}  // namespace assay::admin

#endif  // ASSAY_SERVER_ADMIN_SERVICE_H_
