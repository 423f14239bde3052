#include "storage/governance/overrides.h"

#include <string>
#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"
#include "storage/governance/body.h"
#include "storage/governance/decisions.h"
#include "storage/in_list.h"
#include "storage/times.h"

namespace assay {
namespace {

constexpr sql::Sql kReviewColumns =
    "SELECT o.decision, o.due_us, o.open, d.uid, d.body, r.body FROM promotion_override o "
    "JOIN decision d ON d.id = o.decision "
    "LEFT JOIN override_review r ON r.decision = o.decision WHERE ";

v1::OverrideReviewState StateOf(bool open, int64_t due_us, int64_t now_us) {
  if (!open) return v1::OVERRIDE_REVIEW_STATE_CLOSED;
  return due_us <= now_us ? v1::OVERRIDE_REVIEW_STATE_OVERDUE : v1::OVERRIDE_REVIEW_STATE_OPEN;
}

// The verdict, when there is one, with what the decision says.
absl::StatusOr<v1::OverrideReview> ReadReview(const Rows& rows, int64_t now_us) {
  v1::OverrideReview review;
  if (!rows.IsNull(5)) {
    ASSAY_ASSIGN_OR_RETURN(review, ReadBody<v1::OverrideReview>(rows.Blob(5)));
  }
  ASSAY_ASSIGN_OR_RETURN(v1::Decision decision, ReadBody<v1::Decision>(rows.Blob(4)));
  review.set_decision_id(IdText(rows.Blob(3)));
  review.set_state(StateOf(rows.Int(2) == 1, rows.Int(1), now_us));
  *review.mutable_slot() = std::move(*decision.mutable_slot());
  review.set_model_version(decision.model_version());
  *review.mutable_override() = std::move(*decision.mutable_override());
  *review.mutable_override_time() = decision.time();
  return review;
}

// The columns: decision, workspace, slot, due_us, open, overdue.
OverrideRow ReadOverride(const Rows& rows) {
  return {.decision = rows.Int(0),
          .workspace = rows.Int(1),
          .slot = rows.Int(2),
          .due_us = rows.Int(3),
          .open = rows.Int(4) == 1,
          .overdue = rows.Int(5) == 1};
}

}  // namespace

absl::Status AddOverride(WriteTxn& txn, const OverrideRow& row) {
  return txn.Run(
      "INSERT INTO promotion_override (decision, workspace, slot, due_us, open, overdue) "
      "VALUES ($1, $2, $3, $4, 1, 0)",
      {row.decision, row.workspace, row.slot, row.due_us});
}

absl::StatusOr<OverrideRow> FindOverride(ReadTxn& txn, std::string_view decision_id) {
  ASSAY_RETURN_IF_ERROR(CheckId("decision_id", decision_id));
  const std::string uid = IdBytes(decision_id);
  {
    Rows rows = txn.Query(
        "SELECT o.decision, o.workspace, o.slot, o.due_us, o.open, o.overdue FROM decision d "
        "JOIN promotion_override o ON o.decision = d.id WHERE d.uid = $1",
        {sql::Bytes{uid}});
    if (rows.Next()) return ReadOverride(rows);
    ASSAY_RETURN_IF_ERROR(rows.status());
  }
  ASSAY_RETURN_IF_ERROR(GetDecision(txn, decision_id).status());
  return FailedPrecondition("NOT_AN_OVERRIDE",
                            "The decision {} overrode nothing, so it has no review after the fact. "
                            "The list of overrides has those that do.",
                            decision_id);
}

absl::StatusOr<v1::OverrideReview> CloseOverride(WriteTxn& txn, const OverrideRow& row,
                                                 v1::OverrideReview verdict) {
  const int64_t now = txn.now_us();
  verdict.set_review_id(txn.NewId());
  SetTime(now, verdict.mutable_review_time());
  const std::string body = verdict.SerializeAsString();
  ASSAY_RETURN_IF_ERROR(
      txn.Run("INSERT INTO override_review (decision, body, at_us) VALUES ($1, $2, $3)",
              {row.decision, sql::Bytes{body}, now}));
  ASSAY_RETURN_IF_ERROR(
      txn.Run("UPDATE promotion_override SET open = 0 WHERE decision = $1", {row.decision}));
  return verdict;
}

absl::StatusOr<std::vector<OverrideRow>> UnsaidOverdue(ReadTxn& txn, int64_t workspace, int limit) {
  Rows rows = txn.Query(
      "SELECT decision, workspace, slot, due_us, open, overdue FROM promotion_override "
      "WHERE open = 1 AND overdue = 0 AND due_us <= $1 AND ($2 = 0 OR workspace = $2) "
      "ORDER BY due_us, decision LIMIT $3",
      {txn.context().clock.NowMicros(), workspace, int64_t{limit}});
  std::vector<OverrideRow> overdue;
  while (rows.Next()) overdue.push_back(ReadOverride(rows));
  ASSAY_RETURN_IF_ERROR(rows.status());
  return overdue;
}

absl::StatusOr<bool> SayOverdue(WriteTxn& txn, const OverrideRow& row) {
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t changed,
      txn.Execute("UPDATE promotion_override SET overdue = 1 WHERE decision = $1 AND open = 1 "
                  "AND overdue = 0",
                  {row.decision}));
  return changed == 1;
}

absl::StatusOr<std::vector<v1::OverrideReview>> LoadOverrideReviews(
    ReadTxn& txn, std::span<const int64_t> decisions) {
  std::vector<v1::OverrideReview> reviews;
  if (decisions.empty()) return reviews;
  sql::Builder query;
  query.Append(kReviewColumns).Append("o.decision IN ");
  AppendList(decisions, &query);
  query.Append(" ORDER BY o.decision DESC");
  Rows rows = txn.Query(query);
  const int64_t now = txn.context().clock.NowMicros();
  while (rows.Next()) {
    ASSAY_ASSIGN_OR_RETURN(v1::OverrideReview review, ReadReview(rows, now));
    reviews.push_back(std::move(review));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return reviews;
}

absl::StatusOr<OverridePage> ListOverrideReviews(ReadTxn& txn, int64_t workspace, int64_t slot,
                                                 bool open_only, int64_t before, int limit) {
  sql::Builder query;
  query.Append(kReviewColumns);
  if (slot != 0) {
    query.Append("o.slot = ").Bind(slot);
  } else {
    query.Append("o.workspace = ").Bind(workspace);
  }
  query.Append(" AND o.decision < ").Bind(before);
  if (open_only) query.Append(" AND o.open = 1");
  query.Append(" ORDER BY o.decision DESC LIMIT ").Bind(int64_t{limit} + 1);
  Rows rows = txn.Query(query);
  const int64_t now = txn.context().clock.NowMicros();
  OverridePage page;
  while (rows.Next()) {
    if (page.reviews.size() == static_cast<size_t>(limit)) {
      page.more = true;
      continue;
    }
    ASSAY_ASSIGN_OR_RETURN(v1::OverrideReview review, ReadReview(rows, now));
    page.reviews.push_back(std::move(review));
    page.last = rows.Int(0);
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return page;
}

}  // namespace assay
