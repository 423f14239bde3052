// The handlers of TrackingService: parse, validate, one read or write, answer. They know no gRPC.
// StreamLog, LogBatch, StreamMetricHistory and WatchRun are in logging.h and streaming.h.
#ifndef ASSAY_SERVER_TRACKING_SERVICE_H_
#define ASSAY_SERVER_TRACKING_SERVICE_H_

#include "absl/status/statusor.h"
#include "assay/v1/tracking_service.pb.h"
#include "server/request_context.h"
#include "server/server_env.h"

namespace assay::tracking {

#define ASSAY_HANDLER(Method, Request, Response) \
  absl::StatusOr<Response> Method(ServerEnv& env, const RequestContext& context, const Request& request)

ASSAY_HANDLER(CreateWorkspace, v1::CreateWorkspaceRequest, v1::Workspace);
ASSAY_HANDLER(GetWorkspace, v1::GetWorkspaceRequest, v1::Workspace);
ASSAY_HANDLER(ListWorkspaces, v1::ListWorkspacesRequest, v1::ListWorkspacesResponse);
ASSAY_HANDLER(CreateExperiment, v1::CreateExperimentRequest, v1::Experiment);
ASSAY_HANDLER(GetExperiment, v1::GetExperimentRequest, v1::Experiment);
ASSAY_HANDLER(ListExperiments, v1::ListExperimentsRequest, v1::ListExperimentsResponse);
ASSAY_HANDLER(UpdateExperiment, v1::UpdateExperimentRequest, v1::Experiment);
ASSAY_HANDLER(DeleteExperiment, v1::DeleteExperimentRequest, v1::Experiment);
ASSAY_HANDLER(UndeleteExperiment, v1::UndeleteExperimentRequest, v1::Experiment);
ASSAY_HANDLER(CreateRun, v1::CreateRunRequest, v1::Run);
ASSAY_HANDLER(GetRun, v1::GetRunRequest, v1::Run);
ASSAY_HANDLER(UpdateRun, v1::UpdateRunRequest, v1::Run);
ASSAY_HANDLER(FinishRun, v1::FinishRunRequest, v1::Run);
ASSAY_HANDLER(DeleteRun, v1::DeleteRunRequest, v1::Run);
ASSAY_HANDLER(UndeleteRun, v1::UndeleteRunRequest, v1::Run);
ASSAY_HANDLER(UpdateTags, v1::UpdateTagsRequest, v1::Run);
ASSAY_HANDLER(ListRunIo, v1::ListRunIoRequest, v1::ListRunIoResponse);
ASSAY_HANDLER(SearchRuns, v1::SearchRunsRequest, v1::SearchRunsResponse);
ASSAY_HANDLER(GetMetricHistory, v1::GetMetricHistoryRequest, v1::GetMetricHistoryResponse);
ASSAY_HANDLER(CompareRuns, v1::CompareRunsRequest, v1::CompareRunsResponse);

#undef ASSAY_HANDLER

}  // namespace assay::tracking

#endif  // ASSAY_SERVER_TRACKING_SERVICE_H_
