// Models and their aliases.
#include <limits>
#include <utility>

#include "core/status_macros.h"
#include "server/answer.h"
#include "server/registry_service.h"
#include "storage/registry/aliases.h"
#include "storage/registry/model_versions.h"
#include "storage/registry/models.h"
#include "storage/workspaces.h"

namespace assay::registry {

void CreateModel(ServerEnv& env, const RequestContext& context,
                 const v1::CreateModelRequest& request, Done<v1::RegisteredModel> done) {
  WriteOnce<v1::RegisteredModel>(env, context, request, std::move(done), [&](WriteTxn& txn) {
    return assay::CreateModel(txn, request.model(), context.caller);
  });
}

absl::StatusOr<v1::RegisteredModel> GetModel(ServerEnv& env, const RequestContext& context,
                                             const v1::GetModelRequest& request) {
  return ReadOne<v1::RegisteredModel>(env, context, [&](ReadTxn& txn) {
    return assay::GetModel(txn, request.workspace(), request.name());
  });
}

absl::StatusOr<v1::ListModelsResponse> ListModels(ServerEnv& env, const RequestContext& context,
                                                  const v1::ListModelsRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const int size, ListPageSize(request.page_size()));
  ASSAY_ASSIGN_OR_RETURN(const std::string after, PagePosition(env, request));
  return ReadOne<v1::ListModelsResponse>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::ListModelsResponse> {
        ASSAY_ASSIGN_OR_RETURN(const int64_t workspace, FindWorkspace(txn, request.workspace()));
        ASSAY_ASSIGN_OR_RETURN(
            auto models,
            assay::ListModels(txn, workspace, request.show_deleted(), after, size + 1));
        v1::ListModelsResponse response;
        if (models.size() > static_cast<size_t>(size)) {
          models.pop_back();
          response.set_next_page_token(NextPageToken(env, request, models.back().name()));
        }
        response.mutable_models()->Assign(models.begin(), models.end());
        return response;
      });
}

void UpdateModel(ServerEnv& env, const RequestContext& context,
                 const v1::UpdateModelRequest& request, Done<v1::RegisteredModel> done) {
  WriteOnce<v1::RegisteredModel>(env, context, request, std::move(done), [&](WriteTxn& txn) {
    return assay::UpdateModel(txn, request, context.caller);
  });
}

void DeleteModel(ServerEnv& env, const RequestContext& context,
                 const v1::DeleteModelRequest& request, Done<v1::RegisteredModel> done) {
  WriteOnce<v1::RegisteredModel>(env, context, request, std::move(done), [&](WriteTxn& txn) {
    return SetModelDeleted(txn, request.workspace(), request.name(), request.etag(), true,
                           context.caller);
  });
}

void UndeleteModel(ServerEnv& env, const RequestContext& context,
                   const v1::UndeleteModelRequest& request, Done<v1::RegisteredModel> done) {
  WriteOnce<v1::RegisteredModel>(env, context, request, std::move(done), [&](WriteTxn& txn) {
    return SetModelDeleted(txn, request.workspace(), request.name(), "", false, context.caller);
  });
}

void SetAlias(ServerEnv& env, const RequestContext& context, const v1::SetAliasRequest& request,
              Done<v1::ModelVersion> done) {
  absl::Status valid = ValidateAlias(request.alias(), request.reason());
  if (!valid.ok()) return done(std::move(valid));
  WriteOnce<v1::ModelVersion>(
      env, context, request, std::move(done),
      [&](WriteTxn& txn) -> absl::StatusOr<v1::ModelVersion> {
        ASSAY_ASSIGN_OR_RETURN(const ModelVersionRow version,
                               FindModelVersionToWrite(txn, request.version()));
        ASSAY_RETURN_IF_ERROR(
            assay::SetAlias(txn, version, {request.alias(), request.reason(), context.caller}));
        return LoadModelVersion(txn, version.id);
      });
}

void DeleteAlias(ServerEnv& env, const RequestContext& context,
                 const v1::DeleteAliasRequest& request, Done<v1::RegisteredModel> done) {
  absl::Status valid = ValidateAlias(request.alias(), request.reason());
  if (!valid.ok()) return done(std::move(valid));
  WriteOnce<v1::RegisteredModel>(
      env, context, request, std::move(done),
      [&](WriteTxn& txn) -> absl::StatusOr<v1::RegisteredModel> {
        ASSAY_ASSIGN_OR_RETURN(const ModelRow model,
                               FindModelToWrite(txn, request.workspace(), request.model()));
        ASSAY_RETURN_IF_ERROR(
            assay::DeleteAlias(txn, model, {request.alias(), request.reason(), context.caller}));
        return assay::GetModel(txn, request.workspace(), request.model());
      });
}

absl::StatusOr<v1::ListAliasHistoryResponse> ListAliasHistory(
    ServerEnv& env, const RequestContext& context, const v1::ListAliasHistoryRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const int size, ListPageSize(request.page_size()));
  ASSAY_ASSIGN_OR_RETURN(const std::string position, PagePosition(env, request));
  const int64_t before =
      position.empty() ? std::numeric_limits<int64_t>::max() : RowPosition(position);
  return ReadOne<v1::ListAliasHistoryResponse>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::ListAliasHistoryResponse> {
        ASSAY_ASSIGN_OR_RETURN(const ModelRow model,
                               FindModel(txn, request.workspace(), request.model()));
        ASSAY_ASSIGN_OR_RETURN(AliasChangePage page,
                               ListAliasChanges(txn, model.id, request.alias(), before, size));
        v1::ListAliasHistoryResponse response;
        if (page.more) {
          response.set_next_page_token(NextPageToken(env, request, std::to_string(page.last)));
        }
        response.mutable_changes()->Assign(page.changes.begin(), page.changes.end());
        return response;
      });
}

}  // namespace assay::registry
