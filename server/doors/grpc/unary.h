// How a unary call over gRPC's callback API reaches its handler: one of four ways, by what it
// costs.
#ifndef ASSAY_SERVER_DOORS_GRPC_UNARY_H_
#define ASSAY_SERVER_DOORS_GRPC_UNARY_H_

#include <memory>
#include <utility>

#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "server/call.h"
#include "server/handler.h"

namespace assay {

// Questions that a handful of rows answer: at once, on the thread that brought them. A change of
// threads would take longer than the answer.
template <typename Request, typename Response>
grpc::ServerUnaryReactor* AnswerNow(ServerEnv& env, grpc::CallbackServerContext* context,
                                    const char* method, const Request* request, Response* response,
                                    ReadHandler<Request, Response> handler) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  Call call(env, context, method);
  absl::Status status = call.Admit(*request);
  if (status.ok()) {
    absl::StatusOr<Response> result = handler(env, call.context(), *request);
    if (result.ok()) *response = *std::move(result);
    status = std::move(result).status();
  }
  reactor->Finish(call.End(status));
  return reactor;
}

// Lets `begin(call, reactor)` answer a call that may be made; any other is refused.
template <typename Request, typename Begin>
grpc::ServerUnaryReactor* Admitted(ServerEnv& env, grpc::CallbackServerContext* context,
                                   const char* method, const Request* request, Begin begin) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  auto call = std::make_shared<Call>(env, context, method);
  if (absl::Status status = call->Admit(*request); status.ok()) {
    begin(std::move(call), reactor);
  } else {
    reactor->Finish(call->End(status));
  }
  return reactor;
}

// Runs `work` on the pool, or refuses the call.
template <typename Work>
void OnPool(const std::shared_ptr<Call>& call, grpc::ServerUnaryReactor* reactor, Work work) {
  if (!call->env().pool.Submit(std::move(work))) reactor->Finish(call->End(Overloaded()));
}

// Ends a call with what its handler found.
template <typename Response>
auto Ending(std::shared_ptr<Call> call, grpc::ServerUnaryReactor* reactor, Response* response) {
  return [=](absl::StatusOr<Response> result) {
    if (result.ok()) *response = *std::move(result);
    reactor->Finish(call->End(result.status()));
  };
}

// Questions that may take long: on the pool.
template <typename Request, typename Response>
grpc::ServerUnaryReactor* AnswerOnPool(ServerEnv& env, grpc::CallbackServerContext* context,
                                       const char* method, const Request* request,
                                       Response* response, ReadHandler<Request, Response> handler) {
  return Admitted(env, context, method, request, [=](auto call, auto* reactor) {
    OnPool(call, reactor, [=] {
      Ending(call, reactor, response)(handler(call->env(), call->context(), *request));
    });
  });
}

// Writes: queued here, answered by the writer's thread.
template <typename Request, typename Response>
grpc::ServerUnaryReactor* Write(ServerEnv& env, grpc::CallbackServerContext* context,
                                const char* method, const Request* request, Response* response,
                                WriteHandler<Request, Response> handler) {
  return Admitted(env, context, method, request, [=](auto call, auto* reactor) {
    handler(call->env(), call->context(), *request, Ending(call, reactor, response));
  });
}

// Writes that read much before they are queued: on the pool, then as Write.
template <typename Request, typename Response>
grpc::ServerUnaryReactor* WriteOnPool(ServerEnv& env, grpc::CallbackServerContext* context,
                                      const char* method, const Request* request,
                                      Response* response, WriteHandler<Request, Response> handler) {
  return Admitted(env, context, method, request, [=](auto call, auto* reactor) {
    OnPool(call, reactor, [=] {
      handler(call->env(), call->context(), *request, Ending(call, reactor, response));
    });
  });
}

// A method of a door, which has its ServerEnv in env_: ASSAY_UNARY(tracking, AnswerNow, GetRun,
// v1::Run) answers GetRun by tracking::GetRun.
#define ASSAY_UNARY(service, How, Method, Response)                                        \
  grpc::ServerUnaryReactor* Method(grpc::CallbackServerContext* context,                   \
                                   const v1::Method##Request* request, Response* response) \
      override {                                                                           \
    return How(env_, context, #Method, request, response, &service::Method);               \
  }

}  // namespace assay

#endif  // ASSAY_SERVER_DOORS_GRPC_UNARY_H_
