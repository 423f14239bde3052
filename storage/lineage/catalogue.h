// Datasets by name, and their versions.
#ifndef ASSAY_STORAGE_LINEAGE_CATALOGUE_H_
#define ASSAY_STORAGE_LINEAGE_CATALOGUE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/lineage_service.pb.h"
#include "storage/store.h"

namespace assay {

// The row of a dataset. NotFound with reason DATASET_NOT_FOUND.
absl::StatusOr<int64_t> FindDataset(ReadTxn& txn, std::string_view workspace,
                                    std::string_view name);

absl::StatusOr<v1::Dataset> GetDataset(ReadTxn& txn, std::string_view workspace,
                                       std::string_view name);
// Up to `limit` datasets of a workspace with names behind `after`, by name.
absl::StatusOr<std::vector<v1::Dataset>> ListDatasets(ReadTxn& txn, std::string_view workspace,
                                                      std::string_view after, int limit);

struct DatasetVersionPage {
  std::vector<v1::RegisteredDatasetVersion> versions;
  int64_t next = 0;  // the `before` of the next page; 0 when there are no more
};
// Up to `limit` versions of a dataset, newest first, with rows below `before` (0 for the first
// page).
absl::StatusOr<DatasetVersionPage> ListDatasetVersions(ReadTxn& txn, int64_t dataset,
                                                       int64_t before, int limit);

// What needs no transaction: the version, and the number of sources.
absl::Status ValidateRegistration(const v1::RegisterDatasetVersionRequest& request);
absl::StatusOr<v1::RegisteredDatasetVersion> RegisterDatasetVersion(
    WriteTxn& txn, const v1::RegisterDatasetVersionRequest& request, std::string_view by);

}  // namespace assay

#endif  // ASSAY_STORAGE_LINEAGE_CATALOGUE_H_
