// TrackingService's methods by name, message in, message out: what the API's tests speak.
#ifndef ASSAY_TESTS_CONFORMANCE_API_TRACKING_API_H_
#define ASSAY_TESTS_CONFORMANCE_API_TRACKING_API_H_

#include <functional>
#include <memory>
#include <utility>

#include "assay/v1/tracking_service.pb.h"
#include "client/connection.h"

namespace assay::testing {

// A copy shares the connection.
class TrackingApi {
 public:
  explicit TrackingApi(std::shared_ptr<Connection> connection)
      : connection_(std::move(connection)) {}

#define ASSAY_API_UNARY(Method, Response)                                                    \
  absl::StatusOr<v1::Response> Method(v1::Method##Request request) {                         \
    return connection_->Unary<v1::Response>("TrackingService/" #Method, std::move(request)); \
  }
#define ASSAY_API_STREAM(Method, Request, Response)                                            \
  absl::Status Method(const v1::Request& request,                                              \
                      const std::function<bool(const v1::Response&)>& on_message) {            \
    return connection_->Stream<v1::Response>("TrackingService/" #Method, request, on_message); \
  }
  ASSAY_API_UNARY(CreateWorkspace, Workspace)
  ASSAY_API_UNARY(GetWorkspace, Workspace)
  ASSAY_API_UNARY(ListWorkspaces, ListWorkspacesResponse)
  ASSAY_API_UNARY(CreateExperiment, Experiment)
  ASSAY_API_UNARY(GetExperiment, Experiment)
  ASSAY_API_UNARY(ListExperiments, ListExperimentsResponse)
  ASSAY_API_UNARY(UpdateExperiment, Experiment)
  ASSAY_API_UNARY(DeleteExperiment, Experiment)
  ASSAY_API_UNARY(UndeleteExperiment, Experiment)
  ASSAY_API_UNARY(CreateRun, Run)
  ASSAY_API_UNARY(GetRun, Run)
  ASSAY_API_UNARY(UpdateRun, Run)
  ASSAY_API_UNARY(FinishRun, Run)
  ASSAY_API_UNARY(DeleteRun, Run)
  ASSAY_API_UNARY(UndeleteRun, Run)
  ASSAY_API_UNARY(UpdateTags, Run)
  ASSAY_API_UNARY(ListRunIo, ListRunIoResponse)
  ASSAY_API_UNARY(LogBatch, LogBatchResponse)
  ASSAY_API_UNARY(SearchRuns, SearchRunsResponse)
  ASSAY_API_UNARY(GetMetricHistory, GetMetricHistoryResponse)
  ASSAY_API_UNARY(CompareRuns, CompareRunsResponse)
  ASSAY_API_STREAM(StreamMetricHistory, GetMetricHistoryRequest, GetMetricHistoryResponse)
  ASSAY_API_STREAM(WatchRun, WatchRunRequest, WatchRunResponse)
#undef ASSAY_API_STREAM
#undef ASSAY_API_UNARY

  std::unique_ptr<LogStream> OpenLogStream() { return connection_->OpenLogStream(); }

 private:
  std::shared_ptr<Connection> connection_;
};

}  // namespace assay::testing

#endif  // ASSAY_TESTS_CONFORMANCE_API_TRACKING_API_H_
