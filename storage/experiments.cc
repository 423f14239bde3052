#include "storage/experiments.h"

#include <limits>

#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "storage/times.h"
#include "storage/workspaces.h"

namespace assay {
namespace {

absl::Status ExperimentNotFound(std::string_view which) {
  return NotFound(
      "EXPERIMENT_NOT_FOUND",
      "There is no experiment \"{}\". List the experiments to see those that there are.", which);
}

// The columns: uid, workspace's name, name, description, version, created_us, updated_us,
// deleted_us, created_by, id, updated_by, deleted_by.
v1::Experiment FromRow(const Rows& rows) {
  v1::Experiment experiment;
  experiment.set_experiment_id(IdText(rows.Blob(0)));
  experiment.set_workspace(rows.String(1));
  experiment.set_name(rows.String(2));
  experiment.set_description(rows.String(3));
  experiment.set_etag(std::to_string(rows.Int(4)));
  SetTime(rows.Int(5), experiment.mutable_create_time());
  SetTime(rows.Int(6), experiment.mutable_update_time());
  if (!rows.IsNull(7)) SetTime(rows.Int(7), experiment.mutable_delete_time());
  experiment.set_created_by(rows.String(8));
  experiment.set_updated_by(rows.String(10));
  experiment.set_deleted_by(rows.String(11));
  return experiment;
}

absl::Status NameTaken(std::string_view name) {
  return AlreadyExists(
      "EXPERIMENT_EXISTS",
      "There is an experiment \"{}\" already, perhaps a deleted one. Choose another "
      "name, or undelete it.",
      name);
}

// The columns: e.id, e.workspace, e.deleted_us, e.uid, w.name.
ExperimentRow ToExperimentRow(const Rows& rows) {
  return {.id = rows.Int(0),
          .workspace = rows.Int(1),
          .deleted = !rows.IsNull(2),
          .experiment_id = IdText(rows.Blob(3)),
          .workspace_name = rows.String(4)};
}

absl::StatusOr<std::pair<ExperimentRow, int64_t>> FindWithVersion(ReadTxn& txn,
                                                                  std::string_view experiment_id) {
  ASSAY_RETURN_IF_ERROR(CheckId("experiment_id", experiment_id));
  Rows rows = txn.Query(
      "SELECT e.id, e.workspace, e.deleted_us, e.uid, w.name, e.version "
      "FROM experiment e JOIN workspace w ON w.id = e.workspace WHERE e.uid = $1",
      {sql::Bytes{IdBytes(experiment_id)}});
  if (!rows.Next()) {
    ASSAY_RETURN_IF_ERROR(rows.status());
    return ExperimentNotFound(experiment_id);
  }
  return std::pair(ToExperimentRow(rows), rows.Int(5));
}

// Ends a change of the experiment's row.
absl::Status NextVersion(WriteTxn& txn, int64_t experiment, std::string_view by) {
  return txn.Run(
      "UPDATE experiment SET version = version + 1, updated_us = $1, updated_by = $2 WHERE id = $3",
      {txn.now_us(), by, experiment});
}

}  // namespace

absl::Status CheckEtag(std::string_view etag, int64_t version) {
  if (etag.empty() || etag == std::to_string(version)) return absl::OkStatus();
  return Aborted(
      "ETAG_STALE",
      "Somebody changed it since it was read: its etag is \"{}\" and not \"{}\". Read it again.",
      version, etag);
}

absl::StatusOr<ExperimentRow> FindExperiment(ReadTxn& txn, std::string_view experiment_id) {
  ASSAY_ASSIGN_OR_RETURN(auto found, FindWithVersion(txn, experiment_id));
  return found.first;
}

absl::StatusOr<ExperimentRow> FindOrCreateExperiment(WriteTxn& txn, std::string_view workspace,
                                                     std::string_view name,
                                                     std::string_view created_by) {
  {
    Rows rows = txn.Query(
        "SELECT e.id, e.workspace, e.deleted_us, e.uid, w.name "
        "FROM workspace w JOIN experiment e ON e.workspace = w.id WHERE w.name = $1 AND e.name = "
        "$2",
        {workspace.empty() ? kDefaultWorkspace : workspace, name});
    if (rows.Next()) return ToExperimentRow(rows);
    ASSAY_RETURN_IF_ERROR(rows.status());
  }
  v1::Experiment experiment;
  experiment.set_workspace(std::string(workspace));
  experiment.set_name(std::string(name));
  ASSAY_ASSIGN_OR_RETURN(experiment, CreateExperiment(txn, experiment, created_by));
  return FindExperiment(txn, experiment.experiment_id());
}

absl::StatusOr<v1::Experiment> GetExperiment(ReadTxn& txn, std::string_view experiment_id) {
  ASSAY_RETURN_IF_ERROR(CheckId("experiment_id", experiment_id));
  Rows rows = txn.Query(
      "SELECT e.uid, w.name, e.name, e.description, e.version, e.created_us, e.updated_us, "
      "e.deleted_us, e.created_by, e.id, e.updated_by, e.deleted_by "
      "FROM experiment e JOIN workspace w ON w.id = e.workspace WHERE e.uid = $1",
      {sql::Bytes{IdBytes(experiment_id)}});
  if (rows.Next()) return FromRow(rows);
  ASSAY_RETURN_IF_ERROR(rows.status());
  return ExperimentNotFound(experiment_id);
}

absl::StatusOr<v1::Experiment> GetExperimentByName(ReadTxn& txn, std::string_view workspace,
                                                   std::string_view name) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t workspace_row, FindWorkspace(txn, workspace));
  Rows rows = txn.Query(
      "SELECT e.uid, w.name, e.name, e.description, e.version, e.created_us, e.updated_us, "
      "e.deleted_us, e.created_by, e.id, e.updated_by, e.deleted_by "
      "FROM experiment e JOIN workspace w ON w.id = e.workspace "
      "WHERE e.workspace = $1 AND e.name = $2",
      {workspace_row, name});
  if (rows.Next()) return FromRow(rows);
  ASSAY_RETURN_IF_ERROR(rows.status());
  return ExperimentNotFound(name);
}

