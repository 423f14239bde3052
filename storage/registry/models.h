// Registered models: names under which versions are registered.
#ifndef ASSAY_STORAGE_REGISTRY_MODELS_H_
#define ASSAY_STORAGE_REGISTRY_MODELS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/registry_service.pb.h"
#include "storage/store.h"

namespace assay {

// What other entities need of a model.
struct ModelRow {
  int64_t id = 0;
  int64_t workspace = 0;
  int64_t version = 0;
  int64_t latest_number = 0;
  bool deleted = false;
};

// A part of a model's name or an alias: as names are, and without "/", "@" and ":". Reasons of
// ValidateName; "gov:..." is PermissionDenied (NAME_RESERVED).
absl::Status ValidateModelName(std::string_view what, std::string_view name);
// PermissionDenied (NAME_RESERVED) for names under "gov:", which are governance's.
absl::Status CheckNotReserved(std::string_view field, std::string_view name);

// NotFound (MODEL_NOT_FOUND), also for a workspace that is not there (WORKSPACE_NOT_FOUND).
absl::StatusOr<ModelRow> FindModel(ReadTxn& txn, std::string_view workspace, std::string_view name);
// Also FailedPrecondition (MODEL_DELETED).
absl::StatusOr<ModelRow> FindModelToWrite(WriteTxn& txn, std::string_view workspace,
                                          std::string_view name);

absl::StatusOr<v1::RegisteredModel> GetModel(ReadTxn& txn, std::string_view workspace,
                                             std::string_view name);
// AlreadyExists (MODEL_EXISTS).
absl::StatusOr<v1::RegisteredModel> CreateModel(WriteTxn& txn, const v1::RegisteredModel& model,
                                                std::string_view created_by);
// Aborted (ETAG_STALE).
absl::StatusOr<v1::RegisteredModel> UpdateModel(WriteTxn& txn,
                                                const v1::UpdateModelRequest& request,
                                                std::string_view by);
// FailedPrecondition (MODEL_IN_USE) for a deletion when a decision names a version of the model,
// which an edge DECIDED_ON says.
absl::StatusOr<v1::RegisteredModel> SetModelDeleted(WriteTxn& txn, std::string_view workspace,
                                                    std::string_view name, std::string_view etag,
                                                    bool deleted, std::string_view by);
// Up to `limit` models with names after `after`, by name.
absl::StatusOr<std::vector<v1::RegisteredModel>> ListModels(ReadTxn& txn, int64_t workspace,
                                                            bool show_deleted,
                                                            std::string_view after, int limit);

}  // namespace assay

#endif  // ASSAY_STORAGE_REGISTRY_MODELS_H_
