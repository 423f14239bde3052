// The edges of the lineage graph that are not rows of their own elsewhere. What runs read and wrote
// are the rows of run_io, the files of a directory those of manifest, and the content of a dataset
// version is its column; everything else is here. LineageService reads all of them as one graph.
#ifndef ASSAY_STORAGE_EDGES_H_
#define ASSAY_STORAGE_EDGES_H_

#include <cstdint>

#include "absl/status/status.h"
#include "assay/v1/lineage_service.pb.h"
#include "storage/store.h"

namespace assay {

// A node: a row of the table of its kind.
struct NodeRef {
  v1::NodeKind kind = v1::NODE_KIND_UNSPECIFIED;
  int64_t id = 0;
  friend bool operator==(const NodeRef&, const NodeRef&) = default;
};

// A node in one number, as columns hold it: the kind in the low four bits.
inline int64_t PackNode(NodeRef node) { return node.id << 4 | node.kind; }
inline NodeRef UnpackNode(int64_t packed) {
  return {static_cast<v1::NodeKind>(packed & 15), packed >> 4};
}

// Adds "source KIND target", from now on; the same one again is fine. `run` is the run that
// recorded it, or 0. Refuses no cycle: who declares derivations asks FindCycle first
// (storage/lineage/cycles.h).
absl::Status AddEdge(WriteTxn& txn, v1::EdgeKind kind, NodeRef source, NodeRef target,
                     int64_t run = 0);

// Makes `target` the only target of `source` by edges of this kind: an edge to another one ends
// now. Without an id no target is left.
absl::Status SetEdge(WriteTxn& txn, v1::EdgeKind kind, NodeRef source, NodeRef target,
                     int64_t run = 0);

}  // namespace assay

#endif  // ASSAY_STORAGE_EDGES_H_
