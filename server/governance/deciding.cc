#include "server/governance/deciding.h"

#include <vector>

#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "governance/digests.h"
#include "storage/audit_log.h"
#include "storage/edges.h"
#include "storage/governance/decisions.h"
#include "storage/governance/derived_tags.h"
#include "storage/governance/model_names.h"
#include "storage/governance/promotions.h"
#include "storage/times.h"

namespace assay {
namespace {

absl::Status Complete(WriteTxn& txn, int64_t slot, const Actor& actor, v1::Decision* decision) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t at, NextDecisionTime(txn, slot));
  decision->set_decision_id(txn.NewId());
  decision->set_actor(actor.name);
  decision->set_actor_authenticated(actor.authenticated);
  SetTime(at, decision->mutable_time());
  return absl::OkStatus();
}

absl::Status AppendLeaf(WriteTxn& txn, const v1::Decision& decision, const Actor& actor) {
  return AppendAuditLeaf(txn, {.kind = KindName(decision.kind()),
                               .subject = "decision:" + decision.decision_id(),
                               .digest = governance::DigestOf(decision),
                               .actor = actor,
                               .comment = decision.comment()})
      .status();
}

// What a decision about a model version rests on.
absl::StatusOr<std::vector<NodeRef>> GroundsOf(ReadTxn& txn, int64_t model_version) {
  std::vector<NodeRef> grounds;
  if (model_version == 0) return grounds;
  ASSAY_ASSIGN_OR_RETURN(const ModelArtifact artifact, LoadModelArtifact(txn, model_version));
  grounds.push_back({v1::NODE_KIND_MODEL_VERSION, model_version});
  grounds.push_back({v1::NODE_KIND_CONTENT, artifact.content});
  if (artifact.run != 0) grounds.push_back({v1::NODE_KIND_RUN, artifact.run});
  return grounds;
}

// The model version that a decision is about: of a refusal the candidate, when a champion leaves
// the one that leaves.
absl::StatusOr<int64_t> SubjectOf(ReadTxn& txn, const v1::Decision& decision) {
  const std::string& name =
      decision.model_version().empty() ? decision.previous_champion() : decision.model_version();
  if (name.empty()) return int64_t{0};
  return FindModelVersionByName(txn, name);
}

absl::StatusOr<int64_t> Append(WriteTxn& txn, NewDecision decision, const Actor& actor) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t subject, SubjectOf(txn, decision.decision));
  ASSAY_ASSIGN_OR_RETURN(decision.grounds, GroundsOf(txn, subject));
  ASSAY_ASSIGN_OR_RETURN(const int64_t row, AppendDecision(txn, decision));
  ASSAY_RETURN_IF_ERROR(AppendLeaf(txn, decision.decision, actor));
  if (subject != 0) {
    ASSAY_RETURN_IF_ERROR(AddEdge(txn, v1::EDGE_KIND_DECIDED_ON, {v1::NODE_KIND_DECISION, row},
                                  {v1::NODE_KIND_MODEL_VERSION, subject}));
  }
  return row;
}

// What rules say of the others now that the champion is another one.
absl::Status Retag(WriteTxn& txn, const SlotRow& slot, int64_t champion,
                   const PreparedTags& prepared) {
  ASSAY_RETURN_IF_ERROR(ClearStanding(txn, slot.id));
  return TagCandidates(txn, slot, champion, prepared).status();
}

}  // namespace

std::string KindName(v1::DecisionKind kind) {
  constexpr std::string_view kPrefix = "DECISION_KIND_";
  return v1::DecisionKind_Name(kind).substr(kPrefix.size());
}

absl::Status ValidateComment(std::string_view comment) {
  return PrefixField(ValidateText("comment", comment, limits::kTagValueBytes), "comment");
}

absl::Status ValidateReason(std::string_view comment) {
  if (!comment.empty()) return ValidateComment(comment);
  return InvalidArgument("JUSTIFICATION_MISSING", "comment",
                         "Say why: the decision is recorded for ever.");
}

absl::StatusOr<v1::Decision> Record(WriteTxn& txn, int64_t workspace, const SlotRow* slot,
                                    v1::Decision decision, const Actor& actor) {
  const int64_t slot_row = slot == nullptr ? 0 : slot->id;
  ASSAY_RETURN_IF_ERROR(Complete(txn, slot_row, actor, &decision));
  if (slot != nullptr) {
    *decision.mutable_slot() = slot->ref;
    ASSAY_ASSIGN_OR_RETURN(*decision.mutable_base_decision_id(), DecisionId(txn, slot->head));
  }
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t row,
      Append(txn, {.decision = decision, .workspace = workspace, .slot = slot_row}, actor));
  decision.set_sequence(row);
  return decision;
}

absl::StatusOr<v1::Decision> Move(WriteTxn& txn, const SlotRow& slot, int64_t champion,
                                  v1::Decision decision, const Actor& actor,
                                  const PreparedTags& prepared, int64_t* row) {
  ASSAY_RETURN_IF_ERROR(Complete(txn, slot.id, actor, &decision));
  *decision.mutable_slot() = slot.ref;
  ASSAY_ASSIGN_OR_RETURN(*decision.mutable_base_decision_id(), DecisionId(txn, slot.head));
  ASSAY_ASSIGN_OR_RETURN(const ModelNames names, LoadModelNames(txn, {&slot.champion, 1}));
  decision.set_previous_champion(names.Of(slot.champion));
  if (champion != 0) {
    ASSAY_ASSIGN_OR_RETURN(const ModelArtifact artifact, LoadModelArtifact(txn, champion));
    decision.set_model_version(artifact.name);
    decision.set_content_digest(artifact.content_digest);
  }
  ASSAY_ASSIGN_OR_RETURN(const int64_t decided, Append(txn,
                                                       {.decision = decision,
                                                        .workspace = slot.workspace,
                                                        .slot = slot.id,
                                                        .moves = true,
                                                        .champion = champion,
                                                        .base = slot.head},
                                                       actor));
  ASSAY_RETURN_IF_ERROR(MoveChampion(txn, slot, champion, decided, TimeMicros(decision.time())));
  if (champion != 0) {
    ASSAY_RETURN_IF_ERROR(AddEdge(txn, v1::EDGE_KIND_PROMOTED_TO, {v1::NODE_KIND_DECISION, decided},
                                  {v1::NODE_KIND_SLOT, slot.id}));
  }
  ASSAY_RETURN_IF_ERROR(OutdateRequests(txn, slot.id));
  ASSAY_RETURN_IF_ERROR(Retag(txn, slot, champion, prepared));
  decision.set_sequence(decided);
  if (row != nullptr) *row = decided;
  return decision;
}

absl::Status OutdateRequests(WriteTxn& txn, int64_t slot) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<PromotionRow> promotions, LivePromotionsOfSlot(txn, slot));
  for (PromotionRow& row : promotions) {
    if (row.assessment == 0 || row.state == v1::REQUEST_STATE_OUT_OF_DATE) continue;
    row.state = v1::REQUEST_STATE_OUT_OF_DATE;
    ASSAY_RETURN_IF_ERROR(UpdatePromotion(txn, row));
  }
  return absl::OkStatus();
}

}  // namespace assay
