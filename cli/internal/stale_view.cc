#include "cli/internal/stale_view.h"

#include <map>
#include <set>
#include <string>
#include <tuple>

#include "cli/internal/lineage_tree.h"
#include "cli/internal/table.h"

namespace assay::cli {
namespace {

// What people call a version: its label, or the digest where it has none.
std::string VersionText(const v1::LineageNode& node) {
  const v1::DatasetVersion& version = node.dataset_version();
  return version.version().empty() ? version.content().digest() : version.version();
}

std::string Titles(const google::protobuf::RepeatedPtrField<v1::LineageNode>& nodes) {
  std::string text;
  for (const v1::LineageNode& node : nodes) text += (text.empty() ? "" : ", ") + node.title();
  return text;
}

// What came of one version, as a trace downstream would tell it. A slot stands below the model
// version that is its champion, without the decision between the two.
class VersionGraph {
 public:
  explicit VersionGraph(const v1::LineageNode& version) { Find(version, 0); }

  void Add(const v1::StaleUse& use) {
    const int run = Find(use.run(), 1);
    Join(v1::EDGE_KIND_CONSUMED, run, 0, use.role());
    for (const v1::LineageNode& model : use.model_versions()) {
      const int version = Find(model, 2);
      Join(v1::EDGE_KIND_REGISTERED_FROM, version, run);
      for (const v1::LineageNode& slot : use.slots()) {
        if (slot.slot().champion() != model.name()) continue;
        Join(v1::EDGE_KIND_PROMOTED_TO, version, Find(slot, 3));
      }
    }
  }

  const v1::TraceLineageResponse& graph() const { return graph_; }

 private:
  int Find(const v1::LineageNode& node, int depth) {
    const auto [it, added] = positions_.try_emplace(node.name(), graph_.nodes_size());
    if (added) {
      *graph_.add_nodes() = node;
      graph_.mutable_nodes(it->second)->set_depth(depth);
    }
    return it->second;
  }

  // A run that read a version in two roles has its models in both uses.
  void Join(v1::EdgeKind kind, int source, int target, const std::string& label = "") {
    if (!joined_.emplace(source, target, label).second) return;
    v1::LineageEdge* edge = graph_.add_edges();
    edge->set_kind(kind);
    edge->set_source(source);
    edge->set_target(target);
    edge->set_label(label);
  }

  v1::TraceLineageResponse graph_;
  std::map<std::string, int> positions_;
  std::set<std::tuple<int, int, std::string>> joined_;
};

}  // namespace

std::string RenderStaleTable(const StaleUses& uses, const Terminal& terminal) {
  Table table({{"DATASET"}, {"READ"}, {"NEWEST"}, {"RUN"}, {"ROLE"}, {"MODELS"}, {"SLOTS"}});
  for (const v1::StaleUse& use : uses) {
    table.Add({use.used().dataset_version().name(), VersionText(use.used()),
               VersionText(use.newest()), use.run().title(), use.role(),
               Titles(use.model_versions()), Titles(use.slots())});
  }
  return table.Render(terminal);
}

std::string RenderStaleTrees(const StaleUses& uses, const Terminal& terminal) {
  std::string text;
  for (int i = 0; i < uses.size();) {
    const v1::StaleUse& first = uses[i];
    VersionGraph version(first.used());
    for (; i < uses.size() && uses[i].used().name() == first.used().name(); ++i) {
      version.Add(uses[i]);
    }
    text += (text.empty() ? "" : "\n") +
            RenderTree(version.graph(), v1::LINEAGE_DIRECTION_DOWNSTREAM, terminal) +
            RenderNode("newest: ", first.newest(), terminal);
  }
  return text;
}

}  // namespace assay::cli
