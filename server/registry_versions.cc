// Model versions and their contracts.
#include <limits>
#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"
#include "server/answer.h"
#include "server/registry_service.h"
#include "storage/registry/contract_validation.h"
#include "storage/registry/contracts.h"
#include "storage/registry/labels.h"
#include "storage/registry/model_versions.h"
#include "storage/registry/models.h"

namespace assay::registry {

void CreateModelVersion(ServerEnv& env, const RequestContext& context,
                        const v1::CreateModelVersionRequest& request, Done<v1::ModelVersion> done) {
  absl::Status valid = PrefixField(ValidateModelVersion(request.version()), "version");
  if (!valid.ok()) return done(std::move(valid));
  WriteOnce<v1::ModelVersion>(env, context, request, std::move(done),
                              [&](WriteTxn& txn) -> absl::StatusOr<v1::ModelVersion> {
                                ASSAY_ASSIGN_OR_RETURN(
                                    const int64_t row,
                                    assay::CreateModelVersion(txn, request, context.caller));
                                return LoadModelVersion(txn, row);
                              });
}

absl::StatusOr<v1::ModelVersion> GetModelVersion(ServerEnv& env, const RequestContext& context,
                                                 const v1::GetModelVersionRequest& request) {
  return ReadOne<v1::ModelVersion>(
      env, context, [&](ReadTxn& txn) { return assay::GetModelVersion(txn, request.version()); });
}

absl::StatusOr<v1::ListModelVersionsResponse> ListModelVersions(
    ServerEnv& env, const RequestContext& context, const v1::ListModelVersionsRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const int size, ListPageSize(request.page_size()));
  ASSAY_ASSIGN_OR_RETURN(const std::string position, PagePosition(env, request));
  const int64_t before =
      position.empty() ? std::numeric_limits<int64_t>::max() : RowPosition(position);
  return ReadOne<v1::ListModelVersionsResponse>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::ListModelVersionsResponse> {
        ASSAY_ASSIGN_OR_RETURN(const ModelRow model,
                               FindModel(txn, request.workspace(), request.model()));
        ASSAY_ASSIGN_OR_RETURN(auto rows, ListModelVersionRows(txn, model.id, before, size + 1));
        const bool more = rows.size() > static_cast<size_t>(size);
        if (more) rows.pop_back();
        ASSAY_ASSIGN_OR_RETURN(auto versions, LoadModelVersions(txn, rows));
        v1::ListModelVersionsResponse response;
        if (more) {
          response.set_next_page_token(
              NextPageToken(env, request, std::to_string(versions.back().number())));
        }
        response.mutable_versions()->Assign(versions.begin(), versions.end());
        return response;
      });
}

void SetModelVersionLabels(ServerEnv& env, const RequestContext& context,
                           const v1::SetModelVersionLabelsRequest& request,
                           Done<v1::ModelVersion> done) {
  absl::Status valid = ValidateLabels(request.set());
  if (!valid.ok()) return done(std::move(valid));
  WriteOnce<v1::ModelVersion>(
      env, context, request, std::move(done),
      [&](WriteTxn& txn) -> absl::StatusOr<v1::ModelVersion> {
        ASSAY_ASSIGN_OR_RETURN(const ModelVersionRow version,
                               FindModelVersionToWrite(txn, request.version()));
        ASSAY_RETURN_IF_ERROR(ChangeModelVersionLabels(txn, version.id, request.set(),
                                                       request.delete_(), context.caller));
        return LoadModelVersion(txn, version.id);
      });
}

void AttachContract(ServerEnv& env, const RequestContext& context,
                    const v1::AttachContractRequest& request, Done<v1::ModelVersion> done) {
  absl::Status valid = PrefixField(ValidateContract(request.contract()), "contract");
  if (!valid.ok()) return done(std::move(valid));
  WriteOnce<v1::ModelVersion>(
      env, context, request, std::move(done),
      [&](WriteTxn& txn) -> absl::StatusOr<v1::ModelVersion> {
        ASSAY_ASSIGN_OR_RETURN(const ModelVersionRow version,
                               FindModelVersionToWrite(txn, request.version()));
        ASSAY_RETURN_IF_ERROR(AddToContract(txn, version, request.contract(), context.caller));
        return LoadModelVersion(txn, version.id);
      });
}

}  // namespace assay::registry
