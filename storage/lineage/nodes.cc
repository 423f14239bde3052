#include "storage/lineage/nodes.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "core/errors.h"
#include "core/status_macros.h"
#include "storage/times.h"

namespace assay {
namespace {

// Nothing for a kind of which nothing can be recorded.
const NodeKindOps* OpsOf(v1::NodeKind kind) {
  switch (kind) {
    case v1::NODE_KIND_RUN:
      return &kRunNodes;
    case v1::NODE_KIND_DATASET_VERSION:
      return &kDatasetVersionNodes;
    case v1::NODE_KIND_CONTENT:
      return &kContentNodes;
    case v1::NODE_KIND_CODE_VERSION:
      return &kCodeVersionNodes;
    case v1::NODE_KIND_ENVIRONMENT:
      return &kEnvironmentNodes;
    case v1::NODE_KIND_MODEL_VERSION:
      return &kModelVersionNodes;
    case v1::NODE_KIND_EVALUATION:
      return &kEvaluationNodes;
    case v1::NODE_KIND_SLOT:
      return &kSlotNodes;
    case v1::NODE_KIND_DECISION:
      return &kDecisionNodes;
    default:
      return nullptr;
  }
}

// Why a content has no row: nobody recorded it, or only as a file of a directory.
absl::Status ContentNotFound(ReadTxn& txn, std::string_view digest) {
  Rows rows = txn.Query(
      "SELECT c.digest, m.path FROM manifest m CROSS JOIN content c "
      "WHERE m.digest = $1 AND c.id = m.directory ORDER BY m.directory, m.path LIMIT 1",
      {digest});
  if (rows.Next()) {
    return NotFound("CONTENT_IN_DIRECTORY_ONLY",
                    "The content {} is recorded only as the file {} of the directory {}. Ask "
                    "about that one.",
                    digest, rows.Text(1), ContentNodeName(rows.Text(0)));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return NotFound("CONTENT_UNKNOWN",
                  "Nothing recorded has the content {}. Identify it with its file name and size "
                  "for what is nearest.",
                  digest);
}

void ShowUndeleted(int64_t as_of_us, v1::LineageNode* node) {
  if (!node->has_delete_time() || TimeMicros(node->delete_time()) <= as_of_us) return;
  node->clear_delete_time();
  if (node->has_run()) node->mutable_run()->clear_delete_time();
}

}  // namespace

absl::StatusOr<NodeRef> FindNode(ReadTxn& txn, std::string_view name) {
  ASSAY_ASSIGN_OR_RETURN(const NodeName parsed, ParseNodeName(name));
  const NodeKindOps* ops = OpsOf(parsed.kind);
  if (ops == nullptr) return NodeNotFound(name);
  ASSAY_ASSIGN_OR_RETURN(const int64_t id, ops->find(txn, parsed));
  if (id != 0) return NodeRef{parsed.kind, id};
  if (parsed.kind == v1::NODE_KIND_CONTENT) return ContentNotFound(txn, parsed.parts[0]);
  return NodeNotFound(name);
}

absl::StatusOr<std::vector<v1::LineageNode>> LoadNodes(ReadTxn& txn, std::span<const NodeRef> nodes,
                                                       int64_t as_of_us) {
  if (nodes.empty()) return std::vector<v1::LineageNode>();
  std::map<v1::NodeKind, std::vector<int64_t>> ids_of;
  for (const NodeRef node : nodes) ids_of[node.kind].push_back(node.id);
  std::vector<v1::LineageNode> result(nodes.size());
  absl::flat_hash_map<int64_t, v1::LineageNode*> place_of;
  place_of.reserve(nodes.size());
  for (size_t i = 0; i < nodes.size(); ++i) place_of.emplace(PackNode(nodes[i]), &result[i]);
  for (auto& [kind, ids] : ids_of) {
    const NodeKindOps* ops = OpsOf(kind);
    if (ops == nullptr) return absl::DataLossError("An edge names a node of no known kind.");
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    const auto node_of = [&place_of, kind = kind](int64_t id) {
      v1::LineageNode* node = place_of.at(PackNode({kind, id}));
      node->set_kind(kind);
      return node;
    };
    for (std::span<const int64_t> rest = ids; !rest.empty();) {
      const size_t count = std::min(rest.size(), kNodesPerStatement);
      ASSAY_RETURN_IF_ERROR(ops->load(txn, rest.first(count), node_of));
      rest = rest.subspan(count);
    }
  }
  for (size_t i = 0; i < nodes.size(); ++i) {
    v1::LineageNode* first = place_of.at(PackNode(nodes[i]));
    if (first->name().empty()) {
      return absl::DataLossError("An edge names a node that is not there.");
    }
    if (first == &result[i]) {
      ShowUndeleted(as_of_us, first);
    } else {
      result[i] = *first;  // asked for twice
    }
  }
  return result;
}

absl::StatusOr<v1::LineageNode> LoadNode(ReadTxn& txn, NodeRef node, int64_t as_of_us) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<v1::LineageNode> nodes,
                         LoadNodes(txn, std::span(&node, 1), as_of_us));
  return std::move(nodes.front());
}

}  // namespace assay
