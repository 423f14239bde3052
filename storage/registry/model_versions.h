// Model versions: fitted models, insert-only.
#ifndef ASSAY_STORAGE_REGISTRY_MODEL_VERSIONS_H_
#define ASSAY_STORAGE_REGISTRY_MODEL_VERSIONS_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/registry_service.pb.h"
#include "storage/registry/labels.h"
#include "storage/store.h"

namespace assay {

// What other entities need of a model version.
struct ModelVersionRow {
  int64_t id = 0;
  int64_t model = 0;
  int64_t workspace = 0;
  int64_t number = 0;
  bool model_deleted = false;
};

// By number or by alias. NotFound: WORKSPACE_NOT_FOUND, MODEL_NOT_FOUND, MODEL_VERSION_NOT_FOUND,
// ALIAS_NOT_FOUND. InvalidArgument (VERSION_NOT_NAMED) with neither number nor alias, or both.
absl::StatusOr<ModelVersionRow> FindModelVersion(ReadTxn& txn, const v1::ModelVersionName& name);
// Also FailedPrecondition (MODEL_DELETED).
absl::StatusOr<ModelVersionRow> FindModelVersionToWrite(WriteTxn& txn,
                                                        const v1::ModelVersionName& name);

// A version with its source run.
absl::StatusOr<v1::ModelVersion> GetModelVersion(ReadTxn& txn, const v1::ModelVersionName& name);
// The model versions of these rows, in this order, with contract, labels and aliases, without
// source_run. All must be there. A handful of statements, however many they are.
absl::StatusOr<std::vector<v1::ModelVersion>> LoadModelVersions(ReadTxn& txn,
                                                                std::span<const int64_t> rows);
absl::StatusOr<v1::ModelVersion> LoadModelVersion(ReadTxn& txn, int64_t row);
// Their names: workspace, model and number.
absl::StatusOr<std::vector<v1::ModelVersionName>> LoadModelVersionNames(
    ReadTxn& txn, std::span<const int64_t> rows);

// What needs no transaction: lengths, counts, the artifact's digest (DIGEST_TOO_WEAK), labels,
// estimator and contract. The field of an error is relative to the version.
absl::Status ValidateModelVersion(const v1::ModelVersion& version);
// Registers the next version of its model, with its edges, and returns its row.
// FailedPrecondition: MODEL_DELETED, RUN_DELETED, RUN_OF_OTHER_WORKSPACE, CONTENT_MISMATCH.
absl::StatusOr<int64_t> CreateModelVersion(WriteTxn& txn,
                                           const v1::CreateModelVersionRequest& request,
                                           std::string_view created_by);
// Deletes labels and sets others, and records who did. InvalidArgument: LABELS_TOO_MANY.
absl::Status ChangeModelVersionLabels(WriteTxn& txn, int64_t row, const LabelList& set,
                                      const LabelKeys& remove, std::string_view by);

// Rows of up to `limit` versions of a model with numbers below `before`, newest first.
absl::StatusOr<std::vector<int64_t>> ListModelVersionRows(ReadTxn& txn, int64_t model,
                                                          int64_t before, int limit);

}  // namespace assay

#endif  // ASSAY_STORAGE_REGISTRY_MODEL_VERSIONS_H_
