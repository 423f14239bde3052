// What GovernanceService refuses, and how it says so.
#include <string>

#include "core/ids.h"
#include "tests/conformance/api/governance_fixture.h"

namespace assay::testing {
namespace {

using absl::StatusCode;

// Of an INVALID_ARGUMENT; its message may end with a question ("Did you mean auc?").
template <typename T>
std::string ReasonOf(const absl::StatusOr<T>& result) {
  EXPECT_EQ(result.status().code(), StatusCode::kInvalidArgument) << Describe(result.status());
  return ErrorReason(result.status());
}

TEST_F(GovernanceApiTest, WhatIsDoneTwiceIsRefused) {
  ASSERT_NO_FATAL_FAILURE(MakeGovernedSlot());
  v1::CreateSlotRequest slot;
  *slot.mutable_slot()->mutable_slot() = Slot();
  EXPECT_THAT(governance_->CreateSlot(slot), IsError(StatusCode::kAlreadyExists, "SLOT_EXISTS"));
  const std::string version = NewCandidate(0.9);
  EXPECT_THAT(Enroll(version), IsError(StatusCode::kAlreadyExists, "CANDIDATE_EXISTS"));
  ASSERT_OK(Open(version));
  EXPECT_THAT(Open(version), IsError(StatusCode::kAlreadyExists, "REQUEST_EXISTS"));
  EXPECT_THAT(Publish("credit"), IsError(StatusCode::kFailedPrecondition, "POLICY_PUBLISHED"));
}

TEST_F(GovernanceApiTest, ARetiredPolicyCanNotBeBound) {
  ASSERT_NO_FATAL_FAILURE(MakeGovernedSlot());
  v1::RetirePolicyRequest retire;
  retire.mutable_policy()->set_name("credit");
  ASSERT_OK(governance_->RetirePolicy(retire));
  EXPECT_THAT(Bind("credit"), IsError(StatusCode::kFailedPrecondition, "POLICY_RETIRED"));
  EXPECT_THAT(governance_->RetirePolicy(retire),
              IsError(StatusCode::kFailedPrecondition, "POLICY_RETIRED"));
  EXPECT_THAT(Bind("nothing"), IsError(StatusCode::kNotFound, "POLICY_NOT_FOUND"));
}

TEST_F(GovernanceApiTest, PoliciesThatSayNonsenseAreRefusedWithTheirPlace) {
  const auto refused = [&](const std::string& from, const std::string& to, const char* reason) {
    std::string text = PolicyText("nonsense");
    text.replace(text.find(from), from.size(), to);
    v1::CreatePolicyDraftRequest draft;
    draft.set_yaml(text);
    EXPECT_EQ(ReasonOf(governance_->CreatePolicyDraft(draft)), reason) << to;
    v1::LintPolicyRequest lint;
    lint.set_yaml(text);
    const auto linted = governance_->LintPolicy(lint);
    ASSERT_OK(linted);
    ASSERT_GT(linted->mistakes_size(), 0);
    EXPECT_EQ(linted->mistakes(0).reason(), reason);
    EXPECT_NE(linted->mistakes(0).message().find("Line"), std::string::npos);
  };
  refused("metric_threshold", "metric_treshold", "POLICY_RULE_KIND_UNKNOWN");
  refused("at_least: 0.8", "at_lest: 0.8", "POLICY_FIELD_UNKNOWN");
  refused("at_least: 0.8", "at_least: high", "POLICY_VALUE_INVALID");
  refused("id: better", "id: auc-floor", "RULE_ID_TWICE");
  refused("      direction: higher_is_better\n", "", "RULE_FIELD_MISSING");
  refused("when: eligible", "when: eligible + 1", "EXPRESSION_TYPE");
}

TEST_F(GovernanceApiTest, APolicyThatNamesWhatIsNotThereIsNotPublished) {
  ASSERT_NO_FATAL_FAILURE(MakeSlot());
  NewCandidate(0.9);
  std::string text = PolicyText("typing");
  text.replace(text.find("dataset: holdout"), 16, "dataset: holdut");
  v1::CreatePolicyDraftRequest draft;
  draft.set_yaml(text);
  ASSERT_OK(governance_->CreatePolicyDraft(draft)) << "a draft may be ahead of its data";
  v1::PublishPolicyRequest publish;
  publish.set_name("typing");
  EXPECT_EQ(ReasonOf(governance_->PublishPolicy(publish)), "DATASET_UNKNOWN");
  v1::UpdatePolicyDraftRequest update;
  text = PolicyText("typing");
  update.set_yaml(text.replace(text.find("metric: auc"), 11, "metric: acu"));
  ASSERT_OK(governance_->UpdatePolicyDraft(update));
  EXPECT_EQ(ReasonOf(governance_->PublishPolicy(publish)), "METRIC_UNKNOWN");
}

TEST_F(GovernanceApiTest, NamesOfWhatIsNotThereAreToldSo) {
  ASSERT_NO_FATAL_FAILURE(MakeSlot());
  EXPECT_THAT(Enroll("model:default/score/99"),
              IsError(StatusCode::kNotFound, "MODEL_VERSION_NOT_FOUND"));
  EXPECT_THAT(Enroll("score 1"), IsError(StatusCode::kInvalidArgument, "NODE_NAME_MALFORMED"));
  ASSERT_OK_AND_ASSIGN(const std::string version, NewVersion());
  EXPECT_THAT(Open(version), IsError(StatusCode::kNotFound, "CANDIDATE_NOT_FOUND"));
  ASSERT_OK(Enroll(version));
  EXPECT_THAT(Open(version), IsError(StatusCode::kFailedPrecondition, "NO_POLICY"));
  v1::GetRequestRequest request;
  request.set_promotion_request_id(RandomIds().New());
  EXPECT_THAT(governance_->GetRequest(request),
              IsError(StatusCode::kNotFound, "REQUEST_NOT_FOUND"));
  v1::GetDecisionRequest decision;
  decision.set_decision_id(RandomIds().New());
  EXPECT_THAT(governance_->GetDecision(decision),
              IsError(StatusCode::kNotFound, "DECISION_NOT_FOUND"));
  v1::GetFactsRequest facts;
  facts.set_facts_digest(Digest('0'));
  EXPECT_THAT(governance_->GetFacts(facts), IsError(StatusCode::kNotFound, "FACTS_NOT_FOUND"));
  v1::GetSlotRequest slot;
  slot.mutable_slot()->set_use_case("a/b");
  slot.mutable_slot()->set_environment("production");
  EXPECT_THAT(governance_->GetSlot(slot), IsError(StatusCode::kInvalidArgument, "NAME_INVALID"));
}

TEST_F(GovernanceApiTest, ReviewsByContributorsAndOfOldDigestsAreRefused) {
  ASSERT_NO_FATAL_FAILURE(MakeGovernedSlot());
  const std::string version = NewCandidate(0.9);
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(version));
  EXPECT_THAT(Review(request, "ada"),
              IsError(StatusCode::kPermissionDenied, "REVIEWER_IS_REQUESTER"));
  EXPECT_THAT(Review(request, "registrar"),
              IsError(StatusCode::kPermissionDenied, "REVIEWER_REGISTERED"));
  EXPECT_THAT(Review(request, "trainer"),
              IsError(StatusCode::kPermissionDenied, "REVIEWER_CREATED_RUN"));
  EXPECT_THAT(Review(request, "uploader"),
              IsError(StatusCode::kPermissionDenied, "REVIEWER_UPLOADED_EVALUATION"));
  ASSERT_OK(Evaluate(version, 0.91));
  v1::AssessRequestRequest assess;
  assess.set_promotion_request_id(request.request_id());
  ASSERT_OK(governance_->AssessRequest(assess));
  EXPECT_THAT(Review(request, "rita"), IsError(StatusCode::kFailedPrecondition, "REVIEW_STALE"));
  v1::CancelRequestRequest cancel;
  cancel.set_promotion_request_id(request.request_id());
  ASSERT_OK(governance_->CancelRequest(cancel));
  EXPECT_THAT(Review(request, "rita"), IsError(StatusCode::kFailedPrecondition, "REQUEST_ENDED"));
}

TEST_F(GovernanceApiTest, ACommitThatIsRefusedSaysWhyAndWhereItIsRecorded) {
  ASSERT_NO_FATAL_FAILURE(MakeGovernedSlot());
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(NewCandidate(0.9)));
  const absl::Status refused = Commit(request).status();
  EXPECT_EQ(refused.code(), StatusCode::kFailedPrecondition);
  EXPECT_TRUE(ErrorReason(refused).starts_with("QUORUM_")) << Describe(refused);
  v1::GetDecisionRequest get;
  get.set_decision_id(ErrorMetadata(refused)["decision_id"]);
  ASSERT_OK_AND_ASSIGN(const v1::Decision decision, governance_->GetDecision(get));
  EXPECT_EQ(decision.kind(), v1::DECISION_KIND_REFUSE);
}

