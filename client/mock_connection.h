// A Connection for tests of programs that use Client or Run, with GoogleMock:
//
//   auto connection = std::make_shared<assay::MockConnection>();
//   EXPECT_CALL(*connection, GetRun).WillOnce(testing::Return(run));
//   assay::Client client(connection);
#ifndef ASSAY_CLIENT_MOCK_CONNECTION_H_
#define ASSAY_CLIENT_MOCK_CONNECTION_H_

#include <functional>
#include <memory>

#include "client/connection.h"
#include "gmock/gmock.h"

namespace assay {

class MockLogStream : public LogStream {
 public:
  MOCK_METHOD(bool, Write, (const v1::LogBatchRequest&), (override));
  MOCK_METHOD(bool, Read, (v1::LogBatchResponse*), (override));
  MOCK_METHOD(void, WritesDone, (), (override));
  MOCK_METHOD(void, Cancel, (), (override));
  MOCK_METHOD(absl::Status, Finish, (), (override));
};

class MockConnection : public Connection {
 public:
#define ASSAY_MOCK_UNARY(Method, Request, Response) \
  MOCK_METHOD(absl::StatusOr<v1::Response>, Method, (v1::Request), (override))
  ASSAY_MOCK_UNARY(CreateWorkspace, CreateWorkspaceRequest, Workspace);
  ASSAY_MOCK_UNARY(GetWorkspace, GetWorkspaceRequest, Workspace);
  ASSAY_MOCK_UNARY(ListWorkspaces, ListWorkspacesRequest, ListWorkspacesResponse);
  ASSAY_MOCK_UNARY(CreateExperiment, CreateExperimentRequest, Experiment);
  ASSAY_MOCK_UNARY(GetExperiment, GetExperimentRequest, Experiment);
  ASSAY_MOCK_UNARY(ListExperiments, ListExperimentsRequest, ListExperimentsResponse);
  ASSAY_MOCK_UNARY(UpdateExperiment, UpdateExperimentRequest, Experiment);
  ASSAY_MOCK_UNARY(DeleteExperiment, DeleteExperimentRequest, Experiment);
  ASSAY_MOCK_UNARY(UndeleteExperiment, UndeleteExperimentRequest, Experiment);
  ASSAY_MOCK_UNARY(CreateRun, CreateRunRequest, Run);
  ASSAY_MOCK_UNARY(GetRun, GetRunRequest, Run);
  ASSAY_MOCK_UNARY(UpdateRun, UpdateRunRequest, Run);
  ASSAY_MOCK_UNARY(FinishRun, FinishRunRequest, Run);
  ASSAY_MOCK_UNARY(DeleteRun, DeleteRunRequest, Run);
  ASSAY_MOCK_UNARY(UndeleteRun, UndeleteRunRequest, Run);
  ASSAY_MOCK_UNARY(UpdateTags, UpdateTagsRequest, Run);
  ASSAY_MOCK_UNARY(ListRunIo, ListRunIoRequest, ListRunIoResponse);
  ASSAY_MOCK_UNARY(LogBatch, LogBatchRequest, LogBatchResponse);
  ASSAY_MOCK_UNARY(SearchRuns, SearchRunsRequest, SearchRunsResponse);
  ASSAY_MOCK_UNARY(GetMetricHistory, GetMetricHistoryRequest, GetMetricHistoryResponse);
  ASSAY_MOCK_UNARY(CompareRuns, CompareRunsRequest, CompareRunsResponse);
#undef ASSAY_MOCK_UNARY

  MOCK_METHOD(absl::Status, StreamMetricHistory,
              (v1::GetMetricHistoryRequest,
               const std::function<bool(const v1::GetMetricHistoryResponse&)>&),
              (override));
  MOCK_METHOD(absl::Status, WatchRun,
              (v1::WatchRunRequest, const std::function<bool(const v1::WatchRunResponse&)>&),
              (override));
  MOCK_METHOD(std::unique_ptr<LogStream>, OpenLogStream, (), (override));
};

}  // namespace assay

#endif  // ASSAY_CLIENT_MOCK_CONNECTION_H_
