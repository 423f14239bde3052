#include "server/doors/grpc/governance_door.h"

#include "assay/v1/governance_service.grpc.pb.h"
#include "server/doors/grpc/slot_stream.h"
#include "server/doors/grpc/unary.h"
#include "server/governance_service.h"

namespace assay {
namespace {

// Calls that gather facts or apply rules are not answered at once.
class GovernanceDoor : public v1::GovernanceService::CallbackService {
 public:
  explicit GovernanceDoor(ServerEnv& env) : env_(env) {}

  ASSAY_UNARY(governance_service, Write, CreateSlot, v1::Slot)
  ASSAY_UNARY(governance_service, AnswerNow, GetSlot, v1::Slot)
  ASSAY_UNARY(governance_service, AnswerOnPool, ListSlots, v1::ListSlotsResponse)
  ASSAY_UNARY(governance_service, AnswerNow, GetChampion, v1::Champion)
  ASSAY_UNARY(governance_service, Write, EnrollCandidate, v1::Candidate)
  ASSAY_UNARY(governance_service, Write, WithdrawCandidate, v1::Candidate)
  ASSAY_UNARY(governance_service, AnswerOnPool, ListCandidates, v1::ListCandidatesResponse)

  ASSAY_UNARY(governance_service, Write, CreatePolicyDraft, v1::PolicyInfo)
  ASSAY_UNARY(governance_service, Write, UpdatePolicyDraft, v1::PolicyInfo)
  ASSAY_UNARY(governance_service, AnswerOnPool, LintPolicy, v1::LintPolicyResponse)
  ASSAY_UNARY(governance_service, Write, PublishPolicy, v1::PolicyInfo)
  ASSAY_UNARY(governance_service, Write, RetirePolicy, v1::PolicyInfo)
  ASSAY_UNARY(governance_service, AnswerOnPool, GetPolicy, v1::PolicyInfo)
  ASSAY_UNARY(governance_service, AnswerOnPool, ListPolicies, v1::ListPoliciesResponse)
  ASSAY_UNARY(governance_service, AnswerOnPool, DiffPolicies, v1::DiffPoliciesResponse)
  ASSAY_UNARY(governance_service, Write, SetBinding, v1::Binding)
  ASSAY_UNARY(governance_service, Write, RemoveBinding, v1::Binding)
  ASSAY_UNARY(governance_service, AnswerOnPool, ListBindings, v1::ListBindingsResponse)

  ASSAY_UNARY(governance_service, Write, RecordCheck, v1::CheckFact)
  ASSAY_UNARY(governance_service, Write, RecordDrift, v1::DriftFact)
  ASSAY_UNARY(governance_service, Write, SetFlag, v1::Flag)
  ASSAY_UNARY(governance_service, Write, ClearFlag, v1::Flag)
  ASSAY_UNARY(governance_service, AnswerOnPool, ListFlags, v1::ListFlagsResponse)
  ASSAY_UNARY(governance_service, AnswerOnPool, GetFacts, v1::Facts)

  ASSAY_UNARY(governance_service, AnswerOnPool, AssessSlot, v1::AssessSlotResponse)
  ASSAY_UNARY(governance_service, AnswerOnPool, GetAssessment, v1::Assessment)
  ASSAY_UNARY(governance_service, AnswerOnPool, Explain, v1::ExplainResponse)
  ASSAY_UNARY(governance_service, AnswerOnPool, ReplayAssessment, v1::ReplayAssessmentResponse)
  ASSAY_UNARY(governance_service, AnswerOnPool, Simulate, v1::SimulateResponse)
  ASSAY_UNARY(governance_service, AnswerOnPool, RunSweep, v1::RunSweepResponse)
  ASSAY_UNARY(governance_service, AnswerOnPool, ListStandingEvents, v1::ListStandingEventsResponse)

  ASSAY_UNARY(governance_service, Write, OpenRequest, v1::PromotionRequest)
  ASSAY_UNARY(governance_service, AnswerOnPool, GetRequest, v1::PromotionRequest)
  ASSAY_UNARY(governance_service, AnswerOnPool, ListRequests, v1::ListRequestsResponse)
  ASSAY_UNARY(governance_service, Write, AssessRequest, v1::PromotionRequest)
  ASSAY_UNARY(governance_service, Write, CancelRequest, v1::PromotionRequest)
  ASSAY_UNARY(governance_service, WriteOnPool, CommitRequest, v1::Decision)
  ASSAY_UNARY(governance_service, Write, SubmitReview, v1::Review)
  ASSAY_UNARY(governance_service, AnswerOnPool, ListReviews, v1::ListReviewsResponse)

  ASSAY_UNARY(governance_service, WriteOnPool, Rollback, v1::Decision)
  ASSAY_UNARY(governance_service, WriteOnPool, Withdraw, v1::Decision)
  ASSAY_UNARY(governance_service, WriteOnPool, Recall, v1::RecallResponse)
  ASSAY_UNARY(governance_service, WriteOnPool, OverridePromote, v1::Decision)
  ASSAY_UNARY(governance_service, Write, ReviewOverride, v1::OverrideReview)
  ASSAY_UNARY(governance_service, AnswerOnPool, GetOverrideReview, v1::OverrideReview)
  ASSAY_UNARY(governance_service, AnswerOnPool, ListOverrideReviews,
              v1::ListOverrideReviewsResponse)
  ASSAY_UNARY(governance_service, AnswerOnPool, ListDecisions, v1::ListDecisionsResponse)
  ASSAY_UNARY(governance_service, AnswerNow, GetDecision, v1::Decision)

  grpc::ServerWriteReactor<v1::Champion>* WatchSlot(grpc::CallbackServerContext* context,
                                                    const v1::WatchSlotRequest* request) override {
    return StartSlotStream(env_, context, *request);
  }

 private:
  ServerEnv& env_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeGovernanceDoor(ServerEnv& env) {
  return std::make_unique<GovernanceDoor>(env);
}

}  // namespace assay
