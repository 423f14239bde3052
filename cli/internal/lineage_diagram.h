// Traces as pictures, in the languages of programs that draw them. Arrows go from cause to effect.
#ifndef ASSAY_CLI_INTERNAL_LINEAGE_DIAGRAM_H_
#define ASSAY_CLI_INTERNAL_LINEAGE_DIAGRAM_H_

#include <string>

#include "assay/v1/lineage_service.pb.h"

namespace assay::cli {

// A Mermaid flowchart (https://mermaid.js.org/syntax/flowchart.html). Names are escaped: whatever a
// name says, it is a label.
std::string RenderMermaid(const v1::TraceLineageResponse& graph);

// A graph in Graphviz's language (https://graphviz.org/doc/info/lang.html).
std::string RenderDot(const v1::TraceLineageResponse& graph);

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_LINEAGE_DIAGRAM_H_
