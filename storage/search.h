// SearchRuns: runs that match a filter, in an order, page by page.
#ifndef ASSAY_STORAGE_SEARCH_H_
#define ASSAY_STORAGE_SEARCH_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/tracking_service.pb.h"
#include "storage/sieve.h"
#include "storage/store.h"

namespace assay {

struct SearchPage {
  std::vector<int64_t> runs;  // rows, in order
  std::string next;           // position of the next page; empty at the end
};

// At so many runs along an index a search looks for one page, most of which may not match.
inline constexpr int64_t kMostWalked = 50'000;

struct SearchLimits {
  int64_t walked = kMostWalked;
  SieveLimits sieve;
};

// Up to `limit` runs that follow `position` (empty for the first page); fewer when `limits.walked`
// were looked at. InvalidArgument with the reasons of the expression language, ORDER_BY_INVALID,
// ORDER_BY_KEYS_TOO_MANY; NotFound for an unknown workspace or experiment.
absl::StatusOr<SearchPage> SearchRuns(ReadTxn& txn, const v1::SearchRunsRequest& request,
                                      std::string_view position, int limit,
                                      const SearchLimits& limits = {});

}  // namespace assay

#endif  // ASSAY_STORAGE_SEARCH_H_
