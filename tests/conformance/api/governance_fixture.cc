#include "tests/conformance/api/governance_fixture.h"

#include "core/ids.h"
#include "core/status_macros.h"

namespace assay::testing {
namespace {

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

}  // namespace

std::string PolicyText(const std::string& name) {
  std::string text = kPolicy;
  return text.replace(text.find("{NAME}"), 6, name);
}

void GovernanceApiTest::SetUp() {
  StartServer();
  v1::RegisteredModel model;
  model.set_name("score");
  ASSERT_OK(registry_->CreateModel(model));
  RecordHoldout();
}

void GovernanceApiTest::StartServer() {
  ASSERT_OK_AND_ASSIGN(server_, ServerProcess::Start({.data = folder_.path("data"),
                                                      .flags = {"--development-approvals"}}));
  connection_ = As("ada");
  governance_ = std::make_unique<GovernanceClient>(connection_);
  registry_ = std::make_unique<RegistryClient>(connection_);
}

std::shared_ptr<Connection> GovernanceApiTest::As(const std::string& user) {
  ConnectionOptions options;
  options.server = server_->address();
  options.user = user;
  return MakeConnection(options);
}

// A run that wrote the dataset, so that its digest is known.
void GovernanceApiTest::RecordHoldout() {
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

v1::SlotRef GovernanceApiTest::Slot() {
  v1::SlotRef slot;
  slot.set_use_case("limit");
  slot.set_environment("production");
  return slot;
}

void GovernanceApiTest::MakeSlot() {
  v1::CreateSlotRequest request;
  *request.mutable_slot()->mutable_slot() = Slot();
  ASSERT_OK(governance_->CreateSlot(request));
}

absl::StatusOr<v1::PolicyInfo> GovernanceApiTest::Publish(const std::string& name) {
  v1::CreatePolicyDraftRequest draft;
  draft.set_yaml(PolicyText(name));
  ASSAY_RETURN_IF_ERROR(governance_->CreatePolicyDraft(draft).status());
  v1::PublishPolicyRequest request;
  request.set_name(name);
  return governance_->PublishPolicy(request);
}

absl::StatusOr<v1::Binding> GovernanceApiTest::Bind(const std::string& policy) {
  v1::SetBindingRequest request;
  request.mutable_binding()->mutable_slots()->set_use_case("limit");
  request.mutable_binding()->mutable_slots()->set_environment("*");
  request.mutable_binding()->set_policy(policy);
  return governance_->SetBinding(request);
}

void GovernanceApiTest::MakeGovernedSlot() {
  ASSERT_NO_FATAL_FAILURE(MakeSlot());
  ASSERT_OK(Publish("credit"));
  ASSERT_OK(Bind("credit"));
}

absl::StatusOr<std::string> GovernanceApiTest::NewVersion() {
  v1::ModelVersion version;
  version.set_model("score");
  version.mutable_artifact()->set_digest("sha256:" + RandomIds().New() + RandomIds().New());
  version.set_run_id(run_id_);
  RegistryClient registrar(As("registrar"));
  ASSAY_ASSIGN_OR_RETURN(version, registrar.CreateModelVersion(version));
  return "model:default/score/" + std::to_string(version.number());
}

absl::Status GovernanceApiTest::Evaluate(const std::string& version, double auc) {
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

absl::StatusOr<v1::Candidate> GovernanceApiTest::Enroll(const std::string& version) {
  v1::EnrollCandidateRequest request;
  *request.mutable_slot() = Slot();
  request.set_version(version);
  return governance_->EnrollCandidate(request);
}

std::string GovernanceApiTest::NewCandidate(double auc) {
  const absl::StatusOr<std::string> version = NewVersion();
  EXPECT_OK(version);
  EXPECT_OK(Evaluate(*version, auc));
  EXPECT_OK(Enroll(*version));
  return *version;
}

absl::StatusOr<v1::PromotionRequest> GovernanceApiTest::Open(const std::string& version) {
  v1::OpenRequestRequest request;
  *request.mutable_slot() = Slot();
  request.set_version(version);
  return governance_->OpenRequest(request);
}

absl::StatusOr<v1::Review> GovernanceApiTest::Review(const v1::PromotionRequest& request,
                                                     const std::string& reviewer) {
  v1::SubmitReviewRequest review;
  review.set_promotion_request_id(request.request_id());
  review.set_verdict(v1::REVIEW_VERDICT_APPROVE);
  review.set_review_digest(request.review_digest());
  return GovernanceClient(As(reviewer)).SubmitReview(review);
}

absl::StatusOr<v1::Decision> GovernanceApiTest::Commit(const v1::PromotionRequest& request) {
  v1::CommitRequestRequest commit;
  commit.set_promotion_request_id(request.request_id());
  return governance_->CommitRequest(commit);
}

v1::Decision GovernanceApiTest::Promote(const std::string& version) {
  const absl::StatusOr<v1::PromotionRequest> request = Open(version);
  EXPECT_OK(request);
  EXPECT_OK(Review(*request, "rita"));
  absl::StatusOr<v1::Decision> decision = Commit(*request);
  EXPECT_OK(decision);
  return decision.value_or(v1::Decision());
}

absl::StatusOr<v1::Champion> GovernanceApiTest::Champion() {
  v1::GetChampionRequest request;
  *request.mutable_slot() = Slot();
  return governance_->GetChampion(request);
}

}  // namespace assay::testing
