// StreamLog: batches in, acknowledgements out.
#ifndef ASSAY_SERVER_DOORS_GRPC_LOG_STREAM_H_
#define ASSAY_SERVER_DOORS_GRPC_LOG_STREAM_H_

#include "assay/v1/tracking_service.pb.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "server/server_env.h"

namespace assay {

// The reactor of a new stream; it deletes itself at the end.
grpc::ServerBidiReactor<v1::LogBatchRequest, v1::LogBatchResponse>* StartLogStream(
    ServerEnv& env, grpc::CallbackServerContext* context);

}  // namespace assay

#endif  // ASSAY_SERVER_DOORS_GRPC_LOG_STREAM_H_
