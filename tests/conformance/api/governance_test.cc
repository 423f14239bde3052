// GovernanceService through the client: the whole story, the bad inputs, and 32 callers at once.
// The server runs under its development flag, so that names that are only asserted can review.
#include "client/governance.h"

#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "client/admin.h"
#include "client/client.h"
#include "client/registry.h"
#include "core/ids.h"
#include "core/mutex.h"
#include "tests/testing/server_process.h"
#include "tests/testing/status.h"
#include "tests/testing/temp_folder.h"

namespace assay::testing {
namespace {

using absl::StatusCode;

constexpr char kPolicy[] = R"(name: {NAME}
evaluation:
  dataset: holdout
rules:
  - id: auc-floor
    metric_threshold:
      metric: auc
      at_least: 0.8
  - id: better
    compare_to_champion:
      metric: auc
      direction: higher_is_better
      absolute: 0
      on_no_champion: pass
tags:
  - tag: challenger
    when: eligible
  - tag: rejected
ranking:
  - by: metrics.auc
    order: descending
reviews:
  places:
    - role: risk
override:
  role: risk-lead
  rules: [better]
)";

std::string PolicyText(const std::string& name) {
  std::string text = kPolicy;
  return text.replace(text.find("{NAME}"), 6, name);
}

// Of an INVALID_ARGUMENT; its message may end with a question ("Did you mean auc?").
template <typename T>
std::string ReasonOf(const absl::StatusOr<T>& result) {
  EXPECT_EQ(result.status().code(), StatusCode::kInvalidArgument) << Describe(result.status());
  return ErrorReason(result.status());
}

class GovernanceApiTest : public ::testing::Test {
 protected:
  void SetUp() override {
    StartServer();
    ASSERT_OK(registry_->CreateModel(Model()));
    RecordHoldout();
  }

  static v1::RegisteredModel Model() {
    v1::RegisteredModel model;
    model.set_name("score");
    return model;
  }
  void StartServer() {
    ASSERT_OK_AND_ASSIGN(server_, ServerProcess::Start({.data = folder_.path("data"),
                                                        .flags = {"--development-approvals"}}));
    connection_ = As("ada");
    governance_ = std::make_unique<GovernanceClient>(connection_);
    registry_ = std::make_unique<RegistryClient>(connection_);
  }
  std::shared_ptr<Connection> As(const std::string& user) {
    ConnectionOptions options;
    options.server = server_->address();
    options.user = user;
    return MakeConnection(options);
  }
  // A run that wrote the dataset, so that its digest is known.
  void RecordHoldout() {
    v1::CreateRunRequest create;
    create.set_experiment("data");
    ASSERT_OK_AND_ASSIGN(const v1::Run run,
                         As("trainer")->Unary<v1::Run>("TrackingService/CreateRun", create));
    v1::LogBatchRequest batch;
    batch.set_run_id(run.run_id());
    v1::DatasetVersion* dataset = batch.add_outputs()->mutable_dataset()->mutable_dataset();
    dataset->set_name("holdout");
    dataset->mutable_content()->set_digest(Digest('e'));
    ASSERT_OK(connection_->Unary<v1::LogBatchResponse>("TrackingService/LogBatch", batch));
    run_id_ = run.run_id();
  }
  static std::string Digest(char digit) { return "sha256:" + std::string(64, digit); }

