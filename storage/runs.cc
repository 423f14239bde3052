#include "storage/runs.h"

#include <algorithm>
#include <optional>

#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "storage/edges.h"
#include "storage/experiments.h"
#include "storage/params.h"
#include "storage/series.h"
#include "storage/sketching.h"
#include "storage/tags.h"
#include "storage/times.h"

namespace assay {
namespace {

sql::Param OrNull(int64_t row) { return row == 0 ? sql::Param(nullptr) : sql::Param(row); }

bool Ends(v1::RunStatus status) {
  return status == v1::RUN_STATUS_FINISHED || status == v1::RUN_STATUS_FAILED ||
         status == v1::RUN_STATUS_KILLED;
}

absl::Status ValidateRunText(std::string_view name, std::string_view description) {
  if (!name.empty()) ASSAY_RETURN_IF_ERROR(ValidateName("run", name));
  return ValidateText("description", description, limits::kDescriptionBytes);
}

absl::StatusOr<std::optional<RunRow>> FindRow(ReadTxn& txn, std::string_view run_id) {
  Rows rows = txn.Query(
      "SELECT id, workspace, experiment, version, status, deleted_us, "
      "EXISTS (SELECT 1 FROM sketched_block b WHERE b.block = run.id / $1) "
      "FROM run WHERE uid = $2",
      {kBlockRuns, sql::Bytes{IdBytes(run_id)}});
  if (!rows.Next()) {
    ASSAY_RETURN_IF_ERROR(rows.status());
    return std::nullopt;
  }
  return RunRow{.id = rows.Int(0),
                .workspace = rows.Int(1),
                .experiment = rows.Int(2),
                .version = rows.Int(3),
                .ended = Ends(static_cast<v1::RunStatus>(rows.Int(4))),
                .deleted = !rows.IsNull(5),
                .sketched = rows.Int(6) != 0};
}

absl::StatusOr<ExperimentRow> ExperimentOf(WriteTxn& txn, const v1::CreateRunRequest& request,
                                           std::string_view created_by) {
  if (!request.experiment_id().empty()) return FindExperiment(txn, request.experiment_id());
  if (request.experiment().empty()) {
    return InvalidArgument("EXPERIMENT_MISSING", "experiment",
                           "The run names no experiment. Set experiment_id or experiment.");
  }
  return FindOrCreateExperiment(txn, request.workspace(), request.experiment(), created_by);
}

absl::StatusOr<std::string> RunIdOf(WriteTxn& txn, int64_t row) {
  Rows rows = txn.Query("SELECT uid FROM run WHERE id = $1", {row});
  if (!rows.Next()) return rows.status().ok() ? absl::DataLossError("No run.") : rows.status();
  return IdText(rows.Blob(0));
}

// Refuses to make `parent` the parent of `child` when it is a part of it.
absl::Status CheckNesting(WriteTxn& txn, int64_t parent, int64_t child) {
  std::vector<int64_t> chain = {parent};
  while (chain.back() != child) {
    Rows rows = txn.Query("SELECT coalesce(parent, 0) FROM run WHERE id = $1", {chain.back()});
    const int64_t above = rows.Next() ? rows.Int(0) : 0;
    ASSAY_RETURN_IF_ERROR(rows.status());
    if (above == 0) return absl::OkStatus();
    if (chain.size() == static_cast<size_t>(limits::kRunNesting)) {
      return FailedPrecondition("RUN_NESTING_TOO_DEEP",
                                "The parent has over {} runs above it. Make it a part of a run "
                                "further up.",
                                limits::kRunNesting);
    }
    chain.push_back(above);
  }
  ASSAY_ASSIGN_OR_RETURN(std::string path, RunIdOf(txn, child));
  for (const int64_t run : chain) {
    ASSAY_ASSIGN_OR_RETURN(const std::string id, RunIdOf(txn, run));
    path += " is a part of " + id;
  }
  return FailedPrecondition(
      "RUN_CYCLE", "The parent is the run itself or a part of it: {}. Choose another.", path);
}

// The row of the parent, or 0. A run can't be a part of itself or of one of its parts; `child` is 0
// for a run that is not there yet.
absl::StatusOr<int64_t> ParentOf(WriteTxn& txn, std::string_view parent_id, int64_t child) {
  if (parent_id.empty()) return 0;
  ASSAY_ASSIGN_OR_RETURN(const RunRow parent, FindRunToWrite(txn, parent_id));
  if (child != 0) ASSAY_RETURN_IF_ERROR(CheckNesting(txn, parent.id, child));
  return parent.id;
}

absl::Status SetParentEdge(WriteTxn& txn, int64_t run, int64_t parent) {
  return SetEdge(txn, v1::EDGE_KIND_PART_OF, {v1::NODE_KIND_RUN, run}, {v1::NODE_KIND_RUN, parent},
                 run);
}

absl::Status SetStatus(WriteTxn& txn, int64_t run, v1::RunStatus status, int64_t end_us) {
  const sql::Param end = Ends(status) ? sql::Param(end_us) : sql::Param(nullptr);
  return txn.Run("UPDATE run SET status = $1, end_us = $2 WHERE id = $3",
                 {int64_t{status}, end, run});
}

// Ends a change of the run's row.
absl::Status NextVersion(WriteTxn& txn, int64_t run, std::string_view by) {
  return txn.Run(
      "UPDATE run SET version = version + 1, updated_us = $1, updated_by = $2 WHERE id = $3",
      {txn.now_us(), by, run});
}

absl::Status UpdateField(WriteTxn& txn, const RunRow& row, const v1::Run& run,
                         const std::string& path) {
  if (path == "name") {
    ASSAY_RETURN_IF_ERROR(PrefixField(ValidateName("run", run.name()), "run"));
    return txn.Run("UPDATE run SET name = $1 WHERE id = $2",
                   {std::string_view(run.name()), row.id});
  }
  if (path == "description") {
    ASSAY_RETURN_IF_ERROR(
        ValidateText("description", run.description(), limits::kDescriptionBytes));
    return txn.Run("UPDATE run SET description = $1 WHERE id = $2",
                   {std::string_view(run.description()), row.id});
  }
  if (path == "status") {
    if (!Ends(run.status()) && run.status() != v1::RUN_STATUS_RUNNING) {
      return InvalidArgument("STATUS_INVALID", "run.status",
                             "The status must be RUNNING, FINISHED, FAILED or KILLED.");
    }
    ASSAY_RETURN_IF_ERROR(SetStatus(
        txn, row.id, run.status(), run.has_end_time() ? TimeMicros(run.end_time()) : txn.now_us()));
    return Ends(run.status()) ? RequestFinalMerge(txn, row.id) : absl::OkStatus();
  }
  if (path == "end_time") {
    const sql::Param end =
        run.has_end_time() ? sql::Param(TimeMicros(run.end_time())) : sql::Param(nullptr);
    return txn.Run("UPDATE run SET end_us = $1 WHERE id = $2", {end, row.id});
  }
  if (path == "parent_run_id") {
    ASSAY_ASSIGN_OR_RETURN(const int64_t parent, ParentOf(txn, run.parent_run_id(), row.id));
    ASSAY_RETURN_IF_ERROR(
        txn.Run("UPDATE run SET parent = $1 WHERE id = $2", {OrNull(parent), row.id}));
    return SetParentEdge(txn, row.id, parent);
  }
  return InvalidArgument(
      "UPDATE_MASK_INVALID", "update_mask",
      "A run's \"{}\" can't be updated. Use \"name\", \"description\", \"status\", "
      "\"end_time\" or \"parent_run_id\".",
      path);
}

// What a decision about a model rests on stays, so that it can be explained and replayed.
absl::Status CheckNoDecisionRestsOn(WriteTxn& txn, int64_t run, std::string_view run_id) {
  Rows rows = txn.Query(
      "SELECT decision FROM decision_ground WHERE kind = $1 AND node = $2 ORDER BY decision LIMIT "
      "1",
      {int64_t{v1::NODE_KIND_RUN}, run});
  if (!rows.Next()) return rows.status();
  return FailedPrecondition(
      "RUN_IN_USE", "A decision rests on the run {}: it can't be deleted any more.", run_id);
}

// Sorted by key. Of equal keys the last one stays, which is what is stored.
template <typename List>
List ByKey(List list) {
  std::stable_sort(list.pointer_begin(), list.pointer_end(),
                   [](const auto* a, const auto* b) { return a->key() < b->key(); });
  int kept = 0;
  for (int i = 0; i < list.size(); ++i) {
    if (kept > 0 && list[kept - 1].key() == list[i].key()) --kept;
    list.SwapElements(kept++, i);
  }
  list.DeleteSubrange(kept, list.size() - kept);
  return list;
}

// Fills all but the id of a run that begins now.
void DescribeNewRun(const v1::CreateRunRequest& request, const ExperimentRow& experiment,
                    std::string_view created_by, int64_t now_us, v1::Run* run) {
  run->set_experiment_id(experiment.experiment_id);
  run->set_workspace(experiment.workspace_name);
  run->set_parent_run_id(request.parent_run_id());
  run->set_name(request.name().empty() ? "run-" + run->run_id().substr(0, 8) : request.name());
  run->set_description(request.description());
  run->set_status(v1::RUN_STATUS_RUNNING);
  SetTime(request.has_start_time() ? TimeMicros(request.start_time()) : now_us,
          run->mutable_start_time());
  SetTime(now_us, run->mutable_create_time());
  run->set_created_by(std::string(created_by));
  run->set_etag("1");
  *run->mutable_params() = ByKey(request.params());
  *run->mutable_tags() = ByKey(request.tags());
}

absl::StatusOr<int64_t> InsertRun(WriteTxn& txn, const RunRow& row, int64_t parent,
                                  const v1::Run& run) {
  return txn.Insert(
      "INSERT INTO run (uid, workspace, experiment, parent, name, description, status, start_us, "
      "created_us, created_by, version, io_count, indexed) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0)",
      {sql::Bytes{IdBytes(run.run_id())}, row.workspace, row.experiment, OrNull(parent),
       std::string_view(run.name()), std::string_view(run.description()), int64_t{run.status()},
       TimeMicros(run.start_time()), TimeMicros(run.create_time()),
       std::string_view(run.created_by()), row.version});
}

}  // namespace

absl::Status RunNotFound(std::string_view run_id) {
  return NotFound("RUN_NOT_FOUND", "There is no run {}. Search the runs for those that there are.",
                  run_id);
}

absl::StatusOr<RunRow> FindRun(ReadTxn& txn, std::string_view run_id) {
  ASSAY_RETURN_IF_ERROR(CheckId("run_id", run_id));
  ASSAY_ASSIGN_OR_RETURN(const std::optional<RunRow> row, FindRow(txn, run_id));
  return row ? absl::StatusOr<RunRow>(*row) : RunNotFound(run_id);
}

absl::Status AdmitWrite(WriteTxn& txn, const RunRow& row, std::string_view run_id) {
  if (row.deleted) {
    return FailedPrecondition("RUN_DELETED", "The run {} is deleted. Undelete it to write to it.",
                              run_id);
  }
  return row.sketched ? Loosen(txn, row.id) : absl::OkStatus();
}

absl::StatusOr<RunRow> FindRunToWrite(WriteTxn& txn, std::string_view run_id) {
  ASSAY_ASSIGN_OR_RETURN(const RunRow row, FindRun(txn, run_id));
  ASSAY_RETURN_IF_ERROR(AdmitWrite(txn, row, run_id));
  return row;
}

absl::StatusOr<RunRow> CreateRun(WriteTxn& txn, const v1::CreateRunRequest& request,
                                 std::string_view created_by, v1::Run* run) {
  ASSAY_RETURN_IF_ERROR(ValidateRunText(request.name(), request.description()));
  ASSAY_RETURN_IF_ERROR(ValidateTime("start_time", request.start_time()));
  ASSAY_ASSIGN_OR_RETURN(const ExperimentRow experiment, ExperimentOf(txn, request, created_by));
  run->Clear();
  run->set_run_id(request.run_id().empty() ? txn.NewId() : request.run_id());
  ASSAY_RETURN_IF_ERROR(CheckId("run_id", run->run_id()));
  if (!request.run_id().empty()) {
    ASSAY_ASSIGN_OR_RETURN(const std::optional<RunRow> present, FindRow(txn, run->run_id()));
    if (present && present->experiment == experiment.id) return *present;
    if (present) {
      return AlreadyExists("RUN_EXISTS", "There is a run {} already, in another experiment.",
                           run->run_id());
    }
  }
  if (experiment.deleted) {
    return FailedPrecondition("EXPERIMENT_DELETED",
                              "The experiment is deleted. Undelete it to create runs in it.");
  }
  ASSAY_ASSIGN_OR_RETURN(const int64_t parent, ParentOf(txn, request.parent_run_id(), 0));
  DescribeNewRun(request, experiment, created_by, txn.now_us(), run);
  RunRow row{.workspace = experiment.workspace,
             .experiment = experiment.id,
             .version = 1,
             .created = true};
  ASSAY_ASSIGN_OR_RETURN(row.id, InsertRun(txn, row, parent, *run));
  if (parent != 0) ASSAY_RETURN_IF_ERROR(SetParentEdge(txn, row.id, parent));
  ASSAY_RETURN_IF_ERROR(AddParams(txn, row, request.params(), nullptr));
  ASSAY_RETURN_IF_ERROR(SetTags(txn, row, request.tags()));
  return row;
}

absl::Status UpdateRun(WriteTxn& txn, const v1::UpdateRunRequest& request, std::string_view by) {
  ASSAY_ASSIGN_OR_RETURN(const RunRow row, FindRunToWrite(txn, request.run().run_id()));
  ASSAY_RETURN_IF_ERROR(CheckEtag(request.run().etag(), row.version));
  ASSAY_RETURN_IF_ERROR(ValidateTime("run.end_time", request.run().end_time()));
  if (request.update_mask().paths().empty()) return absl::OkStatus();
  for (const std::string& path : request.update_mask().paths()) {
    ASSAY_RETURN_IF_ERROR(UpdateField(txn, row, request.run(), path));
  }
  return NextVersion(txn, row.id, by);
}

absl::Status FinishRun(WriteTxn& txn, const RunRow& run, const v1::FinishRunRequest& request,
                       std::string_view by) {
  const v1::RunStatus status =
      request.status() == v1::RUN_STATUS_UNSPECIFIED ? v1::RUN_STATUS_FINISHED : request.status();
  if (!Ends(status)) {
    return InvalidArgument("STATUS_INVALID", "status",
                           "A run ends as FINISHED, FAILED or KILLED, not as {}.",
                           v1::RunStatus_Name(status));
  }
  ASSAY_RETURN_IF_ERROR(ValidateTime("end_time", request.end_time()));
  ASSAY_RETURN_IF_ERROR(SetStatus(
      txn, run.id, status, request.has_end_time() ? TimeMicros(request.end_time()) : txn.now_us()));
  ASSAY_RETURN_IF_ERROR(NextVersion(txn, run.id, by));
  return RequestFinalMerge(txn, run.id);
}

absl::Status SetRunDeleted(WriteTxn& txn, std::string_view run_id, std::string_view etag,
                           bool deleted, std::string_view by) {
  ASSAY_ASSIGN_OR_RETURN(const RunRow row, FindRun(txn, run_id));
  ASSAY_RETURN_IF_ERROR(CheckEtag(etag, row.version));
  if (row.deleted == deleted) return absl::OkStatus();
  if (deleted) ASSAY_RETURN_IF_ERROR(CheckNoDecisionRestsOn(txn, row.id, run_id));
  const sql::Param when = deleted ? sql::Param(txn.now_us()) : sql::Param(nullptr);
  const sql::Param who = deleted ? sql::Param(by) : sql::Param(nullptr);
  ASSAY_RETURN_IF_ERROR(txn.Run("UPDATE run SET deleted_us = $1, deleted_by = $2 WHERE id = $3",
                                {when, who, row.id}));
  return NextVersion(txn, row.id, by);
}

absl::Status RecordRunChange(WriteTxn& txn, int64_t run, std::string_view by) {
  return txn.Run("UPDATE run SET updated_us = $1, updated_by = $2 WHERE id = $3",
                 {txn.now_us(), by, run});
}

}  // namespace assay
