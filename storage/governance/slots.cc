#include "storage/governance/slots.h"

#include <utility>

#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "storage/governance/model_names.h"
#include "storage/in_list.h"
#include "storage/lineage/node_name.h"
#include "storage/times.h"
#include "storage/workspaces.h"

namespace assay {
namespace {

absl::Status ValidatePart(std::string_view what, std::string_view field, std::string_view name) {
  ASSAY_RETURN_IF_ERROR(PrefixField(ValidateName(what, name), field));
  if (name.find_first_of("/*") == std::string_view::npos) return absl::OkStatus();
  return InvalidArgument("NAME_INVALID", field,
                         "The {} \"{}\" of a slot has a \"/\" or a \"*\". Leave them out.", what,
                         name);
}

absl::Status SlotNotFound(const v1::SlotRef& ref) {
  return NotFound("SLOT_NOT_FOUND", "There is no {}. Create it first, or list those that are.",
                  SlotText(ref));
}

// The columns: id, workspace, workspace's name, use_case, environment, champion, head.
SlotRow ReadSlotRow(const Rows& rows) {
  SlotRow slot{.id = rows.Int(0), .workspace = rows.Int(1)};
  slot.ref.set_workspace(rows.String(2));
  slot.ref.set_use_case(rows.String(3));
  slot.ref.set_environment(rows.String(4));
  slot.champion = rows.IsNull(5) ? 0 : rows.Int(5);
  slot.head = rows.Int(6);
  return slot;
}

absl::StatusOr<std::vector<SlotRow>> ReadSlotRows(Rows rows) {
  std::vector<SlotRow> slots;
  while (rows.Next()) slots.push_back(ReadSlotRow(rows));
  ASSAY_RETURN_IF_ERROR(rows.status());
  return slots;
}

// The columns: use_case, environment, description, created_us, created_by, version, champion_us,
// the head's uid, champion.
v1::Slot ReadSlot(const Rows& rows, std::string_view workspace) {
  v1::Slot slot;
  slot.mutable_slot()->set_workspace(std::string(workspace));
  slot.mutable_slot()->set_use_case(rows.String(0));
  slot.mutable_slot()->set_environment(rows.String(1));
  slot.set_description(rows.String(2));
  SetTime(rows.Int(3), slot.mutable_create_time());
  slot.set_created_by(rows.String(4));
  slot.set_etag(std::to_string(rows.Int(5)));
  if (!rows.IsNull(6)) SetTime(rows.Int(6), slot.mutable_champion_time());
  if (!rows.IsNull(7)) slot.set_last_decision_id(IdText(rows.Blob(7)));
  return slot;
}

absl::StatusOr<std::vector<v1::Slot>> ReadSlots(ReadTxn& txn, std::string_view workspace,
                                                Rows rows) {
  std::vector<v1::Slot> slots;
  std::vector<int64_t> champions;
  while (rows.Next()) {
    slots.push_back(ReadSlot(rows, workspace));
    champions.push_back(rows.IsNull(8) ? 0 : rows.Int(8));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  ASSAY_ASSIGN_OR_RETURN(const ModelNames names, LoadModelNames(txn, champions));
  for (size_t i = 0; i < slots.size(); ++i) slots[i].set_champion(names.Of(champions[i]));
  return slots;
}

absl::StatusOr<std::string> WorkspaceName(ReadTxn& txn, int64_t workspace) {
  Rows rows = txn.Query("SELECT name FROM workspace WHERE id = $1", {workspace});
  std::string name;
  if (rows.Next()) name = rows.String(0);
  ASSAY_RETURN_IF_ERROR(rows.status());
  return name;
}

}  // namespace

std::string SlotText(const v1::SlotRef& ref) {
  const std::string_view workspace = ref.workspace();
  return SlotNodeName(workspace.empty() ? kDefaultWorkspace : workspace, ref.use_case(),
                      ref.environment());
}

absl::Status ValidateSlot(const v1::SlotRef& ref) {
  ASSAY_RETURN_IF_ERROR(ValidatePart("use case", "slot.use_case", ref.use_case()));
  return ValidatePart("environment", "slot.environment", ref.environment());
}

absl::StatusOr<SlotRow> FindSlot(ReadTxn& txn, const v1::SlotRef& ref) {
  ASSAY_RETURN_IF_ERROR(ValidateSlot(ref));
  ASSAY_ASSIGN_OR_RETURN(const int64_t workspace, FindWorkspace(txn, ref.workspace()));
  ASSAY_ASSIGN_OR_RETURN(
      std::vector<SlotRow> slots,
      ReadSlotRows(txn.Query(
          "SELECT s.id, s.workspace, w.name, s.use_case, s.environment, s.champion, s.head "
          "FROM slot s JOIN workspace w ON w.id = s.workspace "
          "WHERE s.workspace = $1 AND s.use_case = $2 AND s.environment = $3",
          {workspace, std::string_view(ref.use_case()), std::string_view(ref.environment())})));
  if (slots.empty()) return SlotNotFound(ref);
  return slots[0];
}

absl::StatusOr<std::map<int64_t, SlotRow>> LoadSlotRows(ReadTxn& txn,
                                                        std::span<const int64_t> slots) {
  std::map<int64_t, SlotRow> by_row;
  if (slots.empty()) return by_row;
  sql::Builder query;
  query.Append(
      "SELECT s.id, s.workspace, w.name, s.use_case, s.environment, s.champion, s.head "
      "FROM slot s JOIN workspace w ON w.id = s.workspace WHERE s.id IN ");
  AppendList(slots, &query);
  query.Append(" ORDER BY s.id");
  ASSAY_ASSIGN_OR_RETURN(std::vector<SlotRow> rows, ReadSlotRows(txn.Query(query)));
  for (SlotRow& row : rows) by_row.emplace(row.id, std::move(row));
  return by_row;
}

absl::StatusOr<SlotRow> LoadSlotRow(ReadTxn& txn, int64_t slot) {
  ASSAY_ASSIGN_OR_RETURN(auto rows, LoadSlotRows(txn, {&slot, 1}));
  if (rows.empty()) return absl::DataLossError("A row names a slot that is not there.");
  return std::move(rows.begin()->second);
}

absl::StatusOr<v1::Slot> GetSlot(ReadTxn& txn, const v1::SlotRef& ref) {
  ASSAY_ASSIGN_OR_RETURN(const SlotRow row, FindSlot(txn, ref));
  ASSAY_ASSIGN_OR_RETURN(
      std::vector<v1::Slot> slots,
      ReadSlots(txn, row.ref.workspace(),
                txn.Query("SELECT s.use_case, s.environment, s.description, s.created_us, "
                          "s.created_by, s.version, s.champion_us, d.uid, s.champion "
                          "FROM slot s LEFT JOIN decision d ON d.id = s.head WHERE s.id = $1",
                          {row.id})));
  if (slots.empty()) return SlotNotFound(ref);
  return slots[0];
}

absl::StatusOr<v1::Slot> CreateSlot(WriteTxn& txn, const v1::Slot& slot, std::string_view actor) {
  const v1::SlotRef& ref = slot.slot();
  ASSAY_RETURN_IF_ERROR(PrefixField(ValidateSlot(ref), "slot"));
  ASSAY_RETURN_IF_ERROR(PrefixField(
      ValidateText("description", slot.description(), limits::kDescriptionBytes), "slot"));
  ASSAY_ASSIGN_OR_RETURN(const int64_t workspace, FindWorkspace(txn, ref.workspace()));
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t inserted,
      txn.Execute("INSERT INTO slot (workspace, use_case, environment, description, created_us, "
                  "created_by, head, version) VALUES ($1, $2, $3, $4, $5, $6, 0, 1) "
                  "ON CONFLICT DO NOTHING",
                  {workspace, std::string_view(ref.use_case()), std::string_view(ref.environment()),
                   std::string_view(slot.description()), txn.now_us(), actor}));
  if (inserted == 0) {
    return AlreadyExists("SLOT_EXISTS", "There is a {} already.", SlotText(ref));
  }
  return GetSlot(txn, ref);
}

absl::StatusOr<std::vector<v1::Slot>> ListSlots(ReadTxn& txn, int64_t workspace,
                                                const v1::SlotRef& after, int limit) {
  ASSAY_ASSIGN_OR_RETURN(const std::string name, WorkspaceName(txn, workspace));
  return ReadSlots(
      txn, name,
      txn.Query("SELECT s.use_case, s.environment, s.description, s.created_us, s.created_by, "
                "s.version, s.champion_us, d.uid, s.champion "
                "FROM slot s LEFT JOIN decision d ON d.id = s.head "
                "WHERE s.workspace = $1 AND (s.use_case, s.environment) > ($2, $3) "
                "ORDER BY s.use_case, s.environment LIMIT $4",
                {workspace, std::string_view(after.use_case()),
                 std::string_view(after.environment()), int64_t{limit}}));
}

absl::StatusOr<std::vector<SlotRow>> ListChampions(ReadTxn& txn, int64_t workspace, int64_t after,
                                                   int limit) {
  return ReadSlotRows(
      txn.Query("SELECT s.id, s.workspace, w.name, s.use_case, s.environment, s.champion, s.head "
                "FROM slot s JOIN workspace w ON w.id = s.workspace "
                "WHERE s.id > $1 AND s.champion IS NOT NULL AND ($2 = 0 OR s.workspace = $2) "
                "ORDER BY s.id LIMIT $3",
                {after, workspace, int64_t{limit}}));
}

absl::StatusOr<std::vector<SlotRow>> SlotsOfChampion(ReadTxn& txn, int64_t model_version) {
  return ReadSlotRows(txn.Query(
      "SELECT s.id, s.workspace, w.name, s.use_case, s.environment, s.champion, s.head "
      "FROM slot s JOIN workspace w ON w.id = s.workspace WHERE s.champion = $1 ORDER BY s.id",
      {model_version}));
}

absl::StatusOr<v1::Champion> ChampionAt(ReadTxn& txn, const SlotRow& slot,
                                        std::optional<int64_t> at_us) {
  v1::Champion champion;
  *champion.mutable_slot() = slot.ref;
  // The last one by time; of those at the same time the last one made.
  Rows rows = at_us
                  ? txn.Query(
                        "SELECT id, coalesce(champion, 0) FROM decision WHERE slot = $1 AND moves "
                        "= 1 AND at_us <= $2 ORDER BY at_us DESC, id DESC LIMIT 1",
                        {slot.id, *at_us})
                  : txn.Query(
                        "SELECT head, coalesce(champion, 0) FROM slot WHERE id = $1 AND head "
                        "<> 0",
                        {slot.id});
  if (!rows.Next()) {
    ASSAY_RETURN_IF_ERROR(rows.status());
    return champion;
  }
  const int64_t decision = rows.Int(0);
  const int64_t version = rows.Int(1);
  Rows decided = txn.Query("SELECT uid, kind, at_us FROM decision WHERE id = $1", {decision});
  if (decided.Next()) {
    champion.set_decision_id(IdText(decided.Blob(0)));
    champion.set_decision_kind(static_cast<v1::DecisionKind>(decided.Int(1)));
    SetTime(decided.Int(2), champion.mutable_since());
  }
  ASSAY_RETURN_IF_ERROR(decided.status());
  if (version != 0) {
    ASSAY_ASSIGN_OR_RETURN(const ModelArtifact artifact, LoadModelArtifact(txn, version));
    champion.set_version(artifact.name);
    champion.set_content_digest(artifact.content_digest);
    champion.set_uri(artifact.uri);
  }
  return champion;
}

absl::Status MoveChampion(WriteTxn& txn, const SlotRow& slot, int64_t champion, int64_t decision,
                          int64_t at_us) {
  const sql::Param version = champion == 0 ? sql::Param(nullptr) : sql::Param(champion);
  const sql::Param since = champion == 0 ? sql::Param(nullptr) : sql::Param(at_us);
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t moved,
      txn.Execute("UPDATE slot SET champion = $1, champion_us = $2, head = $3, version = version + "
                  "1 WHERE id = $4 AND head = $5",
                  {version, since, decision, slot.id, slot.head}));
  if (moved == 1) return absl::OkStatus();
  return Aborted("SLOT_MOVED", "The champion of {} was changed at the same time. Look at it again.",
                 SlotText(slot.ref));
}

}  // namespace assay