  static v1::SlotRef Slot() {
    v1::SlotRef slot;
    slot.set_use_case("limit");
    slot.set_environment("production");
    return slot;
  }
  void MakeSlot() {
    v1::CreateSlotRequest request;
    *request.mutable_slot()->mutable_slot() = Slot();
    ASSERT_OK(governance_->CreateSlot(request));
  }
  absl::StatusOr<v1::PolicyInfo> Publish(const std::string& name) {
    v1::CreatePolicyDraftRequest draft;
    draft.set_yaml(PolicyText(name));
    ASSAY_RETURN_IF_ERROR(governance_->CreatePolicyDraft(draft).status());
    v1::PublishPolicyRequest request;
    request.set_name(name);
    return governance_->PublishPolicy(request);
  }
  absl::StatusOr<v1::Binding> Bind(const std::string& policy) {
    v1::SetBindingRequest request;
    request.mutable_binding()->mutable_slots()->set_use_case("limit");
    request.mutable_binding()->mutable_slots()->set_environment("*");
    request.mutable_binding()->set_policy(policy);
    return governance_->SetBinding(request);
  }
  void MakeGovernedSlot() {
    ASSERT_NO_FATAL_FAILURE(MakeSlot());
    ASSERT_OK(Publish("credit"));
    ASSERT_OK(Bind("credit"));
  }

