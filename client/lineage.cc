#include "client/lineage.h"

#include <utility>

#include "client/internal/list.h"

namespace assay {

LineageClient::LineageClient(std::shared_ptr<Connection> connection, std::string workspace)
    : connection_(std::move(connection)), workspace_(std::move(workspace)) {}

absl::StatusOr<v1::TraceLineageResponse> LineageClient::Trace(
    const v1::TraceLineageRequest& request) {
  return connection_->Unary<v1::TraceLineageResponse>("LineageService/TraceLineage", request);
}

absl::StatusOr<v1::AnalyzeImpactResponse> LineageClient::AnalyzeImpact(
    const v1::AnalyzeImpactRequest& request) {
  return connection_->Unary<v1::AnalyzeImpactResponse>("LineageService/AnalyzeImpact", request);
}

absl::StatusOr<v1::FindPathResponse> LineageClient::FindPath(const v1::FindPathRequest& request) {
  return connection_->Unary<v1::FindPathResponse>("LineageService/FindPath", request);
}

absl::StatusOr<v1::CompareEntitiesResponse> LineageClient::Compare(
    const std::vector<std::string>& names, bool include_equal) {
  v1::CompareEntitiesRequest request;
  for (const std::string& name : names) request.add_names(name);
  request.set_include_equal(include_equal);
  return connection_->Unary<v1::CompareEntitiesResponse>("LineageService/CompareEntities",
                                                         std::move(request));
}

absl::StatusOr<v1::IdentifyContentResponse> LineageClient::Identify(
    const v1::IdentifyContentRequest& request) {
  return connection_->Unary<v1::IdentifyContentResponse>("LineageService/IdentifyContent", request);
}

absl::StatusOr<v1::VerifyContentResponse> LineageClient::Verify(
    const v1::VerifyContentRequest& request) {
  return connection_->Unary<v1::VerifyContentResponse>("LineageService/VerifyContent", request);
}

StreamRange<v1::StaleUse> LineageClient::ListStale(const std::string& dataset,
                                                   bool registered_only) {
  v1::ListStaleRequest request;
  request.set_workspace(workspace_);
  request.set_dataset(dataset);
  request.set_registered_only(registered_only);
  return List<v1::StaleUse>(connection_, "LineageService/ListStale", std::move(request),
                            &v1::ListStaleResponse::mutable_uses);
}

absl::StatusOr<v1::GetCompletenessResponse> LineageClient::GetCompleteness(
    const std::string& name) {
  v1::GetCompletenessRequest request;
  request.set_name(name);
  return connection_->Unary<v1::GetCompletenessResponse>("LineageService/GetCompleteness",
                                                         std::move(request));
}

absl::StatusOr<v1::GetReproductionResponse> LineageClient::GetReproduction(
    const std::string& name) {
  v1::GetReproductionRequest request;
  request.set_name(name);
  return connection_->Unary<v1::GetReproductionResponse>("LineageService/GetReproduction",
                                                         std::move(request));
}

absl::StatusOr<v1::RegisteredDatasetVersion> LineageClient::RegisterDatasetVersion(
    v1::RegisterDatasetVersionRequest request) {
  if (request.workspace().empty()) request.set_workspace(workspace_);
  return connection_->Unary<v1::RegisteredDatasetVersion>("LineageService/RegisterDatasetVersion",
                                                          std::move(request));
}

absl::StatusOr<v1::Dataset> LineageClient::GetDataset(const std::string& name) {
  v1::GetDatasetRequest request;
  request.set_workspace(workspace_);
  request.set_name(name);
  return connection_->Unary<v1::Dataset>("LineageService/GetDataset", std::move(request));
}

StreamRange<v1::Dataset> LineageClient::ListDatasets() {
  v1::ListDatasetsRequest request;
  request.set_workspace(workspace_);
  return List<v1::Dataset>(connection_, "LineageService/ListDatasets", std::move(request),
                           &v1::ListDatasetsResponse::mutable_datasets);
}

StreamRange<v1::RegisteredDatasetVersion> LineageClient::ListDatasetVersions(
    const std::string& name) {
  v1::ListDatasetVersionsRequest request;
  request.set_workspace(workspace_);
  request.set_name(name);
  return List<v1::RegisteredDatasetVersion>(connection_, "LineageService/ListDatasetVersions",
                                            std::move(request),
                                            &v1::ListDatasetVersionsResponse::mutable_versions);
}

absl::StatusOr<v1::DiffDatasetVersionsResponse> LineageClient::DiffDatasetVersions(
    const std::string& base, const std::string& other) {
  v1::DiffDatasetVersionsRequest request;
  request.set_base(base);
  request.set_other(other);
  return connection_->Unary<v1::DiffDatasetVersionsResponse>("LineageService/DiffDatasetVersions",
                                                             std::move(request));
}

}  // namespace assay
