// Reading runs with their parts: one statement for each part, whatever the number of runs.
#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "core/status_macros.h"
#include "storage/code_versions.h"
#include "storage/environments.h"
#include "storage/in_list.h"
#include "storage/params.h"
#include "storage/run_io.h"
#include "storage/runs.h"
#include "storage/series.h"
#include "storage/tags.h"
#include "storage/times.h"

namespace assay {
namespace {

struct Loading {
  v1::Run run;
  int64_t code = 0;
  int64_t environment = 0;
  int64_t io_count = 0;
};

using LoadingMap = absl::flat_hash_map<int64_t, Loading>;

constexpr sql::Sql kColumns =
    "SELECT r.id, r.uid, e.uid, w.name, p.uid, r.name, r.description, r.status, r.start_us, "
    "r.end_us, "
    "r.created_us, r.deleted_us, r.created_by, r.version, coalesce(r.code, 0), "
    "coalesce(r.environment, 0), r.io_count, r.updated_us, r.updated_by, r.deleted_by "
    "FROM run r JOIN experiment e ON e.id = r.experiment JOIN workspace w ON w.id = r.workspace "
    "LEFT JOIN run p ON p.id = r.parent WHERE ";

Loading FromRow(const Rows& rows) {
  Loading loading;
  v1::Run& run = loading.run;
  run.set_run_id(IdText(rows.Blob(1)));
  run.set_experiment_id(IdText(rows.Blob(2)));
  run.set_workspace(rows.String(3));
  if (!rows.IsNull(4)) run.set_parent_run_id(IdText(rows.Blob(4)));
  run.set_name(rows.String(5));
  run.set_description(rows.String(6));
  run.set_status(static_cast<v1::RunStatus>(rows.Int(7)));
  SetTime(rows.Int(8), run.mutable_start_time());
  if (!rows.IsNull(9)) SetTime(rows.Int(9), run.mutable_end_time());
  SetTime(rows.Int(10), run.mutable_create_time());
  if (!rows.IsNull(11)) SetTime(rows.Int(11), run.mutable_delete_time());
  run.set_created_by(rows.String(12));
  run.set_etag(std::to_string(rows.Int(13)));
  if (!rows.IsNull(17)) SetTime(rows.Int(17), run.mutable_update_time());
  run.set_updated_by(rows.String(18));
  run.set_deleted_by(rows.String(19));
  loading.code = rows.Int(14);
  loading.environment = rows.Int(15);
  loading.io_count = rows.Int(16);
  return loading;
}

absl::Status LoadParts(ReadTxn& txn, std::span<const int64_t> ids, LoadingMap& runs,
                       RunParts parts) {
  const auto run_of = [&runs](int64_t id) { return &runs.at(id).run; };
  ASSAY_RETURN_IF_ERROR(LoadParams(txn, ids, run_of));
  ASSAY_RETURN_IF_ERROR(LoadTags(txn, ids, run_of));
  ASSAY_RETURN_IF_ERROR(LoadMetricSummaries(txn, ids, run_of));
  for (auto& [id, loading] : runs) {
    if (loading.code != 0) {
      ASSAY_RETURN_IF_ERROR(LoadCodeVersion(txn, loading.code, loading.run.mutable_code()));
    }
    if (loading.environment != 0) {
      ASSAY_RETURN_IF_ERROR(
          LoadEnvironment(txn, loading.environment, loading.run.mutable_environment()));
    }
    if (parts == RunParts::kAll && loading.io_count > 0) {
      ASSAY_RETURN_IF_ERROR(LoadRunIo(txn, id, &loading.run));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::Run>> Load(ReadTxn& txn, Rows rows, std::span<const int64_t> order,
                                          RunParts parts) {
  LoadingMap runs;
  std::vector<int64_t> ids;
  while (rows.Next()) {
    ids.push_back(rows.Int(0));
    runs.emplace(rows.Int(0), FromRow(rows));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  if (parts != RunParts::kBare && !ids.empty()) {
    ASSAY_RETURN_IF_ERROR(LoadParts(txn, ids, runs, parts));
  }
  std::vector<v1::Run> loaded;
  for (int64_t id : order.empty() ? std::span<const int64_t>(ids) : order) {
    const auto it = runs.find(id);
    if (it == runs.end()) return absl::DataLossError("A row names a run that is not there.");
    loaded.push_back(std::move(it->second.run));
  }
  return loaded;
}

}  // namespace

absl::StatusOr<std::vector<v1::Run>> LoadRuns(ReadTxn& txn, std::span<const int64_t> rows,
                                              RunParts parts) {
  if (rows.empty()) return std::vector<v1::Run>();
  sql::Builder builder;
  builder.Append(kColumns).Append("r.id IN ");
  AppendList(rows, &builder);
  builder.Append(" ORDER BY r.id");
  return Load(txn, txn.Query(builder), rows, parts);
}

absl::StatusOr<v1::Run> GetRun(ReadTxn& txn, std::string_view run_id, RunParts parts) {
  ASSAY_RETURN_IF_ERROR(CheckId("run_id", run_id));
  sql::Builder builder;
  builder.Append(kColumns).Append("r.uid = ").BindBytes(IdBytes(run_id)).Append(" ORDER BY r.id");
  ASSAY_ASSIGN_OR_RETURN(std::vector<v1::Run> runs, Load(txn, txn.Query(builder), {}, parts));
  if (runs.empty()) return RunNotFound(run_id);
  return std::move(runs.front());
}

}  // namespace assay
