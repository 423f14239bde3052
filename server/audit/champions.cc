#include "server/audit/champions.h"

#include <string>

#include "governance/replay.h"
#include "server/audit/check.h"
#include "storage/governance/audited.h"
#include "storage/governance/body.h"
#include "storage/governance/decisions.h"
#include "storage/governance/model_names.h"
#include "storage/governance/slots.h"
#include "storage/times.h"

namespace assay::audit {
namespace {

struct Replayed {
  governance::SlotHead head;
  int64_t time_us = 0;  // of the last decision that moved
};

// What the decisions of a slot give; or why they don't fit together (FailedPrecondition).
absl::StatusOr<Replayed> Replay(ReadTxn& txn, const SlotRow& slot) {
  governance::SlotHeads heads;
  Replayed replayed;
  ASSAY_RETURN_IF_ERROR(ForEachRow(
      [&](int64_t after, int limit) { return DecisionsOfSlotAfter(txn, slot.id, after, limit); },
      [&](const StoredDecision& stored) -> absl::Status {
        ASSAY_ASSIGN_OR_RETURN(const v1::Decision decision, ReadBody<v1::Decision>(stored.body));
        ASSAY_RETURN_IF_ERROR(governance::Apply(decision, &heads));
        if (governance::MovesChampion(decision.kind())) replayed.time_us = stored.at_us;
        return absl::OkStatus();
      }));
  replayed.head = heads[governance::SlotName(slot.ref)];
  return replayed;
}

absl::Status CheckSlot(ReadTxn& txn, const StoredSlot& stored, Check& check) {
  check.Count();
  ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, LoadSlotRow(txn, stored.id));
  const std::string name = SlotText(slot.ref);
  const absl::StatusOr<Replayed> replayed = Replay(txn, slot);
  if (!replayed.ok()) return check.TellDamage(replayed.status(), name);
  ASSAY_ASSIGN_OR_RETURN(const ModelNames names, LoadModelNames(txn, {&slot.champion, 1}));
  if (names.Of(slot.champion) != replayed->head.champion) {
    check.Complain("The champion of {} is \"{}\", and by its decisions it is \"{}\".", name,
                   names.Of(slot.champion), replayed->head.champion);
  }
  const auto head = DecisionId(txn, slot.head);
  if (!head.ok()) return check.TellDamage(head.status(), name);
  if (*head != replayed->head.last_decision_id || stored.champion_us != replayed->time_us) {
    check.Complain("The {} names another decision as its last one than its decisions do.", name);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckChampions(ReadTxn& txn, v1::VerifyAuditLogResponse* response) {
  Check check("champions", "slots whose champion follows from their decisions", response);
  return ForEachRow([&](int64_t after, int limit) { return SlotsAfter(txn, after, limit); },
                    [&](const StoredSlot& stored) { return CheckSlot(txn, stored, check); });
}

}  // namespace assay::audit
