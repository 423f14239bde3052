#include "cli/internal/lineage_words.h"

#include <algorithm>

#include "cli/internal/text.h"
#include "cli/internal/view.h"
#include "fmt/format.h"
#include "fmt/ranges.h"

namespace assay::cli {
namespace {

constexpr std::string_view kEdgePrefix = "EDGE_KIND_";

std::string Changed(std::string text, int (*change)(int)) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'z') c = static_cast<char>(change(c));
  }
  return text;
}

// Joins what is not empty.
class FactList {
 public:
  void Add(const std::string& fact) {
    if (fact.empty()) return;
    text_ += (text_.empty() ? "" : ", ") + fact;
  }
  std::string text() const { return text_; }

 private:
  std::string text_;
};

std::string SizeText(const v1::Content& content) {
  return content.has_size() ? HumanBytes(content.size()) : "";
}

void AddDecision(const v1::LineageDecision& decision, FactList* facts) {
  facts->Add(decision.decision());
  if (!decision.decided_by().empty()) facts->Add("by " + decision.decided_by());
  if (!decision.approvers().empty()) {
    facts->Add("approved by " + fmt::format("{}", fmt::join(decision.approvers(), ", ")));
  }
  if (decision.current()) facts->Add("current");
}

void AddDetail(const v1::LineageNode& node, FactList* facts) {
  switch (node.detail_case()) {
    case v1::LineageNode::kRun:
      facts->Add(StatusText(node.run().status()));
      facts->Add(TimeText(node.run().start_time()));
      break;
    case v1::LineageNode::kDatasetVersion:
      facts->Add(SizeText(node.dataset_version().content()));
      break;
    case v1::LineageNode::kContent:
      facts->Add(SizeText(node.content()));
      break;
    case v1::LineageNode::kCodeVersion:
      if (node.code_version().dirty()) facts->Add("with changes");
      break;
    case v1::LineageNode::kModelVersion:
      facts->Add(node.model_version().framework());
      for (const std::string& alias : node.model_version().aliases()) facts->Add("@" + alias);
      break;
    case v1::LineageNode::kEvaluation:
      facts->Add(node.evaluation().split());
      facts->Add(node.evaluation().slice());
      facts->Add(node.evaluation().assurance());
      break;
    case v1::LineageNode::kSlot:
      facts->Add(node.slot().champion().empty() ? "no champion"
                                                : "champion " + node.slot().champion());
      break;
    case v1::LineageNode::kDecision:
      AddDecision(node.decision(), facts);
      break;
    default:
      break;
  }
}

}  // namespace

std::string KindWord(const v1::LineageNode& node) {
  switch (node.kind()) {
    case v1::NODE_KIND_RUN:
      return "run";
    case v1::NODE_KIND_DATASET_VERSION:
      return "dataset";
    case v1::NODE_KIND_CONTENT:
      return node.content().kind() == v1::CONTENT_KIND_DIRECTORY ? "directory" : "file";
    case v1::NODE_KIND_CODE_VERSION:
      return "code";
    case v1::NODE_KIND_ENVIRONMENT:
      return "environment";
    case v1::NODE_KIND_MODEL_VERSION:
      return "model";
    case v1::NODE_KIND_EVALUATION:
      return "evaluation";
    case v1::NODE_KIND_SLOT:
      return "slot";
    case v1::NODE_KIND_DECISION:
      return "decision";
    default:
      return "node";
  }
}

std::string KindTitle(v1::NodeKind kind) {
  switch (kind) {
    case v1::NODE_KIND_RUN:
      return "Runs";
    case v1::NODE_KIND_DATASET_VERSION:
      return "Datasets";
    case v1::NODE_KIND_CONTENT:
      return "Files and directories";
    case v1::NODE_KIND_CODE_VERSION:
      return "Code";
    case v1::NODE_KIND_ENVIRONMENT:
      return "Environments";
    case v1::NODE_KIND_MODEL_VERSION:
      return "Models";
    case v1::NODE_KIND_EVALUATION:
      return "Evaluations";
    case v1::NODE_KIND_SLOT:
      return "Slots";
    case v1::NODE_KIND_DECISION:
      return "Decisions";
    default:
      return "Others";
  }
}

