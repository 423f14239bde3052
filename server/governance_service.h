// The handlers of GovernanceService: validate, one read or write, answer. They know no gRPC. What
// they do is in server/governance/.
#ifndef ASSAY_SERVER_GOVERNANCE_SERVICE_H_
#define ASSAY_SERVER_GOVERNANCE_SERVICE_H_

#include "assay/v1/governance_service.pb.h"
#include "server/governance/promoting.h"
#include "server/handler.h"

namespace assay::governance_service {

// governance_slots.cc
ASSAY_WRITE(CreateSlot, v1::CreateSlotRequest, v1::Slot);
ASSAY_READ(GetSlot, v1::GetSlotRequest, v1::Slot);
ASSAY_READ(ListSlots, v1::ListSlotsRequest, v1::ListSlotsResponse);
ASSAY_READ(GetChampion, v1::GetChampionRequest, v1::Champion);
ASSAY_WRITE(EnrollCandidate, v1::EnrollCandidateRequest, v1::Candidate);
ASSAY_WRITE(WithdrawCandidate, v1::WithdrawCandidateRequest, v1::Candidate);
ASSAY_READ(ListCandidates, v1::ListCandidatesRequest, v1::ListCandidatesResponse);

// governance_policies.cc
ASSAY_WRITE(CreatePolicyDraft, v1::CreatePolicyDraftRequest, v1::PolicyInfo);
ASSAY_WRITE(UpdatePolicyDraft, v1::UpdatePolicyDraftRequest, v1::PolicyInfo);
ASSAY_READ(LintPolicy, v1::LintPolicyRequest, v1::LintPolicyResponse);
ASSAY_WRITE(PublishPolicy, v1::PublishPolicyRequest, v1::PolicyInfo);
ASSAY_WRITE(RetirePolicy, v1::RetirePolicyRequest, v1::PolicyInfo);
ASSAY_READ(GetPolicy, v1::GetPolicyRequest, v1::PolicyInfo);
ASSAY_READ(ListPolicies, v1::ListPoliciesRequest, v1::ListPoliciesResponse);
ASSAY_READ(DiffPolicies, v1::DiffPoliciesRequest, v1::DiffPoliciesResponse);
ASSAY_WRITE(SetBinding, v1::SetBindingRequest, v1::Binding);
ASSAY_WRITE(RemoveBinding, v1::RemoveBindingRequest, v1::Binding);
ASSAY_READ(ListBindings, v1::ListBindingsRequest, v1::ListBindingsResponse);

// governance_facts.cc
ASSAY_WRITE(RecordCheck, v1::RecordCheckRequest, v1::CheckFact);
ASSAY_WRITE(RecordDrift, v1::RecordDriftRequest, v1::DriftFact);
ASSAY_WRITE(SetFlag, v1::SetFlagRequest, v1::Flag);
ASSAY_WRITE(ClearFlag, v1::ClearFlagRequest, v1::Flag);
ASSAY_READ(ListFlags, v1::ListFlagsRequest, v1::ListFlagsResponse);
ASSAY_READ(GetFacts, v1::GetFactsRequest, v1::Facts);

// governance_assessments.cc. AssessSlot and RunSweep gather and assess before they write: on the
// pool, they wait for their write.
ASSAY_READ(AssessSlot, v1::AssessSlotRequest, v1::AssessSlotResponse);
ASSAY_READ(GetAssessment, v1::GetAssessmentRequest, v1::Assessment);
ASSAY_READ(Explain, v1::ExplainRequest, v1::ExplainResponse);
ASSAY_READ(ReplayAssessment, v1::ReplayAssessmentRequest, v1::ReplayAssessmentResponse);
ASSAY_READ(Simulate, v1::SimulateRequest, v1::SimulateResponse);
ASSAY_READ(RunSweep, v1::RunSweepRequest, v1::RunSweepResponse);
ASSAY_READ(ListStandingEvents, v1::ListStandingEventsRequest, v1::ListStandingEventsResponse);

// governance_requests.cc
ASSAY_WRITE(OpenRequest, v1::OpenRequestRequest, v1::PromotionRequest);
ASSAY_READ(GetRequest, v1::GetRequestRequest, v1::PromotionRequest);
ASSAY_READ(ListRequests, v1::ListRequestsRequest, v1::ListRequestsResponse);
ASSAY_WRITE(AssessRequest, v1::AssessRequestRequest, v1::PromotionRequest);
ASSAY_WRITE(CancelRequest, v1::CancelRequestRequest, v1::PromotionRequest);
ASSAY_WRITE(CommitRequest, v1::CommitRequestRequest, v1::Decision);
ASSAY_WRITE(SubmitReview, v1::SubmitReviewRequest, v1::Review);
ASSAY_READ(ListReviews, v1::ListReviewsRequest, v1::ListReviewsResponse);

// governance_decisions.cc. What moves a champion prepares the tags of the others before it writes,
// as CommitRequest and OverridePromote do: on the pool.
ASSAY_WRITE(Rollback, v1::RollbackRequest, v1::Decision);
ASSAY_WRITE(Withdraw, v1::WithdrawRequest, v1::Decision);
ASSAY_WRITE(Recall, v1::RecallRequest, v1::RecallResponse);
ASSAY_READ(ListDecisions, v1::ListDecisionsRequest, v1::ListDecisionsResponse);
ASSAY_READ(GetDecision, v1::GetDecisionRequest, v1::Decision);

// governance_overrides.cc
ASSAY_WRITE(OverridePromote, v1::OverridePromoteRequest, v1::Decision);
ASSAY_WRITE(ReviewOverride, v1::ReviewOverrideRequest, v1::OverrideReview);
ASSAY_READ(GetOverrideReview, v1::GetOverrideReviewRequest, v1::OverrideReview);
ASSAY_READ(ListOverrideReviews, v1::ListOverrideReviewsRequest, v1::ListOverrideReviewsResponse);

// Whether reviews by names that were only asserted count on this server.
bool AcceptsAsserted(const ServerEnv& env);
Governor GovernorOf(const ServerEnv& env, const RequestContext& context);

// Under this name those who watch a slot listen to the hub, and hear when its champion has moved.
std::string WatchKey(const v1::SlotRef& slot);
// An answer that moved champions: tells those who watch, and gives a refusal as the error that it
// is.
Done<v1::Decision> ToldDone(ServerEnv& env, Done<v1::Decision> done);

}  // namespace assay::governance_service

#endif  // ASSAY_SERVER_GOVERNANCE_SERVICE_H_
