// The handlers of TrackingService: validate, one read or write, answer. They know no gRPC.
// StreamLog, LogBatch, StreamMetricHistory and WatchRun are in logging.h and streaming.h.
#ifndef ASSAY_SERVER_TRACKING_SERVICE_H_
#define ASSAY_SERVER_TRACKING_SERVICE_H_

#include <functional>

#include "absl/status/statusor.h"
#include "assay/v1/tracking_service.pb.h"
#include "server/request_context.h"
#include "server/server_env.h"

namespace assay::tracking {

// Questions: the answer, or what is wrong.
#define ASSAY_READ(Method, Request, Response)                                    \
  absl::StatusOr<Response> Method(ServerEnv& env, const RequestContext& context, \
                                  const Request& request)

ASSAY_READ(GetWorkspace, v1::GetWorkspaceRequest, v1::Workspace);
ASSAY_READ(ListWorkspaces, v1::ListWorkspacesRequest, v1::ListWorkspacesResponse);
ASSAY_READ(GetExperiment, v1::GetExperimentRequest, v1::Experiment);
ASSAY_READ(ListExperiments, v1::ListExperimentsRequest, v1::ListExperimentsResponse);
ASSAY_READ(GetRun, v1::GetRunRequest, v1::Run);
ASSAY_READ(ListRunIo, v1::ListRunIoRequest, v1::ListRunIoResponse);
ASSAY_READ(SearchRuns, v1::SearchRunsRequest, v1::SearchRunsResponse);
ASSAY_READ(GetMetricHistory, v1::GetMetricHistoryRequest, v1::GetMetricHistoryResponse);
ASSAY_READ(CompareRuns, v1::CompareRunsRequest, v1::CompareRunsResponse);

#undef ASSAY_READ

// What a write's answer goes to, on the writer's thread. Called once.
template <typename Response>
using Done = std::function<void(absl::StatusOr<Response>)>;

// Writes: `done` gets the answer when it is durable, so that no thread waits for a commit.
// `context` and `request` must live until then.
#define ASSAY_WRITE(Method, Request, Response)                                       \
  void Method(ServerEnv& env, const RequestContext& context, const Request& request, \
              Done<Response> done)

ASSAY_WRITE(CreateWorkspace, v1::CreateWorkspaceRequest, v1::Workspace);
ASSAY_WRITE(CreateExperiment, v1::CreateExperimentRequest, v1::Experiment);
ASSAY_WRITE(UpdateExperiment, v1::UpdateExperimentRequest, v1::Experiment);
ASSAY_WRITE(DeleteExperiment, v1::DeleteExperimentRequest, v1::Experiment);
ASSAY_WRITE(UndeleteExperiment, v1::UndeleteExperimentRequest, v1::Experiment);
ASSAY_WRITE(CreateRun, v1::CreateRunRequest, v1::Run);
ASSAY_WRITE(UpdateRun, v1::UpdateRunRequest, v1::Run);
ASSAY_WRITE(FinishRun, v1::FinishRunRequest, v1::Run);
ASSAY_WRITE(DeleteRun, v1::DeleteRunRequest, v1::Run);
ASSAY_WRITE(UndeleteRun, v1::UndeleteRunRequest, v1::Run);
ASSAY_WRITE(UpdateTags, v1::UpdateTagsRequest, v1::Run);

#undef ASSAY_WRITE

}  // namespace assay::tracking

#endif  // ASSAY_SERVER_TRACKING_SERVICE_H_
