#include "storage/lineage/catalogue.h"

#include <limits>
#include <utility>

#include "core/data_rules.h"
#include "core/errors.h"
#include "core/limits.h"
#include "core/status_macros.h"
#include "storage/contents.h"
#include "storage/datasets.h"
#include "storage/lineage/cycles.h"
#include "storage/lineage/nodes.h"
#include "storage/times.h"
#include "storage/workspaces.h"

namespace assay {
namespace {

// The columns: id, workspace, name, digest, kind, size, version, uri, schema_text, profile,
// created_us, created_by, updated_by.
constexpr sql::Sql kVersions =
    "SELECT v.id, w.name, d.name, c.digest, c.kind, c.size, v.version, v.uri, v.schema_text, "
    "v.profile, v.created_us, v.created_by, v.updated_by "
    "FROM dataset_version v JOIN dataset d ON d.id = v.dataset "
    "JOIN workspace w ON w.id = d.workspace JOIN content c ON c.id = v.content WHERE ";

v1::RegisteredDatasetVersion FromRow(const Rows& rows) {
  v1::RegisteredDatasetVersion registered;
  v1::DatasetVersion* version = registered.mutable_version();
  version->set_name(rows.String(2));
  FillContent(rows, 3, version->mutable_content());
  version->set_version(rows.String(6));
  version->set_uri(rows.String(7));
  version->set_schema(rows.String(8));
  version->set_profile(rows.String(9));
  SetTime(rows.Int(10), version->mutable_create_time());
  version->set_created_by(rows.String(11));
  version->set_updated_by(rows.String(12));
  registered.set_name(DatasetVersionNodeName(rows.Text(1), rows.Text(2), rows.Text(3)));
  return registered;
}

absl::StatusOr<std::vector<std::string>> SourcesOf(ReadTxn& txn, int64_t version) {
  std::vector<NodeRef> sources;
  {
    Rows rows = txn.Query(
        "SELECT target FROM edge WHERE source = $1 AND kind = $2 AND ended_us IS NULL "
        "ORDER BY target, at_us LIMIT $3",
        {PackNode({v1::NODE_KIND_DATASET_VERSION, version}), int64_t{v1::EDGE_KIND_DERIVED_FROM},
         int64_t{limits::kDerivedFrom}});
    while (rows.Next()) sources.push_back(UnpackNode(rows.Int(0)));
    ASSAY_RETURN_IF_ERROR(rows.status());
  }
  ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::LineageNode> nodes, LoadNodes(txn, sources));
  std::vector<std::string> names;
  for (const v1::LineageNode& node : nodes) names.push_back(node.name());
  return names;
}

// A dataset whose name and row are known, with what its versions say.
absl::StatusOr<v1::Dataset> LoadDataset(ReadTxn& txn, int64_t id, std::string_view workspace,
                                        std::string_view name) {
  v1::Dataset dataset;
  dataset.set_workspace(std::string(workspace));
  dataset.set_name(std::string(name));
  {
    Rows rows = txn.Query("SELECT count(*) FROM dataset_version WHERE dataset = $1", {id});
    if (rows.Next()) dataset.set_version_count(rows.Int(0));
    ASSAY_RETURN_IF_ERROR(rows.status());
  }
  ASSAY_ASSIGN_OR_RETURN(DatasetVersionPage newest, ListDatasetVersions(txn, id, 0, 1));
  if (newest.versions.empty()) return absl::DataLossError("A dataset without a version.");
  *dataset.mutable_latest() = std::move(*newest.versions[0].mutable_version());
  return dataset;
}

absl::Status Derive(WriteTxn& txn, NodeRef derived, const std::string& name) {
  ASSAY_ASSIGN_OR_RETURN(const NodeRef source, FindNode(txn, name));
  if (source.kind != v1::NODE_KIND_DATASET_VERSION && source.kind != v1::NODE_KIND_CONTENT) {
    return InvalidArgument("DERIVATION_INVALID", "",
                           "A dataset can't be derived from {}. Name dataset versions "
                           "(dataset:...) or contents (content:...).",
                           name);
  }
  ASSAY_RETURN_IF_ERROR(RefuseCycle(txn, derived, source));
  return AddEdge(txn, v1::EDGE_KIND_DERIVED_FROM, derived, source);
}

}  // namespace

