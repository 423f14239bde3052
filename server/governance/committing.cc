// The commit of a request: the gate again, and then the champion moves, or a refusal is recorded.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/status_macros.h"
#include "governance/gate.h"
#include "governance/override.h"
#include "governance/override_review.h"
#include "server/governance/deciding.h"
#include "server/governance/gate_case.h"
#include "server/governance/overriding.h"
#include "server/governance/promoting.h"
#include "storage/identity/roles.h"

namespace assay {
namespace {

// What a decision says of the case that was decided.
v1::Decision Describe(const GateCase& loaded, const v1::GateResult& gate,
                      const std::string& comment) {
  v1::Decision decision;
  decision.set_model_version(loaded.request.candidate());
  decision.set_content_digest(loaded.assessment.candidate_digest());
  decision.set_previous_champion(loaded.facts->facts.champion().name());
  decision.set_request_id(loaded.request.request_id());
  decision.set_facts_digest(loaded.assessment.facts_digest());
  decision.set_assessment_digest(loaded.request.assessment_digest());
  decision.set_review_digest(loaded.request.review_digest());
  *decision.mutable_policies() = loaded.assessment.policies();
  *decision.mutable_gate() = gate;
  decision.set_comment(comment);
  return decision;
}

// The override with who does it, and the roles that they have now.
absl::StatusOr<v1::Override> Complete(ReadTxn& txn, const v1::Override& override,
                                      const GateCase& loaded, const Governor& governor) {
  v1::Override complete = override;
  complete.set_actor(governor.actor.name);
  complete.clear_roles();
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> roles,
                         RolesOf(txn, governor.actor.name, loaded.slot.workspace));
  for (const std::string& role : roles) {
    complete.add_roles(role);
    if (role.starts_with(kReviewerPrefix)) complete.add_roles(role.substr(kReviewerPrefix.size()));
  }
  if (!governor.accept_asserted || complete.roles_size() > 0) return complete;
  // As for reviews: without authentication anybody could have taken the name of somebody with the
  // role.
  for (const governance::CompiledPolicy& policy : loaded.rules.ruleset.policies()) {
    if (policy.policy.has_override()) complete.add_roles(policy.policy.override().role());
  }
  return complete;
}

absl::StatusOr<v1::Decision> Promote(WriteTxn& txn, const GateCase& loaded, PromotionRow row,
                                     v1::Decision decision, const Actor& actor,
                                     const PreparedTags& prepared) {
  int64_t decided = 0;
  ASSAY_ASSIGN_OR_RETURN(decision, Move(txn, loaded.slot, row.model_version, std::move(decision),
                                        actor, prepared, &decided));
  row.state = v1::REQUEST_STATE_COMMITTED;
  row.live = false;
  row.decision = decided;
  ASSAY_RETURN_IF_ERROR(UpdatePromotion(txn, row));
  if (decision.kind() == v1::DECISION_KIND_OVERRIDE_PROMOTE) {
    ASSAY_RETURN_IF_ERROR(OpenOverrideReview(txn, loaded.slot, decision, decided));
  }
  return decision;
}

absl::StatusOr<v1::Decision> Refuse(WriteTxn& txn, const GateCase& loaded, PromotionRow row,
                                    v1::Decision decision, const Actor& actor) {
  decision.set_kind(v1::DECISION_KIND_REFUSE);
  row.state = governance::StateAfter(decision.gate());
  row.live = row.state != v1::REQUEST_STATE_EXPIRED && row.state != v1::REQUEST_STATE_BLOCKED;
  ASSAY_ASSIGN_OR_RETURN(
      decision, Record(txn, loaded.slot.workspace, &loaded.slot, std::move(decision), actor));
  if (!row.live) row.decision = decision.sequence();
  ASSAY_RETURN_IF_ERROR(UpdatePromotion(txn, row));
  return decision;
}

}  // namespace

absl::StatusOr<v1::Decision> CommitRequest(WriteTxn& txn, const std::string& promotion_request_id,
                                           const std::string& comment, const v1::Override* override,
                                           const Governor& governor, const PreparedTags& prepared) {
  ASSAY_RETURN_IF_ERROR(ValidateComment(comment));
  ASSAY_ASSIGN_OR_RETURN(const PromotionRow row, FindLivePromotion(txn, promotion_request_id));
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<GateCase> loaded,
                         LoadGateCase(txn, row, governor.accept_asserted));
  v1::GateResult gate;
  v1::Override complete;
  if (override == nullptr) {
    gate = governance::Gate(loaded->input);
  } else {
    ASSAY_ASSIGN_OR_RETURN(complete, Complete(txn, *override, *loaded, governor));
    ASSAY_ASSIGN_OR_RETURN(gate, governance::GateWithOverride(loaded->input, complete));
    governance::SetReviewTerms(loaded->rules.ruleset, gate, loaded->input.now, &complete);
  }
  v1::Decision decision = Describe(*loaded, gate, comment);
  if (override != nullptr) *decision.mutable_override() = complete;
  if (!gate.open()) return Refuse(txn, *loaded, row, std::move(decision), governor.actor);
  decision.set_kind(override == nullptr ? v1::DECISION_KIND_PROMOTE
                                        : v1::DECISION_KIND_OVERRIDE_PROMOTE);
  return Promote(txn, *loaded, row, std::move(decision), governor.actor, prepared);
}

absl::StatusOr<std::vector<ExpectedMove>> ExpectCommit(ReadTxn& txn,
                                                       const std::string& promotion_request_id) {
  ASSAY_ASSIGN_OR_RETURN(const PromotionRow row, FindLivePromotion(txn, promotion_request_id));
  ASSAY_ASSIGN_OR_RETURN(SlotRow slot, LoadSlotRow(txn, row.slot));
  if (row.base != slot.head) return std::vector<ExpectedMove>();
  return std::vector<ExpectedMove>{{std::move(slot), row.model_version}};
}

absl::Status RefusalError(const v1::Decision& refusal) {
  std::string reason = "GATE_CLOSED";
  std::string message;
  for (const v1::Blocker& blocker : refusal.gate().blockers()) {
    if (blocker.overridden()) continue;
    message += message.empty() ? blocker.message() : " " + blocker.message();
    if (blocker.kind() == v1::BLOCKER_KIND_OUT_OF_DATE) reason = "REQUEST_OUT_OF_DATE";
  }
  if (refusal.gate().blockers_size() == 1 && reason == "GATE_CLOSED") {
    reason = refusal.gate().blockers(0).reason();
  }
  return WithErrorMetadata(MakeError(absl::StatusCode::kFailedPrecondition, reason, message),
                           "decision_id", refusal.decision_id());
}

}  // namespace assay
