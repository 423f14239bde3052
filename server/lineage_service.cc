#include "server/lineage_service.h"

#include <string>
#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"
#include "server/answer.h"
#include "storage/lineage/catalogue.h"
#include "storage/lineage/completeness.h"
#include "storage/lineage/dataset_diff.h"
#include "storage/lineage/identify.h"
#include "storage/lineage/stale.h"

namespace assay::lineage {

absl::StatusOr<v1::IdentifyContentResponse> IdentifyContent(
    ServerEnv& env, const RequestContext& context, const v1::IdentifyContentRequest& request) {
  return ReadOne<v1::IdentifyContentResponse>(
      env, context, [&](ReadTxn& txn) { return assay::IdentifyContent(txn, request); });
}

absl::StatusOr<v1::VerifyContentResponse> VerifyContent(ServerEnv& env,
                                                        const RequestContext& context,
                                                        const v1::VerifyContentRequest& request) {
  return ReadOne<v1::VerifyContentResponse>(
      env, context, [&](ReadTxn& txn) { return assay::VerifyContent(txn, request); });
}

absl::StatusOr<v1::ListStaleResponse> ListStale(ServerEnv& env, const RequestContext& context,
                                                const v1::ListStaleRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const int size, ListPageSize(request.page_size()));
  ASSAY_ASSIGN_OR_RETURN(const std::string position, PagePosition(env, request));
  return ReadOne<v1::ListStaleResponse>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::ListStaleResponse> {
        ASSAY_ASSIGN_OR_RETURN(StalePage page, assay::ListStale(txn, request, position, size));
        v1::ListStaleResponse response;
        if (!page.next.empty()) {
          response.set_next_page_token(NextPageToken(env, request, page.next));
        }
        for (v1::StaleUse& use : page.uses) *response.add_uses() = std::move(use);
        return response;
      });
}

absl::StatusOr<v1::GetCompletenessResponse> GetCompleteness(
    ServerEnv& env, const RequestContext& context, const v1::GetCompletenessRequest& request) {
  absl::StatusOr<v1::GetCompletenessResponse> response = ReadOne<v1::GetCompletenessResponse>(
      env, context, [&](ReadTxn& txn) { return assay::GetCompleteness(txn, request.name()); });
  if (!response.ok()) return PrefixField(response.status(), "name");
  return response;
}

absl::StatusOr<v1::GetReproductionResponse> GetReproduction(
    ServerEnv& env, const RequestContext& context, const v1::GetReproductionRequest& request) {
  absl::StatusOr<v1::GetReproductionResponse> response = ReadOne<v1::GetReproductionResponse>(
      env, context, [&](ReadTxn& txn) { return assay::GetReproduction(txn, request.name()); });
  if (!response.ok()) return PrefixField(response.status(), "name");
  return response;
}

absl::StatusOr<v1::Dataset> GetDataset(ServerEnv& env, const RequestContext& context,
                                       const v1::GetDatasetRequest& request) {
  return ReadOne<v1::Dataset>(env, context, [&](ReadTxn& txn) {
    return assay::GetDataset(txn, request.workspace(), request.name());
  });
}

absl::StatusOr<v1::ListDatasetsResponse> ListDatasets(ServerEnv& env, const RequestContext& context,
                                                      const v1::ListDatasetsRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const int size, ListPageSize(request.page_size()));
  ASSAY_ASSIGN_OR_RETURN(const std::string position, PagePosition(env, request));
  return ReadOne<v1::ListDatasetsResponse>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::ListDatasetsResponse> {
        // One more than the page takes, to see whether there are more.
        ASSAY_ASSIGN_OR_RETURN(std::vector<v1::Dataset> datasets,
                               assay::ListDatasets(txn, request.workspace(), position, size + 1));
        v1::ListDatasetsResponse response;
        for (v1::Dataset& dataset : datasets) {
          if (response.datasets_size() == size) {
            response.set_next_page_token(
                NextPageToken(env, request, response.datasets(size - 1).name()));
            break;
          }
          *response.add_datasets() = std::move(dataset);
        }
        return response;
      });
}

absl::StatusOr<v1::ListDatasetVersionsResponse> ListDatasetVersions(
    ServerEnv& env, const RequestContext& context, const v1::ListDatasetVersionsRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const int size, ListPageSize(request.page_size()));
  ASSAY_ASSIGN_OR_RETURN(const std::string position, PagePosition(env, request));
  return ReadOne<v1::ListDatasetVersionsResponse>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::ListDatasetVersionsResponse> {
        ASSAY_ASSIGN_OR_RETURN(const int64_t dataset,
                               FindDataset(txn, request.workspace(), request.name()));
        ASSAY_ASSIGN_OR_RETURN(
            DatasetVersionPage page,
            assay::ListDatasetVersions(txn, dataset, RowPosition(position), size));
        v1::ListDatasetVersionsResponse response;
        if (page.next != 0) {
          response.set_next_page_token(NextPageToken(env, request, std::to_string(page.next)));
        }
        for (v1::RegisteredDatasetVersion& version : page.versions) {
          *response.add_versions() = std::move(version);
        }
        return response;
      });
}

absl::StatusOr<v1::DiffDatasetVersionsResponse> DiffDatasetVersions(
    ServerEnv& env, const RequestContext& context, const v1::DiffDatasetVersionsRequest& request) {
  return ReadOne<v1::DiffDatasetVersionsResponse>(
      env, context, [&](ReadTxn& txn) { return assay::DiffDatasetVersions(txn, request); });
}

void RegisterDatasetVersion(ServerEnv& env, const RequestContext& context,
                            const v1::RegisterDatasetVersionRequest& request,
                            Done<v1::RegisteredDatasetVersion> done) {
  absl::Status valid = ValidateRegistration(request);
  if (!valid.ok()) return done(std::move(valid));
  WriteOnce<v1::RegisteredDatasetVersion>(
      env, context, request, std::move(done),
      [&](WriteTxn& txn) { return assay::RegisterDatasetVersion(txn, request, context.caller); });
}

}  // namespace assay::lineage
