#include "server/doors/grpc/tracking_door.h"

#include <memory>
#include <utility>

#include "assay/v1/tracking_service.grpc.pb.h"
#include "server/call.h"
#include "server/doors/grpc/log_stream.h"
#include "server/doors/grpc/history_stream.h"
#include "server/doors/grpc/watch_stream.h"
#include "server/logging.h"
#include "server/tracking_service.h"

namespace assay {
namespace {

// Above this a batch is prepared on a worker, so that gRPC's own threads keep to the network.
constexpr size_t kInlineBatchBytes = 4'096;

// Hands a call to the pool and finishes it with what the handler says.
template <typename Request, typename Response>
grpc::ServerUnaryReactor* Dispatch(
    ServerEnv& env, grpc::CallbackServerContext* context, const char* method, const Request* request,
    Response* response,
    absl::StatusOr<Response> (*handler)(ServerEnv&, const RequestContext&, const Request&)) {
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

class TrackingDoor : public v1::TrackingService::CallbackService {
 public:
  explicit TrackingDoor(ServerEnv& env) : env_(env) {}

#define ASSAY_UNARY(Method, Request, Response)                                                    \
  grpc::ServerUnaryReactor* Method(grpc::CallbackServerContext* context, const Request* request, \
                                   Response* response) override {                                \
    return Dispatch(env_, context, #Method, request, response, &tracking::Method);               \
  }
  ASSAY_UNARY(CreateWorkspace, v1::CreateWorkspaceRequest, v1::Workspace)
  ASSAY_UNARY(GetWorkspace, v1::GetWorkspaceRequest, v1::Workspace)
  ASSAY_UNARY(ListWorkspaces, v1::ListWorkspacesRequest, v1::ListWorkspacesResponse)
  ASSAY_UNARY(CreateExperiment, v1::CreateExperimentRequest, v1::Experiment)
  ASSAY_UNARY(GetExperiment, v1::GetExperimentRequest, v1::Experiment)
  ASSAY_UNARY(ListExperiments, v1::ListExperimentsRequest, v1::ListExperimentsResponse)
  ASSAY_UNARY(UpdateExperiment, v1::UpdateExperimentRequest, v1::Experiment)
  ASSAY_UNARY(DeleteExperiment, v1::DeleteExperimentRequest, v1::Experiment)
  ASSAY_UNARY(UndeleteExperiment, v1::UndeleteExperimentRequest, v1::Experiment)
  ASSAY_UNARY(CreateRun, v1::CreateRunRequest, v1::Run)
  ASSAY_UNARY(GetRun, v1::GetRunRequest, v1::Run)
  ASSAY_UNARY(UpdateRun, v1::UpdateRunRequest, v1::Run)
  ASSAY_UNARY(FinishRun, v1::FinishRunRequest, v1::Run)
  ASSAY_UNARY(DeleteRun, v1::DeleteRunRequest, v1::Run)
  ASSAY_UNARY(UndeleteRun, v1::UndeleteRunRequest, v1::Run)
  ASSAY_UNARY(UpdateTags, v1::UpdateTagsRequest, v1::Run)
  ASSAY_UNARY(ListRunIo, v1::ListRunIoRequest, v1::ListRunIoResponse)
  ASSAY_UNARY(SearchRuns, v1::SearchRunsRequest, v1::SearchRunsResponse)
  ASSAY_UNARY(GetMetricHistory, v1::GetMetricHistoryRequest, v1::GetMetricHistoryResponse)
  ASSAY_UNARY(CompareRuns, v1::CompareRunsRequest, v1::CompareRunsResponse)
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
