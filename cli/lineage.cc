#include "client/lineage.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "cli/internal/cli.h"
#include "cli/internal/lineage_diagram.h"
#include "cli/internal/lineage_tree.h"
#include "cli/internal/lineage_words.h"
#include "cli/internal/resolve.h"
#include "cli/internal/resolve_node.h"
#include "cli/internal/text.h"
#include "cli/internal/times.h"
#include "core/status_macros.h"
#include "fmt/format.h"
#include "fmt/ranges.h"

namespace assay::cli {
namespace {

// Of one answer, and of all answers that continue each other
// (proto/assay/v1/lineage_service.proto).
constexpr int kMostInAnswer = 10'000;
constexpr int kMostInAll = 100'000;

// What trace, impact and path have.
struct GraphOptions {
  std::vector<std::string> kinds = {};
  std::string as_of = {};
  int max_nodes = 500;
};

struct TraceOptions {
  std::string start;
  bool up = false;
  bool down = false;
  bool both = false;
  int depth = 0;
  std::string format = "tree";
  GraphOptions graph;
};

struct ImpactOptions {
  std::string start;
  int depth = 0;
  std::string format = "table";
  GraphOptions graph;
};

struct PathOptions {
  std::string from;
  std::string to;
  std::string format = "tree";
  GraphOptions graph = {.max_nodes = kMostInAnswer};
};

std::vector<std::string> EdgeKindTexts() {
  std::vector<std::string> texts;
  for (int kind = v1::EdgeKind_MIN + 1; kind <= v1::EdgeKind_MAX; ++kind) {
    if (v1::EdgeKind_IsValid(kind)) texts.push_back(EdgeKindText(static_cast<v1::EdgeKind>(kind)));
  }
  return texts;
}

void DeclareGraph(CLI::App& command, int most_nodes, GraphOptions& options) {
  command
      .add_option(
          "--kinds", options.kinds,
          fmt::format("Follow only edges of these kinds: {}", fmt::join(EdgeKindTexts(), ", ")))
      ->type_name("KIND,...")
      ->delimiter(',')
      ->check(CLI::IsMember(EdgeKindTexts()).description(""));
  command.add_option("--as-of", options.as_of, "The graph as it was then")->type_name("TIME");
  command.add_option("--max-nodes", options.max_nodes, "At most so many nodes")
      ->check(CLI::Range(1, most_nodes).description(""))
      ->type_name("N")
      ->capture_default_str();
}

void DeclareStart(CLI::App& command, std::string& start, int& depth) {
  command.add_option("NODE", start, kNodeHelp)->required()->type_name("");
  command.add_option("--depth", depth, "At most so many edges from it (any number)")
      ->check(CLI::Range(1, 1'000).description(""))
      ->type_name("N");
}

void DeclareFormat(CLI::App& command, std::string& format) {
  command.add_option("--format", format, "How to draw it")
      ->check(CLI::IsMember({"tree", "table", "mermaid", "dot"}).description(""))
      ->type_name("tree|table|mermaid|dot")
      ->capture_default_str();
}

void DeclareTrace(CLI::App& command, TraceOptions& options) {
  DeclareStart(command, options.start, options.depth);
  CLI::Option* up = command.add_flag("--up", options.up, "Where it came from (the default)");
  CLI::Option* down = command.add_flag("--down", options.down, "What came of it")->excludes(up);
  command.add_flag("--both", options.both, "All that is joined to it")->excludes(up, down);
  DeclareFormat(command, options.format);
  DeclareGraph(command, kMostInAll, options.graph);
}

void DeclareImpact(CLI::App& command, ImpactOptions& options) {
  DeclareStart(command, options.start, options.depth);
  DeclareFormat(command, options.format);
  DeclareGraph(command, kMostInAll, options.graph);
}

void DeclarePath(CLI::App& command, PathOptions& options) {
  command.add_option("FROM", options.from, kNodeHelp)->required()->type_name("");
  command.add_option("TO", options.to, "The same")->required()->type_name("");
  DeclareFormat(command, options.format);
  DeclareGraph(command, kMostInAnswer, options.graph);
}

template <typename Request>
absl::Status SetGraph(const GraphOptions& options, Request* request) {
  for (const std::string& kind : options.kinds) request->add_kinds(EdgeKindOf(kind));
  request->set_max_nodes(std::min(options.max_nodes, kMostInAnswer));
  if (options.as_of.empty()) return absl::OkStatus();
  ASSAY_ASSIGN_OR_RETURN(*request->mutable_as_of(), ParseTime(options.as_of));
  return absl::OkStatus();
}

// Asks on until `max_nodes` are there or nothing is left; `take` adds an answer to what is there
// already, and says how many nodes that are.
template <typename Request, typename Ask, typename Take>
absl::Status AskOn(Request request, int max_nodes, const Ask& ask, const Take& take) {
  for (int count = 0;;) {
    ASSAY_ASSIGN_OR_RETURN(auto answer, ask(request));
    request.set_continuation(answer.continuation());
    count = take(std::move(answer));
    if (request.continuation().empty() || count >= max_nodes) return absl::OkStatus();
    request.set_max_nodes(std::min(max_nodes - count, kMostInAnswer));
  }
}

// Only the nodes of the last frontier are still cut.
template <typename Nodes>
void MarkFrontier(const google::protobuf::RepeatedPtrField<std::string>& frontier, Nodes* nodes) {
  const std::set<std::string> names(frontier.begin(), frontier.end());
  for (v1::LineageNode& node : *nodes) node.set_cut(names.contains(node.name()));
}

absl::StatusOr<v1::TraceLineageResponse> Trace(LineageClient& lineage,
                                               const v1::TraceLineageRequest& request,
                                               int max_nodes) {
  v1::TraceLineageResponse graph;
  std::set<std::tuple<int, int, int, std::string>> seen;
  ASSAY_RETURN_IF_ERROR(AskOn(
      request, max_nodes, [&](const v1::TraceLineageRequest& next) { return lineage.Trace(next); },
      [&](v1::TraceLineageResponse answer) {
        graph.mutable_nodes()->MergeFrom(answer.nodes());
        for (v1::LineageEdge& edge : *answer.mutable_edges()) {
          // A later answer may repeat what an earlier one has.
          if (!seen.emplace(edge.kind(), edge.source(), edge.target(), edge.label()).second)
            continue;
          *graph.add_edges() = std::move(edge);
        }
        graph.set_truncated(answer.truncated());
        *graph.mutable_frontier() = answer.frontier();
        graph.set_continuation(answer.continuation());
        return graph.nodes_size();
      }));
  MarkFrontier(graph.frontier(), graph.mutable_nodes());
  return graph;
}

// Adds the nodes to those of the same kind.
int TakeGroups(v1::AnalyzeImpactResponse* answer, v1::AnalyzeImpactResponse* impact) {
  int count = 0;
  for (v1::ImpactGroup& group : *answer->mutable_groups()) {
    const auto same =
        std::find_if(impact->mutable_groups()->begin(), impact->mutable_groups()->end(),
                     [&](const v1::ImpactGroup& other) { return other.kind() == group.kind(); });
    if (same == impact->mutable_groups()->end()) {
      *impact->add_groups() = std::move(group);
    } else {
      same->mutable_nodes()->MergeFrom(group.nodes());
    }
  }
  std::sort(impact->mutable_groups()->begin(), impact->mutable_groups()->end(),
            [](const v1::ImpactGroup& a, const v1::ImpactGroup& b) { return a.kind() < b.kind(); });
  for (const v1::ImpactGroup& group : impact->groups()) count += group.nodes_size();
  return count;
}

absl::StatusOr<v1::AnalyzeImpactResponse> Impact(LineageClient& lineage,
                                                 const v1::AnalyzeImpactRequest& request,
                                                 int max_nodes) {
  v1::AnalyzeImpactResponse impact;
  ASSAY_RETURN_IF_ERROR(AskOn(
      request, max_nodes,
      [&](const v1::AnalyzeImpactRequest& next) { return lineage.AnalyzeImpact(next); },
      [&](v1::AnalyzeImpactResponse answer) {
        if (answer.has_start()) *impact.mutable_start() = answer.start();
        impact.set_truncated(answer.truncated());
        *impact.mutable_frontier() = answer.frontier();
        impact.set_continuation(answer.continuation());
        return TakeGroups(&answer, &impact);
      }));
  for (v1::ImpactGroup& group : *impact.mutable_groups()) {
    MarkFrontier(impact.frontier(), group.mutable_nodes());
  }
  return impact;
}

// What an answer says that does not have everything, and how to have more.
std::string CutText(const google::protobuf::RepeatedPtrField<std::string>& frontier,
                    const std::string& command) {
  if (frontier.empty()) return "";
  return fmt::format(
      "\nCut: {} of these nodes, marked (more), have edges that are not shown. Allow more with "
      "--max-nodes\nor --depth, or go on from one of them: {} {}\n",
      frontier.size(), command, Visible(frontier[0]));
}

v1::LineageDirection DirectionOf(const TraceOptions& options) {
  if (options.both) return v1::LINEAGE_DIRECTION_BOTH;
  return options.down ? v1::LINEAGE_DIRECTION_DOWNSTREAM : v1::LINEAGE_DIRECTION_UPSTREAM;
}

// The graph in a format other than tree.
std::string Draw(const v1::TraceLineageResponse& graph, const std::string& format,
                 const Terminal& terminal) {
  if (format == "mermaid") return RenderMermaid(graph);
  if (format == "dot") return RenderDot(graph);
  return RenderNodes(graph.nodes(), terminal);
}

// Asks for a trace and shows it. `command` is what goes on from a node of the frontier.
absl::Status ShowTrace(Cli& cli, LineageClient& lineage, const v1::TraceLineageRequest& request,
                       int max_nodes, const std::string& format, const std::string& command) {
  ASSAY_ASSIGN_OR_RETURN(const v1::TraceLineageResponse graph, Trace(lineage, request, max_nodes));
  if (cli.json) {
    cli.PrintJson(graph);
    return absl::OkStatus();
  }
  const bool tree = format == "tree";
  cli.out << (tree ? RenderTree(graph, request.direction(), cli.terminal)
                   : Draw(graph, format, cli.terminal));
  // A picture has to stay one that a program can read.
  (tree || format == "table" ? cli.out : cli.err) << CutText(graph.frontier(), command);
  return absl::OkStatus();
}

template <typename Options>
absl::StatusOr<v1::TraceLineageRequest> TraceRequest(Cli& cli, Client& client,
                                                     const Options& options,
                                                     v1::LineageDirection direction) {
  v1::TraceLineageRequest request;
  ASSAY_ASSIGN_OR_RETURN(*request.mutable_start(), FindNode(cli, client, options.start));
  request.set_direction(direction);
  request.set_max_depth(options.depth);
  ASSAY_RETURN_IF_ERROR(SetGraph(options.graph, &request));
  return request;
}

absl::Status RunTrace(Cli& cli, const TraceOptions& options) {
  Client client = cli.Connect();
  LineageClient lineage(client.connection(), client.workspace());
  ASSAY_ASSIGN_OR_RETURN(const v1::TraceLineageRequest request,
                         TraceRequest(cli, client, options, DirectionOf(options)));
  return ShowTrace(cli, lineage, request, options.graph.max_nodes, options.format,
                   options.down   ? "assay lineage trace --down"
                   : options.both ? "assay lineage trace --both"
                                  : "assay lineage trace");
}

void PrintImpact(const v1::AnalyzeImpactResponse& impact, Cli& cli) {
  cli.out << cli.terminal.Paint(Visible(NodeTitle(impact.start())), Ink::kBold) << "  "
          << Visible(impact.start().name()) << "\n";
  if (impact.groups().empty()) cli.out << "Nothing that is recorded came of it.\n";
  for (const v1::ImpactGroup& group : impact.groups()) {
    cli.out << "\n"
            << cli.terminal.Paint(
                   fmt::format("{} ({})", KindTitle(group.kind()), group.nodes_size()), Ink::kBold)
            << "\n"
            << RenderNodes(group.nodes(), cli.terminal);
  }
  cli.out << CutText(impact.frontier(), "assay lineage impact");
}

absl::Status RunImpact(Cli& cli, const ImpactOptions& options) {
  Client client = cli.Connect();
  LineageClient lineage(client.connection(), client.workspace());
  if (options.format != "table" && !cli.json) {
    // What is touched is what a trace downstream reaches; only the trace tells the edges.
    ASSAY_ASSIGN_OR_RETURN(const v1::TraceLineageRequest request,
                           TraceRequest(cli, client, options, v1::LINEAGE_DIRECTION_DOWNSTREAM));
    return ShowTrace(cli, lineage, request, options.graph.max_nodes, options.format,
                     "assay lineage impact --format " + options.format);
  }
  v1::AnalyzeImpactRequest request;
  ASSAY_ASSIGN_OR_RETURN(*request.mutable_start(), FindNode(cli, client, options.start));
  request.set_max_depth(options.depth);
  ASSAY_RETURN_IF_ERROR(SetGraph(options.graph, &request));
  ASSAY_ASSIGN_OR_RETURN(const v1::AnalyzeImpactResponse impact,
                         Impact(lineage, request, options.graph.max_nodes));
  if (cli.json) {
    cli.PrintJson(impact);
  } else {
    PrintImpact(impact, cli);
  }
  return absl::OkStatus();
}

v1::TraceLineageResponse ToGraph(const v1::FindPathResponse& path) {
  v1::TraceLineageResponse graph;
  *graph.mutable_nodes() = path.nodes();
  *graph.mutable_edges() = path.edges();
  return graph;
}

absl::Status RunPath(Cli& cli, const PathOptions& options) {
  Client client = cli.Connect();
  LineageClient lineage(client.connection(), client.workspace());
  v1::FindPathRequest request;
  ASSAY_ASSIGN_OR_RETURN(*request.mutable_from(), FindNode(cli, client, options.from));
  ASSAY_ASSIGN_OR_RETURN(*request.mutable_to(), FindNode(cli, client, options.to));
  ASSAY_RETURN_IF_ERROR(SetGraph(options.graph, &request));
  ASSAY_ASSIGN_OR_RETURN(const v1::FindPathResponse path, lineage.FindPath(request));
  cli.answer_is_no = path.nodes().empty();
  if (cli.json) {
    cli.PrintJson(path);
  } else if (path.truncated()) {
    cli.out << fmt::format(
        "No path was found among the {} nodes that were looked at; there may be one beyond them. "
        "--max-nodes\nallows up to {}, and --kinds leaves out edges that matter less.\n",
        request.max_nodes(), kMostInAnswer);
  } else if (path.nodes().empty()) {
    cli.out << "Nothing that is recorded joins the two.\n";
  } else if (options.format == "tree") {
    cli.out << RenderPath(path, cli.terminal);
  } else {
    cli.out << Draw(ToGraph(path), options.format, cli.terminal);
  }
  return absl::OkStatus();
}

}  // namespace

void AddLineage(CLI::App& app, Cli& cli) {
  CLI::App* lineage = AddNoun(app, "lineage", "Where things came from, and what came of them");
  AddCommand<TraceOptions>(*lineage, cli, "trace", "Where a node came from, or what came of it",
                           DeclareTrace, RunTrace);
  AddCommand<ImpactOptions>(*lineage, cli, "impact",
                            "What a change of a node touches, down to slots and approvers",
                            DeclareImpact, RunImpact);
  AddCommand<PathOptions>(*lineage, cli, "path", "How two nodes are connected", DeclarePath,
                          RunPath);
  AddLineageStale(*lineage, cli);
  AddLineageCompleteness(*lineage, cli);
}

}  // namespace assay::cli