  absl::StatusOr<std::string> NewVersion() {
    v1::ModelVersion version;
    version.set_model("score");
    version.mutable_artifact()->set_digest("sha256:" + RandomIds().New() + RandomIds().New());
    version.set_run_id(run_id_);
    RegistryClient registrar(As("registrar"));
    ASSAY_ASSIGN_OR_RETURN(version, registrar.CreateModelVersion(version));
    return "model:default/score/" + std::to_string(version.number());
  }
  absl::Status Evaluate(const std::string& version, double auc) {
    v1::Evaluation evaluation;
    evaluation.mutable_version()->set_model("score");
    evaluation.mutable_version()->set_number(std::stoll(version.substr(version.rfind('/') + 1)));
    evaluation.set_dataset("holdout");
    evaluation.set_dataset_digest(Digest('e'));
    evaluation.set_sample_count(1'000);
    evaluation.set_evaluator("code:repository@1");
    evaluation.add_metrics()->set_key("auc");
    evaluation.mutable_metrics(0)->set_reported(auc);
    RegistryClient uploader(As("uploader"));
    return uploader.CreateEvaluation(evaluation).status();
  }
  absl::StatusOr<v1::Candidate> Enroll(const std::string& version) {
    v1::EnrollCandidateRequest request;
    *request.mutable_slot() = Slot();
    request.set_version(version);
    return governance_->EnrollCandidate(request);
  }
  std::string NewCandidate(double auc) {
    const absl::StatusOr<std::string> version = NewVersion();
    EXPECT_OK(version);
    EXPECT_OK(Evaluate(*version, auc));
    EXPECT_OK(Enroll(*version));
    return *version;
  }
  absl::StatusOr<v1::PromotionRequest> Open(const std::string& version) {
    v1::OpenRequestRequest request;
    *request.mutable_slot() = Slot();
    request.set_version(version);
    return governance_->OpenRequest(request);
  }
  absl::StatusOr<v1::Review> Review(const v1::PromotionRequest& request,
                                    const std::string& reviewer) {
    v1::SubmitReviewRequest review;
    review.set_promotion_request_id(request.request_id());
    review.set_verdict(v1::REVIEW_VERDICT_APPROVE);
    review.set_review_digest(request.review_digest());
    return GovernanceClient(As(reviewer)).SubmitReview(review);
  }
  absl::StatusOr<v1::Decision> Commit(const v1::PromotionRequest& request) {
    v1::CommitRequestRequest commit;
    commit.set_promotion_request_id(request.request_id());
    return governance_->CommitRequest(commit);
  }
  v1::Decision Promote(const std::string& version) {
    const absl::StatusOr<v1::PromotionRequest> request = Open(version);
    EXPECT_OK(request);
    EXPECT_OK(Review(*request, "rita"));
    absl::StatusOr<v1::Decision> decision = Commit(*request);
    EXPECT_OK(decision);
    return decision.value_or(v1::Decision());
  }
  absl::StatusOr<v1::Champion> Champion() {
    v1::GetChampionRequest request;
    *request.mutable_slot() = Slot();
    return governance_->GetChampion(request);
  }

  TempFolder folder_;
  std::unique_ptr<ServerProcess> server_;
  std::shared_ptr<Connection> connection_;
  std::unique_ptr<GovernanceClient> governance_;
  std::unique_ptr<RegistryClient> registry_;
  std::string run_id_;
};

TEST_F(GovernanceApiTest, FromTheFirstCandidateToARollback) {
  ASSERT_NO_FATAL_FAILURE(MakeGovernedSlot());
  const std::string first = NewCandidate(0.9);
  const std::string weak = NewCandidate(0.7);
  v1::AssessSlotRequest cycle;
  *cycle.mutable_slot() = Slot();
  ASSERT_OK_AND_ASSIGN(const v1::AssessSlotResponse assessed, governance_->AssessSlot(cycle));
  ASSERT_EQ(assessed.candidates_size(), 2);
  EXPECT_EQ(assessed.candidates(0).version(), first);
  EXPECT_EQ(assessed.candidates(0).rank(), 1);
  EXPECT_EQ(assessed.candidates(0).tag(), "gov:challenger");
  EXPECT_EQ(assessed.candidates(1).version(), weak);
  EXPECT_EQ(assessed.candidates(1).tag(), "gov:rejected");
  EXPECT_EQ(assessed.candidates(1).failing(0), "credit/auc-floor");

  const v1::Decision promoted = Promote(first);
  ASSERT_OK_AND_ASSIGN(v1::Champion champion, Champion());
  EXPECT_EQ(champion.version(), first);
  EXPECT_EQ(champion.decision_id(), promoted.decision_id());

  v1::ExplainRequest explain;
  explain.set_promotion_request_id(promoted.request_id());
  ASSERT_OK_AND_ASSIGN(const v1::ExplainResponse explained, governance_->Explain(explain));
  EXPECT_NE(explained.text().find("auc-floor"), std::string::npos);
  v1::ReplayAssessmentRequest replay;
  replay.set_assessment_digest(promoted.assessment_digest());
  ASSERT_OK_AND_ASSIGN(const v1::ReplayAssessmentResponse replayed,
                       governance_->ReplayAssessment(replay));
  EXPECT_TRUE(replayed.same()) << replayed.difference();

  const std::string second = NewCandidate(0.95);
  Promote(second);
  ASSERT_OK_AND_ASSIGN(champion, Champion());
  EXPECT_EQ(champion.version(), second);
  v1::GetChampionRequest past;
  *past.mutable_slot() = Slot();
  *past.mutable_at() = promoted.time();
  ASSERT_OK_AND_ASSIGN(champion, governance_->GetChampion(past));
  EXPECT_EQ(champion.version(), first) << "the past does not change";

  v1::RollbackRequest rollback;
  *rollback.mutable_slot() = Slot();
  rollback.set_comment("it misbehaves");
  ASSERT_OK_AND_ASSIGN(const v1::Decision back, governance_->Rollback(rollback));
  EXPECT_EQ(back.model_version(), first);
  EXPECT_EQ(back.previous_champion(), second);
  v1::ListDecisionsRequest list;
  *list.mutable_slot() = Slot();
  list.set_page_size(2);
  ASSERT_OK_AND_ASSIGN(const auto decisions, Collect(governance_->ListDecisions(list)));
  EXPECT_EQ(decisions.size(), 3u) << "over two pages";
}

TEST_F(GovernanceApiTest, ASimulationSaysWhatADraftWouldHaveRefused) {
  ASSERT_NO_FATAL_FAILURE(MakeGovernedSlot());
  Promote(NewCandidate(0.9));
  NewCandidate(0.85);
  v1::AssessSlotRequest cycle;
  *cycle.mutable_slot() = Slot();
  ASSERT_OK(governance_->AssessSlot(cycle));
  v1::SimulateRequest simulate;
  std::string stricter = PolicyText("credit");
  simulate.set_yaml(stricter.replace(stricter.find("0.8"), 3, "0.88"));
  ASSERT_OK_AND_ASSIGN(const v1::SimulateResponse simulated, governance_->Simulate(simulate));
  EXPECT_EQ(simulated.assessments(), 3);
  EXPECT_EQ(simulated.refused(), 1);
  EXPECT_EQ(simulated.champions(), 1);
  EXPECT_EQ(simulated.champions_refused(), 0);
}

TEST_F(GovernanceApiTest, ThirtyTwoCallersCommitOnOneSlot) {
  constexpr int kCallers = 32;
  ASSERT_NO_FATAL_FAILURE(MakeGovernedSlot());
  std::vector<v1::PromotionRequest> requests;
  for (int i = 0; i < kCallers; ++i) {
    ASSERT_OK_AND_ASSIGN(v1::PromotionRequest request, Open(NewCandidate(0.9)));
    ASSERT_OK(Review(request, "rita"));
    requests.push_back(std::move(request));
  }
  std::vector<absl::Status> results(kCallers);
  std::vector<std::thread> callers;
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&, i] {
      results[static_cast<size_t>(i)] = Commit(requests[static_cast<size_t>(i)]).status();
    });
  }
  for (std::thread& caller : callers) caller.join();
  int won = 0;
  for (const absl::Status& result : results) {
    if (result.ok()) {
      ++won;
    } else {
      EXPECT_THAT(result, IsError(StatusCode::kFailedPrecondition, "REQUEST_OUT_OF_DATE"));
    }
  }
  EXPECT_EQ(won, 1);
  v1::ListDecisionsRequest list;
  *list.mutable_slot() = Slot();
  ASSERT_OK_AND_ASSIGN(const auto decisions, Collect(governance_->ListDecisions(list)));
  EXPECT_EQ(decisions.size(), static_cast<size_t>(kCallers)) << "none is lost, none double";
}

