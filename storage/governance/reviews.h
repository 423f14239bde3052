// Reviews of requests to promote: insert-only, as are their dismissals.
#ifndef ASSAY_STORAGE_GOVERNANCE_REVIEWS_H_
#define ASSAY_STORAGE_GOVERNANCE_REVIEWS_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/governance.pb.h"
#include "storage/governance/promotions.h"
#include "storage/store.h"

namespace assay {

// Adds a review of the request's present assessment, and sets its output-only fields but those of
// the caller: id, time and sequence.
absl::StatusOr<v1::Review> AddReview(WriteTxn& txn, const PromotionRow& promotion,
                                     v1::Review review);

struct StoredReview {
  int64_t id = 0;
  v1::Review review = {};
  bool dismissed = false;
};
// All of a request, in the order in which they came in.
absl::StatusOr<std::vector<StoredReview>> ReviewsOf(ReadTxn& txn, const PromotionRow& promotion);

// Records that `assessment` dismissed the reviews that bind to another review digest than the
// request's new one. Returns how many.
absl::StatusOr<int> DismissReviews(WriteTxn& txn, const PromotionRow& promotion);

}  // namespace assay

#endif  // ASSAY_STORAGE_GOVERNANCE_REVIEWS_H_
