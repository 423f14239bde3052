#include "storage/registry/model_versions.h"

#include "core/data_rules.h"
#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "storage/contents.h"
#include "storage/edges.h"
#include "storage/registry/aliases.h"
#include "storage/registry/contract_validation.h"
#include "storage/registry/contracts.h"
#include "storage/registry/estimators.h"
#include "storage/registry/fields.h"
#include "storage/registry/labels.h"
#include "storage/registry/models.h"
#include "storage/runs.h"

namespace assay {
namespace {

constexpr sql::Sql kRowColumns =
    "SELECT v.id, v.model, m.workspace, v.number, m.deleted_us FROM model_version v "
    "JOIN model m ON m.id = v.model WHERE ";

absl::StatusOr<std::optional<ModelVersionRow>> FirstRow(Rows rows) {
  std::optional<ModelVersionRow> row;
  if (rows.Next()) {
    row = ModelVersionRow{rows.Int(0), rows.Int(1), rows.Int(2), rows.Int(3), !rows.IsNull(4)};
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return row;
}

absl::StatusOr<ModelVersionRow> FindByAlias(ReadTxn& txn, const ModelRow& model,
                                            std::string_view alias) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t id, FindAlias(txn, model.id, alias));
  sql::Builder builder;
  builder.Append(kRowColumns).Append("v.id = ").Bind(id).Append(" ORDER BY v.id");
  ASSAY_ASSIGN_OR_RETURN(const auto row, FirstRow(txn.Query(builder)));
  if (!row) return absl::DataLossError("An alias names a version that is not there.");
  return *row;
}

absl::StatusOr<ModelVersionRow> FindByNumber(ReadTxn& txn, const ModelRow& model,
                                             const v1::ModelVersionName& name) {
  sql::Builder builder;
  builder.Append(kRowColumns).Append("v.model = ").Bind(model.id);
  builder.Append(" AND v.number = ").Bind(name.number()).Append(" ORDER BY v.id");
  ASSAY_ASSIGN_OR_RETURN(const auto row, FirstRow(txn.Query(builder)));
  if (row) return *row;
  return NotFound("MODEL_VERSION_NOT_FOUND",
                  "The model \"{}\" has no version {}; its newest is {}.", name.model(),
                  name.number(), model.latest_number);
}

absl::Status ValidateTexts(const v1::ModelVersion& version) {
  ASSAY_RETURN_IF_ERROR(ValidateTextField("uri", version.uri(), limits::kUriBytes));
  ASSAY_RETURN_IF_ERROR(
      ValidateTextField("description", version.description(), limits::kDescriptionBytes));
  ASSAY_RETURN_IF_ERROR(ValidateTextField("framework", version.framework(), limits::kNameBytes));
  ASSAY_RETURN_IF_ERROR(
      ValidateTextField("framework_version", version.framework_version(), limits::kNameBytes));
  ASSAY_RETURN_IF_ERROR(ValidateTextField("signature.inputs", version.signature().inputs(),
                                          limits::kDescriptionBytes));
  return ValidateTextField("signature.outputs", version.signature().outputs(),
                           limits::kDescriptionBytes);
}

absl::StatusOr<ModelRow> FindOrCreateModel(WriteTxn& txn,
                                           const v1::CreateModelVersionRequest& request,
                                           std::string_view created_by) {
  const v1::ModelVersion& version = request.version();
  auto found = FindModelToWrite(txn, version.workspace(), version.model());
  if (!request.create_model() || ErrorReason(found.status()) != "MODEL_NOT_FOUND") return found;
  v1::RegisteredModel model;
  model.set_workspace(version.workspace());
  model.set_name(version.model());
  ASSAY_RETURN_IF_ERROR(AtField("version.model", CreateModel(txn, model, created_by).status()));
  return FindModelToWrite(txn, version.workspace(), version.model());
}

// What a version was made from; 0 for what it was not.
struct Origin {
  int64_t content = 0;
  int64_t run = 0;
  int64_t base = 0;
  int64_t estimator = 0;
};

absl::StatusOr<int64_t> FindSourceRun(WriteTxn& txn, const ModelRow& model,
                                      const std::string& run_id) {
  if (run_id.empty()) return 0;
  ASSAY_ASSIGN_OR_RETURN(const RunRow run, FindRunToWrite(txn, run_id));
  if (run.workspace == model.workspace) return run.id;
  return FailedPrecondition("RUN_OF_OTHER_WORKSPACE",
                            "The run {} is in another workspace than the model. Register the "
                            "version in the run's workspace.",
                            run_id);
}

absl::StatusOr<Origin> FindOrigin(WriteTxn& txn, const ModelRow& model,
                                  const v1::ModelVersion& version) {
  Origin origin;
  ASSAY_ASSIGN_OR_RETURN(origin.content, InternContent(txn, version.artifact(), version.uri()));
  ASSAY_ASSIGN_OR_RETURN(origin.run, FindSourceRun(txn, model, version.run_id()));
  if (version.has_fine_tuned_from()) {
    auto base = FindModelVersionToWrite(txn, version.fine_tuned_from());
    if (!base.ok()) return PrefixField(base.status(), "version.fine_tuned_from");
    origin.base = base->id;
  }
  ASSAY_ASSIGN_OR_RETURN(origin.estimator, InternEstimator(txn, version.estimator(), origin.run));
  return origin;
}

sql::Param OrNull(int64_t row) { return row == 0 ? sql::Param(nullptr) : sql::Param(row); }

absl::StatusOr<int64_t> InsertVersion(WriteTxn& txn, const ModelRow& model,
                                      const v1::ModelVersion& version, const Origin& origin,
                                      std::string_view created_by) {
  const int64_t number = model.latest_number + 1;
  ASSAY_RETURN_IF_ERROR(
      txn.Run("UPDATE model SET latest_number = $1 WHERE id = $2", {number, model.id}));
  return txn.Insert(
      "INSERT INTO model_version (model, number, content, uri, run, description, inputs, outputs, "
      "framework, framework_version, estimator, base, created_us, created_by) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
      {model.id, number, origin.content, std::string_view(version.uri()), OrNull(origin.run),
       std::string_view(version.description()), std::string_view(version.signature().inputs()),
       std::string_view(version.signature().outputs()), std::string_view(version.framework()),
       std::string_view(version.framework_version()), OrNull(origin.estimator), OrNull(origin.base),
       txn.now_us(), created_by});
}

absl::Status AddEdges(WriteTxn& txn, int64_t version, const Origin& origin) {
  const NodeRef node{v1::NODE_KIND_MODEL_VERSION, version};
  ASSAY_RETURN_IF_ERROR(AddEdge(txn, v1::EDGE_KIND_PACKAGED_AS,
                                {v1::NODE_KIND_CONTENT, origin.content}, node, origin.run));
  if (origin.run != 0) {
    ASSAY_RETURN_IF_ERROR(AddEdge(txn, v1::EDGE_KIND_REGISTERED_FROM, node,
                                  {v1::NODE_KIND_RUN, origin.run}, origin.run));
  }
  // The base was there before, so no cycle can close.
  if (origin.base == 0) return absl::OkStatus();
  return AddEdge(txn, v1::EDGE_KIND_FINE_TUNED_FROM, node,
                 {v1::NODE_KIND_MODEL_VERSION, origin.base}, origin.run);
}

// What a version says of its contract by itself.
v1::HandoffContract ImpliedContract(const v1::ModelVersion& version) {
  v1::HandoffContract contract;
  contract.set_framework(version.framework());
  contract.set_framework_version(version.framework_version());
  if (version.artifact().has_size()) contract.set_artifact_bytes(version.artifact().size());
  return contract;
}

}  // namespace

