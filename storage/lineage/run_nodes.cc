// Runs, code versions and environments as nodes.
#include <utility>

#include "core/status_macros.h"
#include "storage/in_list.h"
#include "storage/lineage/nodes.h"
#include "storage/names.h"
#include "storage/runs.h"

namespace assay {
namespace {

constexpr size_t kAttributeBytes = 4'000;  // of an environment in a node
constexpr size_t kShortCommit = 12;

absl::StatusOr<int64_t> FindRunNode(ReadTxn& txn, const NodeName& name) {
  return FirstId(
      txn.Query("SELECT id FROM run WHERE uid = $1", {sql::Bytes{IdBytes(name.parts[0])}}));
}

absl::Status LoadRunNodes(ReadTxn& txn, std::span<const int64_t> ids, const NodeOf& node_of) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<v1::Run> runs, LoadRuns(txn, ids, RunParts::kBare));
  for (size_t i = 0; i < ids.size(); ++i) {
    v1::LineageNode* node = node_of(ids[i]);
    v1::Run& run = runs[i];
    run.clear_description();
    node->set_name(RunNodeName(run.run_id()));
    node->set_title(run.name());
    *node->mutable_create_time() = run.create_time();
    if (run.has_delete_time()) *node->mutable_delete_time() = run.delete_time();
    *node->mutable_run() = std::move(run);
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> FindCodeVersionNode(ReadTxn& txn, const NodeName& name) {
  return FirstId(
      txn.Query("SELECT min(id) FROM code_version WHERE commit_id = $1 AND repository = $2 AND "
                "patch_digest = $3 AND dirty = $4",
                {std::string_view(name.parts[1]), std::string_view(name.parts[0]),
                 std::string_view(name.parts[3]), int64_t{!name.parts[2].empty()}}));
}

absl::Status LoadCodeVersionNodes(ReadTxn& txn, std::span<const int64_t> ids,
                                  const NodeOf& node_of) {
  sql::Builder builder;
  builder.Append("SELECT id, repository, commit_id, patch_digest, dirty FROM code_version WHERE ");
  builder.Append("id IN ");
  AppendList(ids, &builder);
  builder.Append(" ORDER BY id");
  Rows rows = txn.Query(builder);
  while (rows.Next()) {
    v1::LineageNode* node = node_of(rows.Int(0));
    v1::CodeVersion* code = node->mutable_code_version();
    code->set_repository(rows.String(1));
    code->set_commit(rows.String(2));
    code->set_patch_digest(rows.String(3));
    code->set_dirty(rows.Int(4) != 0);
    node->set_name(CodeVersionNodeName(*code));
    node->set_title(code->commit().substr(0, kShortCommit) + (code->dirty() ? "+dirty" : ""));
  }
  return rows.status();
}

absl::StatusOr<int64_t> FindEnvironmentNode(ReadTxn& txn, const NodeName& name) {
  return FirstId(
      txn.Query("SELECT id FROM environment WHERE digest = $1", {std::string_view(name.parts[0])}));
}

absl::Status LoadEnvironmentNodes(ReadTxn& txn, std::span<const int64_t> ids,
                                  const NodeOf& node_of) {
  sql::Builder builder;
  builder.Append("SELECT id, digest, attributes FROM environment WHERE id IN ");
  AppendList(ids, &builder);
  builder.Append(" ORDER BY id");
  Rows rows = txn.Query(builder);
  while (rows.Next()) {
    v1::LineageNode* node = node_of(rows.Int(0));
    v1::Environment* environment = node->mutable_environment();
    environment->set_digest(rows.String(1));
    if (rows.Blob(2).size() <= kAttributeBytes) {
      ParseContext(rows.Blob(2), environment->mutable_attributes());
    }
    node->set_name(EnvironmentNodeName(environment->digest()));
  }
  return rows.status();
}

}  // namespace

const NodeKindOps kRunNodes = {FindRunNode, LoadRunNodes};
const NodeKindOps kCodeVersionNodes = {FindCodeVersionNode, LoadCodeVersionNodes};
const NodeKindOps kEnvironmentNodes = {FindEnvironmentNode, LoadEnvironmentNodes};

}  // namespace assay
