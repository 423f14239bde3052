// What was trained on an older version of a dataset, as people read it.
#ifndef ASSAY_CLI_INTERNAL_STALE_VIEW_H_
#define ASSAY_CLI_INTERNAL_STALE_VIEW_H_

#include <string>

#include "assay/v1/lineage_service.pb.h"
#include "cli/internal/terminal.h"

namespace assay::cli {

using StaleUses = google::protobuf::RepeatedPtrField<v1::StaleUse>;

// A row for each use, in their order.
std::string RenderStaleTable(const StaleUses& uses, const Terminal& terminal);

// A tree for each version that was read, down to the models and slots that came of it, and the
// newest version below it. Uses of a version have to stand together, as ListStale answers them.
std::string RenderStaleTrees(const StaleUses& uses, const Terminal& terminal);

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_STALE_VIEW_H_
