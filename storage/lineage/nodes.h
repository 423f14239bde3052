// The nodes of the lineage graph: from names to rows, and from rows to what an answer says.
//
// A kind of node is one file (run_nodes.cc, data_nodes.cc, ...) with a NodeKindOps; nodes.cc lists
// them.
#ifndef ASSAY_STORAGE_LINEAGE_NODES_H_
#define ASSAY_STORAGE_LINEAGE_NODES_H_

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/lineage_service.pb.h"
#include "storage/edges.h"
#include "storage/first_id.h"
#include "storage/lineage/node_name.h"
#include "storage/store.h"

namespace assay {

// Later than everything: the graph as it is.
inline constexpr int64_t kNow = std::numeric_limits<int64_t>::max();

// Ids of one statement at most.
inline constexpr size_t kNodesPerStatement = 1'024;

// Where the node of a row goes. It has its kind already.
using NodeOf = absl::FunctionRef<v1::LineageNode*(int64_t id)>;

// What the graph must know of a kind.
struct NodeKindOps {
  // The row that a name of this kind means, or 0 for none.
  absl::StatusOr<int64_t> (*find)(ReadTxn& txn, const NodeName& name);
  // Fills name, title, times and detail of the nodes of these rows, which are there and at most
  // kNodesPerStatement, with one statement or few.
  absl::Status (*load)(ReadTxn& txn, std::span<const int64_t> ids, const NodeOf& node_of);
};
extern const NodeKindOps kRunNodes;
extern const NodeKindOps kDatasetVersionNodes;
extern const NodeKindOps kContentNodes;
extern const NodeKindOps kCodeVersionNodes;
extern const NodeKindOps kEnvironmentNodes;
extern const NodeKindOps kModelVersionNodes;
extern const NodeKindOps kEvaluationNodes;
extern const NodeKindOps kSlotNodes;
extern const NodeKindOps kDecisionNodes;

// The node of a name. NODE_NAME_MALFORMED, NODE_NOT_FOUND, CONTENT_UNKNOWN,
// CONTENT_IN_DIRECTORY_ONLY.
absl::StatusOr<NodeRef> FindNode(ReadTxn& txn, std::string_view name);

// What there is to say of the nodes, in this order; the same one may come twice. What was deleted
// after `as_of_us` is shown undeleted.
absl::StatusOr<std::vector<v1::LineageNode>> LoadNodes(ReadTxn& txn, std::span<const NodeRef> nodes,
                                                       int64_t as_of_us = kNow);
absl::StatusOr<v1::LineageNode> LoadNode(ReadTxn& txn, NodeRef node, int64_t as_of_us = kNow);

}  // namespace assay

#endif  // ASSAY_STORAGE_LINEAGE_NODES_H_
