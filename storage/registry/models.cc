#include "storage/registry/models.h"

#include "absl/container/flat_hash_map.h"
#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "storage/experiments.h"
#include "storage/registry/aliases.h"
#include "storage/registry/fields.h"
#include "storage/registry/labels.h"
#include "storage/times.h"
#include "storage/workspaces.h"

namespace assay {
namespace {

constexpr std::string_view kReservedPrefix = "gov:";

constexpr sql::Sql kColumns =
    "SELECT m.id, w.name, m.name, m.description, m.latest_number, m.created_us, m.updated_us, "
    "m.deleted_us, m.created_by, m.version, m.updated_by, m.deleted_by FROM model m JOIN workspace "
    "w ON w.id = m.workspace "
    "WHERE ";

v1::RegisteredModel FromRow(const Rows& rows) {
  v1::RegisteredModel model;
  model.set_workspace(rows.String(1));
  model.set_name(rows.String(2));
  model.set_description(rows.String(3));
  model.set_latest_number(rows.Int(4));
  SetTime(rows.Int(5), model.mutable_create_time());
  SetTime(rows.Int(6), model.mutable_update_time());
  if (!rows.IsNull(7)) SetTime(rows.Int(7), model.mutable_delete_time());
  model.set_created_by(rows.String(8));
  model.set_etag(std::to_string(rows.Int(9)));
  model.set_updated_by(rows.String(10));
  model.set_deleted_by(rows.String(11));
  return model;
}

// The models of these rows with their labels and aliases.
absl::StatusOr<std::vector<v1::RegisteredModel>> Load(ReadTxn& txn, const sql::Builder& query) {
  Rows rows = txn.Query(query);
  std::vector<v1::RegisteredModel> models;
  std::vector<int64_t> ids;
  absl::flat_hash_map<int64_t, size_t> position;
  while (rows.Next()) {
    position[rows.Int(0)] = models.size();
    ids.push_back(rows.Int(0));
    models.push_back(FromRow(rows));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  if (ids.empty()) return models;
  ASSAY_RETURN_IF_ERROR(
      LoadLabels(txn, kModelLabels, ids, [&](int64_t id, v1::Tag label, v1::LabelSource source) {
        v1::RegisteredModel& model = models[position.at(id)];
        *model.add_labels() = std::move(label);
        *model.add_label_sources() = std::move(source);
      }));
  ASSAY_RETURN_IF_ERROR(
      LoadAliasesOfModels(txn, ids, [&](int64_t id, std::string_view alias, int64_t number) {
        v1::Alias* entry = models[position.at(id)].add_aliases();
        entry->set_alias(std::string(alias));
        entry->set_number(number);
      }));
  return models;
}

absl::StatusOr<v1::RegisteredModel> LoadOne(ReadTxn& txn, int64_t id) {
  sql::Builder builder;
  builder.Append(kColumns).Append("m.id = ").Bind(id).Append(" ORDER BY m.id");
  ASSAY_ASSIGN_OR_RETURN(auto models, Load(txn, builder));
  if (models.empty()) return absl::DataLossError("A row names a model that is not there.");
  return std::move(models.front());
}

absl::Status ValidateDescription(const v1::RegisteredModel& model) {
  return AtField("model.description",
                 ValidateText("description", model.description(), limits::kDescriptionBytes));
}

absl::Status UpdateField(WriteTxn& txn, int64_t id, const v1::RegisteredModel& wanted,
                         std::string_view path, std::string_view by) {
  if (path == "description") {
    ASSAY_RETURN_IF_ERROR(ValidateDescription(wanted));
    return txn.Run("UPDATE model SET description = $1 WHERE id = $2",
                   {std::string_view(wanted.description()), id});
  }
  if (path == "labels") {
    ASSAY_RETURN_IF_ERROR(PrefixField(ValidateLabels(wanted.labels()), "model"));
    return ReplaceLabels(txn, kModelLabels, id, wanted.labels(), by);
  }
  return InvalidArgument("UPDATE_MASK_INVALID", "update_mask",
                         "A model's \"{}\" can't be updated. Use \"description\" or \"labels\".",
                         path);
}

// Whether a decision names a version of the model. The numbers are those of EdgeKind DECIDED_ON and
// of NodeKind MODEL_VERSION in a packed node (storage/edges.h).
absl::Status CheckNotDecidedOn(ReadTxn& txn, int64_t model, std::string_view name) {
  Rows rows = txn.Query(
      "SELECT v.number FROM model_version v JOIN edge e ON e.target = v.id * 16 + 6 AND e.kind = "
      "14 WHERE v.model = $1 ORDER BY v.number LIMIT 1",
      {model});
  if (!rows.Next()) return rows.status();
  return FailedPrecondition(
      "MODEL_IN_USE",
      "A decision names version {} of the model \"{}\", so it stays. Withdraw its versions from "
      "their slots if they shall serve no more.",
      rows.Int(0), name);
}

// Ends a change of the model's row.
absl::Status NextVersion(WriteTxn& txn, int64_t model, std::string_view by) {
  return txn.Run(
      "UPDATE model SET version = version + 1, updated_us = $1, updated_by = $2 WHERE id = $3",
      {txn.now_us(), by, model});
}

}  // namespace

absl::Status CheckNotReserved(std::string_view field, std::string_view name) {
  if (!name.starts_with(kReservedPrefix)) return absl::OkStatus();
  return MakeError(absl::StatusCode::kPermissionDenied, "NAME_RESERVED",
                   "Names under \"gov:\" are set by governance only. To get one, enroll the model "
                   "version in a slot and open a request; else choose another name.",
                   field);
}

absl::Status ValidateModelName(std::string_view what, std::string_view name) {
  ASSAY_RETURN_IF_ERROR(ValidateName(what, name));
  if (name.find_first_of("/@:") == std::string_view::npos) return absl::OkStatus();
  return InvalidArgument("NAME_INVALID", "",
                         "The name of the {} has a \"/\", \"@\" or \":\", which separate the parts "
                         "of a version's name. Leave them out.",
                         what);
}

absl::StatusOr<ModelRow> FindModel(ReadTxn& txn, std::string_view workspace,
                                   std::string_view name) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t workspace_row, FindWorkspace(txn, workspace));
  Rows rows = txn.Query(
      "SELECT id, version, latest_number, deleted_us FROM model WHERE workspace = $1 AND name = $2",
      {workspace_row, name});
  if (rows.Next()) {
    return ModelRow{rows.Int(0), workspace_row, rows.Int(1), rows.Int(2), !rows.IsNull(3)};
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return NotFound("MODEL_NOT_FOUND",
                  "There is no model \"{}\". List the models to see those that there are.", name);
}

absl::StatusOr<ModelRow> FindModelToWrite(WriteTxn& txn, std::string_view workspace,
                                          std::string_view name) {
  ASSAY_ASSIGN_OR_RETURN(const ModelRow model, FindModel(txn, workspace, name));
  if (!model.deleted) return model;
  return FailedPrecondition("MODEL_DELETED", "The model \"{}\" is deleted. Undelete it first.",
                            name);
}

absl::StatusOr<v1::RegisteredModel> GetModel(ReadTxn& txn, std::string_view workspace,
                                             std::string_view name) {
  ASSAY_ASSIGN_OR_RETURN(const ModelRow model, FindModel(txn, workspace, name));
  return LoadOne(txn, model.id);
}

absl::StatusOr<v1::RegisteredModel> CreateModel(WriteTxn& txn, const v1::RegisteredModel& model,
                                                std::string_view created_by) {
  ASSAY_RETURN_IF_ERROR(AtField("model.name", ValidateModelName("model", model.name())));
  ASSAY_RETURN_IF_ERROR(ValidateDescription(model));
  ASSAY_RETURN_IF_ERROR(PrefixField(ValidateLabels(model.labels()), "model"));
  ASSAY_ASSIGN_OR_RETURN(const int64_t workspace, FindWorkspace(txn, model.workspace()));
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t inserted,
      txn.Execute("INSERT INTO model (workspace, name, description, version, latest_number, "
                  "created_us, updated_us, created_by) VALUES ($1, $2, $3, 1, 0, $4, $4, $5) "
                  "ON CONFLICT DO NOTHING",
                  {workspace, std::string_view(model.name()), std::string_view(model.description()),
                   txn.now_us(), created_by}));
  if (inserted == 0) {
    return AlreadyExists("MODEL_EXISTS",
                         "There is a model \"{}\" already, perhaps a deleted one. Choose another "
                         "name, or undelete it.",
                         model.name());
  }
  ASSAY_ASSIGN_OR_RETURN(const ModelRow row, FindModel(txn, model.workspace(), model.name()));
  ASSAY_RETURN_IF_ERROR(SetLabels(txn, kModelLabels, row.id, model.labels(), created_by));
  return LoadOne(txn, row.id);
}

