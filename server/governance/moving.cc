#include "server/governance/moving.h"

#include <string>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/status_macros.h"
#include "governance/windows.h"
#include "server/governance/deciding.h"
#include "server/governance/policing.h"
#include "server/governance/slot_rules.h"
#include "storage/governance/decisions.h"
#include "storage/governance/flags.h"
#include "storage/governance/model_names.h"
#include "storage/governance/promotions.h"

namespace assay {
namespace {

// The model version to go back to.
absl::StatusOr<int64_t> RollbackTarget(ReadTxn& txn, const SlotRow& slot,
                                       const std::string& version) {
  if (!version.empty()) return FindModelVersionByName(txn, version);
  ASSAY_ASSIGN_OR_RETURN(const int64_t previous, PreviousChampion(txn, slot));
  if (previous != 0) return previous;
  return FailedPrecondition("ROLLBACK_NEVER_CHAMPION",
                            "{} had no other champion: there is nothing to go back to.",
                            SlotText(slot.ref));
}

absl::Status CheckTarget(ReadTxn& txn, const SlotRow& slot, int64_t target,
                         const std::string& name) {
  if (target == slot.champion) {
    return FailedPrecondition("ROLLBACK_IS_CHAMPION", "{} is the champion of {} already.", name,
                              SlotText(slot.ref));
  }
  ASSAY_ASSIGN_OR_RETURN(const bool was, WasChampion(txn, slot, target));
  if (!was) {
    return FailedPrecondition("ROLLBACK_NEVER_CHAMPION",
                              "{} was never champion of {}. Open a request to promote it.", name,
                              SlotText(slot.ref));
  }
  ASSAY_ASSIGN_OR_RETURN(const bool recalled, IsFlagged(txn, target, kRecall));
  if (recalled) {
    return FailedPrecondition("MODEL_VERSION_RECALLED",
                              "{} is recalled, for ever. Roll back to another version.", name);
  }
  ASSAY_ASSIGN_OR_RETURN(const bool missing, IsFlagged(txn, target, kContentMissing));
  if (!missing) return absl::OkStatus();
  return FailedPrecondition("CONTENT_MISSING",
                            "The content of {} is gone. Roll back to another version, or clear "
                            "the flag \"{}\" when it is there again.",
                            name, kContentMissing);
}

// Rollbacks are exempt from windows and reviews unless an enforced policy says otherwise.
absl::Status CheckPolicies(ReadTxn& txn, const SlotRow& slot) {
  ASSAY_ASSIGN_OR_RETURN(const SlotRules rules, LoadSlotRules(txn, slot));
  for (const governance::CompiledPolicy& policy : rules.ruleset.policies()) {
    if (!policy.Enforced()) continue;
    const v1::RollbackRules& asked = policy.policy.rollback();
    if (asked.reviews()) {
      return FailedPrecondition("ROLLBACK_NEEDS_REVIEWS",
                                "The policy {} asks for reviews of rollbacks too. Open a request "
                                "to promote that version.",
                                policy.name);
    }
    if (!asked.windows()) continue;
    const auto refusals = governance::RefusalsAt(policy.policy.windows(), Now(txn));
    if (refusals.empty()) continue;
    return FailedPrecondition("WINDOW_CLOSED", "The policy {} allows no rollback now: {}",
                              policy.name, refusals[0].message);
  }
  return absl::OkStatus();
}

v1::Decision Decided(v1::DecisionKind kind, const std::string& comment) {
  v1::Decision decision;
  decision.set_kind(kind);
  decision.set_comment(comment);
  return decision;
}

absl::Status BlockRequests(WriteTxn& txn, int64_t model_version) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<PromotionRow> live, LivePromotionsOfModel(txn, model_version));
  for (PromotionRow& row : live) {
    row.state = v1::REQUEST_STATE_BLOCKED;
    row.live = false;
    ASSAY_RETURN_IF_ERROR(UpdatePromotion(txn, row));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Decision> Rollback(WriteTxn& txn, const v1::RollbackRequest& request,
                                      const Actor& actor, const PreparedTags& prepared) {
  ASSAY_RETURN_IF_ERROR(ValidateReason(request.comment()));
  ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, FindSlot(txn, request.slot()));
  ASSAY_ASSIGN_OR_RETURN(const int64_t target, RollbackTarget(txn, slot, request.version()));
  ASSAY_ASSIGN_OR_RETURN(const ModelNames names, LoadModelNames(txn, {&target, 1}));
  ASSAY_RETURN_IF_ERROR(CheckTarget(txn, slot, target, names.Of(target)));
  ASSAY_RETURN_IF_ERROR(CheckPolicies(txn, slot));
  return Move(txn, slot, target, Decided(v1::DECISION_KIND_ROLLBACK, request.comment()), actor,
              prepared);
}

absl::StatusOr<v1::Decision> Withdraw(WriteTxn& txn, const v1::WithdrawRequest& request,
                                      const Actor& actor, const PreparedTags& prepared) {
  ASSAY_RETURN_IF_ERROR(ValidateReason(request.comment()));
  ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, FindSlot(txn, request.slot()));
  if (slot.champion == 0) {
    return FailedPrecondition("SLOT_EMPTY", "{} has no champion to withdraw.", SlotText(slot.ref));
  }
  return Move(txn, slot, 0, Decided(v1::DECISION_KIND_WITHDRAW, request.comment()), actor,
              prepared);
}

absl::StatusOr<v1::RecallResponse> Recall(WriteTxn& txn, const v1::RecallRequest& request,
                                          const Actor& actor, const PreparedTags& prepared) {
  ASSAY_RETURN_IF_ERROR(ValidateReason(request.comment()));
  ASSAY_ASSIGN_OR_RETURN(const int64_t version, FindModelVersionByName(txn, request.version()));
  v1::RecallResponse response;
  ASSAY_ASSIGN_OR_RETURN(*response.mutable_flag(),
                         RecordFlag(txn, version, kRecall, request.comment(), actor));
  ASSAY_RETURN_IF_ERROR(BlockRequests(txn, version));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<SlotRow> slots, SlotsOfChampion(txn, version));
  for (const SlotRow& slot : slots) {
    ASSAY_ASSIGN_OR_RETURN(
        *response.add_decisions(),
        Move(txn, slot, 0, Decided(v1::DECISION_KIND_RECALL, request.comment()), actor, prepared));
  }
  return response;
}

absl::StatusOr<std::vector<ExpectedMove>> ExpectRollback(ReadTxn& txn,
                                                         const v1::RollbackRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(SlotRow slot, FindSlot(txn, request.slot()));
  ASSAY_ASSIGN_OR_RETURN(const int64_t target, RollbackTarget(txn, slot, request.version()));
  return std::vector<ExpectedMove>{{std::move(slot), target}};
}

absl::StatusOr<std::vector<ExpectedMove>> ExpectWithdraw(ReadTxn& txn,
                                                         const v1::WithdrawRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(SlotRow slot, FindSlot(txn, request.slot()));
  return std::vector<ExpectedMove>{{std::move(slot), 0}};
}

absl::StatusOr<std::vector<ExpectedMove>> ExpectRecall(ReadTxn& txn,
                                                       const v1::RecallRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t version, FindModelVersionByName(txn, request.version()));
  ASSAY_ASSIGN_OR_RETURN(std::vector<SlotRow> slots, SlotsOfChampion(txn, version));
  std::vector<ExpectedMove> moves;
  for (SlotRow& slot : slots) moves.push_back({std::move(slot), 0});
  return moves;
}

}  // namespace assay
