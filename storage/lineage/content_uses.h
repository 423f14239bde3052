// The runs that wrote or read a content, as a file or as a dataset version.
#ifndef ASSAY_STORAGE_LINEAGE_CONTENT_USES_H_
#define ASSAY_STORAGE_LINEAGE_CONTENT_USES_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/lineage_service.pb.h"
#include "assay/v1/tracking_service.pb.h"
#include "storage/store.h"

namespace assay {

struct ContentUseRow {
  int64_t run = 0;
  int64_t dataset_version = 0;  // 0 when it was a file
  std::string label;
  int64_t created_us = 0;
};

// The first `limit` uses in a direction, by time. `versions` are the dataset versions that are this
// content.
absl::StatusOr<std::vector<ContentUseRow>> FindContentUses(ReadTxn& txn, int64_t content,
                                                           std::span<const int64_t> versions,
                                                           v1::IoDirection direction, int limit);

// The dataset versions that are this content, oldest first.
absl::StatusOr<std::vector<int64_t>> VersionsOfContent(ReadTxn& txn, int64_t content, int limit);

// The messages of uses.
absl::StatusOr<std::vector<v1::ContentUse>> LoadContentUses(ReadTxn& txn,
                                                            std::span<const ContentUseRow> uses);

}  // namespace assay

#endif  // ASSAY_STORAGE_LINEAGE_CONTENT_USES_H_
