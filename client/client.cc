#include "client/client.h"

#include <utility>

#include "core/status_macros.h"

namespace assay {
namespace {

// Moves a page out of a List response.
template <typename T, typename Items>
typename StreamRange<T>::Page ToPage(Items* items, std::string next_page_token) {
  typename StreamRange<T>::Page page;
  page.items.assign(std::make_move_iterator(items->begin()), std::make_move_iterator(items->end()));
  page.next_page_token = std::move(next_page_token);
  return page;
}

// The changes in the message, and in the mask what they are.
template <typename Request, typename Message>
void SetChanges(const Changes& changes, Request* request, Message* message) {
  message->set_etag(changes.etag);
  if (changes.name) {
    message->set_name(*changes.name);
    request->mutable_update_mask()->add_paths("name");
  }
  if (changes.description) {
    message->set_description(*changes.description);
    request->mutable_update_mask()->add_paths("description");
  }
}

v1::SearchRunsRequest ToRequest(const SearchOptions& options, const std::string& workspace) {
  v1::SearchRunsRequest request;
  request.set_workspace(workspace);
  for (const std::string& id : options.experiment_ids) request.add_experiment_ids(id);
  request.set_filter(options.filter);
  request.set_order_by(options.order_by);
  request.set_page_size(options.page_size);
  request.set_show_deleted(options.show_deleted);
  return request;
}

}  // namespace

Client::Client(std::shared_ptr<Connection> connection, std::string workspace)
    : connection_(std::move(connection)), workspace_(std::move(workspace)) {}

absl::StatusOr<v1::Workspace> Client::CreateWorkspace(const std::string& name,
                                                      const std::string& description) {
  v1::CreateWorkspaceRequest request;
  request.mutable_workspace()->set_name(name);
  request.mutable_workspace()->set_description(description);
  return connection_->Unary<v1::Workspace>("TrackingService/CreateWorkspace", std::move(request));
}

absl::StatusOr<v1::Workspace> Client::GetWorkspace(const std::string& name) {
  v1::GetWorkspaceRequest request;
  request.set_name(name);
  return connection_->Unary<v1::Workspace>("TrackingService/GetWorkspace", std::move(request));
}

StreamRange<v1::Workspace> Client::ListWorkspaces() {
  using Range = StreamRange<v1::Workspace>;
  return Range([connection = connection_](const std::string& token) -> absl::StatusOr<Range::Page> {
    v1::ListWorkspacesRequest request;
    request.set_page_token(token);
    ASSAY_ASSIGN_OR_RETURN(auto response,
                           connection->Unary<v1::ListWorkspacesResponse>(
                               "TrackingService/ListWorkspaces", std::move(request)));
    return ToPage<v1::Workspace>(response.mutable_workspaces(), response.next_page_token());
  });
}

absl::StatusOr<v1::Experiment> Client::CreateExperiment(const std::string& name,
                                                        const std::string& description) {
  v1::CreateExperimentRequest request;
  request.mutable_experiment()->set_workspace(workspace_);
  request.mutable_experiment()->set_name(name);
  request.mutable_experiment()->set_description(description);
  return connection_->Unary<v1::Experiment>("TrackingService/CreateExperiment", std::move(request));
}

absl::StatusOr<v1::Experiment> Client::GetExperiment(const std::string& experiment_id) {
  v1::GetExperimentRequest request;
  request.set_experiment_id(experiment_id);
  return connection_->Unary<v1::Experiment>("TrackingService/GetExperiment", std::move(request));
}

absl::StatusOr<v1::Experiment> Client::GetExperimentByName(const std::string& name) {
  v1::GetExperimentRequest request;
  request.set_workspace(workspace_);
  request.set_name(name);
  return connection_->Unary<v1::Experiment>("TrackingService/GetExperiment", std::move(request));
}

StreamRange<v1::Experiment> Client::ListExperiments(bool show_deleted) {
  using Range = StreamRange<v1::Experiment>;
  v1::ListExperimentsRequest request;
  request.set_workspace(workspace_);
  request.set_show_deleted(show_deleted);
  return Range([connection = connection_,
                request](const std::string& token) mutable -> absl::StatusOr<Range::Page> {
    request.set_page_token(token);
    ASSAY_ASSIGN_OR_RETURN(auto response, connection->Unary<v1::ListExperimentsResponse>(
                                              "TrackingService/ListExperiments", request));
    return ToPage<v1::Experiment>(response.mutable_experiments(), response.next_page_token());
  });
}

absl::StatusOr<v1::Experiment> Client::UpdateExperiment(const std::string& experiment_id,
                                                        const Changes& changes) {
  v1::UpdateExperimentRequest request;
  request.mutable_experiment()->set_experiment_id(experiment_id);
  SetChanges(changes, &request, request.mutable_experiment());
  return connection_->Unary<v1::Experiment>("TrackingService/UpdateExperiment", std::move(request));
}

absl::StatusOr<v1::Experiment> Client::DeleteExperiment(const std::string& experiment_id) {
  v1::DeleteExperimentRequest request;
  request.set_experiment_id(experiment_id);
  return connection_->Unary<v1::Experiment>("TrackingService/DeleteExperiment", std::move(request));
}

absl::StatusOr<v1::Experiment> Client::UndeleteExperiment(const std::string& experiment_id) {
  v1::UndeleteExperimentRequest request;
  request.set_experiment_id(experiment_id);
  return connection_->Unary<v1::Experiment>("TrackingService/UndeleteExperiment",
                                            std::move(request));
}

absl::StatusOr<v1::Run> Client::GetRun(const std::string& run_id) {
  v1::GetRunRequest request;
  request.set_run_id(run_id);
  return connection_->Unary<v1::Run>("TrackingService/GetRun", std::move(request));
}

absl::StatusOr<v1::Run> Client::UpdateRun(const std::string& run_id, const Changes& changes) {
  v1::UpdateRunRequest request;
  request.mutable_run()->set_run_id(run_id);
  SetChanges(changes, &request, request.mutable_run());
  return connection_->Unary<v1::Run>("TrackingService/UpdateRun", std::move(request));
}

absl::StatusOr<v1::Run> Client::FinishRun(const std::string& run_id, v1::RunStatus status) {
  v1::FinishRunRequest request;
  request.set_run_id(run_id);
  request.set_status(status);
  return connection_->Unary<v1::Run>("TrackingService/FinishRun", std::move(request));
}

absl::StatusOr<v1::Run> Client::DeleteRun(const std::string& run_id) {
  v1::DeleteRunRequest request;
  request.set_run_id(run_id);
  return connection_->Unary<v1::Run>("TrackingService/DeleteRun", std::move(request));
}

absl::StatusOr<v1::Run> Client::UndeleteRun(const std::string& run_id) {
  v1::UndeleteRunRequest request;
  request.set_run_id(run_id);
  return connection_->Unary<v1::Run>("TrackingService/UndeleteRun", std::move(request));
}

absl::StatusOr<v1::Run> Client::UpdateTags(const std::string& run_id,
                                           const std::map<std::string, std::string>& set,
                                           const std::vector<std::string>& remove) {
  v1::UpdateTagsRequest request;
  request.set_run_id(run_id);
  for (const auto& [key, value] : set) {
    v1::Tag* tag = request.add_set();
    tag->set_key(key);
    tag->set_value(value);
  }
  for (const std::string& key : remove) request.add_delete_(key);
  return connection_->Unary<v1::Run>("TrackingService/UpdateTags", std::move(request));
}

StreamRange<v1::Run> Client::SearchRuns(const SearchOptions& options) {
  using Range = StreamRange<v1::Run>;
  return Range([connection = connection_, request = ToRequest(options, workspace_)](
                   const std::string& token) mutable -> absl::StatusOr<Range::Page> {
    request.set_page_token(token);
    ASSAY_ASSIGN_OR_RETURN(auto response, connection->Unary<v1::SearchRunsResponse>(
                                              "TrackingService/SearchRuns", request));
    return ToPage<v1::Run>(response.mutable_runs(), response.next_page_token());
  });
}

absl::StatusOr<v1::SearchRunsResponse> Client::SearchRunsPage(const SearchOptions& options,
                                                              const std::string& page_token) {
  v1::SearchRunsRequest request = ToRequest(options, workspace_);
  request.set_page_token(page_token);
  return connection_->Unary<v1::SearchRunsResponse>("TrackingService/SearchRuns",
                                                    std::move(request));
}

absl::StatusOr<v1::CompareRunsResponse> Client::CompareRuns(const std::vector<std::string>& run_ids,
                                                            bool include_equal) {
  v1::CompareRunsRequest request;
  for (const std::string& id : run_ids) request.add_run_ids(id);
  request.set_include_equal(include_equal);
  return connection_->Unary<v1::CompareRunsResponse>("TrackingService/CompareRuns",
                                                     std::move(request));
}

StreamRange<v1::RunIo> Client::ListIo(const std::string& run_id, v1::IoDirection direction,
                                      const std::string& path_prefix) {
  using Range = StreamRange<v1::RunIo>;
  v1::ListRunIoRequest request;
  request.set_run_id(run_id);
  request.set_direction(direction);
  request.set_path_prefix(path_prefix);
  return Range([connection = connection_,
                request](const std::string& token) mutable -> absl::StatusOr<Range::Page> {
    request.set_page_token(token);
    ASSAY_ASSIGN_OR_RETURN(auto response, connection->Unary<v1::ListRunIoResponse>(
                                              "TrackingService/ListRunIo", request));
    return ToPage<v1::RunIo>(response.mutable_items(), response.next_page_token());
  });
}

absl::Status Client::LogIo(const std::string& run_id, v1::IoDirection direction,
                           const std::vector<v1::RunIo>& items) {
  v1::LogBatchRequest request;
  request.set_run_id(run_id);
  auto* logged =
      direction == v1::IO_DIRECTION_INPUT ? request.mutable_inputs() : request.mutable_outputs();
  logged->Assign(items.begin(), items.end());
  return connection_->Unary<v1::LogBatchResponse>("TrackingService/LogBatch", std::move(request))
      .status();
}

absl::Status Client::WatchRun(const std::string& run_id,
                              const std::function<bool(const v1::WatchRunResponse&)>& on_news) {
  v1::WatchRunRequest request;
  request.set_run_id(run_id);
  return connection_->Stream<v1::WatchRunResponse>("TrackingService/WatchRun", request, on_news);
}

}  // namespace assay
