#include "storage/lineage/cycles.h"

#include "core/errors.h"
#include "core/limits.h"
#include "core/status_macros.h"
#include "storage/lineage/path.h"

namespace assay {

absl::Status RefuseCycle(ReadTxn& txn, NodeRef derived, NodeRef source) {
  WalkOptions options;
  options.direction = v1::LINEAGE_DIRECTION_UPSTREAM;
  options.kinds = Bit(v1::EDGE_KIND_DERIVED_FROM) | Bit(v1::EDGE_KIND_HAS_CONTENT) |
                  Bit(v1::EDGE_KIND_FINE_TUNED_FROM);
  ASSAY_ASSIGN_OR_RETURN(const Path path,
                         FindPath(txn, source, derived, options, limits::kDerivationNodes));
  if (path.truncated) {
    return FailedPrecondition("DERIVATION_TOO_DEEP",
                              "The source has over {} ancestors, so whether the derivation would "
                              "go in a circle can't be told. Derive from a later one.",
                              limits::kDerivationNodes);
  }
  if (path.nodes.empty()) return absl::OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::LineageNode> nodes, LoadNodes(txn, path.nodes));
  std::string text = nodes.back().name();
  for (const v1::LineageNode& node : nodes) text += " <- " + node.name();
  return FailedPrecondition(
      "DERIVATION_CYCLE", "The derivation would close a circle: {}. Leave this source out.", text);
}

}  // namespace assay
