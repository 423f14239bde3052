#include "server/doors/grpc/tracking_door.h"

#include <memory>
#include <utility>

#include "assay/v1/tracking_service.grpc.pb.h"
#include "server/call.h"
#include "server/doors/grpc/history_stream.h"
#include "server/doors/grpc/log_stream.h"
#include "server/doors/grpc/unary.h"
#include "server/doors/grpc/watch_stream.h"
#include "server/logging.h"
#include "server/tracking_service.h"

namespace assay {
namespace {

// Above this a batch is prepared on a worker, so that gRPC's own threads keep to the network.
constexpr size_t kInlineBatchBytes = 4'096;

class TrackingDoor : public v1::TrackingService::CallbackService {
 public:
  explicit TrackingDoor(ServerEnv& env) : env_(env) {}

  ASSAY_UNARY(tracking, AnswerNow, GetWorkspace, v1::Workspace)
  ASSAY_UNARY(tracking, AnswerNow, GetExperiment, v1::Experiment)
  ASSAY_UNARY(tracking, AnswerNow, GetRun, v1::Run)
  ASSAY_UNARY(tracking, AnswerOnPool, ListWorkspaces, v1::ListWorkspacesResponse)
  ASSAY_UNARY(tracking, AnswerOnPool, ListExperiments, v1::ListExperimentsResponse)
  ASSAY_UNARY(tracking, AnswerOnPool, ListRunIo, v1::ListRunIoResponse)
  ASSAY_UNARY(tracking, AnswerOnPool, SearchRuns, v1::SearchRunsResponse)
  ASSAY_UNARY(tracking, AnswerOnPool, GetMetricHistory, v1::GetMetricHistoryResponse)
  ASSAY_UNARY(tracking, AnswerOnPool, CompareRuns, v1::CompareRunsResponse)
  ASSAY_UNARY(tracking, Write, CreateWorkspace, v1::Workspace)
  ASSAY_UNARY(tracking, Write, CreateExperiment, v1::Experiment)
  ASSAY_UNARY(tracking, Write, UpdateExperiment, v1::Experiment)
  ASSAY_UNARY(tracking, Write, DeleteExperiment, v1::Experiment)
  ASSAY_UNARY(tracking, Write, UndeleteExperiment, v1::Experiment)
  ASSAY_UNARY(tracking, Write, CreateRun, v1::Run)
  ASSAY_UNARY(tracking, Write, UpdateRun, v1::Run)
  ASSAY_UNARY(tracking, Write, FinishRun, v1::Run)
  ASSAY_UNARY(tracking, Write, DeleteRun, v1::Run)
  ASSAY_UNARY(tracking, Write, UndeleteRun, v1::Run)
  ASSAY_UNARY(tracking, Write, UpdateTags, v1::Run)

  grpc::ServerUnaryReactor* LogBatch(grpc::CallbackServerContext* context,
                                     const v1::LogBatchRequest* request,
                                     v1::LogBatchResponse* response) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    auto call = std::make_shared<Call>(env_, context, "LogBatch");
    if (absl::Status status = call->Admit(*request); !status.ok()) {
      reactor->Finish(call->End(status));
      return reactor;
    }
    const auto log = [=] {
      tracking::LogBatch(call->env(), call->context(), *request,
                         tracking::ParamConflict::kFailBatch, sql::WriteOn::kThisThread,
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
