#include "storage/governance/decisions.h"

#include <algorithm>
#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"
#include "storage/governance/body.h"
#include "storage/times.h"

namespace assay {
namespace {

// The columns: id, body.
absl::StatusOr<std::vector<v1::Decision>> ReadDecisions(Rows rows) {
  std::vector<v1::Decision> decisions;
  while (rows.Next()) {
    ASSAY_ASSIGN_OR_RETURN(v1::Decision decision, ReadBody<v1::Decision>(rows.Blob(1)));
    decision.set_sequence(rows.Int(0));
    decisions.push_back(std::move(decision));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return decisions;
}

absl::Status SlotMoved(const v1::SlotRef& slot) {
  return Aborted("SLOT_MOVED", "The champion of {} was changed at the same time. Look at it again.",
                 SlotText(slot));
}

// Whether another decision moved the slot from this head.
absl::StatusOr<bool> HasSuccessor(ReadTxn& txn, int64_t slot, int64_t base) {
  Rows rows = txn.Query("SELECT id FROM decision WHERE slot = $1 AND base = $2 AND moves = 1",
                        {slot, base});
  const bool found = rows.Next();
  ASSAY_RETURN_IF_ERROR(rows.status());
  return found;
}

sql::Param OrNull(int64_t id) { return id == 0 ? sql::Param(nullptr) : sql::Param(id); }

}  // namespace

absl::StatusOr<int64_t> AppendDecision(WriteTxn& txn, const NewDecision& decision) {
  const v1::Decision& body = decision.decision;
  if (decision.moves) {
    ASSAY_ASSIGN_OR_RETURN(const bool forked, HasSuccessor(txn, decision.slot, decision.base));
    if (forked) return SlotMoved(body.slot());
  }
  const std::string bytes = body.SerializeAsString();
  const std::string uid = IdBytes(body.decision_id());
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t id,
      txn.Insert("INSERT INTO decision (uid, workspace, slot, kind, moves, base, champion, body, "
                 "at_us, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                 {sql::Bytes{uid}, decision.workspace, OrNull(decision.slot), int64_t{body.kind()},
                  int64_t{decision.moves}, decision.base, OrNull(decision.champion),
                  sql::Bytes{bytes}, TimeMicros(body.time()), std::string_view(body.actor())}));
  for (const NodeRef& ground : decision.grounds) {
    ASSAY_RETURN_IF_ERROR(
        txn.Run("INSERT INTO decision_ground (kind, node, decision) VALUES ($1, $2, $3) "
                "ON CONFLICT DO NOTHING",
                {int64_t{ground.kind}, ground.id, id}));
  }
  return id;
}

absl::StatusOr<int64_t> NextDecisionTime(WriteTxn& txn, int64_t slot) {
  Rows rows =
      txn.Query("SELECT at_us FROM decision WHERE slot = $1 ORDER BY id DESC LIMIT 1", {slot});
  const int64_t last = rows.Next() ? rows.Int(0) : 0;
  ASSAY_RETURN_IF_ERROR(rows.status());
  return std::max(last, txn.now_us());
}

absl::StatusOr<std::string> DecisionId(ReadTxn& txn, int64_t decision) {
  if (decision == 0) return std::string();
  Rows rows = txn.Query("SELECT uid FROM decision WHERE id = $1", {decision});
  if (!rows.Next()) {
    ASSAY_RETURN_IF_ERROR(rows.status());
    return absl::DataLossError("A row names a decision that is not there.");
  }
  return IdText(rows.Blob(0));
}

absl::StatusOr<v1::Decision> GetDecision(ReadTxn& txn, std::string_view decision_id) {
  ASSAY_RETURN_IF_ERROR(CheckId("decision_id", decision_id));
  const std::string uid = IdBytes(decision_id);
  ASSAY_ASSIGN_OR_RETURN(
      std::vector<v1::Decision> found,
      ReadDecisions(txn.Query("SELECT id, body FROM decision WHERE uid = $1", {sql::Bytes{uid}})));
  if (found.empty()) {
    return NotFound("DECISION_NOT_FOUND",
                    "There is no decision {}. List the decisions to see those that are.",
                    decision_id);
  }
  return std::move(found[0]);
}

absl::StatusOr<v1::Decision> LoadDecision(ReadTxn& txn, int64_t decision) {
  ASSAY_ASSIGN_OR_RETURN(
      std::vector<v1::Decision> found,
      ReadDecisions(txn.Query("SELECT id, body FROM decision WHERE id = $1", {decision})));
  if (found.empty()) return absl::DataLossError("A row names a decision that is not there.");
  return std::move(found[0]);
}

absl::StatusOr<std::vector<v1::Decision>> ListDecisions(ReadTxn& txn, int64_t workspace,
                                                        int64_t slot, int64_t before, int limit) {
  return ReadDecisions(
      slot != 0 ? txn.Query("SELECT id, body FROM decision WHERE slot = $1 AND id < $2 "
                            "ORDER BY id DESC LIMIT $3",
                            {slot, before, int64_t{limit}})
                : txn.Query("SELECT id, body FROM decision WHERE workspace = $1 AND id < $2 "
                            "ORDER BY id DESC LIMIT $3",
                            {workspace, before, int64_t{limit}}));
}

absl::StatusOr<int64_t> PreviousChampion(ReadTxn& txn, const SlotRow& slot) {
  Rows rows = txn.Query(
      "SELECT champion FROM decision WHERE slot = $1 AND moves = 1 AND champion IS NOT NULL "
      "AND champion <> $2 ORDER BY at_us DESC, id DESC LIMIT 1",
      {slot.id, slot.champion});
  const int64_t champion = rows.Next() ? rows.Int(0) : 0;
  ASSAY_RETURN_IF_ERROR(rows.status());
  return champion;
}

absl::StatusOr<bool> WasChampion(ReadTxn& txn, const SlotRow& slot, int64_t model_version) {
  Rows rows = txn.Query(
      "SELECT id FROM decision WHERE slot = $1 AND champion = $2 AND moves = 1 ORDER BY id LIMIT 1",
      {slot.id, model_version});
  const bool was = rows.Next();
  ASSAY_RETURN_IF_ERROR(rows.status());
  return was;
}

absl::StatusOr<std::vector<int64_t>> PastChampions(ReadTxn& txn, const SlotRow& slot) {
  Rows rows = txn.Query(
      "SELECT DISTINCT champion FROM decision WHERE slot = $1 AND moves = 1 AND champion IS NOT "
      "NULL ORDER BY champion",
      {slot.id});
  std::vector<int64_t> champions;
  while (rows.Next()) champions.push_back(rows.Int(0));
  ASSAY_RETURN_IF_ERROR(rows.status());
  return champions;
}

}  // namespace assay
