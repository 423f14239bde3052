// AdminService over gRPC.
#ifndef ASSAY_SERVER_DOORS_GRPC_ADMIN_DOOR_H_
#define ASSAY_SERVER_DOORS_GRPC_ADMIN_DOOR_H_

#include <memory>

#include "grpcpp/impl/codegen/service_type.h"
#include "server/server_env.h"

namespace assay {

std::unique_ptr<grpc::Service> MakeAdminDoor(ServerEnv& env);

}  // namespace assay

#endif  // ASSAY_SERVER_DOORS_GRPC_ADMIN_DOOR_H_
