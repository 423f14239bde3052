#include "storage/lineage/content_uses.h"

#include <algorithm>
#include <utility>

#include "core/status_macros.h"
#include "storage/in_list.h"
#include "storage/lineage/nodes.h"
#include "storage/times.h"

namespace assay {
namespace {

absl::Status Collect(Rows rows, std::vector<ContentUseRow>* uses) {
  while (rows.Next()) {
    uses->push_back({rows.Int(0), rows.Int(1), rows.String(2), rows.Int(3)});
  }
  return rows.status();
}

}  // namespace

absl::StatusOr<std::vector<ContentUseRow>> FindContentUses(ReadTxn& txn, int64_t content,
                                                           std::span<const int64_t> versions,
                                                           v1::IoDirection direction, int limit) {
  std::vector<ContentUseRow> uses;
  ASSAY_RETURN_IF_ERROR(
      Collect(txn.Query("SELECT run, dataset_version, label, created_us FROM run_io "
                        "WHERE content = $1 AND direction = $2 AND dataset_version < 1 "
                        "ORDER BY run, label, dataset_version, subset LIMIT $3",
                        {content, int64_t{direction}, int64_t{limit}}),
              &uses));
  if (!versions.empty()) {
    sql::Builder sql;
    sql.Append("SELECT run, dataset_version, label, created_us FROM run_io WHERE dataset_version ");
    sql.Append("IN ");
    AppendList(versions, &sql);
    sql.Append(" AND direction = ").Bind(int64_t{direction});
    sql.Append(" AND dataset_version > 0 ORDER BY dataset_version, run, label, content, subset ");
    sql.Append("LIMIT ").Bind(int64_t{limit});
    ASSAY_RETURN_IF_ERROR(Collect(txn.Query(sql), &uses));
  }
  std::stable_sort(uses.begin(), uses.end(),
                   [](const auto& a, const auto& b) { return a.created_us < b.created_us; });
  uses.resize(std::min(uses.size(), static_cast<size_t>(limit)));
  return uses;
}

absl::StatusOr<std::vector<int64_t>> VersionsOfContent(ReadTxn& txn, int64_t content, int limit) {
  Rows rows = txn.Query("SELECT id FROM dataset_version WHERE content = $1 ORDER BY id LIMIT $2",
                        {content, int64_t{limit}});
  std::vector<int64_t> versions;
  while (rows.Next()) versions.push_back(rows.Int(0));
  ASSAY_RETURN_IF_ERROR(rows.status());
  return versions;
}

absl::StatusOr<std::vector<v1::ContentUse>> LoadContentUses(ReadTxn& txn,
                                                            std::span<const ContentUseRow> uses) {
  std::vector<NodeRef> runs;
  std::vector<NodeRef> versions;
  for (const ContentUseRow& use : uses) {
    runs.push_back({v1::NODE_KIND_RUN, use.run});
    if (use.dataset_version != 0) {
      versions.push_back({v1::NODE_KIND_DATASET_VERSION, use.dataset_version});
    }
  }
  ASSAY_ASSIGN_OR_RETURN(std::vector<v1::LineageNode> run_nodes, LoadNodes(txn, runs));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::LineageNode> version_nodes,
                         LoadNodes(txn, versions));
  std::vector<v1::ContentUse> messages;
  size_t next_version = 0;
  for (size_t i = 0; i < uses.size(); ++i) {
    v1::ContentUse& message = messages.emplace_back();
    *message.mutable_run() = std::move(run_nodes[i]);
    message.set_label(uses[i].label);
    if (uses[i].dataset_version != 0) {
      message.set_dataset_version(version_nodes[next_version++].name());
    }
    SetTime(uses[i].created_us, message.mutable_create_time());
  }
  return messages;
}

}  // namespace assay
