#include "server/doors/grpc/admin_door.h"

#include "assay/v1/admin_service.grpc.pb.h"
#include "server/admin_service.h"
#include "server/doors/grpc/backup_stream.h"
#include "server/doors/grpc/unary.h"

namespace assay {
namespace {

class AdminDoor : public v1::AdminService::CallbackService {
 public:
  explicit AdminDoor(ServerEnv& env) : env_(env) {}

  ASSAY_UNARY(admin, AnswerNow, WhoAmI, v1::WhoAmIResponse)
  ASSAY_UNARY(admin, AnswerNow, GetAuditCheckpoint, v1::AuditCheckpoint)
  ASSAY_UNARY(admin, AnswerOnPool, ListPrincipals, v1::ListPrincipalsResponse)
  ASSAY_UNARY(admin, AnswerOnPool, ListRoles, v1::ListRolesResponse)
  ASSAY_UNARY(admin, AnswerOnPool, ListTokens, v1::ListTokensResponse)
  ASSAY_UNARY(admin, AnswerOnPool, ListAuditEvents, v1::ListAuditEventsResponse)
  ASSAY_UNARY(admin, AnswerOnPool, VerifyAuditLog, v1::VerifyAuditLogResponse)
  ASSAY_UNARY(admin, Write, CreatePrincipal, v1::Principal)
  ASSAY_UNARY(admin, Write, DeactivatePrincipal, v1::Principal)
  ASSAY_UNARY(admin, Write, GrantRole, v1::RoleGrant)
  ASSAY_UNARY(admin, Write, RevokeRole, v1::RoleGrant)
  ASSAY_UNARY(admin, Write, CreateToken, v1::CreateTokenResponse)
  ASSAY_UNARY(admin, Write, RevokeToken, v1::Token)
  ASSAY_UNARY(admin, Write, ConfirmLogin, v1::WhoAmIResponse)

  grpc::ServerWriteReactor<v1::BackUpResponse>* BackUp(grpc::CallbackServerContext* context,
                                                       const v1::BackUpRequest* request) override {
    return StartBackupStream(env_, context, *request);
  }

 private:
  ServerEnv& env_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeAdminDoor(ServerEnv& env) {
  return std::make_unique<AdminDoor>(env);
}

}  // namespace assay
