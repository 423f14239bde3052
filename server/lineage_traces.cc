// The handlers of LineageService that walk the graph.
#include <map>
#include <utility>

#include "core/errors.h"
#include "core/limits.h"
#include "core/status_macros.h"
#include "server/answer.h"
#include "server/lineage_service.h"
#include "storage/lineage/path.h"
#include "storage/lineage/trace.h"
#include "storage/times.h"

namespace assay::lineage {
namespace {

// What TraceLineage and AnalyzeImpact have in common.
struct Question {
  std::string start;
  std::string continuation;
  std::string scope;  // what the continuation is bound to
  TraceOptions options;
};

absl::StatusOr<int> Within(std::string_view reason, std::string_view field, int asked,
                           int by_default, int most) {
  if (asked == 0) return by_default;
  if (asked > 0 && asked <= most) return asked;
  return InvalidArgument(reason, field, "{} is {}. Use 1 to {}, or 0 for {}.", field, asked, most,
                         by_default);
}

template <typename Request>
absl::StatusOr<int64_t> AsOf(const Request& request) {
  if (!request.has_as_of()) return kNow;
  ASSAY_RETURN_IF_ERROR(ValidateTime("as_of", request.as_of()));
  return TimeMicros(request.as_of());
}

template <typename Request>
absl::StatusOr<Question> ToQuestion(const Request& request, v1::LineageDirection direction) {
  Question question{request.start(), request.continuation(), "", {}};
  Request bound = request;
  bound.clear_continuation();
  bound.clear_max_nodes();
  question.scope = PageScope(bound);
  WalkOptions& walk = question.options.walk;
  walk.direction = direction;
  ASSAY_ASSIGN_OR_RETURN(walk.kinds, ToEdgeKinds(request.kinds()));
  ASSAY_ASSIGN_OR_RETURN(walk.as_of_us, AsOf(request));
  ASSAY_ASSIGN_OR_RETURN(question.options.max_depth,
                         Within("DEPTH_TOO_LARGE", "max_depth", request.max_depth(),
                                limits::kMaxTraceDepth, limits::kMaxTraceDepth));
  ASSAY_ASSIGN_OR_RETURN(question.options.max_nodes,
                         Within("NODES_TOO_MANY", "max_nodes", request.max_nodes(),
                                limits::kDefaultTraceNodes, limits::kMaxTraceNodes));
  return question;
}

absl::StatusOr<v1::LineageDirection> Direction(v1::LineageDirection direction,
                                               v1::LineageDirection by_default) {
  if (direction == v1::LINEAGE_DIRECTION_UNSPECIFIED) return by_default;
  if (v1::LineageDirection_IsValid(direction)) return direction;
  return InvalidArgument("DIRECTION_INVALID", "direction",
                         "There is no direction {}. Use UPSTREAM, DOWNSTREAM or BOTH.",
                         static_cast<int>(direction));
}

// The node of a name, which must have been there already.
absl::StatusOr<NodeRef> FindNodeAt(ReadTxn& txn, std::string_view field, const std::string& name,
                                   int64_t as_of_us) {
  absl::StatusOr<NodeRef> ref = FindNode(txn, name);
  if (!ref.ok()) return PrefixField(ref.status(), field);
  if (as_of_us == kNow) return ref;
  ASSAY_ASSIGN_OR_RETURN(const v1::LineageNode node, LoadNode(txn, *ref));
  if (!node.has_create_time() || TimeMicros(node.create_time()) <= as_of_us) return ref;
  return NotFound("NODE_NOT_YET", "{} had not been recorded by then. Ask about a later time.",
                  name);
}

absl::StatusOr<Trace> Walk(ReadTxn& txn, const Question& question) {
  ASSAY_ASSIGN_OR_RETURN(const NodeRef start,
                         FindNodeAt(txn, "start", question.start, question.options.walk.as_of_us));
  if (question.continuation.empty()) return StartTrace(txn, start, question.options);
  const absl::StatusOr<std::string> text =
      ReadPageToken(txn.context().secret, question.scope, question.continuation);
  if (!text.ok()) return ContinuationInvalid();
  ASSAY_ASSIGN_OR_RETURN(Trace trace, ParseTrace(*text));
  return ContinueTrace(txn, std::move(trace), question.options);
}

// The trace's new nodes.
absl::StatusOr<std::vector<v1::LineageNode>> LoadNew(ReadTxn& txn, const Trace& trace,
                                                     int64_t as_of_us) {
  std::vector<NodeRef> refs;
  for (size_t i = trace.first_new; i < trace.nodes.size(); ++i) refs.push_back(trace.nodes[i].ref);
  ASSAY_ASSIGN_OR_RETURN(std::vector<v1::LineageNode> nodes, LoadNodes(txn, refs, as_of_us));
  for (size_t i = 0; i < nodes.size(); ++i) {
    const TraceNode& traced = trace.nodes[trace.first_new + i];
    nodes[i].set_depth(traced.depth);
    nodes[i].set_cut(traced.cut);
  }
  return nodes;
}

// truncated, frontier and continuation; `nodes` are the new ones.
template <typename Response>
absl::Status FillEnd(ReadTxn& txn, const Question& question, const Trace& trace,
                     const std::vector<v1::LineageNode>& nodes, Response* response) {
  if (!trace.truncated()) return absl::OkStatus();
  response->set_truncated(true);
  std::vector<NodeRef> earlier;
  for (size_t i = 0; i < trace.first_new; ++i) {
    if (trace.nodes[i].cut) earlier.push_back(trace.nodes[i].ref);
  }
  ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::LineageNode> loaded, LoadNodes(txn, earlier));
  for (const v1::LineageNode& node : loaded) response->add_frontier(node.name());
  for (const v1::LineageNode& node : nodes) {
    if (node.cut()) response->add_frontier(node.name());
  }
  if (trace.nodes.size() <= limits::kContinuedNodes &&
      trace.can_continue(question.options.max_depth)) {
    response->set_continuation(
        MakePageToken(txn.context().secret, question.scope, TraceText(trace)));
  }
  return absl::OkStatus();
}

template <typename E>
void FillEdge(const E& edge, int source, int target, v1::LineageEdge* message) {
  message->set_kind(edge.kind);
  message->set_source(source);
  message->set_target(target);
  // Setting a field allocates it, even for no text.
  if (!edge.label.empty()) message->set_label(edge.label);
  if (!edge.subset.empty()) message->set_subset(edge.subset);
  SetTime(edge.at_us, message->mutable_create_time());
}

absl::Status FillPath(ReadTxn& txn, const Path& path, int64_t as_of_us,
                      v1::FindPathResponse* response) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<v1::LineageNode> nodes, LoadNodes(txn, path.nodes, as_of_us));
  for (v1::LineageNode& node : nodes) *response->add_nodes() = std::move(node);
  for (size_t i = 0; i < path.steps.size(); ++i) {
    const int first = static_cast<int>(i);
    const bool forward = path.steps[i].forward;
    FillEdge(path.steps[i], forward ? first : first + 1, forward ? first + 1 : first,
             response->add_edges());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::TraceLineageResponse> TraceLineage(ServerEnv& env, const RequestContext& context,
                                                      const v1::TraceLineageRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const v1::LineageDirection direction,
                         Direction(request.direction(), v1::LINEAGE_DIRECTION_UPSTREAM));
  ASSAY_ASSIGN_OR_RETURN(const Question question, ToQuestion(request, direction));
  v1::TraceLineageResponse response;
  ASSAY_RETURN_IF_ERROR(env.store.Read(context.deadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const Trace trace, Walk(txn, question));
    ASSAY_ASSIGN_OR_RETURN(std::vector<v1::LineageNode> nodes,
                           LoadNew(txn, trace, question.options.walk.as_of_us));
    ASSAY_RETURN_IF_ERROR(FillEnd(txn, question, trace, nodes, &response));
    for (v1::LineageNode& node : nodes) *response.add_nodes() = std::move(node);
    for (const TraceEdge& edge : trace.edges) {
      FillEdge(edge, edge.source, edge.target, response.add_edges());
    }
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::AnalyzeImpactResponse> AnalyzeImpact(ServerEnv& env,
                                                        const RequestContext& context,
                                                        const v1::AnalyzeImpactRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const Question question,
                         ToQuestion(request, v1::LINEAGE_DIRECTION_DOWNSTREAM));
  v1::AnalyzeImpactResponse response;
  ASSAY_RETURN_IF_ERROR(env.store.Read(context.deadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const Trace trace, Walk(txn, question));
    ASSAY_ASSIGN_OR_RETURN(std::vector<v1::LineageNode> nodes,
                           LoadNew(txn, trace, question.options.walk.as_of_us));
    ASSAY_RETURN_IF_ERROR(FillEnd(txn, question, trace, nodes, &response));
    std::map<v1::NodeKind, v1::ImpactGroup> groups;
    for (size_t i = 0; i < nodes.size(); ++i) {
      if (trace.first_new + i == 0) {
        *response.mutable_start() = std::move(nodes[i]);
      } else {
        *groups[nodes[i].kind()].add_nodes() = std::move(nodes[i]);
      }
    }
    for (auto& [kind, group] : groups) {
      group.set_kind(kind);
      *response.add_groups() = std::move(group);
    }
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::FindPathResponse> FindPath(ServerEnv& env, const RequestContext& context,
                                              const v1::FindPathRequest& request) {
  WalkOptions options;
  ASSAY_ASSIGN_OR_RETURN(options.kinds, ToEdgeKinds(request.kinds()));
  ASSAY_ASSIGN_OR_RETURN(options.as_of_us, AsOf(request));
  ASSAY_ASSIGN_OR_RETURN(const int max_nodes,
                         Within("NODES_TOO_MANY", "max_nodes", request.max_nodes(),
                                limits::kMaxTraceNodes, limits::kMaxTraceNodes));
  std::vector<v1::LineageDirection> directions = {
      v1::LINEAGE_DIRECTION_DOWNSTREAM, v1::LINEAGE_DIRECTION_UPSTREAM, v1::LINEAGE_DIRECTION_BOTH};
  if (request.direction() != v1::LINEAGE_DIRECTION_UNSPECIFIED) {
    ASSAY_ASSIGN_OR_RETURN(const v1::LineageDirection one,
                           Direction(request.direction(), request.direction()));
    directions = {one};
  }
  return ReadOne<v1::FindPathResponse>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::FindPathResponse> {
        ASSAY_ASSIGN_OR_RETURN(const NodeRef from,
                               FindNodeAt(txn, "from", request.from(), options.as_of_us));
        ASSAY_ASSIGN_OR_RETURN(const NodeRef to,
                               FindNodeAt(txn, "to", request.to(), options.as_of_us));
        v1::FindPathResponse response;
        for (const v1::LineageDirection direction : directions) {
          options.direction = direction;
          ASSAY_ASSIGN_OR_RETURN(const Path path,
                                 assay::FindPath(txn, from, to, options, max_nodes));
          response.set_truncated(response.truncated() || path.truncated);
          if (path.nodes.empty()) continue;
          response.set_direction(direction);
          response.set_truncated(false);
          ASSAY_RETURN_IF_ERROR(FillPath(txn, path, options.as_of_us, &response));
          break;
        }
        return response;
      });
}

}  // namespace assay::lineage
