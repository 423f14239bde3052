// Decisions: append-only, what moved a champion, refused to, or changed the rules.
#ifndef ASSAY_STORAGE_GOVERNANCE_DECISIONS_H_
#define ASSAY_STORAGE_GOVERNANCE_DECISIONS_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/governance.pb.h"
#include "storage/edges.h"
#include "storage/governance/slots.h"
#include "storage/store.h"

namespace assay {

struct NewDecision {
  // Complete, with id and time, but for its sequence.
  v1::Decision decision = {};
  int64_t workspace = 0;
  // 0 where the decision is about no one slot.
  int64_t slot = 0;
  // Whether it changes the slot's champion, and to which model version (0: to none), from which
  // head.
  bool moves = false;
  int64_t champion = 0;
  int64_t base = 0;
  // What it rests on: none of it can be deleted from now on.
  std::vector<NodeRef> grounds = {};
};

// Appends the decision, its grounds, and returns its row. Aborted (SLOT_MOVED) when another
// decision moved the slot from the same head.
absl::StatusOr<int64_t> AppendDecision(WriteTxn& txn, const NewDecision& decision);

// The time that the next decision of a slot gets: now, but never before its last one, whatever the
// clock says.
absl::StatusOr<int64_t> NextDecisionTime(WriteTxn& txn, int64_t slot);

// The id of a decision's row; empty for 0.
absl::StatusOr<std::string> DecisionId(ReadTxn& txn, int64_t decision);
// NotFound (DECISION_NOT_FOUND).
absl::StatusOr<v1::Decision> GetDecision(ReadTxn& txn, std::string_view decision_id);
absl::StatusOr<v1::Decision> LoadDecision(ReadTxn& txn, int64_t decision);

// Up to `limit` with rows below `before`, newest first: of a slot, or with slot 0 of a workspace.
absl::StatusOr<std::vector<v1::Decision>> ListDecisions(ReadTxn& txn, int64_t workspace,
                                                        int64_t slot, int64_t before, int limit);

// The champion before the present one that is another one, or 0.
absl::StatusOr<int64_t> PreviousChampion(ReadTxn& txn, const SlotRow& slot);
// Whether the model version was champion of the slot by an earlier decision.
absl::StatusOr<bool> WasChampion(ReadTxn& txn, const SlotRow& slot, int64_t model_version);
// Rows of all model versions that were, or are, champion of the slot.
absl::StatusOr<std::vector<int64_t>> PastChampions(ReadTxn& txn, const SlotRow& slot);

}  // namespace assay

#endif  // ASSAY_STORAGE_GOVERNANCE_DECISIONS_H_
