// GovernanceService over gRPC's callback API.
#ifndef ASSAY_SERVER_DOORS_GRPC_GOVERNANCE_DOOR_H_
#define ASSAY_SERVER_DOORS_GRPC_GOVERNANCE_DOOR_H_

#include <memory>

#include "grpcpp/impl/codegen/service_type.h"
#include "server/server_env.h"

namespace assay {

// `env` must outlive the service.
std::unique_ptr<grpc::Service> MakeGovernanceDoor(ServerEnv& env);

}  // namespace assay

#endif  // ASSAY_SERVER_DOORS_GRPC_GOVERNANCE_DOOR_H_
