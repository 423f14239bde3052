#include "storage/lineage/trace.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "core/status_macros.h"

namespace assay {
namespace {

// Once nothing may be added, so many edges more are looked at, to tell which nodes are really cut.
constexpr int kEdgesBehindTheEnd = 1'000;
// Of one answer.
constexpr size_t kMaxEdges = 20'000;

class Tracer {
 public:
  Tracer(ReadTxn& txn, const TraceOptions& options, Trace trace)
      : txn_(txn), options_(options), trace_(std::move(trace)) {
    trace_.first_new = trace_.nodes.size();
    positions_.reserve(trace_.nodes.size());
    for (size_t i = 0; i < trace_.nodes.size(); ++i) {
      TraceNode& node = trace_.nodes[i];
      positions_[PackNode(node.ref)] = static_cast<int>(i);
      if (!std::exchange(node.cut, false)) continue;
      levels_[node.depth].push_back(static_cast<int>(i));
    }
  }

  void Add(NodeRef ref, int depth) {
    const int position = static_cast<int>(trace_.nodes.size());
    positions_[PackNode(ref)] = position;
    levels_[depth].push_back(position);
    trace_.nodes.push_back({ref, depth, false});
  }

  absl::StatusOr<Trace> Run() && {
    while (!levels_.empty() && !ended_) {
      const auto [depth, level] = *levels_.begin();
      levels_.erase(levels_.begin());
      ASSAY_RETURN_IF_ERROR(Expand(depth, level));
    }
    for (const auto& [depth, level] : levels_) Cut(level);
    return std::move(trace_);
  }

 private:
  absl::Status Expand(int depth, const std::vector<int>& level) {
    std::vector<NodeRef> refs;
    for (const int position : level) refs.push_back(Node(position).ref);
    ASSAY_ASSIGN_OR_RETURN(
        const bool whole,
        VisitEdges(txn_, refs, options_.walk, [&](const Edge& edge, NodeRef from, NodeRef to) {
          return Follow(depth, edge, from, to);
        }));
    if (!whole) {
      ended_ = true;
      Cut(level);
    }
    return absl::OkStatus();
  }

  // False when enough was looked at.
  bool Follow(int depth, const Edge& edge, NodeRef from, NodeRef to) {
    const int position = positions_.at(PackNode(from));
    auto other = positions_.find(PackNode(to));
    const bool full =
        trace_.nodes.size() - trace_.first_new >= static_cast<size_t>(options_.max_nodes);
    if (other == positions_.end()) {
      if (full || depth >= options_.max_depth) {
        Node(position).cut = true;
        return ++behind_ < kEdgesBehindTheEnd;
      }
      Add(to, depth + 1);
      other = positions_.find(PackNode(to));
    } else if (full && ++behind_ >= kEdgesBehindTheEnd) {
      return false;
    }
    // What can be followed from both ends is told from the node that was found first.
    const bool twice = options_.walk.direction == v1::LINEAGE_DIRECTION_BOTH ||
                       edge.kind == v1::EDGE_KIND_HAS_CONTENT;
    if (twice && other->second < position) return true;
    const bool forward = from == edge.source;
    trace_.edges.push_back({edge.kind, forward ? position : other->second,
                            forward ? other->second : position, std::string(edge.label),
                            std::string(edge.subset), edge.at_us});
    return trace_.edges.size() < kMaxEdges;
  }

  void Cut(const std::vector<int>& level) {
    for (const int position : level) Node(position).cut = true;
  }

  TraceNode& Node(int position) { return trace_.nodes[static_cast<size_t>(position)]; }

  ReadTxn& txn_;
  const TraceOptions& options_;
  Trace trace_;
  absl::flat_hash_map<int64_t, int> positions_;
  std::map<int, std::vector<int>> levels_;  // by depth: nodes to expand
  int behind_ = 0;
  bool ended_ = false;
};

}  // namespace

bool Trace::truncated() const {
  return std::any_of(nodes.begin(), nodes.end(), [](const TraceNode& node) { return node.cut; });
}

bool Trace::can_continue(int max_depth) const {
  return std::any_of(nodes.begin(), nodes.end(), [max_depth](const TraceNode& node) {
    return node.cut && node.depth < max_depth;
  });
}

absl::StatusOr<Trace> StartTrace(ReadTxn& txn, NodeRef start, const TraceOptions& options) {
  Tracer tracer(txn, options, {});
  tracer.Add(start, 0);
  return std::move(tracer).Run();
}

absl::StatusOr<Trace> ContinueTrace(ReadTxn& txn, Trace trace, const TraceOptions& options) {
  return Tracer(txn, options, std::move(trace)).Run();
}

}  // namespace assay
