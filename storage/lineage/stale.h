// What was trained on data of which there is a newer version.
#ifndef ASSAY_STORAGE_LINEAGE_STALE_H_
#define ASSAY_STORAGE_LINEAGE_STALE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/lineage_service.pb.h"
#include "storage/store.h"

namespace assay {

struct StalePage {
  std::vector<v1::StaleUse> uses;
  std::string next;  // the `after` of the next page; empty when there are no more
};

// Up to `limit` uses behind the place `after` (empty for the first page).
absl::StatusOr<StalePage> ListStale(ReadTxn& txn, const v1::ListStaleRequest& request,
                                    std::string_view after, int limit);

}  // namespace assay

#endif  // ASSAY_STORAGE_LINEAGE_STALE_H_
