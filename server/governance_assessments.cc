// Assessments, their explanation and replay; simulation; the sweep.
#include <limits>
#include <utility>

#include "core/digest.h"
#include "core/errors.h"
#include "governance/digests.h"
#include "governance/explain.h"
#include "governance/replay.h"
#include "server/answer.h"
#include "server/governance/assessing.h"
#include "server/governance/promoting.h"
#include "server/governance/simulating.h"
#include "server/governance/slot_rules.h"
#include "server/governance/sweeping.h"
#include "server/governance/tagging.h"
#include "server/governance_service.h"
#include "storage/governance/assessments.h"
#include "storage/governance/candidates.h"
#include "storage/governance/decisions.h"
#include "storage/governance/model_names.h"
#include "storage/governance/overrides.h"
#include "storage/governance/promotions.h"
#include "storage/governance/standing.h"
#include "storage/requests.h"
#include "storage/workspaces.h"

namespace assay::governance_service {
namespace {

// What is assessed before the transaction that keeps it.
struct Prepared {
  SlotRow slot;
  SlotRules rules;
  std::vector<AssessedCase> cases;
  SlotTags tags;  // of a cycle
};

absl::StatusOr<Prepared> Prepare(ReadTxn& txn, const v1::AssessSlotRequest& request) {
  Prepared prepared;
  ASSAY_ASSIGN_OR_RETURN(prepared.slot, FindSlot(txn, request.slot()));
  ASSAY_ASSIGN_OR_RETURN(prepared.rules, LoadSlotRules(txn, prepared.slot));
  ASSAY_RETURN_IF_ERROR(CheckHasPolicy(prepared.rules, prepared.slot));
  std::vector<int64_t> versions;
  if (request.version().empty()) {
    ASSAY_ASSIGN_OR_RETURN(const std::vector<CandidateRow> candidates,
                           CandidatesOf(txn, prepared.slot));
    for (const CandidateRow& row : candidates) versions.push_back(row.model_version);
  } else {
    ASSAY_ASSIGN_OR_RETURN(const int64_t version, FindModelVersionByName(txn, request.version()));
    ASSAY_RETURN_IF_ERROR(FindCandidate(txn, prepared.slot, version).status());
    versions.push_back(version);
  }
  ASSAY_ASSIGN_OR_RETURN(prepared.cases,
                         AssessCandidates(txn, prepared.slot, prepared.rules, versions));
  if (!request.version().empty()) return prepared;
  ASSAY_ASSIGN_OR_RETURN(prepared.tags,
                         ComputeTags(txn, prepared.slot, prepared.rules, prepared.cases));
  return prepared;
}

absl::StatusOr<v1::AssessSlotResponse> Keep(WriteTxn& txn, const Prepared& prepared, bool cycle,
                                            const Actor& actor) {
  ASSAY_RETURN_IF_ERROR(KeepCases(txn, prepared.slot, prepared.cases, actor).status());
  v1::AssessSlotResponse response;
  if (!cycle) {
    const AssessedCase& one = prepared.cases[0];
    *response.add_candidates() = Summarize(one.assessment, one.digest);
    return response;
  }
  // The champion may have moved since; the tags go by who it is now.
  ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, LoadSlotRow(txn, prepared.slot.id));
  ASSAY_ASSIGN_OR_RETURN(std::vector<v1::CandidateAssessment> items,
                         TagCandidates(txn, slot, slot.champion, {&prepared.tags, 1}));
  for (v1::CandidateAssessment& item : items) *response.add_candidates() = std::move(item);
  return response;
}

// The review that the decision is owed, when it is an override.
absl::Status AddOverrideReview(ReadTxn& txn, int64_t decision, v1::ExplainResponse* response) {
  if (decision == 0) return absl::OkStatus();
  ASSAY_ASSIGN_OR_RETURN(std::vector<v1::OverrideReview> reviews,
                         LoadOverrideReviews(txn, {&decision, 1}));
  if (!reviews.empty()) *response->mutable_override_review() = std::move(reviews[0]);
  return absl::OkStatus();
}

absl::StatusOr<v1::ExplainResponse> ExplainPromotion(ReadTxn& txn, const std::string& id,
                                                     bool accept_asserted) {
  v1::ExplainResponse response;
  ASSAY_ASSIGN_OR_RETURN(const PromotionRow promotion, FindPromotion(txn, id));
  ASSAY_ASSIGN_OR_RETURN(AssessmentRow row, LoadAssessment(txn, promotion.assessment));
  *response.mutable_assessment() = std::move(row.assessment);
  ASSAY_ASSIGN_OR_RETURN(*response.mutable_gate(), GateOfRequest(txn, promotion, accept_asserted));
  ASSAY_RETURN_IF_ERROR(AddOverrideReview(txn, promotion.decision, &response));
  return response;
}

absl::StatusOr<v1::ExplainResponse> ExplainDecision(ReadTxn& txn, const std::string& id) {
  v1::ExplainResponse response;
  ASSAY_ASSIGN_OR_RETURN(v1::Decision decision, assay::GetDecision(txn, id));
  if (decision.assessment_digest().empty()) {
    return NotFound("ASSESSMENT_NOT_FOUND", "The decision {} rests on no assessment.", id);
  }
  ASSAY_ASSIGN_OR_RETURN(AssessmentRow row, FindAssessment(txn, decision.assessment_digest()));
  *response.mutable_assessment() = std::move(row.assessment);
  *response.mutable_gate() = std::move(*decision.mutable_gate());
  ASSAY_RETURN_IF_ERROR(AddOverrideReview(txn, decision.sequence(), &response));
  return response;
}

std::string ReportOf(const v1::ExplainResponse& response) {
  std::string text = governance::Explain(response.assessment());
  if (response.has_gate()) text += "\n" + governance::Explain(response.gate());
  if (response.has_override_review())
    text += "\n" + governance::Explain(response.override_review());
  return text;
}

// How a replay that differs is told.
std::string DifferenceOf(const absl::Status& status) {
  return ErrorReason(status) + ": " + std::string(status.message());
}

}  // namespace

