#include "storage/lineage/path.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "core/status_macros.h"

namespace assay {
namespace {

class PathFinder {
 public:
  PathFinder(ReadTxn& txn, const WalkOptions& options, int max_nodes)
      : txn_(txn), options_(options), max_nodes_(static_cast<size_t>(max_nodes)) {}

  absl::StatusOr<Path> Find(NodeRef from, NodeRef to) {
    found_.emplace(PackNode(from), Found{from, {}});
    std::vector<NodeRef> level = {from};
    while (!level.empty() && !found_.contains(PackNode(to)) && !truncated_) {
      std::vector<NodeRef> next;
      ASSAY_RETURN_IF_ERROR(Expand(level, to, &next));
      level = std::move(next);
    }
    return PathTo(from, to);
  }

 private:
  // Where a node was found from.
  struct Found {
    NodeRef before;
    PathStep step;
  };

  absl::Status Expand(const std::vector<NodeRef>& level, NodeRef to, std::vector<NodeRef>* next) {
    const auto visit = [&](const Edge& edge, NodeRef here, NodeRef there) {
      if (found_.contains(PackNode(there))) return true;
      if (found_.size() >= max_nodes_ && there != to) {
        truncated_ = true;
        return false;
      }
      found_.emplace(PackNode(there),
                     Found{here,
                           {edge.kind, here == edge.source, std::string(edge.label),
                            std::string(edge.subset), edge.at_us}});
      next->push_back(there);
      return there != to;
    };
    return VisitEdges(txn_, level, options_, visit).status();
  }

  Path PathTo(NodeRef from, NodeRef to) const {
    Path path;
    if (!found_.contains(PackNode(to))) {
      path.truncated = truncated_;
      return path;
    }
    for (NodeRef node = to; node != from;) {
      const Found& found = found_.at(PackNode(node));
      path.nodes.push_back(node);
      path.steps.push_back(found.step);
      node = found.before;
    }
    path.nodes.push_back(from);
    std::reverse(path.nodes.begin(), path.nodes.end());
    std::reverse(path.steps.begin(), path.steps.end());
    return path;
  }

  ReadTxn& txn_;
  const WalkOptions& options_;
  const size_t max_nodes_;
  absl::flat_hash_map<int64_t, Found> found_;
  bool truncated_ = false;
};

}  // namespace

absl::StatusOr<Path> FindPath(ReadTxn& txn, NodeRef from, NodeRef to, const WalkOptions& options,
                              int max_nodes) {
  return PathFinder(txn, options, max_nodes).Find(from, to);
}

}  // namespace assay
