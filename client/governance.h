// Which model version is in production, by which rules, and why.
//
//   GovernanceClient governance(MakeConnection({}));
//   v1::GetChampionRequest request;
//   request.mutable_slot()->set_use_case("credit-limit");
//   request.mutable_slot()->set_environment("production");
//   auto champion = governance.GetChampion(request);
//
// governance_service.proto says what the messages mean and which errors there are.
#ifndef ASSAY_CLIENT_GOVERNANCE_H_
#define ASSAY_CLIENT_GOVERNANCE_H_

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/governance_service.pb.h"
#include "client/connection.h"
#include "client/stream_range.h"

namespace assay {

// Thread-safe; a copy shares the connection.
class GovernanceClient {
 public:
  explicit GovernanceClient(std::shared_ptr<Connection> connection)
      : connection_(std::move(connection)) {}

  // Slots and candidates.
  absl::StatusOr<v1::Slot> CreateSlot(v1::CreateSlotRequest request);
  absl::StatusOr<v1::Slot> GetSlot(v1::GetSlotRequest request);
  absl::StatusOr<v1::Champion> GetChampion(v1::GetChampionRequest request);
  absl::StatusOr<v1::Candidate> EnrollCandidate(v1::EnrollCandidateRequest request);
  absl::StatusOr<v1::Candidate> WithdrawCandidate(v1::WithdrawCandidateRequest request);

  // Policies and bindings.
  absl::StatusOr<v1::PolicyInfo> CreatePolicyDraft(v1::CreatePolicyDraftRequest request);
  absl::StatusOr<v1::PolicyInfo> UpdatePolicyDraft(v1::UpdatePolicyDraftRequest request);
  absl::StatusOr<v1::LintPolicyResponse> LintPolicy(v1::LintPolicyRequest request);
  absl::StatusOr<v1::PolicyInfo> PublishPolicy(v1::PublishPolicyRequest request);
  absl::StatusOr<v1::PolicyInfo> RetirePolicy(v1::RetirePolicyRequest request);
  absl::StatusOr<v1::PolicyInfo> GetPolicy(v1::GetPolicyRequest request);
  absl::StatusOr<v1::DiffPoliciesResponse> DiffPolicies(v1::DiffPoliciesRequest request);
  absl::StatusOr<v1::Binding> SetBinding(v1::SetBindingRequest request);
  absl::StatusOr<v1::Binding> RemoveBinding(v1::RemoveBindingRequest request);
  absl::StatusOr<v1::ListBindingsResponse> ListBindings(v1::ListBindingsRequest request);

  // Facts from outside.
  absl::StatusOr<v1::CheckFact> RecordCheck(v1::RecordCheckRequest request);
  absl::StatusOr<v1::DriftFact> RecordDrift(v1::RecordDriftRequest request);
  absl::StatusOr<v1::Flag> SetFlag(v1::SetFlagRequest request);
  absl::StatusOr<v1::Flag> ClearFlag(v1::ClearFlagRequest request);
  absl::StatusOr<v1::ListFlagsResponse> ListFlags(v1::ListFlagsRequest request);
  absl::StatusOr<v1::Facts> GetFacts(v1::GetFactsRequest request);

  // Assessments.
  absl::StatusOr<v1::AssessSlotResponse> AssessSlot(v1::AssessSlotRequest request);
  absl::StatusOr<v1::Assessment> GetAssessment(v1::GetAssessmentRequest request);
  absl::StatusOr<v1::ExplainResponse> Explain(v1::ExplainRequest request);
  absl::StatusOr<v1::ReplayAssessmentResponse> ReplayAssessment(
      v1::ReplayAssessmentRequest request);
  absl::StatusOr<v1::SimulateResponse> Simulate(v1::SimulateRequest request);
  absl::StatusOr<v1::RunSweepResponse> RunSweep(v1::RunSweepRequest request);

  // Requests and reviews. A commit that the gate refuses is an error, with the id of the REFUSE
  // decision in its metadata "decision_id".
  absl::StatusOr<v1::PromotionRequest> OpenRequest(v1::OpenRequestRequest request);
  absl::StatusOr<v1::PromotionRequest> GetRequest(v1::GetRequestRequest request);
  absl::StatusOr<v1::PromotionRequest> AssessRequest(v1::AssessRequestRequest request);
  absl::StatusOr<v1::PromotionRequest> CancelRequest(v1::CancelRequestRequest request);
  absl::StatusOr<v1::Decision> CommitRequest(v1::CommitRequestRequest request);
  absl::StatusOr<v1::Review> SubmitReview(v1::SubmitReviewRequest request);
  absl::StatusOr<v1::ListReviewsResponse> ListReviews(v1::ListReviewsRequest request);

  // Decisions.
  absl::StatusOr<v1::Decision> Rollback(v1::RollbackRequest request);
  absl::StatusOr<v1::Decision> Withdraw(v1::WithdrawRequest request);
  absl::StatusOr<v1::RecallResponse> Recall(v1::RecallRequest request);
  absl::StatusOr<v1::Decision> OverridePromote(v1::OverridePromoteRequest request);
  absl::StatusOr<v1::OverrideReview> ReviewOverride(v1::ReviewOverrideRequest request);
  absl::StatusOr<v1::OverrideReview> GetOverrideReview(v1::GetOverrideReviewRequest request);
  absl::StatusOr<v1::Decision> GetDecision(v1::GetDecisionRequest request);

  // Lists, page by page while they are read. Page tokens of the requests are not used.
  // By use case, then environment.
  StreamRange<v1::Slot> ListSlots(v1::ListSlotsRequest request);
  // In the order in which they were enrolled.
  StreamRange<v1::Candidate> ListCandidates(v1::ListCandidatesRequest request);
  // By name; with a name in the request its versions, newest first.
  StreamRange<v1::PolicyInfo> ListPolicies(v1::ListPoliciesRequest request);
  // Newest first.
  StreamRange<v1::PromotionRequest> ListRequests(v1::ListRequestsRequest request);
  // Newest first.
  StreamRange<v1::Decision> ListDecisions(v1::ListDecisionsRequest request);
  // Newest override first.
  StreamRange<v1::OverrideReview> ListOverrideReviews(v1::ListOverrideReviewsRequest request);
  // Newest first.
  StreamRange<v1::StandingEvent> ListStandingEvents(v1::ListStandingEventsRequest request);

  // Calls `on_champion` with the champion as it is, then whenever it has changed, until
  // `on_champion` returns false or the stream breaks: then watch again. Blocks for so long.
  absl::Status WatchSlot(const v1::WatchSlotRequest& request,
                         const std::function<bool(const v1::Champion&)>& on_champion);

 private:
  std::shared_ptr<Connection> connection_;
};

}  // namespace assay

#endif  // ASSAY_CLIENT_GOVERNANCE_H_
