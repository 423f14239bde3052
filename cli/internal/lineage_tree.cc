#include "cli/internal/lineage_tree.h"

#include <vector>

#include "cli/internal/lineage_words.h"
#include "cli/internal/table.h"
#include "cli/internal/text.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

// Names cut shorter than this say nothing.
constexpr int kLeastName = 12;
// Levels that a tree can be read by.
constexpr int kMostLevels = 100;

// An edge as one of its ends sees it.
struct Link {
  int edge = 0;
  int other = 0;
  bool from_source = false;
};

// The name, as much of it as fits behind `used` columns.
std::string NameText(const std::string& name, int used, const Terminal& terminal) {
  const std::string shown = Visible(name);
  if (terminal.columns <= 0) return "  " + terminal.Paint(shown, Ink::kDim);
  const int room = terminal.columns - used;
  if (room < kLeastName) return "";
  return "  " + terminal.Paint(Elide(shown, room, terminal.Ellipsis()), Ink::kDim);
}

// "├─ produced by: run logistic  FINISHED  run:…"; one that was drawn before is only named.
std::string NodeLine(const std::string& prefix, const std::string& verb,
                     const v1::LineageNode& node, bool again, const Terminal& terminal) {
  const std::string shown_verb = Visible(verb);
  const std::string title = Visible(NodeTitle(node));
  const std::string facts = again ? "" : Visible(NodeFacts(node));
  const std::string mark = again ? " (again)" : node.cut() ? " (more)" : "";
  std::string line = prefix + terminal.Paint(shown_verb, Ink::kDim) +
                     terminal.Paint(title, Ink::kBold) + (facts.empty() ? "" : "  " + facts) +
                     terminal.Paint(mark, Ink::kYellow);
  if (!again) {
    const int used = DisplayWidth(prefix + shown_verb + title + facts + mark) + 4;
    line += NameText(node.name(), used, terminal);
  }
  return line + "\n";
}

std::string VerbText(const v1::LineageEdge& edge, bool from_source, const v1::LineageNode& target) {
  const std::string note = EdgeNote(edge, target);
  return Verb(edge.kind(), from_source) + (note.empty() ? "" : " " + note) + ": ";
}

class TreeWriter {
 public:
  TreeWriter(const v1::TraceLineageResponse& graph, v1::LineageDirection direction,
             const Terminal& terminal)
      : graph_(graph),
        direction_(direction),
        terminal_(terminal),
        links_(static_cast<size_t>(graph.nodes_size())),
        drawn_(links_.size()) {
    for (int i = 0; i < graph.edges_size(); ++i) {
      const v1::LineageEdge& edge = graph.edges(i);
      links_[static_cast<size_t>(edge.source())].push_back({i, edge.target(), true});
      links_[static_cast<size_t>(edge.target())].push_back({i, edge.source(), false});
    }
  }

  std::string Draw() {
    if (graph_.nodes().empty()) return "";
    drawn_[0] = true;
    AddLine("", "", Node(0), false);
    DrawBelow(0, "", -1, 1);
    return std::move(text_);
  }

 private:
  const v1::LineageNode& Node(int index) const { return graph_.nodes(index); }

  bool IsShown(int from, const Link& link, int came_by) const {
    if (link.edge == came_by || link.other == from) return false;
    const v1::EdgeKind kind = graph_.edges(link.edge).kind();
    if (!IsFollowed(kind, link.from_source, direction_)) return false;
    // What is followed both ways is shown from the end that is nearer to the start.
    if (!IsFollowed(kind, !link.from_source, direction_)) return true;
    const int here = Node(from).depth();
    const int there = Node(link.other).depth();
    return there > here || (there == here && link.other > from);
  }

  void DrawBelow(int from, const std::string& prefix, int came_by, int level) {
    std::vector<Link> shown;
    for (const Link& link : links_[static_cast<size_t>(from)]) {
      if (IsShown(from, link, came_by)) shown.push_back(link);
    }
    if (level > kMostLevels && !shown.empty()) {
      text_ += prefix + std::string(terminal_.Ellipsis()) + " (deeper: --format table has all)\n";
      return;
    }
    for (size_t i = 0; i < shown.size(); ++i) {
      const bool last = i + 1 == shown.size();
      const Link& link = shown[i];
      const bool first = !drawn_[static_cast<size_t>(link.other)];
      const v1::LineageEdge& edge = graph_.edges(link.edge);
      AddLine(prefix + Branch(last), VerbText(edge, link.from_source, Node(edge.target())),
              Node(link.other), !first);
      if (!first) continue;
      drawn_[static_cast<size_t>(link.other)] = true;
      DrawBelow(link.other, prefix + Stem(last), link.edge, level + 1);
    }
  }

  const char* Branch(bool last) const {
    if (!terminal_.unicode) return last ? "`- " : "|- ";
    return last ? "└─ " : "├─ ";
  }
  const char* Stem(bool last) const {
    if (last) return "   ";
    return terminal_.unicode ? "│  " : "|  ";
  }

  void AddLine(const std::string& prefix, const std::string& verb, const v1::LineageNode& node,
               bool again) {
    text_ += NodeLine(prefix, verb, node, again, terminal_);
  }

  const v1::TraceLineageResponse& graph_;
  const v1::LineageDirection direction_;
  const Terminal& terminal_;
  std::vector<std::vector<Link>> links_;
  std::vector<bool> drawn_;
  std::string text_;
};

}  // namespace

std::string RenderTree(const v1::TraceLineageResponse& graph, v1::LineageDirection direction,
                       const Terminal& terminal) {
  return TreeWriter(graph, direction, terminal).Draw();
}

std::string RenderPath(const v1::FindPathResponse& path, const Terminal& terminal) {
  std::string text;
  for (int i = 0; i < path.nodes_size(); ++i) {
    std::string verb;
    if (i > 0) {
      const v1::LineageEdge& edge = path.edges(i - 1);
      verb = VerbText(edge, edge.source() == i - 1, path.nodes(edge.target()));
    }
    text += NodeLine(i > 0 ? "  " : "", verb, path.nodes(i), false, terminal);
  }
  return text;
}

std::string RenderNode(const std::string& lead, const v1::LineageNode& node,
                       const Terminal& terminal) {
  return NodeLine("", lead, node, false, terminal);
}

std::string RenderNodes(const google::protobuf::RepeatedPtrField<v1::LineageNode>& nodes,
                        const Terminal& terminal) {
  Table table({{"DEPTH", true}, {"KIND"}, {"TITLE"}, {"FACTS"}, {"NAME"}});
  for (const v1::LineageNode& node : nodes) {
    table.Add({fmt::format("{}", node.depth()), KindWord(node), node.title(),
               NodeFacts(node) + (node.cut() ? " (more)" : ""), node.name()});
  }
  return table.Render(terminal);
}

}  // namespace assay::cli
