#include "client/governance.h"

#include <utility>

#include "client/internal/list.h"

namespace assay {

absl::StatusOr<v1::Slot> GovernanceClient::CreateSlot(v1::CreateSlotRequest request) {
  return connection_->Unary<v1::Slot>("GovernanceService/CreateSlot", std::move(request));
}

absl::StatusOr<v1::Slot> GovernanceClient::GetSlot(v1::GetSlotRequest request) {
  return connection_->Unary<v1::Slot>("GovernanceService/GetSlot", std::move(request));
}

absl::StatusOr<v1::Champion> GovernanceClient::GetChampion(v1::GetChampionRequest request) {
  return connection_->Unary<v1::Champion>("GovernanceService/GetChampion", std::move(request));
}

absl::StatusOr<v1::Candidate> GovernanceClient::EnrollCandidate(
    v1::EnrollCandidateRequest request) {
  return connection_->Unary<v1::Candidate>("GovernanceService/EnrollCandidate", std::move(request));
}

absl::StatusOr<v1::Candidate> GovernanceClient::WithdrawCandidate(
    v1::WithdrawCandidateRequest request) {
  return connection_->Unary<v1::Candidate>("GovernanceService/WithdrawCandidate",
                                           std::move(request));
}

absl::StatusOr<v1::PolicyInfo> GovernanceClient::CreatePolicyDraft(
    v1::CreatePolicyDraftRequest request) {
  return connection_->Unary<v1::PolicyInfo>("GovernanceService/CreatePolicyDraft",
                                            std::move(request));
}

absl::StatusOr<v1::PolicyInfo> GovernanceClient::UpdatePolicyDraft(
    v1::UpdatePolicyDraftRequest request) {
  return connection_->Unary<v1::PolicyInfo>("GovernanceService/UpdatePolicyDraft",
                                            std::move(request));
}

absl::StatusOr<v1::LintPolicyResponse> GovernanceClient::LintPolicy(v1::LintPolicyRequest request) {
  return connection_->Unary<v1::LintPolicyResponse>("GovernanceService/LintPolicy",
                                                    std::move(request));
}

absl::StatusOr<v1::PolicyInfo> GovernanceClient::PublishPolicy(v1::PublishPolicyRequest request) {
  return connection_->Unary<v1::PolicyInfo>("GovernanceService/PublishPolicy", std::move(request));
}

absl::StatusOr<v1::PolicyInfo> GovernanceClient::RetirePolicy(v1::RetirePolicyRequest request) {
  return connection_->Unary<v1::PolicyInfo>("GovernanceService/RetirePolicy", std::move(request));
}

absl::StatusOr<v1::PolicyInfo> GovernanceClient::GetPolicy(v1::GetPolicyRequest request) {
  return connection_->Unary<v1::PolicyInfo>("GovernanceService/GetPolicy", std::move(request));
}

absl::StatusOr<v1::DiffPoliciesResponse> GovernanceClient::DiffPolicies(
    v1::DiffPoliciesRequest request) {
  return connection_->Unary<v1::DiffPoliciesResponse>("GovernanceService/DiffPolicies",
                                                      std::move(request));
}

absl::StatusOr<v1::Binding> GovernanceClient::SetBinding(v1::SetBindingRequest request) {
  return connection_->Unary<v1::Binding>("GovernanceService/SetBinding", std::move(request));
}

absl::StatusOr<v1::Binding> GovernanceClient::RemoveBinding(v1::RemoveBindingRequest request) {
  return connection_->Unary<v1::Binding>("GovernanceService/RemoveBinding", std::move(request));
}

absl::StatusOr<v1::ListBindingsResponse> GovernanceClient::ListBindings(
    v1::ListBindingsRequest request) {
  return connection_->Unary<v1::ListBindingsResponse>("GovernanceService/ListBindings",
                                                      std::move(request));
}

absl::StatusOr<v1::CheckFact> GovernanceClient::RecordCheck(v1::RecordCheckRequest request) {
  return connection_->Unary<v1::CheckFact>("GovernanceService/RecordCheck", std::move(request));
}

absl::StatusOr<v1::DriftFact> GovernanceClient::RecordDrift(v1::RecordDriftRequest request) {
  return connection_->Unary<v1::DriftFact>("GovernanceService/RecordDrift", std::move(request));
}

absl::StatusOr<v1::Flag> GovernanceClient::SetFlag(v1::SetFlagRequest request) {
  return connection_->Unary<v1::Flag>("GovernanceService/SetFlag", std::move(request));
}

absl::StatusOr<v1::Flag> GovernanceClient::ClearFlag(v1::ClearFlagRequest request) {
  return connection_->Unary<v1::Flag>("GovernanceService/ClearFlag", std::move(request));
}

absl::StatusOr<v1::ListFlagsResponse> GovernanceClient::ListFlags(v1::ListFlagsRequest request) {
  return connection_->Unary<v1::ListFlagsResponse>("GovernanceService/ListFlags",
                                                   std::move(request));
}

absl::StatusOr<v1::Facts> GovernanceClient::GetFacts(v1::GetFactsRequest request) {
  return connection_->Unary<v1::Facts>("GovernanceService/GetFacts", std::move(request));
}

absl::StatusOr<v1::AssessSlotResponse> GovernanceClient::AssessSlot(v1::AssessSlotRequest request) {
  return connection_->Unary<v1::AssessSlotResponse>("GovernanceService/AssessSlot",
                                                    std::move(request));
}

absl::StatusOr<v1::Assessment> GovernanceClient::GetAssessment(v1::GetAssessmentRequest request) {
  return connection_->Unary<v1::Assessment>("GovernanceService/GetAssessment", std::move(request));
}

absl::StatusOr<v1::ExplainResponse> GovernanceClient::Explain(v1::ExplainRequest request) {
  return connection_->Unary<v1::ExplainResponse>("GovernanceService/Explain", std::move(request));
}

absl::StatusOr<v1::ReplayAssessmentResponse> GovernanceClient::ReplayAssessment(
    v1::ReplayAssessmentRequest request) {
  return connection_->Unary<v1::ReplayAssessmentResponse>("GovernanceService/ReplayAssessment",
                                                          std::move(request));
}

absl::StatusOr<v1::SimulateResponse> GovernanceClient::Simulate(v1::SimulateRequest request) {
  return connection_->Unary<v1::SimulateResponse>("GovernanceService/Simulate", std::move(request));
}

absl::StatusOr<v1::RunSweepResponse> GovernanceClient::RunSweep(v1::RunSweepRequest request) {
  return connection_->Unary<v1::RunSweepResponse>("GovernanceService/RunSweep", std::move(request));
}

absl::StatusOr<v1::PromotionRequest> GovernanceClient::OpenRequest(v1::OpenRequestRequest request) {
  return connection_->Unary<v1::PromotionRequest>("GovernanceService/OpenRequest",
                                                  std::move(request));
}

absl::StatusOr<v1::PromotionRequest> GovernanceClient::GetRequest(v1::GetRequestRequest request) {
  return connection_->Unary<v1::PromotionRequest>("GovernanceService/GetRequest",
                                                  std::move(request));
}

absl::StatusOr<v1::PromotionRequest> GovernanceClient::AssessRequest(
    v1::AssessRequestRequest request) {
  return connection_->Unary<v1::PromotionRequest>("GovernanceService/AssessRequest",
                                                  std::move(request));
}

absl::StatusOr<v1::PromotionRequest> GovernanceClient::CancelRequest(
    v1::CancelRequestRequest request) {
  return connection_->Unary<v1::PromotionRequest>("GovernanceService/CancelRequest",
                                                  std::move(request));
}

absl::StatusOr<v1::Decision> GovernanceClient::CommitRequest(v1::CommitRequestRequest request) {
  return connection_->Unary<v1::Decision>("GovernanceService/CommitRequest", std::move(request));
}

absl::StatusOr<v1::Review> GovernanceClient::SubmitReview(v1::SubmitReviewRequest request) {
  return connection_->Unary<v1::Review>("GovernanceService/SubmitReview", std::move(request));
}

absl::StatusOr<v1::ListReviewsResponse> GovernanceClient::ListReviews(
    v1::ListReviewsRequest request) {
  return connection_->Unary<v1::ListReviewsResponse>("GovernanceService/ListReviews",
                                                     std::move(request));
}

absl::StatusOr<v1::Decision> GovernanceClient::Rollback(v1::RollbackRequest request) {
  return connection_->Unary<v1::Decision>("GovernanceService/Rollback", std::move(request));
}

absl::StatusOr<v1::Decision> GovernanceClient::Withdraw(v1::WithdrawRequest request) {
  return connection_->Unary<v1::Decision>("GovernanceService/Withdraw", std::move(request));
}

absl::StatusOr<v1::RecallResponse> GovernanceClient::Recall(v1::RecallRequest request) {
  return connection_->Unary<v1::RecallResponse>("GovernanceService/Recall", std::move(request));
}

absl::StatusOr<v1::Decision> GovernanceClient::OverridePromote(v1::OverridePromoteRequest request) {
  return connection_->Unary<v1::Decision>("GovernanceService/OverridePromote", std::move(request));
}

absl::StatusOr<v1::OverrideReview> GovernanceClient::ReviewOverride(
    v1::ReviewOverrideRequest request) {
  return connection_->Unary<v1::OverrideReview>("GovernanceService/ReviewOverride",
                                                std::move(request));
}

absl::StatusOr<v1::OverrideReview> GovernanceClient::GetOverrideReview(
    v1::GetOverrideReviewRequest request) {
  return connection_->Unary<v1::OverrideReview>("GovernanceService/GetOverrideReview",
                                                std::move(request));
}

absl::StatusOr<v1::Decision> GovernanceClient::GetDecision(v1::GetDecisionRequest request) {
  return connection_->Unary<v1::Decision>("GovernanceService/GetDecision", std::move(request));
}

StreamRange<v1::Slot> GovernanceClient::ListSlots(v1::ListSlotsRequest request) {
  return List<v1::Slot>(connection_, "GovernanceService/ListSlots", std::move(request),
                        &v1::ListSlotsResponse::mutable_slots);
}

StreamRange<v1::Candidate> GovernanceClient::ListCandidates(v1::ListCandidatesRequest request) {
  return List<v1::Candidate>(connection_, "GovernanceService/ListCandidates", std::move(request),
                             &v1::ListCandidatesResponse::mutable_candidates);
}

StreamRange<v1::PolicyInfo> GovernanceClient::ListPolicies(v1::ListPoliciesRequest request) {
  return List<v1::PolicyInfo>(connection_, "GovernanceService/ListPolicies", std::move(request),
                              &v1::ListPoliciesResponse::mutable_policies);
}

StreamRange<v1::PromotionRequest> GovernanceClient::ListRequests(v1::ListRequestsRequest request) {
  return List<v1::PromotionRequest>(connection_, "GovernanceService/ListRequests",
                                    std::move(request),
                                    &v1::ListRequestsResponse::mutable_requests);
}

StreamRange<v1::Decision> GovernanceClient::ListDecisions(v1::ListDecisionsRequest request) {
  return List<v1::Decision>(connection_, "GovernanceService/ListDecisions", std::move(request),
                            &v1::ListDecisionsResponse::mutable_decisions);
}

StreamRange<v1::OverrideReview> GovernanceClient::ListOverrideReviews(
    v1::ListOverrideReviewsRequest request) {
  return List<v1::OverrideReview>(connection_, "GovernanceService/ListOverrideReviews",
                                  std::move(request),
                                  &v1::ListOverrideReviewsResponse::mutable_reviews);
}

StreamRange<v1::StandingEvent> GovernanceClient::ListStandingEvents(
    v1::ListStandingEventsRequest request) {
  return List<v1::StandingEvent>(connection_, "GovernanceService/ListStandingEvents",
                                 std::move(request),
                                 &v1::ListStandingEventsResponse::mutable_events);
}

absl::Status GovernanceClient::WatchSlot(
    const v1::WatchSlotRequest& request,
    const std::function<bool(const v1::Champion&)>& on_champion) {
  return connection_->Stream<v1::Champion>("GovernanceService/WatchSlot", request, on_champion);
}

}  // namespace assay