absl::StatusOr<ModelVersionRow> FindModelVersion(ReadTxn& txn, const v1::ModelVersionName& name) {
  if ((name.number() != 0) == !name.alias().empty()) {
    return InvalidArgument("VERSION_NOT_NAMED", "version",
                           "Name a version of the model \"{}\" by its number or by an alias, and "
                           "not by both.",
                           name.model());
  }
  ASSAY_ASSIGN_OR_RETURN(const ModelRow model, FindModel(txn, name.workspace(), name.model()));
  return name.alias().empty() ? FindByNumber(txn, model, name)
                              : FindByAlias(txn, model, name.alias());
}

absl::StatusOr<ModelVersionRow> FindModelVersionToWrite(WriteTxn& txn,
                                                        const v1::ModelVersionName& name) {
  ASSAY_ASSIGN_OR_RETURN(const ModelVersionRow row, FindModelVersion(txn, name));
  if (row.model_deleted) {
    ASSAY_RETURN_IF_ERROR(FindModelToWrite(txn, name.workspace(), name.model()).status());
  }
  return row;
}

absl::StatusOr<v1::ModelVersion> GetModelVersion(ReadTxn& txn, const v1::ModelVersionName& name) {
  ASSAY_ASSIGN_OR_RETURN(const ModelVersionRow row, FindModelVersion(txn, name));
  ASSAY_ASSIGN_OR_RETURN(v1::ModelVersion version, LoadModelVersion(txn, row.id));
  if (!version.run_id().empty()) {
    ASSAY_ASSIGN_OR_RETURN(*version.mutable_source_run(),
                           GetRun(txn, version.run_id(), RunParts::kSummary));
  }
  return version;
}

