// Slots: a use case in an environment, with at most one champion.
#ifndef ASSAY_STORAGE_GOVERNANCE_SLOTS_H_
#define ASSAY_STORAGE_GOVERNANCE_SLOTS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/governance_service.pb.h"
#include "storage/store.h"

namespace assay {

// What other entities need of a slot.
struct SlotRow {
  int64_t id = 0;
  int64_t workspace = 0;
  v1::SlotRef ref = {};  // with its workspace's name
  int64_t champion = 0;  // row of the model version; 0 for none
  int64_t head = 0;      // row of the decision that moved the champion last; 0 for none
};

// "slot:<workspace>/<use case>/<environment>".
std::string SlotText(const v1::SlotRef& ref);

// InvalidArgument (NAME_INVALID) unless both parts are names without "/" and "*".
absl::Status ValidateSlot(const v1::SlotRef& ref);

// NotFound (SLOT_NOT_FOUND, WORKSPACE_NOT_FOUND).
absl::StatusOr<SlotRow> FindSlot(ReadTxn& txn, const v1::SlotRef& ref);
absl::StatusOr<SlotRow> LoadSlotRow(ReadTxn& txn, int64_t slot);
// Those of these rows, by row, in one statement.
absl::StatusOr<std::map<int64_t, SlotRow>> LoadSlotRows(ReadTxn& txn,
                                                        std::span<const int64_t> slots);
absl::StatusOr<v1::Slot> GetSlot(ReadTxn& txn, const v1::SlotRef& ref);
// AlreadyExists (SLOT_EXISTS).
absl::StatusOr<v1::Slot> CreateSlot(WriteTxn& txn, const v1::Slot& slot, std::string_view actor);

// Up to `limit` slots of a workspace behind (use case, environment), in that order.
absl::StatusOr<std::vector<v1::Slot>> ListSlots(ReadTxn& txn, int64_t workspace,
                                                const v1::SlotRef& after, int limit);
// Up to `limit` slots with a champion and rows above `after`, of one workspace or of all (0).
absl::StatusOr<std::vector<SlotRow>> ListChampions(ReadTxn& txn, int64_t workspace, int64_t after,
                                                   int limit);
// Slots where this model version is champion.
absl::StatusOr<std::vector<SlotRow>> SlotsOfChampion(ReadTxn& txn, int64_t model_version);

// Who was champion at a time, or is now.
absl::StatusOr<v1::Champion> ChampionAt(ReadTxn& txn, const SlotRow& slot,
                                        std::optional<int64_t> at_us);

// Makes `champion` (0: none) the slot's champion by `decision`, if its head still is `slot.head`;
// else Aborted (SLOT_MOVED).
absl::Status MoveChampion(WriteTxn& txn, const SlotRow& slot, int64_t champion, int64_t decision,
                          int64_t at_us);

}  // namespace assay

#endif  // ASSAY_STORAGE_GOVERNANCE_SLOTS_H_
