// Model versions and evaluations as nodes.
#include "core/status_macros.h"
#include "storage/in_list.h"
#include "storage/lineage/nodes.h"
#include "storage/times.h"

namespace assay {
namespace {

absl::StatusOr<int64_t> FindModelVersionNode(ReadTxn& txn, const NodeName& name) {
  return FirstId(
      txn.Query("SELECT v.id FROM workspace w CROSS JOIN model m CROSS JOIN model_version v "
                "WHERE w.name = $1 AND m.workspace = w.id AND m.name = $2 AND v.model = m.id AND "
                "v.number = CAST($3 AS BIGINT)",
                {std::string_view(name.parts[0]), std::string_view(name.parts[1]),
                 std::string_view(name.parts[2])}));
}

absl::Status LoadAliases(ReadTxn& txn, std::span<const int64_t> ids, const NodeOf& node_of) {
  sql::Builder builder;
  builder.Append("SELECT model_version, alias FROM model_alias WHERE model_version IN ");
  AppendList(ids, &builder);
  builder.Append(" ORDER BY model_version, alias");
  Rows rows = txn.Query(builder);
  while (rows.Next()) {
    node_of(rows.Int(0))->mutable_model_version()->add_aliases(rows.String(1));
  }
  return rows.status();
}

absl::Status LoadModelVersionNodes(ReadTxn& txn, std::span<const int64_t> ids,
                                   const NodeOf& node_of) {
  sql::Builder builder;
  builder.Append(
      "SELECT v.id, w.name, m.name, v.number, c.digest, r.uid, v.framework, v.created_by, "
      "v.created_us, m.deleted_us FROM model_version v JOIN model m ON m.id = v.model "
      "JOIN workspace w ON w.id = m.workspace JOIN content c ON c.id = v.content "
      "LEFT JOIN run r ON r.id = v.run WHERE v.id IN ");
  AppendList(ids, &builder);
  builder.Append(" ORDER BY v.id");
  Rows rows = txn.Query(builder);
  while (rows.Next()) {
    v1::LineageNode* node = node_of(rows.Int(0));
    v1::LineageModelVersion* version = node->mutable_model_version();
    version->set_workspace(rows.String(1));
    version->set_model(rows.String(2));
    version->set_number(rows.Int(3));
    version->set_digest(rows.String(4));
    if (!rows.IsNull(5)) version->set_run_id(IdText(rows.Blob(5)));
    version->set_framework(rows.String(6));
    version->set_created_by(rows.String(7));
    node->set_name(ModelVersionNodeName(rows.Text(1), rows.Text(2), rows.Int(3)));
    node->set_title(fmt::format("{} {}", version->model(), version->number()));
    SetTime(rows.Int(8), node->mutable_create_time());
    if (!rows.IsNull(9)) SetTime(rows.Int(9), node->mutable_delete_time());
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return LoadAliases(txn, ids, node_of);
}

absl::StatusOr<int64_t> FindEvaluationNode(ReadTxn& txn, const NodeName& name) {
  const std::string uid = IdBytes(name.parts[0]);
  return FirstId(txn.Query("SELECT id FROM evaluation WHERE uid = $1", {sql::Bytes{uid}}));
}

absl::Status LoadEvaluationNodes(ReadTxn& txn, std::span<const int64_t> ids,
                                 const NodeOf& node_of) {
  sql::Builder builder;
  builder.Append(
      "SELECT e.id, e.uid, w.name, m.name, v.number, c.digest, e.split, e.slice, e.sample_count, "
      "r.evaluation, e.created_by, e.created_us FROM evaluation e "
      "JOIN model_version v ON v.id = e.model_version JOIN model m ON m.id = v.model "
      "JOIN workspace w ON w.id = m.workspace JOIN content c ON c.id = e.content "
      "LEFT JOIN recomputation r ON r.evaluation = e.id WHERE e.id IN ");
  AppendList(ids, &builder);
  builder.Append(" ORDER BY e.id");
  Rows rows = txn.Query(builder);
  while (rows.Next()) {
    v1::LineageNode* node = node_of(rows.Int(0));
    v1::LineageEvaluation* evaluation = node->mutable_evaluation();
    evaluation->set_model_version(ModelVersionNodeName(rows.Text(2), rows.Text(3), rows.Int(4)));
    evaluation->set_dataset_digest(rows.String(5));
    evaluation->set_split(rows.String(6));
    evaluation->set_slice(rows.String(7));
    evaluation->set_sample_count(rows.Int(8));
    evaluation->set_assurance(rows.IsNull(9) ? "REPORTED" : "RECOMPUTED");
    evaluation->set_created_by(rows.String(10));
    node->set_name(EvaluationNodeName(IdText(rows.Blob(1))));
    node->set_title(fmt::format("{} {}", rows.Text(3), rows.Int(4)));
    SetTime(rows.Int(11), node->mutable_create_time());
  }
  return rows.status();
}

}  // namespace

const NodeKindOps kModelVersionNodes = {FindModelVersionNode, LoadModelVersionNodes};
const NodeKindOps kEvaluationNodes = {FindEvaluationNode, LoadEvaluationNodes};

}  // namespace assay
