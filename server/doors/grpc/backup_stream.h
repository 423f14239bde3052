// BackUp: how far the copy is, and then its bytes.
#ifndef ASSAY_SERVER_DOORS_GRPC_BACKUP_STREAM_H_
#define ASSAY_SERVER_DOORS_GRPC_BACKUP_STREAM_H_

#include "assay/v1/admin_service.pb.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "server/server_env.h"

namespace assay {

// The reactor of a new stream; it deletes itself at the end.
grpc::ServerWriteReactor<v1::BackUpResponse>* StartBackupStream(
    ServerEnv& env, grpc::CallbackServerContext* context, const v1::BackUpRequest& request);

}  // namespace assay

#endif  // ASSAY_SERVER_DOORS_GRPC_BACKUP_STREAM_H_
