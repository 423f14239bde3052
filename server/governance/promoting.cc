#include "server/governance/promoting.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/status_macros.h"
#include "governance/digests.h"
#include "server/governance/assessing.h"
#include "server/governance/deciding.h"
#include "server/governance/gate_case.h"
#include "server/governance/slot_rules.h"
#include "storage/audit_log.h"
#include "storage/governance/assessments.h"
#include "storage/governance/candidates.h"
#include "storage/governance/decisions.h"
#include "storage/governance/flags.h"
#include "storage/governance/model_names.h"

namespace assay {
namespace {

constexpr int64_t kMicrosInDay = int64_t{24} * 3'600 * 1'000'000;
constexpr int64_t kDefaultExpiryMicros = 30 * kMicrosInDay;

// The shortest expiry that a policy of the slot asks for.
int64_t ExpiryMicros(const SlotRules& rules) {
  int64_t expiry = kDefaultExpiryMicros;
  for (const governance::CompiledPolicy& policy : rules.ruleset.policies()) {
    if (!policy.policy.has_request_expiry()) continue;
    const google::protobuf::Duration& duration = policy.policy.request_expiry();
    expiry = std::min(expiry, duration.seconds() * 1'000'000 + duration.nanos() / 1'000);
  }
  return expiry;
}

absl::Status CheckCanBePromoted(ReadTxn& txn, const SlotRow& slot, int64_t model_version,
                                const std::string& name) {
  ASSAY_RETURN_IF_ERROR(FindCandidate(txn, slot, model_version).status());
  if (slot.champion == model_version) {
    return FailedPrecondition("CANDIDATE_IS_CHAMPION", "{} is the champion of {} already.", name,
                              SlotText(slot.ref));
  }
  ASSAY_ASSIGN_OR_RETURN(const bool recalled, IsFlagged(txn, model_version, kRecall));
  if (!recalled) return absl::OkStatus();
  return FailedPrecondition(
      "MODEL_VERSION_RECALLED",
      "{} is recalled, for ever. Register the model again as another version.", name);
}

// Assesses the request's candidate, and gives the row what it rests on from now on.
absl::Status Assess(WriteTxn& txn, const SlotRow& slot, const SlotRules& rules, const Actor& actor,
                    PromotionRow* row) {
  ASSAY_RETURN_IF_ERROR(CheckHasPolicy(rules, slot));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<AssessedCase> cases,
                         AssessCandidates(txn, slot, rules, {&row->model_version, 1}));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<int64_t> kept, KeepCases(txn, slot, cases, actor));
  ASSAY_ASSIGN_OR_RETURN(const std::string base, DecisionId(txn, slot.head));
  row->assessment = kept[0];
  row->base = slot.head;
  row->review_digest = governance::ReviewDigest(cases[0].assessment, base);
  return absl::OkStatus();
}

// Reviewers must be others than the requester, so who that is must be provable.
absl::Status AppendOpening(WriteTxn& txn, const PromotionRow& row, const Actor& actor) {
  ASSAY_ASSIGN_OR_RETURN(const v1::PromotionRequest request, ToMessage(txn, row));
  return AppendAuditLeaf(txn, {.kind = "REQUEST",
                               .subject = "request:" + row.uid,
                               .digest = OpeningDigest(request),
                               .actor = actor,
                               .comment = row.comment})
      .status();
}

// Computes the state that the gate gives, and keeps it.
absl::StatusOr<v1::PromotionRequest> KeepState(WriteTxn& txn, PromotionRow row,
                                               const Governor& governor) {
  ASSAY_ASSIGN_OR_RETURN(const v1::GateResult gate,
                         GateOfRequest(txn, row, governor.accept_asserted));
  row.state = governance::StateAfter(gate);
  row.live = row.state != v1::REQUEST_STATE_EXPIRED && row.state != v1::REQUEST_STATE_BLOCKED;
  ASSAY_RETURN_IF_ERROR(UpdatePromotion(txn, row));
  ASSAY_ASSIGN_OR_RETURN(row, FindPromotion(txn, row.uid));
  return ToMessage(txn, row);
}

}  // namespace

