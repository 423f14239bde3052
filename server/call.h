// What every call needs, in one place: caller, deadline, request id, log line, status to the wire.
#ifndef ASSAY_SERVER_CALL_H_
#define ASSAY_SERVER_CALL_H_

#include <chrono>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/status.h"
#include "server/request_context.h"
#include "server/server_env.h"

namespace assay {

// One call, from its arrival to its answer. Not thread-safe, but may move between threads.
class Call {
 public:
  Call(ServerEnv& env, grpc::CallbackServerContext* context, const char* method);

  // Whether the caller may send this request; to be asked before anything is done with it. Streams
  // ask again for every message: rights may have been taken away. From the first OK on, context()
  // says who calls. UNAUTHENTICATED and PERMISSION_DENIED as AdminService has them.
  absl::Status Admit(const google::protobuf::Message& request);

  const RequestContext& context() const { return context_; }
  ServerEnv& env() { return env_; }
  // Writes the log line and gives the status for the wire.
  grpc::Status End(const absl::Status& status);

 private:
  ServerEnv& env_;
  grpc::CallbackServerContext* const grpc_;
  RequestContext context_;
  std::shared_ptr<const Session> session_;
  std::chrono::steady_clock::time_point begin_;
};

// What a caller gets when the pool's queue is full.
absl::Status Overloaded();

}  // namespace assay

#endif  // ASSAY_SERVER_CALL_H_
