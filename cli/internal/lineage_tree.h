// Traces as trees and tables.
#ifndef ASSAY_CLI_INTERNAL_LINEAGE_TREE_H_
#define ASSAY_CLI_INTERNAL_LINEAGE_TREE_H_

#include <string>

#include "assay/v1/lineage_service.pb.h"
#include "cli/internal/terminal.h"

namespace assay::cli {

// The graph of a trace that began at its first node, in this direction. Each node is drawn in full
// once, below the first of those that led to it; where it is met again it says "(again)". A node
// with edges that the trace did not follow says "(more)". Names are cut to fit the terminal.
std::string RenderTree(const v1::TraceLineageResponse& graph, v1::LineageDirection direction,
                       const Terminal& terminal);

// A path, a node below the other, with the verbs between them.
std::string RenderPath(const v1::FindPathResponse& path, const Terminal& terminal);

// A line for one node, as a tree has it, behind `lead`.
std::string RenderNode(const std::string& lead, const v1::LineageNode& node,
                       const Terminal& terminal);

// A row for each node, with its depth and whole name.
std::string RenderNodes(const google::protobuf::RepeatedPtrField<v1::LineageNode>& nodes,
                        const Terminal& terminal);

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_LINEAGE_TREE_H_
