// Requests to promote a candidate.
#ifndef ASSAY_STORAGE_GOVERNANCE_PROMOTIONS_H_
#define ASSAY_STORAGE_GOVERNANCE_PROMOTIONS_H_

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/governance.pb.h"
#include "storage/governance/slots.h"
#include "storage/store.h"

namespace assay {

struct PromotionRow {
  int64_t id = 0;
  std::string uid = {};  // 32 hex digits
  int64_t slot = 0;
  int64_t model_version = 0;
  v1::RequestState state = v1::REQUEST_STATE_UNSPECIFIED;
  bool live = true;  // has not ended
  std::string comment = {};
  int64_t created_us = 0;
  std::string created_by = {};
  int64_t updated_us = 0;
  int64_t expires_us = 0;
  int64_t assessment = 0;  // row; 0 before the first
  std::string review_digest = {};
  int64_t base = 0;      // the slot's head when it was assessed
  int64_t decision = 0;  // row of the decision that ended it; 0 for none
  int64_t version = 0;
};

// NotFound (REQUEST_NOT_FOUND).
absl::StatusOr<PromotionRow> FindPromotion(ReadTxn& txn, std::string_view promotion_request_id);
// Also FailedPrecondition (REQUEST_ENDED).
absl::StatusOr<PromotionRow> FindLivePromotion(ReadTxn& txn, std::string_view promotion_request_id);
absl::StatusOr<v1::PromotionRequest> ToMessage(ReadTxn& txn, const PromotionRow& row);
// The same of several, in their order, in a handful of statements.
absl::StatusOr<std::vector<v1::PromotionRequest>> ToMessages(ReadTxn& txn,
                                                             std::span<const PromotionRow> rows);

// The digests of the facts that each of them was assessed on, in one statement, by the row of the
// assessment.
absl::StatusOr<std::map<int64_t, std::string>> AssessedFactsDigests(
    ReadTxn& txn, std::span<const PromotionRow* const> rows);

// Adds the request; row.id and uid are set. AlreadyExists (REQUEST_EXISTS) when one for this
// candidate is live.
absl::Status InsertPromotion(WriteTxn& txn, const SlotRow& slot, PromotionRow* row);
// Writes everything of the row that can change.
absl::Status UpdatePromotion(WriteTxn& txn, const PromotionRow& row);

// Those that have not ended: of a model version in every slot, or of a slot.
absl::StatusOr<std::vector<PromotionRow>> LivePromotionsOfModel(ReadTxn& txn,
                                                                int64_t model_version);
absl::StatusOr<std::vector<PromotionRow>> LivePromotionsOfSlot(ReadTxn& txn, int64_t slot);

// Ends those whose time is over: EXPIRED.
absl::Status ExpirePromotions(WriteTxn& txn);
absl::StatusOr<bool> SomeExpired(ReadTxn& txn);

struct PromotionPage {
  std::vector<PromotionRow> rows;
  bool more = false;
};
// Up to `limit` with rows below `before`, newest first: of a slot, or with slot 0 of a workspace.
// `live_only` leaves out those whose time is over, too.
absl::StatusOr<PromotionPage> ListPromotions(ReadTxn& txn, int64_t workspace, int64_t slot,
                                             bool live_only, int64_t before, int limit);

}  // namespace assay

#endif  // ASSAY_STORAGE_GOVERNANCE_PROMOTIONS_H_
