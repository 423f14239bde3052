// Dataset versions and contents as nodes.
#include "core/status_macros.h"
#include "storage/contents.h"
#include "storage/in_list.h"
#include "storage/lineage/nodes.h"
#include "storage/times.h"

namespace assay {
namespace {

absl::StatusOr<int64_t> FindDatasetVersionNode(ReadTxn& txn, const NodeName& name) {
  return FirstId(
      txn.Query("SELECT v.id FROM workspace w CROSS JOIN dataset d CROSS JOIN content c "
                "CROSS JOIN dataset_version v WHERE w.name = $1 AND d.workspace = w.id AND "
                "d.name = $2 AND c.digest = $3 AND v.dataset = d.id AND v.content = c.id",
                {std::string_view(name.parts[0]), std::string_view(name.parts[1]),
                 std::string_view(name.parts[2])}));
}

absl::Status LoadDatasetVersionNodes(ReadTxn& txn, std::span<const int64_t> ids,
                                     const NodeOf& node_of) {
  sql::Builder builder;
  builder.Append(
      "SELECT v.id, w.name, d.name, c.digest, c.kind, c.size, v.uri, v.version, v.created_us "
      "FROM dataset_version v JOIN dataset d ON d.id = v.dataset "
      "JOIN workspace w ON w.id = d.workspace JOIN content c ON c.id = v.content WHERE v.id IN ");
  AppendList(ids, &builder);
  builder.Append(" ORDER BY v.id");
  Rows rows = txn.Query(builder);
  while (rows.Next()) {
    v1::LineageNode* node = node_of(rows.Int(0));
    v1::DatasetVersion* version = node->mutable_dataset_version();
    version->set_name(rows.String(2));
    FillContent(rows, 3, version->mutable_content());
    version->set_uri(rows.String(6));
    version->set_version(rows.String(7));
    SetTime(rows.Int(8), version->mutable_create_time());
    node->set_name(DatasetVersionNodeName(rows.Text(1), rows.Text(2), rows.Text(3)));
    node->set_title(version->version().empty() ? version->name()
                                               : version->name() + " " + version->version());
    *node->mutable_create_time() = version->create_time();
  }
  return rows.status();
}

absl::StatusOr<int64_t> FindContentNode(ReadTxn& txn, const NodeName& name) {
  return FirstId(
      txn.Query("SELECT id FROM content WHERE digest = $1", {std::string_view(name.parts[0])}));
}

absl::Status LoadContentNodes(ReadTxn& txn, std::span<const int64_t> ids, const NodeOf& node_of) {
  sql::Builder builder;
  builder.Append("SELECT id, digest, kind, size, name, created_us FROM content WHERE id IN ");
  AppendList(ids, &builder);
  builder.Append(" ORDER BY id");
  Rows rows = txn.Query(builder);
  while (rows.Next()) {
    v1::LineageNode* node = node_of(rows.Int(0));
    FillContent(rows, 1, node->mutable_content());
    node->set_name(ContentNodeName(rows.Text(1)));
    node->set_title(rows.String(4));
    SetTime(rows.Int(5), node->mutable_create_time());
  }
  return rows.status();
}

}  // namespace

const NodeKindOps kDatasetVersionNodes = {FindDatasetVersionNode, LoadDatasetVersionNodes};
const NodeKindOps kContentNodes = {FindContentNode, LoadContentNodes};

}  // namespace assay