TEST_F(GovernanceApiTest, OverridesAndRollbacksNeedTheirReasons) {
  ASSERT_NO_FATAL_FAILURE(MakeGovernedSlot());
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(NewCandidate(0.7)));
  v1::OverridePromoteRequest promote;
  promote.set_promotion_request_id(request.request_id());
  promote.mutable_override()->add_blockers("rule:credit/auc-floor");
  EXPECT_THAT(governance_->OverridePromote(promote),
              IsError(StatusCode::kInvalidArgument, "JUSTIFICATION_MISSING"));
  promote.mutable_override()->set_justification("the old one is down and this is all there is");
  EXPECT_THAT(governance_->OverridePromote(promote),
              IsError(StatusCode::kFailedPrecondition, "OVERRIDE_FORBIDDEN"));
  v1::RollbackRequest rollback;
  *rollback.mutable_slot() = Slot();
  EXPECT_THAT(governance_->Rollback(rollback),
              IsError(StatusCode::kInvalidArgument, "JUSTIFICATION_MISSING"));
  v1::WithdrawRequest withdraw;
  *withdraw.mutable_slot() = Slot();
  withdraw.set_comment("nothing there");
  EXPECT_THAT(governance_->Withdraw(withdraw),
              IsError(StatusCode::kFailedPrecondition, "SLOT_EMPTY"));
}

