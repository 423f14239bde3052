// The two shapes of a handler: a plain function that knows no gRPC.
#ifndef ASSAY_SERVER_HANDLER_H_
#define ASSAY_SERVER_HANDLER_H_

#include <functional>

#include "absl/status/statusor.h"
#include "server/request_context.h"
#include "server/server_env.h"

namespace assay {

// A question: the answer, or what is wrong.
template <typename Request, typename Response>
using ReadHandler = absl::StatusOr<Response> (*)(ServerEnv&, const RequestContext&, const Request&);

// What a write's answer goes to, on the writer's thread. Called once.
template <typename Response>
using Done = std::function<void(absl::StatusOr<Response>)>;

// A write: `done` gets the answer when it is durable, so that no thread waits for a commit. Context
// and request must live until then.
template <typename Request, typename Response>
using WriteHandler = void (*)(ServerEnv&, const RequestContext&, const Request&, Done<Response>);

// Declare them in a service's header.
#define ASSAY_READ(Method, Request, Response)                                    \
  absl::StatusOr<Response> Method(ServerEnv& env, const RequestContext& context, \
                                  const Request& request)
#define ASSAY_WRITE(Method, Request, Response)                                       \
  void Method(ServerEnv& env, const RequestContext& context, const Request& request, \
              Done<Response> done)

}  // namespace assay

#endif  // ASSAY_SERVER_HANDLER_H_
