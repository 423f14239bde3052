// Traces: what is reached from a node, level by level, each node once.
//
// A recursive query that carries the depth visits a node once for each depth and explodes where
// ways meet again. This walk keeps the set of what it has seen, and a budget.
#ifndef ASSAY_STORAGE_LINEAGE_TRACE_H_
#define ASSAY_STORAGE_LINEAGE_TRACE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/lineage/edge_walk.h"
#include "storage/store.h"

namespace assay {

struct TraceOptions {
  WalkOptions walk;
  int max_depth = 0;  // 1 to kMaxTraceDepth
  int max_nodes = 0;  // new ones; 1 to kMaxTraceNodes
};

// An edge between two nodes of the trace.
struct TraceEdge {
  v1::EdgeKind kind;
  int source;  // positions in Trace::nodes
  int target;
  std::string label;
  std::string subset;
  int64_t at_us;
};

struct TraceNode {
  NodeRef ref;
  int depth = 0;
  bool cut = false;  // it has edges that were not followed, or nobody looked
};

struct Trace {
  // Those of all answers so far, in the order in which they were found. Of earlier answers only
  // nodes that were cut have their depth.
  std::vector<TraceNode> nodes;
  size_t first_new = 0;
  std::vector<TraceEdge> edges;  // followed in this answer

  // Whether something was cut, and whether going on would find more of it.
  bool truncated() const;
  bool can_continue(int max_depth) const;
};

// Traces from `start`.
absl::StatusOr<Trace> StartTrace(ReadTxn& txn, NodeRef start, const TraceOptions& options);
// Goes on where a trace was cut, with as many new nodes again.
absl::StatusOr<Trace> ContinueTrace(ReadTxn& txn, Trace trace, const TraceOptions& options);

// A trace without its edges as the position of a token, and back. InvalidArgument
// (CONTINUATION_INVALID) for a text that is none.
std::string TraceText(const Trace& trace);
absl::StatusOr<Trace> ParseTrace(std::string_view text);
absl::Status ContinuationInvalid();

}  // namespace assay

#endif  // ASSAY_STORAGE_LINEAGE_TRACE_H_
