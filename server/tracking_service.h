// The handlers of TrackingService: validate, one read or write, answer. They know no gRPC.
// StreamLog, LogBatch, StreamMetricHistory and WatchRun are in logging.h and streaming.h.
#ifndef ASSAY_SERVER_TRACKING_SERVICE_H_
#define ASSAY_SERVER_TRACKING_SERVICE_H_

#include "assay/v1/tracking_service.pb.h"
#include "server/handler.h"

namespace assay::tracking {

// Questions.
ASSAY_READ(GetWorkspace, v1::GetWorkspaceRequest, v1::Workspace);
ASSAY_READ(ListWorkspaces, v1::ListWorkspacesRequest, v1::ListWorkspacesResponse);
ASSAY_READ(GetExperiment, v1::GetExperimentRequest, v1::Experiment);
ASSAY_READ(ListExperiments, v1::ListExperimentsRequest, v1::ListExperimentsResponse);
ASSAY_READ(GetRun, v1::GetRunRequest, v1::Run);
ASSAY_READ(ListRunIo, v1::ListRunIoRequest, v1::ListRunIoResponse);
ASSAY_READ(SearchRuns, v1::SearchRunsRequest, v1::SearchRunsResponse);
ASSAY_READ(GetMetricHistory, v1::GetMetricHistoryRequest, v1::GetMetricHistoryResponse);
ASSAY_READ(CompareRuns, v1::CompareRunsRequest, v1::CompareRunsResponse);

// Writes.
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

}  // namespace assay::tracking

#endif  // ASSAY_SERVER_TRACKING_SERVICE_H_
