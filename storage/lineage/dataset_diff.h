// What differs between two versions of data.
#ifndef ASSAY_STORAGE_LINEAGE_DATASET_DIFF_H_
#define ASSAY_STORAGE_LINEAGE_DATASET_DIFF_H_

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/lineage_service.pb.h"
#include "storage/store.h"

namespace assay {

// The values that differ between two texts, by key. Both are read as JSON when both are; otherwise
// they are one value each, under the key "". In a list, elements that are objects with a "name" go
// by it, others by their position. Pure.
std::vector<v1::DatasetChange> DiffTexts(std::string_view base, std::string_view other);

absl::StatusOr<v1::DiffDatasetVersionsResponse> DiffDatasetVersions(
    ReadTxn& txn, const v1::DiffDatasetVersionsRequest& request);

}  // namespace assay

#endif  // ASSAY_STORAGE_LINEAGE_DATASET_DIFF_H_