TEST_F(GovernanceApiTest, ARecallIsForEver) {
  ASSERT_NO_FATAL_FAILURE(MakeGovernedSlot());
  const std::string version = NewCandidate(0.9);
  Promote(version);
  v1::RecallRequest recall;
  recall.set_version(version);
  recall.set_comment("trained on data that we may not use");
  ASSERT_OK(governance_->Recall(recall));
  ASSERT_OK_AND_ASSIGN(const v1::Champion champion, Champion());
  EXPECT_EQ(champion.version(), "");
  EXPECT_EQ(champion.decision_kind(), v1::DECISION_KIND_RECALL);
  v1::ClearFlagRequest clear;
  clear.set_version(version);
  clear.set_flag("recall");
  EXPECT_THAT(governance_->ClearFlag(clear),
              IsError(StatusCode::kFailedPrecondition, "FLAG_RECALL"));
  clear.set_flag("legal-hold");
  EXPECT_THAT(governance_->ClearFlag(clear), IsError(StatusCode::kNotFound, "FLAG_NOT_SET"));
  EXPECT_THAT(Client(connection_).DeleteRun(run_id_),
              IsError(StatusCode::kFailedPrecondition, "RUN_IN_USE"));
  EXPECT_THAT(registry_->DeleteModel("score"),
              IsError(StatusCode::kFailedPrecondition, "MODEL_IN_USE"));
}

}  // namespace
}  // namespace assay::testing
