// Reading runs with their parts: one statement for each part.
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "core/status_macros.h"
#include "storage/code_versions.h"
#include "storage/environments.h"
#include "storage/params.h"
#include "storage/repeated_query.h"
#include "storage/run_io.h"
#include "storage/runs.h"
#include "storage/series.h"
#include "storage/tags.h"
#include "storage/times.h"

namespace assay {
namespace {

// Where a run's row leads.
struct Links {
  int64_t id = 0;
  int64_t code = 0;
  int64_t environment = 0;
  int64_t io_count = 0;
};

constexpr sql::Sql kColumns =
    "SELECT r.id, r.uid, e.uid, w.name, p.uid, r.name, r.description, r.status, r.start_us, "
    "r.end_us, "
    "r.created_us, r.deleted_us, r.created_by, r.version, coalesce(r.code, 0), "
    "coalesce(r.environment, 0), r.io_count, r.updated_us, r.updated_by, r.deleted_by "
    "FROM run r JOIN experiment e ON e.id = r.experiment JOIN workspace w ON w.id = r.workspace "
    "LEFT JOIN run p ON p.id = r.parent WHERE ";

Links FillRun(const Rows& rows, v1::Run* run) {
  run->set_run_id(IdText(rows.Blob(1)));
  run->set_experiment_id(IdText(rows.Blob(2)));
  run->set_workspace(rows.String(3));
  if (!rows.IsNull(4)) run->set_parent_run_id(IdText(rows.Blob(4)));
  run->set_name(rows.String(5));
  if (!rows.Text(6).empty()) run->set_description(rows.String(6));
  run->set_status(static_cast<v1::RunStatus>(rows.Int(7)));
  SetTime(rows.Int(8), run->mutable_start_time());
  if (!rows.IsNull(9)) SetTime(rows.Int(9), run->mutable_end_time());
  SetTime(rows.Int(10), run->mutable_create_time());
  if (!rows.IsNull(11)) SetTime(rows.Int(11), run->mutable_delete_time());
  run->set_created_by(rows.String(12));
  run->set_etag(std::to_string(rows.Int(13)));
  if (!rows.IsNull(17)) SetTime(rows.Int(17), run->mutable_update_time());
  if (!rows.IsNull(18)) run->set_updated_by(rows.String(18));
  if (!rows.IsNull(19)) run->set_deleted_by(rows.String(19));
  return {rows.Int(0), rows.Int(14), rows.Int(15), rows.Int(16)};
}

// `links` are those of the runs, in this order.
absl::Status LoadParts(ReadTxn& txn, std::span<const Links> links, RunParts parts,
                       std::vector<v1::Run>* runs) {
  std::vector<int64_t> ids;
  absl::flat_hash_map<int64_t, v1::Run*> places;
  for (size_t i = 0; i < links.size(); ++i) {
    ids.push_back(links[i].id);
    places.emplace(links[i].id, &(*runs)[i]);
  }
  const auto run_of = [&places](int64_t id) { return places.at(id); };
  ASSAY_RETURN_IF_ERROR(LoadParams(txn, ids, run_of));
  ASSAY_RETURN_IF_ERROR(LoadTags(txn, ids, run_of));
  ASSAY_RETURN_IF_ERROR(LoadMetricSummaries(txn, ids, run_of));
  for (size_t i = 0; i < links.size(); ++i) {
    v1::Run& run = (*runs)[i];
    if (links[i].code != 0) {
      ASSAY_RETURN_IF_ERROR(LoadCodeVersion(txn, links[i].code, run.mutable_code()));
    }
    if (links[i].environment != 0) {
      ASSAY_RETURN_IF_ERROR(LoadEnvironment(txn, links[i].environment, run.mutable_environment()));
    }
    if (parts == RunParts::kAll && links[i].io_count > 0) {
      ASSAY_RETURN_IF_ERROR(LoadRunIo(txn, links[i].id, &run));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<v1::Run>> LoadRuns(ReadTxn& txn, std::span<const int64_t> rows,
                                              RunParts parts) {
  sql::Builder by_id;
  by_id.Append(kColumns).Append("r.id = $1");
  std::vector<v1::Run> runs;
  runs.reserve(rows.size());
  std::vector<Links> links;
  links.reserve(rows.size());
  ASSAY_RETURN_IF_ERROR(ForEachId(txn, by_id.sql(), rows, [&](const Rows& row, int64_t) {
    links.push_back(FillRun(row, &runs.emplace_back()));
  }));
  if (runs.size() != rows.size()) {
    return absl::DataLossError("A row names a run that is not there.");
  }
  if (parts != RunParts::kBare && !runs.empty()) {
    ASSAY_RETURN_IF_ERROR(LoadParts(txn, links, parts, &runs));
  }
  return runs;
}

absl::StatusOr<v1::Run> GetRun(ReadTxn& txn, std::string_view run_id, RunParts parts) {
  ASSAY_RETURN_IF_ERROR(CheckId("run_id", run_id));
  sql::Builder by_uid;
  by_uid.Append(kColumns).Append("r.uid = $1");
  const std::string uid = IdBytes(run_id);
  std::vector<v1::Run> runs(1);
  Links links;
  {
    Rows rows = txn.Query(by_uid.sql(), {sql::Bytes{uid}});
    if (rows.Next()) links = FillRun(rows, &runs.front());
    ASSAY_RETURN_IF_ERROR(rows.status());
  }
  if (links.id == 0) return RunNotFound(run_id);
  if (parts != RunParts::kBare) {
    ASSAY_RETURN_IF_ERROR(LoadParts(txn, std::span(&links, 1), parts, &runs));
  }
  return std::move(runs.front());
}

}  // namespace assay
