// Dataset versions as people read them.
#ifndef ASSAY_CLI_INTERNAL_DATASET_VIEW_H_
#define ASSAY_CLI_INTERNAL_DATASET_VIEW_H_

#include <string>
#include <vector>

#include "assay/v1/lineage_service.pb.h"
#include "cli/internal/terminal.h"

namespace assay::cli {

// Facts, then the columns where the schema has any.
std::string RenderVersion(const v1::RegisteredDatasetVersion& version, const Terminal& terminal);
// A row for each version.
std::string RenderVersions(const std::vector<v1::RegisteredDatasetVersion>& versions,
                           const Terminal& terminal);
// Tables of what differs in schema, profile and files; a sentence when nothing does.
std::string RenderDiff(const v1::DiffDatasetVersionsResponse& diff, const Terminal& terminal);

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_DATASET_VIEW_H_
