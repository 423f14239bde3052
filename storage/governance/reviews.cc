#include "storage/governance/reviews.h"

#include <string>
#include <utility>

#include "core/status_macros.h"
#include "storage/governance/body.h"
#include "storage/times.h"

namespace assay {

absl::StatusOr<v1::Review> AddReview(WriteTxn& txn, const PromotionRow& promotion,
                                     v1::Review review) {
  const int64_t now = txn.now_us();
  review.set_review_id(txn.NewId());
  review.set_request_id(promotion.uid);
  SetTime(now, review.mutable_create_time());
  const std::string body = review.SerializeAsString();
  const std::string uid = IdBytes(review.review_id());
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t id,
      txn.Insert("INSERT INTO review (uid, promotion, assessment, body, at_us) "
                 "VALUES ($1, $2, $3, $4, $5)",
                 {sql::Bytes{uid}, promotion.id, promotion.assessment, sql::Bytes{body}, now}));
  review.set_sequence(id);
  return review;
}

absl::StatusOr<std::vector<StoredReview>> ReviewsOf(ReadTxn& txn, const PromotionRow& promotion) {
  Rows rows = txn.Query(
      "SELECT r.id, r.body, d.review FROM review r "
      "LEFT JOIN review_dismissal d ON d.review = r.id WHERE r.promotion = $1 ORDER BY r.id",
      {promotion.id});
  std::vector<StoredReview> reviews;
  while (rows.Next()) {
    StoredReview stored{.id = rows.Int(0), .dismissed = !rows.IsNull(2)};
    ASSAY_ASSIGN_OR_RETURN(stored.review, ReadBody<v1::Review>(rows.Blob(1)));
    stored.review.set_sequence(stored.id);
    reviews.push_back(std::move(stored));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return reviews;
}

absl::StatusOr<int> DismissReviews(WriteTxn& txn, const PromotionRow& promotion) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<StoredReview> reviews, ReviewsOf(txn, promotion));
  int dismissed = 0;
  for (const StoredReview& stored : reviews) {
    if (stored.dismissed || stored.review.review_digest() == promotion.review_digest) continue;
    ASSAY_RETURN_IF_ERROR(
        txn.Run("INSERT INTO review_dismissal (review, assessment, at_us) VALUES ($1, $2, $3)",
                {stored.id, promotion.assessment, txn.now_us()}));
    ++dismissed;
  }
  return dismissed;
}

}  // namespace assay