std::string OpeningDigest(const v1::PromotionRequest& request) {
  v1::PromotionRequest opening;
  opening.set_request_id(request.request_id());
  *opening.mutable_slot() = request.slot();
  opening.set_candidate(request.candidate());
  opening.set_requester(request.requester());
  *opening.mutable_create_time() = request.create_time();
  *opening.mutable_expire_time() = request.expire_time();
  return governance::DigestOf(opening);
}

absl::StatusOr<v1::GateResult> GateOfRequest(ReadTxn& txn, const PromotionRow& row,
                                             bool accept_asserted) {
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<GateCase> loaded,
                         LoadGateCase(txn, row, accept_asserted));
  return governance::Gate(loaded->input);
}

absl::StatusOr<v1::PromotionRequest> OpenRequest(WriteTxn& txn,
                                                 const v1::OpenRequestRequest& request,
                                                 const Governor& governor) {
  ASSAY_RETURN_IF_ERROR(ValidateComment(request.comment()));
  ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, FindSlot(txn, request.slot()));
  ASSAY_ASSIGN_OR_RETURN(const int64_t version, FindModelVersionByName(txn, request.version()));
  ASSAY_RETURN_IF_ERROR(CheckCanBePromoted(txn, slot, version, request.version()));
  ASSAY_ASSIGN_OR_RETURN(const SlotRules rules, LoadSlotRules(txn, slot));
  const int64_t now = txn.now_us();
  PromotionRow row{.model_version = version,
                   .state = v1::REQUEST_STATE_OPEN,
                   .comment = request.comment(),
                   .created_us = now,
                   .created_by = governor.actor.name,
                   .expires_us = now + ExpiryMicros(rules)};
  ASSAY_RETURN_IF_ERROR(InsertPromotion(txn, slot, &row));
  ASSAY_RETURN_IF_ERROR(AppendOpening(txn, row, governor.actor));
  ASSAY_RETURN_IF_ERROR(Assess(txn, slot, rules, governor.actor, &row));
  return KeepState(txn, row, governor);
}

absl::StatusOr<v1::PromotionRequest> GetRequest(ReadTxn& txn,
                                                const std::string& promotion_request_id,
                                                bool accept_asserted) {
  ASSAY_ASSIGN_OR_RETURN(PromotionRow row, FindPromotion(txn, promotion_request_id));
  if (row.live) {
    ASSAY_ASSIGN_OR_RETURN(const v1::GateResult gate, GateOfRequest(txn, row, accept_asserted));
    row.state = governance::StateAfter(gate);
  }
  return ToMessage(txn, row);
}

absl::StatusOr<v1::PromotionRequest> AssessRequest(WriteTxn& txn,
                                                   const std::string& promotion_request_id,
                                                   const Governor& governor) {
  ASSAY_ASSIGN_OR_RETURN(PromotionRow row, FindLivePromotion(txn, promotion_request_id));
  ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, LoadSlotRow(txn, row.slot));
  ASSAY_ASSIGN_OR_RETURN(const SlotRules rules, LoadSlotRules(txn, slot));
  ASSAY_RETURN_IF_ERROR(Assess(txn, slot, rules, governor.actor, &row));
  ASSAY_RETURN_IF_ERROR(DismissReviews(txn, row).status());
  return KeepState(txn, row, governor);
}

absl::StatusOr<v1::PromotionRequest> CancelRequest(WriteTxn& txn,
                                                   const std::string& promotion_request_id,
                                                   const Governor& governor) {
  ASSAY_ASSIGN_OR_RETURN(PromotionRow row, FindLivePromotion(txn, promotion_request_id));
  ASSAY_ASSIGN_OR_RETURN(const v1::GateResult gate,
                         GateOfRequest(txn, row, governor.accept_asserted));
  const bool rejected = std::any_of(
      gate.blockers().begin(), gate.blockers().end(),
      [](const v1::Blocker& blocker) { return blocker.kind() == v1::BLOCKER_KIND_REJECTION; });
  row.state = rejected ? v1::REQUEST_STATE_REJECTED : v1::REQUEST_STATE_CANCELLED;
  row.live = false;
  ASSAY_RETURN_IF_ERROR(UpdatePromotion(txn, row));
  ASSAY_ASSIGN_OR_RETURN(row, FindPromotion(txn, row.uid));
  return ToMessage(txn, row);
}

}  // namespace assay