std::string NodeTitle(const v1::LineageNode& node) {
  return KindWord(node) + (node.title().empty() ? "" : " " + node.title());
}

std::string NodeFacts(const v1::LineageNode& node) {
  FactList facts;
  AddDetail(node, &facts);
  if (node.has_delete_time()) facts.Add("deleted");
  return facts.text();
}

std::string Verb(v1::EdgeKind kind, bool from_source) {
  switch (kind) {
    case v1::EDGE_KIND_CONSUMED:
      return from_source ? "consumed" : "consumed by";
    case v1::EDGE_KIND_PRODUCED:
      return from_source ? "produced" : "produced by";
    case v1::EDGE_KIND_EXECUTED:
      return from_source ? "executed" : "executed by";
    case v1::EDGE_KIND_RAN_IN:
      return from_source ? "ran in" : "environment of";
    case v1::EDGE_KIND_DERIVED_FROM:
      return from_source ? "derived from" : "source of";
    case v1::EDGE_KIND_HAS_CONTENT:
      return from_source ? "has content" : "content of";
    case v1::EDGE_KIND_CONTAINS:
      return from_source ? "contains" : "contained in";
    case v1::EDGE_KIND_PART_OF:
      return from_source ? "part of" : "has part";
    case v1::EDGE_KIND_PACKAGED_AS:
      return from_source ? "packaged as" : "packaged from";
    case v1::EDGE_KIND_REGISTERED_FROM:
      return from_source ? "registered from" : "registered as";
    case v1::EDGE_KIND_FINE_TUNED_FROM:
      return from_source ? "fine-tuned from" : "fine-tuned to";
    case v1::EDGE_KIND_EVALUATES:
      return from_source ? "evaluates" : "evaluated by";
    case v1::EDGE_KIND_EVALUATED_ON:
      return from_source ? "evaluated on" : "judged in";
    case v1::EDGE_KIND_DECIDED_ON:
      return from_source ? "decided on" : "subject of";
    case v1::EDGE_KIND_PROMOTED_TO:
      return from_source ? "promoted to" : "filled by";
    default:
      return "joined to";
  }
}

std::string EdgeNote(const v1::LineageEdge& edge, const v1::LineageNode& target) {
  FactList facts;
  if (!edge.label().empty() && edge.label() != target.title()) facts.Add("as " + edge.label());
  facts.Add(edge.subset());
  return facts.text().empty() ? "" : "(" + facts.text() + ")";
}

bool FlowsToSource(v1::EdgeKind kind) {
  switch (kind) {
    case v1::EDGE_KIND_PRODUCED:
    case v1::EDGE_KIND_PART_OF:
    case v1::EDGE_KIND_PACKAGED_AS:
    case v1::EDGE_KIND_PROMOTED_TO:
      return false;
    default:
      return true;
  }
}

bool IsFollowed(v1::EdgeKind kind, bool from_source, v1::LineageDirection direction) {
  if (direction == v1::LINEAGE_DIRECTION_BOTH || kind == v1::EDGE_KIND_HAS_CONTENT) return true;
  // From the effect to its cause, or the other way.
  return (FlowsToSource(kind) == from_source) == (direction != v1::LINEAGE_DIRECTION_DOWNSTREAM);
}

std::string ItemText(v1::CompletenessCheck::Item item) {
  std::string text = Changed(v1::CompletenessCheck::Item_Name(item), std::tolower);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string StateText(v1::CompletenessCheck::State state) {
  return Changed(v1::CompletenessCheck::State_Name(state), std::tolower);
}

std::string EdgeKindText(v1::EdgeKind kind) {
  return Changed(v1::EdgeKind_Name(kind).substr(kEdgePrefix.size()), std::tolower);
}

v1::EdgeKind EdgeKindOf(const std::string& text) {
  v1::EdgeKind kind = v1::EDGE_KIND_UNSPECIFIED;
  v1::EdgeKind_Parse(std::string(kEdgePrefix) + Changed(text, std::toupper), &kind);
  return kind;
}

}  // namespace assay::cli
