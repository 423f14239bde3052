// Dataset versions and contents as nodes.
#include "core/status_macros.h"
#include "storage/contents.h"
#include "storage/lineage/nodes.h"
#include "storage/repeated_query.h"
#include "storage/times.h"

namespace assay {
namespace {

absl::StatusOr<int64_t> FindDatasetVersionNode(ReadTxn& txn, const NodeName& name) {
  return FirstId(
      txn.Query("SELECT v.id FROM workspace w CROSS JOIN dataset d CROSS JOIN content c "
                "CROSS JOIN dataset_version v WHERE w.name = $1 AND d.workspace = w.id AND "
                "d.name = $2 AND substr(c.digest, 8, 12) = substr($3, 8, 12) AND c.digest BETWEEN "
                "$3 AND $3 AND "
                "v.dataset = d.id AND v.content = c.id",
                {std::string_view(name.parts[0]), std::string_view(name.parts[1]),
                 std::string_view(name.parts[2])}));
}

absl::Status LoadDatasetVersionNodes(ReadTxn& txn, std::span<const int64_t> ids,
                                     const NodeOf& node_of) {
  return ForEachId(
      txn,
      "SELECT w.name, d.name, c.digest, c.kind, c.size, v.uri, v.version, v.created_us "
      "FROM dataset_version v JOIN dataset d ON d.id = v.dataset "
      "JOIN workspace w ON w.id = d.workspace JOIN content c ON c.id = v.content WHERE v.id = $1",
      ids, [&](const Rows& rows, int64_t id) {
        v1::LineageNode* node = node_of(id);
        v1::DatasetVersion* version = node->mutable_dataset_version();
        version->set_name(rows.String(1));
        FillContent(rows, 2, version->mutable_content());
        version->set_uri(rows.String(5));
        version->set_version(rows.String(6));
        SetTime(rows.Int(7), version->mutable_create_time());
        node->set_name(DatasetVersionNodeName(rows.Text(0), rows.Text(1), rows.Text(2)));
        node->set_title(version->version().empty() ? version->name()
                                                   : version->name() + " " + version->version());
        SetTime(rows.Int(7), node->mutable_create_time());
      });
}

absl::StatusOr<int64_t> FindContentNode(ReadTxn& txn, const NodeName& name) {
  return FindContent(txn, name.parts[0]);
}

absl::Status LoadContentNodes(ReadTxn& txn, std::span<const int64_t> ids, const NodeOf& node_of) {
  return ForEachId(txn, "SELECT digest, kind, size, name, created_us FROM content WHERE id = $1",
                   ids, [&](const Rows& rows, int64_t id) {
                     v1::LineageNode* node = node_of(id);
                     FillContent(rows, 0, node->mutable_content());
                     node->set_name(ContentNodeName(rows.Text(0)));
                     node->set_title(rows.String(3));
                     SetTime(rows.Int(4), node->mutable_create_time());
                   });
}

}  // namespace

const NodeKindOps kDatasetVersionNodes = {FindDatasetVersionNode, LoadDatasetVersionNodes};
const NodeKindOps kContentNodes = {FindContentNode, LoadContentNodes};

}  // namespace assay
