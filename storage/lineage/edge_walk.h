// The edges of nodes, wherever they are stored: one step of every walk over the graph.
#ifndef ASSAY_STORAGE_LINEAGE_EDGE_WALK_H_
#define ASSAY_STORAGE_LINEAGE_EDGE_WALK_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "assay/v1/lineage_service.pb.h"
#include "google/protobuf/repeated_field.h"
#include "storage/edges.h"
#include "storage/lineage/nodes.h"
#include "storage/store.h"

namespace assay {

// A set of kinds of edges: bit k stands for kind k.
using EdgeKinds = uint32_t;
inline constexpr EdgeKinds kAllEdges = ~EdgeKinds{0};
constexpr EdgeKinds Bit(v1::EdgeKind kind) { return EdgeKinds{1} << kind; }
// None means all. InvalidArgument (EDGE_KIND_INVALID) for a kind that there is not.
absl::StatusOr<EdgeKinds> ToEdgeKinds(const google::protobuf::RepeatedField<int>& kinds);

struct WalkOptions {
  v1::LineageDirection direction = v1::LINEAGE_DIRECTION_UPSTREAM;  // never unspecified
  EdgeKinds kinds = kAllEdges;
  int64_t as_of_us = kNow;
};

// An edge as it is met. Its texts are valid until the visitor returns.
struct Edge {
  v1::EdgeKind kind;
  NodeRef source;
  NodeRef target;
  std::string_view label;
  std::string_view subset;
  int64_t at_us;
};

// Gets an edge, the node whose edges are asked for, and the node at the other end. Returns whether
// to go on.
using EdgeVisitor = absl::FunctionRef<bool(const Edge& edge, NodeRef from, NodeRef to)>;

// Visits the edges of `nodes` that lead in the direction, in a few statements for many of them.
// False when the visitor ended it. An edge
// between two of the nodes is visited twice when it can be followed from both ends.
absl::StatusOr<bool> VisitEdges(ReadTxn& txn, std::span<const NodeRef> nodes,
                                const WalkOptions& options, EdgeVisitor visit);

}  // namespace assay

#endif  // ASSAY_STORAGE_LINEAGE_EDGE_WALK_H_