absl::Status ValidateModelVersion(const v1::ModelVersion& version) {
  ASSAY_RETURN_IF_ERROR(CheckStrong("artifact", version.artifact()));
  ASSAY_RETURN_IF_ERROR(PrefixField(ValidateContent(version.artifact()), "artifact"));
  ASSAY_RETURN_IF_ERROR(ValidateTexts(version));
  ASSAY_RETURN_IF_ERROR(PrefixField(ValidateEstimator(version.estimator()), "estimator"));
  ASSAY_RETURN_IF_ERROR(ValidateLabels(version.labels()));
  return PrefixField(ValidateContract(version.contract()), "contract");
}

absl::StatusOr<int64_t> CreateModelVersion(WriteTxn& txn,
                                           const v1::CreateModelVersionRequest& request,
                                           std::string_view created_by) {
  const v1::ModelVersion& version = request.version();
  ASSAY_ASSIGN_OR_RETURN(const ModelRow model, FindOrCreateModel(txn, request, created_by));
  ASSAY_ASSIGN_OR_RETURN(const Origin origin, FindOrigin(txn, model, version));
  ASSAY_ASSIGN_OR_RETURN(const int64_t id, InsertVersion(txn, model, version, origin, created_by));
  ASSAY_RETURN_IF_ERROR(AddEdges(txn, id, origin));
  ASSAY_RETURN_IF_ERROR(SetLabels(txn, kModelVersionLabels, id, version.labels(), created_by));
  const ModelVersionRow row{id, model.id, model.workspace, model.latest_number + 1, false};
  ASSAY_RETURN_IF_ERROR(AddToContract(txn, row, ImpliedContract(version), created_by));
  ASSAY_RETURN_IF_ERROR(AddToContract(txn, row, version.contract(), created_by));
  return id;
}

absl::Status ChangeModelVersionLabels(WriteTxn& txn, int64_t row, const LabelList& set,
                                      const LabelKeys& remove, std::string_view by) {
  ASSAY_RETURN_IF_ERROR(DeleteLabels(txn, kModelVersionLabels, row, remove));
  ASSAY_RETURN_IF_ERROR(SetLabels(txn, kModelVersionLabels, row, set, by));
  return txn.Run(
      "INSERT INTO model_version_update (model_version, updated_us, updated_by) "
      "VALUES ($1, $2, $3) ON CONFLICT (model_version) DO UPDATE SET "
      "updated_us = excluded.updated_us, updated_by = excluded.updated_by",
      {row, txn.now_us(), by});
}

absl::StatusOr<std::vector<int64_t>> ListModelVersionRows(ReadTxn& txn, int64_t model,
                                                          int64_t before, int limit) {
  Rows rows = txn.Query(
      "SELECT id FROM model_version WHERE model = $1 AND number < $2 ORDER BY number DESC LIMIT $3",
      {model, before, int64_t{limit}});
  std::vector<int64_t> ids;
  while (rows.Next()) ids.push_back(rows.Int(0));
  ASSAY_RETURN_IF_ERROR(rows.status());
  return ids;
}

}  // namespace assay