absl::StatusOr<v1::Experiment> CreateExperiment(WriteTxn& txn, const v1::Experiment& experiment,
                                                std::string_view created_by) {
  ASSAY_RETURN_IF_ERROR(PrefixField(ValidateName("experiment", experiment.name()), "experiment"));
  ASSAY_RETURN_IF_ERROR(
      PrefixField(ValidateText("description", experiment.description(), limits::kDescriptionBytes),
                  "experiment"));
  ASSAY_ASSIGN_OR_RETURN(const int64_t workspace, FindWorkspace(txn, experiment.workspace()));
  const std::string id = txn.NewId();
  ASSAY_ASSIGN_OR_RETURN(
      int64_t inserted,
      txn.Execute("INSERT INTO experiment (uid, workspace, name, description, version, created_us, "
                  "updated_us, created_by) VALUES ($1, $2, $3, $4, 1, $5, $5, $6) "
                  "ON CONFLICT DO NOTHING",
                  {sql::Bytes{IdBytes(id)}, workspace, std::string_view(experiment.name()),
                   std::string_view(experiment.description()), txn.now_us(), created_by}));
  if (inserted == 0) return NameTaken(experiment.name());
  return GetExperiment(txn, id);
}

absl::StatusOr<v1::Experiment> UpdateExperiment(WriteTxn& txn,
                                                const v1::UpdateExperimentRequest& request,
                                                std::string_view by) {
  const v1::Experiment& wanted = request.experiment();
  ASSAY_ASSIGN_OR_RETURN(const auto found, FindWithVersion(txn, wanted.experiment_id()));
  const auto& [row, version] = found;
  ASSAY_RETURN_IF_ERROR(CheckEtag(wanted.etag(), version));
  if (request.update_mask().paths().empty()) return GetExperiment(txn, wanted.experiment_id());
  for (const std::string& path : request.update_mask().paths()) {
    if (path == "name") {
      ASSAY_RETURN_IF_ERROR(PrefixField(ValidateName("experiment", wanted.name()), "experiment"));
      Rows taken =
          txn.Query("SELECT id FROM experiment WHERE workspace = $1 AND name = $2 AND id <> $3",
                    {row.workspace, std::string_view(wanted.name()), row.id});
      if (taken.Next()) return NameTaken(wanted.name());
      ASSAY_RETURN_IF_ERROR(taken.status());
      ASSAY_RETURN_IF_ERROR(txn.Run("UPDATE experiment SET name = $1 WHERE id = $2",
                                    {std::string_view(wanted.name()), row.id}));
    } else if (path == "description") {
      ASSAY_RETURN_IF_ERROR(
          PrefixField(ValidateText("description", wanted.description(), limits::kDescriptionBytes),
                      "experiment"));
      ASSAY_RETURN_IF_ERROR(txn.Run("UPDATE experiment SET description = $1 WHERE id = $2",
                                    {std::string_view(wanted.description()), row.id}));
    } else {
      return InvalidArgument(
          "UPDATE_MASK_INVALID", "update_mask",
          "An experiment's \"{}\" can't be updated. Use \"name\" or \"description\".", path);
    }
  }
  ASSAY_RETURN_IF_ERROR(NextVersion(txn, row.id, by));
  return GetExperiment(txn, wanted.experiment_id());
}

