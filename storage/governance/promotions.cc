#include "storage/governance/promotions.h"

#include <map>
#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"
#include "storage/governance/decisions.h"
#include "storage/governance/model_names.h"
#include "storage/in_list.h"
#include "storage/times.h"

namespace assay {
namespace {

constexpr sql::Sql kColumns =
    "SELECT id, uid, slot, model_version, state, live, comment, created_us, created_by, "
    "updated_us, expires_us, coalesce(assessment, 0), review_digest, base, coalesce(decision, 0), "
    "version FROM promotion ";

absl::StatusOr<std::vector<PromotionRow>> ReadPromotions(Rows rows) {
  std::vector<PromotionRow> promotions;
  while (rows.Next()) {
    promotions.push_back({.id = rows.Int(0),
                          .uid = IdText(rows.Blob(1)),
                          .slot = rows.Int(2),
                          .model_version = rows.Int(3),
                          .state = static_cast<v1::RequestState>(rows.Int(4)),
                          .live = rows.Int(5) == 1,
                          .comment = rows.String(6),
                          .created_us = rows.Int(7),
                          .created_by = rows.String(8),
                          .updated_us = rows.Int(9),
                          .expires_us = rows.Int(10),
                          .assessment = rows.Int(11),
                          .review_digest = rows.String(12),
                          .base = rows.Int(13),
                          .decision = rows.Int(14),
                          .version = rows.Int(15)});
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return promotions;
}

sql::Builder Select(sql::Sql condition) {
  sql::Builder query;
  query.Append(kColumns).Append(condition);
  return query;
}

sql::Param OrNull(int64_t id) { return id == 0 ? sql::Param(nullptr) : sql::Param(id); }

// The texts of rows by id, which are the columns of the statement; it ends with "IN ".
enum class TextKind { kText, kUid };
using Texts = std::map<int64_t, std::string>;
absl::StatusOr<Texts> LoadTexts(ReadTxn& txn, sql::Sql select, TextKind kind,
                                std::vector<int64_t> ids) {
  Texts texts;
  std::erase(ids, 0);
  if (ids.empty()) return texts;
  sql::Builder query;
  query.Append(select);
  AppendList(ids, &query);
  query.Append(" ORDER BY 1");
  Rows rows = txn.Query(query);
  while (rows.Next()) {
    texts[rows.Int(0)] = kind == TextKind::kUid ? IdText(rows.Blob(1)) : rows.String(1);
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return texts;
}

// What rows name by id.
struct Named {
  std::map<int64_t, SlotRow> slots;
  ModelNames models;
  Texts assessments, decisions;
};
absl::StatusOr<Named> LoadNamed(ReadTxn& txn, std::span<const PromotionRow> rows) {
  std::vector<int64_t> slots, models, assessments, decisions;
  for (const PromotionRow& row : rows) {
    slots.push_back(row.slot);
    models.push_back(row.model_version);
    assessments.push_back(row.assessment);
    decisions.push_back(row.base);
    decisions.push_back(row.decision);
  }
  Named named;
  ASSAY_ASSIGN_OR_RETURN(named.slots, LoadSlotRows(txn, slots));
  ASSAY_ASSIGN_OR_RETURN(named.models, LoadModelNames(txn, models));
  ASSAY_ASSIGN_OR_RETURN(named.assessments,
                         LoadTexts(txn, "SELECT id, digest FROM assessment WHERE id IN ",
                                   TextKind::kText, assessments));
  ASSAY_ASSIGN_OR_RETURN(
      named.decisions,
      LoadTexts(txn, "SELECT id, uid FROM decision WHERE id IN ", TextKind::kUid, decisions));
  return named;
}

}  // namespace

absl::StatusOr<PromotionRow> FindPromotion(ReadTxn& txn, std::string_view promotion_request_id) {
  ASSAY_RETURN_IF_ERROR(CheckId("promotion_request_id", promotion_request_id));
  ASSAY_ASSIGN_OR_RETURN(
      std::vector<PromotionRow> found,
      ReadPromotions(txn.Query(Select("WHERE uid = ").BindBytes(IdBytes(promotion_request_id)))));
  if (found.empty()) {
    return NotFound("REQUEST_NOT_FOUND",
                    "There is no request {}. List the requests to see those that are.",
                    promotion_request_id);
  }
  return std::move(found[0]);
}

absl::StatusOr<PromotionRow> FindLivePromotion(ReadTxn& txn,
                                               std::string_view promotion_request_id) {
  ASSAY_ASSIGN_OR_RETURN(PromotionRow row, FindPromotion(txn, promotion_request_id));
  if (row.live) return row;
  return FailedPrecondition("REQUEST_ENDED", "The request {} has ended: {}. Open another one.",
                            row.uid, v1::RequestState_Name(row.state));
}

absl::StatusOr<std::vector<v1::PromotionRequest>> ToMessages(ReadTxn& txn,
                                                             std::span<const PromotionRow> rows) {
  ASSAY_ASSIGN_OR_RETURN(Named named, LoadNamed(txn, rows));
  std::vector<v1::PromotionRequest> requests;
  for (const PromotionRow& row : rows) {
    v1::PromotionRequest& request = requests.emplace_back();
    request.set_request_id(row.uid);
    *request.mutable_slot() = named.slots[row.slot].ref;
    request.set_candidate(named.models.Of(row.model_version));
    request.set_requester(row.created_by);
    request.set_comment(row.comment);
    request.set_state(row.state);
    SetTime(row.created_us, request.mutable_create_time());
    SetTime(row.updated_us, request.mutable_update_time());
    SetTime(row.expires_us, request.mutable_expire_time());
    request.set_base_decision_id(named.decisions[row.base]);
    request.set_assessment_digest(named.assessments[row.assessment]);
    request.set_review_digest(row.review_digest);
    request.set_decision_id(named.decisions[row.decision]);
    request.set_etag(std::to_string(row.version));
  }
  return requests;
}

absl::StatusOr<v1::PromotionRequest> ToMessage(ReadTxn& txn, const PromotionRow& row) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<v1::PromotionRequest> requests, ToMessages(txn, {&row, 1}));
  return std::move(requests[0]);
}

absl::StatusOr<std::map<int64_t, std::string>> AssessedFactsDigests(
    ReadTxn& txn, std::span<const PromotionRow* const> rows) {
  std::vector<int64_t> assessments;
  for (const PromotionRow* row : rows) assessments.push_back(row->assessment);
  return LoadTexts(txn,
                   "SELECT a.id, f.digest FROM assessment a JOIN facts f ON f.id = a.facts "
                   "WHERE a.id IN ",
                   TextKind::kText, assessments);
}

absl::Status InsertPromotion(WriteTxn& txn, const SlotRow& slot, PromotionRow* row) {
  {
    Rows rows =
        txn.Query("SELECT uid FROM promotion WHERE slot = $1 AND model_version = $2 AND live = 1",
                  {slot.id, row->model_version});
    if (rows.Next()) {
      return AlreadyExists("REQUEST_EXISTS",
                           "The request {} for this candidate is open already. Assess, commit or "
                           "cancel that one.",
                           IdText(rows.Blob(0)));
    }
    ASSAY_RETURN_IF_ERROR(rows.status());
  }
  row->uid = txn.NewId();
  row->slot = slot.id;
  row->version = 1;
  const std::string uid = IdBytes(row->uid);
  ASSAY_ASSIGN_OR_RETURN(
      row->id,
      txn.Insert("INSERT INTO promotion (uid, workspace, slot, model_version, state, live, "
                 "comment, created_us, created_by, updated_us, expires_us, assessment, "
                 "review_digest, base, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8, "
                 "$10, $11, $12, $13, 1)",
                 {sql::Bytes{uid}, slot.workspace, slot.id, row->model_version, int64_t{row->state},
                  int64_t{row->live}, std::string_view(row->comment), row->created_us,
                  std::string_view(row->created_by), row->expires_us, OrNull(row->assessment),
                  std::string_view(row->review_digest), row->base}));
  return absl::OkStatus();
}

absl::Status UpdatePromotion(WriteTxn& txn, const PromotionRow& row) {
  return txn.Run(
      "UPDATE promotion SET state = $1, live = $2, updated_us = $3, expires_us = $4, "
      "assessment = $5, review_digest = $6, base = $7, decision = $8, version = version + 1 "
      "WHERE id = $9",
      {int64_t{row.state}, int64_t{row.live}, txn.now_us(), row.expires_us, OrNull(row.assessment),
       std::string_view(row.review_digest), row.base, OrNull(row.decision), row.id});
}

absl::StatusOr<std::vector<PromotionRow>> LivePromotionsOfModel(ReadTxn& txn,
                                                                int64_t model_version) {
  return ReadPromotions(txn.Query(
      Select("WHERE model_version = ").Bind(model_version).Append(" AND live = 1 ORDER BY id")));
}

absl::StatusOr<std::vector<PromotionRow>> LivePromotionsOfSlot(ReadTxn& txn, int64_t slot) {
  return ReadPromotions(
      txn.Query(Select("WHERE slot = ").Bind(slot).Append(" AND live = 1 ORDER BY model_version")));
}

absl::StatusOr<bool> SomeExpired(ReadTxn& txn) {
  Rows rows = txn.Query(
      "SELECT id FROM promotion WHERE live = 1 AND expires_us <= $1 ORDER BY expires_us LIMIT 1",
      {txn.context().clock.NowMicros()});
  const bool some = rows.Next();
  ASSAY_RETURN_IF_ERROR(rows.status());
  return some;
}

absl::Status ExpirePromotions(WriteTxn& txn) {
  return txn.Run(
      "UPDATE promotion SET state = $1, live = 0, updated_us = $2, version = version + 1 "
      "WHERE live = 1 AND expires_us <= $2",
      {int64_t{v1::REQUEST_STATE_EXPIRED}, txn.now_us()});
}

absl::StatusOr<PromotionPage> ListPromotions(ReadTxn& txn, int64_t workspace, int64_t slot,
                                             bool live_only, int64_t before, int limit) {
  sql::Builder query;
  query.Append(kColumns);
  if (slot != 0) {
    query.Append("WHERE slot = ").Bind(slot);
  } else {
    query.Append("WHERE workspace = ").Bind(workspace);
  }
  query.Append(" AND id < ").Bind(before);
  if (live_only) {
    query.Append(" AND live = 1 AND expires_us > ").Bind(txn.context().clock.NowMicros());
  }
  query.Append(" ORDER BY id DESC LIMIT ").Bind(int64_t{limit} + 1);
  PromotionPage page;
  ASSAY_ASSIGN_OR_RETURN(page.rows, ReadPromotions(txn.Query(query)));
  page.more = page.rows.size() > static_cast<size_t>(limit);
  if (page.more) page.rows.pop_back();
  return page;
}

}  // namespace assay
