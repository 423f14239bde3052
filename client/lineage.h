// Questions about where things came from and what they touched.
//
//   LineageClient lineage(MakeConnection({}));
//   v1::TraceLineageRequest request;
//   request.set_start("content:" + HashFile("model.bin")->digest);
//   auto trace = lineage.Trace(request);
//
// lineage_service.proto says what the messages mean and which errors there are.
#ifndef ASSAY_CLIENT_LINEAGE_H_
#define ASSAY_CLIENT_LINEAGE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/lineage_service.pb.h"
#include "client/connection.h"
#include "client/stream_range.h"

namespace assay {

// Thread-safe; cheap to copy.
class LineageClient {
 public:
  // Datasets are looked for in `workspace`; empty means "default".
  explicit LineageClient(std::shared_ptr<Connection> connection, std::string workspace = "");

  absl::StatusOr<v1::TraceLineageResponse> Trace(const v1::TraceLineageRequest& request);
  absl::StatusOr<v1::AnalyzeImpactResponse> AnalyzeImpact(const v1::AnalyzeImpactRequest& request);
  absl::StatusOr<v1::FindPathResponse> FindPath(const v1::FindPathRequest& request);
  // Runs, or model versions, by name.
  absl::StatusOr<v1::CompareEntitiesResponse> Compare(const std::vector<std::string>& names,
                                                      bool include_equal = false);

  absl::StatusOr<v1::IdentifyContentResponse> Identify(const v1::IdentifyContentRequest& request);
  absl::StatusOr<v1::VerifyContentResponse> Verify(const v1::VerifyContentRequest& request);

  // Of one dataset, or of all when it is empty.
  StreamRange<v1::StaleUse> ListStale(const std::string& dataset = "",
                                      bool registered_only = false);
  absl::StatusOr<v1::GetCompletenessResponse> GetCompleteness(const std::string& name);
  absl::StatusOr<v1::GetReproductionResponse> GetReproduction(const std::string& name);

  // The workspace of the request is the client's when it is empty.
  absl::StatusOr<v1::RegisteredDatasetVersion> RegisterDatasetVersion(
      v1::RegisterDatasetVersionRequest request);
  absl::StatusOr<v1::Dataset> GetDataset(const std::string& name);
  StreamRange<v1::Dataset> ListDatasets();
  // Newest first.
  StreamRange<v1::RegisteredDatasetVersion> ListDatasetVersions(const std::string& name);
  // Names of dataset versions ("dataset:...").
  absl::StatusOr<v1::DiffDatasetVersionsResponse> DiffDatasetVersions(const std::string& base,
                                                                      const std::string& other);

 private:
  std::shared_ptr<Connection> connection_;
  std::string workspace_;
};

}  // namespace assay

#endif  // ASSAY_CLIENT_LINEAGE_H_