absl::StatusOr<v1::RegisteredModel> UpdateModel(WriteTxn& txn,
                                                const v1::UpdateModelRequest& request,
                                                std::string_view by) {
  const v1::RegisteredModel& wanted = request.model();
  ASSAY_ASSIGN_OR_RETURN(const ModelRow row, FindModel(txn, wanted.workspace(), wanted.name()));
  ASSAY_RETURN_IF_ERROR(CheckEtag(wanted.etag(), row.version));
  if (request.update_mask().paths().empty()) return LoadOne(txn, row.id);
  for (const std::string& path : request.update_mask().paths()) {
    ASSAY_RETURN_IF_ERROR(UpdateField(txn, row.id, wanted, path, by));
  }
  ASSAY_RETURN_IF_ERROR(NextVersion(txn, row.id, by));
  return LoadOne(txn, row.id);
}

absl::StatusOr<v1::RegisteredModel> SetModelDeleted(WriteTxn& txn, std::string_view workspace,
                                                    std::string_view name, std::string_view etag,
                                                    bool deleted, std::string_view by) {
  ASSAY_ASSIGN_OR_RETURN(const ModelRow row, FindModel(txn, workspace, name));
  ASSAY_RETURN_IF_ERROR(CheckEtag(etag, row.version));
  if (deleted) ASSAY_RETURN_IF_ERROR(CheckNotDecidedOn(txn, row.id, name));
  if (row.deleted != deleted) {
    const sql::Param when = deleted ? sql::Param(txn.now_us()) : sql::Param(nullptr);
    const sql::Param who = deleted ? sql::Param(by) : sql::Param(nullptr);
    ASSAY_RETURN_IF_ERROR(txn.Run("UPDATE model SET deleted_us = $1, deleted_by = $2 WHERE id = $3",
                                  {when, who, row.id}));
    ASSAY_RETURN_IF_ERROR(NextVersion(txn, row.id, by));
  }
  return LoadOne(txn, row.id);
}

absl::StatusOr<std::vector<v1::RegisteredModel>> ListModels(ReadTxn& txn, int64_t workspace,
                                                            bool show_deleted,
                                                            std::string_view after, int limit) {
  sql::Builder builder;
  builder.Append(kColumns).Append("m.workspace = ").Bind(workspace);
  builder.Append(" AND m.name > ").Bind(after);
  if (!show_deleted) builder.Append(" AND m.deleted_us IS NULL");
  builder.Append(" ORDER BY m.name LIMIT ").Bind(int64_t{limit});
  return Load(txn, builder);
}

}  // namespace assay