absl::StatusOr<int64_t> FindDataset(ReadTxn& txn, std::string_view workspace,
                                    std::string_view name) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t workspace_id, FindWorkspace(txn, workspace));
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t id,
      FirstId(txn.Query("SELECT id FROM dataset WHERE workspace = $1 AND name = $2",
                        {workspace_id, name})));
  if (id != 0) return id;
  return NotFound("DATASET_NOT_FOUND",
                  "There is no dataset {}. List the datasets for those that "
                  "there are.",
                  name);
}

absl::StatusOr<v1::Dataset> GetDataset(ReadTxn& txn, std::string_view workspace,
                                       std::string_view name) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t id, FindDataset(txn, workspace, name));
  return LoadDataset(txn, id, workspace.empty() ? kDefaultWorkspace : workspace, name);
}

absl::StatusOr<std::vector<v1::Dataset>> ListDatasets(ReadTxn& txn, std::string_view workspace,
                                                      std::string_view after, int limit) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t workspace_id, FindWorkspace(txn, workspace));
  std::vector<std::pair<int64_t, std::string>> found;
  {
    Rows rows = txn.Query(
        "SELECT id, name FROM dataset WHERE workspace = $1 AND name > $2 ORDER BY name LIMIT $3",
        {workspace_id, after, int64_t{limit}});
    while (rows.Next()) found.emplace_back(rows.Int(0), rows.String(1));
    ASSAY_RETURN_IF_ERROR(rows.status());
  }
  std::vector<v1::Dataset> datasets;
  for (const auto& [id, name] : found) {
    ASSAY_ASSIGN_OR_RETURN(
        datasets.emplace_back(),
        LoadDataset(txn, id, workspace.empty() ? kDefaultWorkspace : workspace, name));
  }
  return datasets;
}

absl::StatusOr<DatasetVersionPage> ListDatasetVersions(ReadTxn& txn, int64_t dataset,
                                                       int64_t before, int limit) {
  sql::Builder sql;
  sql.Append(kVersions).Append("v.dataset = ").Bind(dataset);
  sql.Append(" AND v.id < ").Bind(before == 0 ? std::numeric_limits<int64_t>::max() : before);
  sql.Append(" ORDER BY v.id DESC LIMIT ").Bind(int64_t{limit} + 1);
  DatasetVersionPage page;
  std::vector<int64_t> ids;
  {
    Rows rows = txn.Query(sql);
    while (rows.Next()) {
      if (ids.size() == static_cast<size_t>(limit)) {
        page.next = ids.back();
        break;
      }
      page.versions.push_back(FromRow(rows));
      ids.push_back(rows.Int(0));
    }
    ASSAY_RETURN_IF_ERROR(rows.status());
  }
  for (size_t i = 0; i < ids.size(); ++i) {
    ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> sources, SourcesOf(txn, ids[i]));
    for (const std::string& source : sources) page.versions[i].add_derived_from(source);
  }
  return page;
}

absl::Status ValidateRegistration(const v1::RegisterDatasetVersionRequest& request) {
  ASSAY_RETURN_IF_ERROR(PrefixField(ValidateDatasetVersion(request.version()), "version"));
  if (request.derived_from_size() <= limits::kDerivedFrom) return absl::OkStatus();
  return InvalidArgument("SOURCES_TOO_MANY", "derived_from",
                         "The version has {} sources; at most {} are allowed. Register them as one "
                         "directory.",
                         request.derived_from_size(), limits::kDerivedFrom);
}

absl::StatusOr<v1::RegisteredDatasetVersion> RegisterDatasetVersion(
    WriteTxn& txn, const v1::RegisterDatasetVersionRequest& request, std::string_view by) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t workspace, FindWorkspace(txn, request.workspace()));
  ASSAY_ASSIGN_OR_RETURN(const DatasetVersionRow row,
                         InternDatasetVersion(txn, workspace, request.version(), by));
  const NodeRef node = {v1::NODE_KIND_DATASET_VERSION, row.id};
  for (int i = 0; i < request.derived_from_size(); ++i) {
    ASSAY_RETURN_IF_ERROR(PrefixField(Derive(txn, node, request.derived_from(i)),
                                      fmt::format("derived_from[{}]", i)));
  }
  sql::Builder sql;
  sql.Append(kVersions).Append("v.id = ").Bind(row.id).Append(" ORDER BY v.id");
  v1::RegisteredDatasetVersion registered;
  {
    Rows rows = txn.Query(sql);
    if (rows.Next()) registered = FromRow(rows);
    ASSAY_RETURN_IF_ERROR(rows.status());
  }
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> sources, SourcesOf(txn, row.id));
  for (const std::string& source : sources) registered.add_derived_from(source);
  return registered;
}

}  // namespace assay
