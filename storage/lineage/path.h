// The shortest connection of two nodes.
#ifndef ASSAY_STORAGE_LINEAGE_PATH_H_
#define ASSAY_STORAGE_LINEAGE_PATH_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/lineage/edge_walk.h"
#include "storage/store.h"

namespace assay {

// One edge of a path, from one node to the next; `forward` when the edge's source comes first.
struct PathStep {
  v1::EdgeKind kind;
  bool forward;
  std::string label;
  std::string subset;
  int64_t at_us;
};

struct Path {
  std::vector<NodeRef> nodes;  // from the first to the last; empty when none was found
  std::vector<PathStep> steps;
  bool truncated = false;  // none was found among the first max_nodes, and there are more
};

// A shortest way from `from` to `to` along edges in the direction, looking at up to `max_nodes`.
absl::StatusOr<Path> FindPath(ReadTxn& txn, NodeRef from, NodeRef to, const WalkOptions& options,
                              int max_nodes);

}  // namespace assay

#endif  // ASSAY_STORAGE_LINEAGE_PATH_H_
