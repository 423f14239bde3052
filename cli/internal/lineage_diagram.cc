#include "cli/internal/lineage_diagram.h"

#include <utility>

#include "cli/internal/lineage_words.h"
#include "cli/internal/text.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

struct Shape {
  const char* mermaid_open;
  const char* mermaid_close;
  const char* dot;
};

Shape ShapeOf(v1::NodeKind kind) {
  switch (kind) {
    case v1::NODE_KIND_RUN:
      return {"([", "])", "box, style=rounded"};
    case v1::NODE_KIND_DATASET_VERSION:
      return {"[(", ")]", "cylinder"};
    case v1::NODE_KIND_CODE_VERSION:
      return {"{{", "}}", "hexagon"};
    case v1::NODE_KIND_ENVIRONMENT:
      return {"[/", "/]", "parallelogram"};
    case v1::NODE_KIND_MODEL_VERSION:
      return {"[[", "]]", "box3d"};
    case v1::NODE_KIND_SLOT:
      return {"((", "))", "circle"};
    case v1::NODE_KIND_DECISION:
      return {"{", "}", "diamond"};
    default:
      return {"[", "]", "note"};
  }
}

// Quoted in Mermaid's way: entities for all that its parser or a browser would take for more than
// text.
std::string MermaidText(const std::string& text) {
  std::string quoted;
  for (const char c : Visible(text)) {
    if (std::string_view("\"#<>&`;\\").find(c) == std::string_view::npos) {
      quoted += c;
    } else {
      quoted += fmt::format("#{};", static_cast<int>(c));
    }
  }
  return quoted;
}

std::string DotText(const std::string& text) {
  std::string quoted;
  for (const char c : Visible(text)) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted;
}

// "(as train)" in a second line, where there is one.
std::string Label(const v1::LineageEdge& edge, const v1::LineageNode& data, const char* new_line,
                  std::string (*quote)(const std::string&)) {
  const std::string note = EdgeNote(edge, data);
  return quote(Verb(edge.kind(), !FlowsToSource(edge.kind()))) +
         (note.empty() ? "" : new_line + quote(note));
}

// From cause to effect.
std::pair<int, int> Ends(const v1::LineageEdge& edge) {
  if (FlowsToSource(edge.kind())) return {edge.target(), edge.source()};
  return {edge.source(), edge.target()};
}

}  // namespace

std::string RenderMermaid(const v1::TraceLineageResponse& graph) {
  std::string text = "flowchart LR\n";
  for (int i = 0; i < graph.nodes_size(); ++i) {
    const v1::LineageNode& node = graph.nodes(i);
    const Shape shape = ShapeOf(node.kind());
    const std::string facts = NodeFacts(node);
    text += fmt::format("  n{}{}\"{}{}\"{}\n", i, shape.mermaid_open, MermaidText(NodeTitle(node)),
                        facts.empty() ? "" : "<br/>" + MermaidText(facts), shape.mermaid_close);
  }
  for (const v1::LineageEdge& edge : graph.edges()) {
    const auto [cause, effect] = Ends(edge);
    text += fmt::format("  n{} -->|\"{}\"| n{}\n", cause,
                        Label(edge, graph.nodes(edge.target()), "<br/>", MermaidText), effect);
  }
  return text;
}

std::string RenderDot(const v1::TraceLineageResponse& graph) {
  std::string text = "digraph lineage {\n  rankdir=LR;\n";
  for (int i = 0; i < graph.nodes_size(); ++i) {
    const v1::LineageNode& node = graph.nodes(i);
    const std::string facts = NodeFacts(node);
    text += fmt::format("  n{} [label=\"{}{}\", tooltip=\"{}\", shape={}];\n", i,
                        DotText(NodeTitle(node)), facts.empty() ? "" : "\\n" + DotText(facts),
                        DotText(node.name()), ShapeOf(node.kind()).dot);
  }
  for (const v1::LineageEdge& edge : graph.edges()) {
    const auto [cause, effect] = Ends(edge);
    text += fmt::format("  n{} -> n{} [label=\"{}\"];\n", cause, effect,
                        Label(edge, graph.nodes(edge.target()), "\\n", DotText));
  }
  return text + "}\n";
}

}  // namespace assay::cli
