// Data that evaluations and contracts name: only what is recorded already.
#ifndef ASSAY_STORAGE_REGISTRY_RECORDED_DATA_H_
#define ASSAY_STORAGE_REGISTRY_RECORDED_DATA_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/store.h"

namespace assay {

struct RecordedData {
  int64_t content = 0;
  int64_t dataset_version = 0;  // 0 for content that is named without a dataset
};

// The version of the dataset `name` of a workspace at a digest; with an empty name, the content.
// NotFound: DATASET_VERSION_UNKNOWN, CONTENT_UNKNOWN.
absl::StatusOr<RecordedData> FindRecordedData(ReadTxn& txn, int64_t workspace,
                                              std::string_view name, std::string_view digest);

}  // namespace assay

#endif  // ASSAY_STORAGE_REGISTRY_RECORDED_DATA_H_
