// Runs, code versions and environments as nodes.
#include <utility>

#include "core/status_macros.h"
#include "storage/lineage/nodes.h"
#include "storage/names.h"
#include "storage/repeated_query.h"
#include "storage/runs.h"
#include "storage/times.h"

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
    SetTime(TimeMicros(run.create_time()), node->mutable_create_time());
    if (run.has_delete_time()) {
      SetTime(TimeMicros(run.delete_time()), node->mutable_delete_time());
    }
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
  return ForEachId(
      txn, "SELECT repository, commit_id, patch_digest, dirty FROM code_version WHERE id = $1", ids,
      [&](const Rows& rows, int64_t id) {
        v1::LineageNode* node = node_of(id);
        v1::CodeVersion* code = node->mutable_code_version();
        code->set_repository(rows.String(0));
        code->set_commit(rows.String(1));
        code->set_patch_digest(rows.String(2));
        code->set_dirty(rows.Int(3) != 0);
        node->set_name(CodeVersionNodeName(*code));
        node->set_title(code->commit().substr(0, kShortCommit) + (code->dirty() ? "+dirty" : ""));
      });
}

absl::StatusOr<int64_t> FindEnvironmentNode(ReadTxn& txn, const NodeName& name) {
  return FirstId(
      txn.Query("SELECT id FROM environment WHERE digest = $1", {std::string_view(name.parts[0])}));
}

absl::Status LoadEnvironmentNodes(ReadTxn& txn, std::span<const int64_t> ids,
                                  const NodeOf& node_of) {
  return ForEachId(txn, "SELECT digest, attributes FROM environment WHERE id = $1", ids,
                   [&](const Rows& rows, int64_t id) {
                     v1::LineageNode* node = node_of(id);
                     v1::Environment* environment = node->mutable_environment();
                     environment->set_digest(rows.String(0));
                     if (rows.Blob(1).size() <= kAttributeBytes) {
                       ParseContext(rows.Blob(1), environment->mutable_attributes());
                     }
                     node->set_name(EnvironmentNodeName(environment->digest()));
                   });
}

}  // namespace

const NodeKindOps kRunNodes = {FindRunNode, LoadRunNodes};
const NodeKindOps kCodeVersionNodes = {FindCodeVersionNode, LoadCodeVersionNodes};
const NodeKindOps kEnvironmentNodes = {FindEnvironmentNode, LoadEnvironmentNodes};

}  // namespace assay
