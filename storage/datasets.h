// Datasets and their versions: a dataset at a digest.
#ifndef ASSAY_STORAGE_DATASETS_H_
#define ASSAY_STORAGE_DATASETS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/resources.pb.h"
#include "storage/store.h"

namespace assay {

struct DatasetVersionRow {
  int64_t id = 0;
  int64_t content = 0;
};

// The row of this version of the dataset of this name, made by `by` when there is none. Schema,
// profile and label are those of the first time that has them. FailedPrecondition
// (DATASET_VERSION_CHANGED) when the label names another digest, or the digest has another label.
absl::StatusOr<DatasetVersionRow> InternDatasetVersion(WriteTxn& txn, int64_t workspace,
                                                       const v1::DatasetVersion& version,
                                                       std::string_view by);

}  // namespace assay

#endif  // ASSAY_STORAGE_DATASETS_H_