TEST_F(GovernanceApiTest, DeploymentHearsOfEveryChampion) {
  ASSERT_NO_FATAL_FAILURE(MakeGovernedSlot());
  const std::string version = NewCandidate(0.9);
  std::vector<std::string> heard;
  v1::WatchSlotRequest watch;
  *watch.mutable_slot() = Slot();
  ASSERT_OK(governance_->WatchSlot(watch, [&](const v1::Champion& champion) {
    heard.push_back(champion.version());
    if (heard.size() == 1) Promote(version);
    return heard.size() < 2;
  }));
  EXPECT_EQ(heard, (std::vector<std::string>{"", version}));
  watch.mutable_slot()->set_use_case("nowhere");
  EXPECT_THAT(governance_->WatchSlot(watch, [](const v1::Champion&) { return true; }),
              IsError(StatusCode::kNotFound, "SLOT_NOT_FOUND"));
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

// Whoever kept a checkpoint notices that decisions are gone.
TEST_F(GovernanceApiTest, RestoringAnOldBackupIsNoticedByWhoeverKeptACheckpoint) {
  ASSERT_NO_FATAL_FAILURE(MakeGovernedSlot());
  Promote(NewCandidate(0.9));
  server_->Kill();
  std::filesystem::copy(folder_.path("data"), folder_.path("backup"),
                        std::filesystem::copy_options::recursive);
  ASSERT_NO_FATAL_FAILURE(StartServer());
  Promote(NewCandidate(0.95));
  ASSERT_OK_AND_ASSIGN(const v1::AuditCheckpoint kept,
                       AdminClient(connection_).GetAuditCheckpoint());
  server_->Kill();
  std::filesystem::remove_all(folder_.path("data"));
  std::filesystem::rename(folder_.path("backup"), folder_.path("data"));
  ASSERT_NO_FATAL_FAILURE(StartServer());
  EXPECT_THAT(AdminClient(connection_).GetAuditCheckpoint(kept.size()),
              IsError(StatusCode::kInvalidArgument, "AUDIT_SIZE_INVALID"));
}

}  // namespace
}  // namespace assay::testing
