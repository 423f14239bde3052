// What nodes and edges of the lineage graph are called.
#ifndef ASSAY_CLI_INTERNAL_LINEAGE_WORDS_H_
#define ASSAY_CLI_INTERNAL_LINEAGE_WORDS_H_

#include <string>

#include "assay/v1/lineage_service.pb.h"

namespace assay::cli {

// "run", "dataset", "file" or "directory", "model", ….
std::string KindWord(const v1::LineageNode& node);
// "Runs", "Datasets", "Files", ….
std::string KindTitle(v1::NodeKind kind);
// What people call it: "run logistic", "file model.txt"; the title, or the name where there is
// none.
std::string NodeTitle(const v1::LineageNode& node);
// What else is worth a look: a run's status and time, a size, approvers, "deleted".
std::string NodeFacts(const v1::LineageNode& node);

// An edge as it reads from one of its ends: "produced" from the source, "produced by" from the
// target.
std::string Verb(v1::EdgeKind kind, bool from_source);
// "(as train, rows 0..397)": the role or path, where the title of the edge's target does not say
// it, and the subset. May be empty.
std::string EdgeNote(const v1::LineageEdge& edge, const v1::LineageNode& target);

// Whether the source is the effect: what a run consumed is its cause.
bool FlowsToSource(v1::EdgeKind kind);
// Whether an edge is followed from its source (or target) when causes or effects are asked for.
bool IsFollowed(v1::EdgeKind kind, bool from_source, v1::LineageDirection direction);

// A check of completeness: "training data", and "ok", "weak" or "missing".
std::string ItemText(v1::CompletenessCheck::Item item);
std::string StateText(v1::CompletenessCheck::State state);

// "consumed" for EDGE_KIND_CONSUMED, and back; unspecified when there is none of that name.
std::string EdgeKindText(v1::EdgeKind kind);
v1::EdgeKind EdgeKindOf(const std::string& text);

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_LINEAGE_WORDS_H_
