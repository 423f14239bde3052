// WatchSlot: the champion as it is, then every change of it.
#ifndef ASSAY_SERVER_DOORS_GRPC_SLOT_STREAM_H_
#define ASSAY_SERVER_DOORS_GRPC_SLOT_STREAM_H_

#include "assay/v1/governance_service.pb.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "server/server_env.h"

namespace assay {

// The reactor of a new stream; it deletes itself at the end.
grpc::ServerWriteReactor<v1::Champion>* StartSlotStream(ServerEnv& env,
                                                        grpc::CallbackServerContext* context,
                                                        const v1::WatchSlotRequest& request);

}  // namespace assay

#endif  // ASSAY_SERVER_DOORS_GRPC_SLOT_STREAM_H_