absl::StatusOr<v1::Experiment> SetExperimentDeleted(WriteTxn& txn, std::string_view experiment_id,
                                                    std::string_view etag, bool deleted,
                                                    std::string_view by) {
  ASSAY_ASSIGN_OR_RETURN(const auto found, FindWithVersion(txn, experiment_id));
  const auto& [row, version] = found;
  ASSAY_RETURN_IF_ERROR(CheckEtag(etag, version));
  if (row.deleted != deleted) {
    const sql::Param when = deleted ? sql::Param(txn.now_us()) : sql::Param(nullptr);
    const sql::Param who = deleted ? sql::Param(by) : sql::Param(nullptr);
    ASSAY_RETURN_IF_ERROR(
        txn.Run("UPDATE experiment SET deleted_us = $1, deleted_by = $2 WHERE id = $3",
                {when, who, row.id}));
    ASSAY_RETURN_IF_ERROR(NextVersion(txn, row.id, by));
  }
  return GetExperiment(txn, experiment_id);
}

absl::StatusOr<std::vector<v1::Experiment>> ListExperiments(ReadTxn& txn, int64_t workspace,
                                                            bool show_deleted, int64_t before,
                                                            int limit, int64_t* next) {
  if (before == 0) before = std::numeric_limits<int64_t>::max();
  Rows rows = txn.Query(
      "SELECT e.uid, w.name, e.name, e.description, e.version, e.created_us, e.updated_us, "
      "e.deleted_us, e.created_by, e.id, e.updated_by, e.deleted_by "
      "FROM experiment e JOIN workspace w ON w.id = e.workspace "
      "WHERE e.workspace = $1 AND e.id < $2 AND ($3 = 1 OR e.deleted_us IS NULL) "
      "ORDER BY e.id DESC LIMIT $4",
      {workspace, before, int64_t{show_deleted}, int64_t{limit} + 1});
  std::vector<v1::Experiment> experiments;
  *next = 0;
  for (int64_t last = 0; rows.Next(); last = rows.Int(9)) {
    if (experiments.size() == static_cast<size_t>(limit)) {
      *next = last;
      break;
    }
    experiments.push_back(FromRow(rows));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return experiments;
}

}  // namespace assay