absl::StatusOr<v1::AssessSlotResponse> AssessSlot(ServerEnv& env, const RequestContext& context,
                                                  const v1::AssessSlotRequest& request) {
  Prepared prepared;
  ASSAY_RETURN_IF_ERROR(env.store.Read(context.deadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(prepared, Prepare(txn, request));
    return absl::OkStatus();
  }));
  v1::AssessSlotResponse response;
  ASSAY_RETURN_IF_ERROR(env.store.Write(context.deadline, [&](WriteTxn& txn) {
    return Once(txn, request.request_id(), request, &response, [&]() -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(response,
                             Keep(txn, prepared, request.version().empty(), context.principal));
      return absl::OkStatus();
    });
  }));
  return response;
}

absl::StatusOr<v1::Assessment> GetAssessment(ServerEnv& env, const RequestContext& context,
                                             const v1::GetAssessmentRequest& request) {
  return ReadOne<v1::Assessment>(env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::Assessment> {
    ASSAY_ASSIGN_OR_RETURN(AssessmentRow row, FindAssessment(txn, request.assessment_digest()));
    return std::move(row.assessment);
  });
}

absl::StatusOr<v1::ExplainResponse> Explain(ServerEnv& env, const RequestContext& context,
                                            const v1::ExplainRequest& request) {
  return ReadOne<v1::ExplainResponse>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::ExplainResponse> {
        v1::ExplainResponse response;
        if (!request.promotion_request_id().empty()) {
          ASSAY_ASSIGN_OR_RETURN(response, ExplainPromotion(txn, request.promotion_request_id(),
                                                            AcceptsAsserted(env)));
        } else if (!request.decision_id().empty()) {
          ASSAY_ASSIGN_OR_RETURN(response, ExplainDecision(txn, request.decision_id()));
        } else {
          ASSAY_ASSIGN_OR_RETURN(AssessmentRow row,
                                 FindAssessment(txn, request.assessment_digest()));
          *response.mutable_assessment() = std::move(row.assessment);
        }
        response.set_text(ReportOf(response));
        return response;
      });
}

absl::StatusOr<v1::ReplayAssessmentResponse> ReplayAssessment(
    ServerEnv& env, const RequestContext& context, const v1::ReplayAssessmentRequest& request) {
  return ReadOne<v1::ReplayAssessmentResponse>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::ReplayAssessmentResponse> {
        ASSAY_ASSIGN_OR_RETURN(const AssessmentRow row,
                               FindAssessment(txn, request.assessment_digest()));
        ASSAY_ASSIGN_OR_RETURN(const v1::Facts facts,
                               assay::GetFacts(txn, row.assessment.facts_digest()));
        ASSAY_ASSIGN_OR_RETURN(const governance::Ruleset ruleset, RulesetOf(txn, row.assessment));
        const absl::StatusOr<std::string> replayed =
            governance::ReplayAssessment(row.assessment, ruleset, facts);
        v1::ReplayAssessmentResponse response;
        response.set_stored_digest(row.digest);
        if (replayed.ok()) {
          response.set_replayed_digest(Sha256Digest(*replayed));
        } else {
          response.set_difference(DifferenceOf(replayed.status()));
        }
        response.set_same(response.stored_digest() == response.replayed_digest());
        return response;
      });
}

absl::StatusOr<v1::SimulateResponse> Simulate(ServerEnv& env, const RequestContext& context,
                                              const v1::SimulateRequest& request) {
  return ReadOne<v1::SimulateResponse>(env, context,
                                       [&](ReadTxn& txn) { return assay::Simulate(txn, request); });
}

absl::StatusOr<v1::RunSweepResponse> RunSweep(ServerEnv& env, const RequestContext& context,
                                              const v1::RunSweepRequest& request) {
  int64_t workspace = 0;
  if (!request.workspace().empty()) {
    ASSAY_RETURN_IF_ERROR(env.store.Read(context.deadline, [&](ReadTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(workspace, FindWorkspace(txn, request.workspace()));
      return absl::OkStatus();
    }));
  }
  return Sweep(env.store, workspace, context.deadline);
}

absl::StatusOr<v1::ListStandingEventsResponse> ListStandingEvents(
    ServerEnv& env, const RequestContext& context, const v1::ListStandingEventsRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const int size, ListPageSize(request.page_size()));
  ASSAY_ASSIGN_OR_RETURN(const std::string position, PagePosition(env, request));
  const int64_t before =
      position.empty() ? std::numeric_limits<int64_t>::max() : RowPosition(position);
  return ReadOne<v1::ListStandingEventsResponse>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::ListStandingEventsResponse> {
        ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, FindSlot(txn, request.slot()));
        ASSAY_ASSIGN_OR_RETURN(StandingEventPage page,
                               assay::ListStandingEvents(txn, slot.id, before, size));
        v1::ListStandingEventsResponse response;
        if (page.more) {
          response.set_next_page_token(NextPageToken(env, request, std::to_string(page.last)));
        }
        for (v1::StandingEvent& event : page.events) *response.add_events() = std::move(event);
        return response;
      });
}

}  // namespace assay::governance_service
