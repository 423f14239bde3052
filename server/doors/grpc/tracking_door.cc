#include "server/doors/grpc/tracking_door.h"

#include <memory>
#include <utility>

#include "assay/v1/tracking_service.grpc.pb.h"
#include "server/call.h"
#include "server/doors/grpc/history_stream.h"
#include "server/doors/grpc/log_stream.h"
#include "server/doors/grpc/watch_stream.h"
#include "server/logging.h"
#include "server/tracking_service.h"

namespace assay {
namespace {

// Above this a batch is prepared on a worker, so that gRPC's own threads keep to the network.
constexpr size_t kInlineBatchBytes = 4'096;

template <typename Request, typename Response>
using ReadHandler = absl::StatusOr<Response> (*)(ServerEnv&, const RequestContext&, const Request&);
template <typename Request, typename Response>
using WriteHandler = void (*)(ServerEnv&, const RequestContext&, const Request&,
                              tracking::Done<Response>);

// Questions that a handful of rows answer: at once, on the thread that brought them. A change of
// threads would take longer than the answer.
template <typename Request, typename Response>
grpc::ServerUnaryReactor* AnswerNow(ServerEnv& env, grpc::CallbackServerContext* context,
                                    const char* method, const Request* request, Response* response,
                                    ReadHandler<Request, Response> handler) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  Call call(env, context, method);
  absl::StatusOr<Response> result = handler(env, call.context(), *request);
  if (result.ok()) *response = *std::move(result);
  reactor->Finish(call.End(result.status()));
  return reactor;
}

// Questions that may take long: on the pool.
template <typename Request, typename Response>
grpc::ServerUnaryReactor* AnswerOnPool(ServerEnv& env, grpc::CallbackServerContext* context,
                                       const char* method, const Request* request,
                                       Response* response, ReadHandler<Request, Response> handler) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  auto call = std::make_shared<Call>(env, context, method);
  const bool taken = env.pool.Submit([=] {
    absl::StatusOr<Response> result = handler(call->env(), call->context(), *request);
    if (result.ok()) *response = *std::move(result);
    reactor->Finish(call->End(result.status()));
  });
  if (!taken) reactor->Finish(call->End(Overloaded()));
  return reactor;
}

// Writes: queued here, answered by the writer's thread.
template <typename Request, typename Response>
grpc::ServerUnaryReactor* Write(ServerEnv& env, grpc::CallbackServerContext* context,
                                const char* method, const Request* request, Response* response,
                                WriteHandler<Request, Response> handler) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  auto call = std::make_shared<Call>(env, context, method);
  handler(env, call->context(), *request, [=](absl::StatusOr<Response> result) {
    if (result.ok()) *response = *std::move(result);
    reactor->Finish(call->End(result.status()));
  });
  return reactor;
}

class TrackingDoor : public v1::TrackingService::CallbackService {
 public:
  explicit TrackingDoor(ServerEnv& env) : env_(env) {}

#define ASSAY_UNARY(How, Method, Response)                                                 \
  grpc::ServerUnaryReactor* Method(grpc::CallbackServerContext* context,                   \
                                   const v1::Method##Request* request, Response* response) \
      override {                                                                           \
    return How(env_, context, #Method, request, response, &tracking::Method);              \
  }
  ASSAY_UNARY(AnswerNow, GetWorkspace, v1::Workspace)
  ASSAY_UNARY(AnswerNow, GetExperiment, v1::Experiment)
  ASSAY_UNARY(AnswerNow, GetRun, v1::Run)
  ASSAY_UNARY(AnswerOnPool, ListWorkspaces, v1::ListWorkspacesResponse)
  ASSAY_UNARY(AnswerOnPool, ListExperiments, v1::ListExperimentsResponse)
  ASSAY_UNARY(AnswerOnPool, ListRunIo, v1::ListRunIoResponse)
  ASSAY_UNARY(AnswerOnPool, SearchRuns, v1::SearchRunsResponse)
  ASSAY_UNARY(AnswerOnPool, GetMetricHistory, v1::GetMetricHistoryResponse)
  ASSAY_UNARY(AnswerOnPool, CompareRuns, v1::CompareRunsResponse)
  ASSAY_UNARY(Write, CreateWorkspace, v1::Workspace)
  ASSAY_UNARY(Write, CreateExperiment, v1::Experiment)
  ASSAY_UNARY(Write, UpdateExperiment, v1::Experiment)
  ASSAY_UNARY(Write, DeleteExperiment, v1::Experiment)
  ASSAY_UNARY(Write, UndeleteExperiment, v1::Experiment)
  ASSAY_UNARY(Write, CreateRun, v1::Run)
  ASSAY_UNARY(Write, UpdateRun, v1::Run)
  ASSAY_UNARY(Write, FinishRun, v1::Run)
  ASSAY_UNARY(Write, DeleteRun, v1::Run)
  ASSAY_UNARY(Write, UndeleteRun, v1::Run)
  ASSAY_UNARY(Write, UpdateTags, v1::Run)
#undef ASSAY_UNARY

  grpc::ServerUnaryReactor* LogBatch(grpc::CallbackServerContext* context,
                                     const v1::LogBatchRequest* request,
                                     v1::LogBatchResponse* response) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    auto call = std::make_shared<Call>(env_, context, "LogBatch");
    const auto log = [=] {
      tracking::LogBatch(call->env(), call->context(), *request,
                         tracking::ParamConflict::kFailBatch,
                         [=](absl::StatusOr<v1::LogBatchResponse> result) {
                           if (result.ok()) *response = *std::move(result);
                           reactor->Finish(call->End(result.status()));
                         });
    };
    if (request->ByteSizeLong() <= kInlineBatchBytes) {
      log();
    } else if (!env_.pool.Submit(log)) {
      reactor->Finish(call->End(Overloaded()));
    }
    return reactor;
  }

  grpc::ServerBidiReactor<v1::LogBatchRequest, v1::LogBatchResponse>* StreamLog(
      grpc::CallbackServerContext* context) override {
    return StartLogStream(env_, context);
  }

  grpc::ServerWriteReactor<v1::GetMetricHistoryResponse>* StreamMetricHistory(
      grpc::CallbackServerContext* context, const v1::GetMetricHistoryRequest* request) override {
    return StartHistoryStream(env_, context, *request);
  }

  grpc::ServerWriteReactor<v1::WatchRunResponse>* WatchRun(
      grpc::CallbackServerContext* context, const v1::WatchRunRequest* request) override {
    return StartWatchStream(env_, context, *request);
  }

 private:
  ServerEnv& env_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeTrackingDoor(ServerEnv& env) {
  return std::make_unique<TrackingDoor>(env);
}

}  // namespace assay
