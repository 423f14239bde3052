#include "tests/conformance/storage/governance_fixture.h"

#include <limits>
#include <optional>

#include "server/governance/sweeping.h"
#include "storage/datasets.h"
#include "storage/governance/bindings.h"
#include "storage/governance/candidates.h"
#include "storage/governance/decisions.h"
#include "storage/governance/derived_tags.h"
#include "storage/governance/model_names.h"
#include "storage/governance/policies.h"
#include "storage/identity/principals.h"
#include "storage/identity/roles.h"
#include "storage/registry/evaluations.h"
#include "storage/registry/model_versions.h"
#include "storage/workspaces.h"

namespace assay::testing {
namespace {

const Actor& Root() {
  static const auto& root = *new Actor{.name = "root", .authenticated = true};
  return root;
}

v1::RoleGrant GrantOf(const std::string& person, const std::string& role) {
  v1::RoleGrant grant;
  grant.set_principal(person);
  grant.set_role(role);
  return grant;
}

}  // namespace

const std::string& GovernanceTest::Holdout() {
  static const auto& digest = *new std::string("sha256:" + std::string(64, 'e'));
  return digest;
}

void GovernanceTest::SetUp() {
  StorageTest::SetUp();
  ASSERT_OK(Write([](WriteTxn& txn) -> absl::Status {
    for (const char* name : {"rita", "ron", "lea", "registrar", "trainer", "uploader", "requester",
                             "committer", "robot"}) {
      v1::Principal principal;
      principal.set_name(name);
      principal.set_kind(std::string_view(name) == "robot" ? v1::PRINCIPAL_KIND_SERVICE
                                                           : v1::PRINCIPAL_KIND_PERSON);
      ASSAY_RETURN_IF_ERROR(CreatePrincipal(txn, principal, Root()).status());
    }
    v1::DatasetVersion holdout;
    holdout.set_name("holdout");
    holdout.mutable_content()->set_digest(Holdout());
    ASSAY_ASSIGN_OR_RETURN(const int64_t workspace, FindWorkspace(txn, ""));
    ASSAY_RETURN_IF_ERROR(InternDatasetVersion(txn, workspace, holdout, "uploader").status());
    v1::Slot slot;
    *slot.mutable_slot() = Slot();
    return CreateSlot(txn, slot, "root").status();
  }));
  // Everybody who could be tempted has the role: what holds them back is not its lack.
  for (const char* name :
       {"rita", "ron", "robot", "registrar", "trainer", "uploader", "requester"}) {
    ASSERT_OK(Grant(name, "reviewer:risk"));
  }
  ASSERT_OK(Grant("lea", "reviewer:risk-lead"));
  // 2023-11-14 is a Tuesday; the store's clock begins at 22:13 UTC, inside the policy's night.
  clock_.Advance(12 * kHour);
  ASSERT_OK(PublishAndBind(kCreditPolicy));
}

Governor GovernanceTest::By(std::string_view name) {
  return {
      .actor = {.name = std::string(name),
                .kind = name == "robot" ? v1::PRINCIPAL_KIND_SERVICE : v1::PRINCIPAL_KIND_PERSON,
                .authenticated = true,
                .authenticated_us = kStartMicros}};
}

v1::SlotRef GovernanceTest::Slot(std::string_view use_case) {
  v1::SlotRef slot;
  slot.set_workspace("default");
  slot.set_use_case(std::string(use_case));
  slot.set_environment("production");
  return slot;
}

absl::Status GovernanceTest::PublishAndBind(const std::string& yaml) {
  ASSAY_ASSIGN_OR_RETURN(const v1::Policy policy, ReadPolicy(yaml));
  v1::PublishPolicyRequest request;
  request.set_name(policy.name());
  ASSAY_RETURN_IF_ERROR(Write([&](WriteTxn& txn) -> absl::Status {
    ASSAY_RETURN_IF_ERROR(CreatePolicyDraft(txn, "", policy.name(), yaml, "root"));
    return PublishPolicy(txn, request, Root()).status();
  }));
  return Bind(policy.name()).status();
}

absl::StatusOr<v1::Binding> GovernanceTest::Bind(const std::string& policy, int32_t version) {
  v1::SetBindingRequest request;
  v1::Binding* binding = request.mutable_binding();
  binding->mutable_slots()->set_use_case("*");
  binding->mutable_slots()->set_environment("production");
  binding->set_policy(policy);
  binding->set_version(version);
  return WriteFor([&](WriteTxn& txn) { return SetBinding(txn, request, Root()); });
}

absl::Status GovernanceTest::Grant(const std::string& person, const std::string& role) {
  return Write(
      [&](WriteTxn& txn) { return GrantRole(txn, GrantOf(person, role), Root()).status(); });
}

absl::Status GovernanceTest::Revoke(const std::string& person, const std::string& role) {
  return Write(
      [&](WriteTxn& txn) { return RevokeRole(txn, GrantOf(person, role), Root()).status(); });
}

std::string GovernanceTest::NewVersion() {
  const int number = next_version_++;
  v1::CreateRunRequest run;
  run.set_experiment("score");
  v1::CreateModelVersionRequest request;
  request.set_create_model(true);
  v1::ModelVersion* version = request.mutable_version();
  version->set_model("score");
  version->mutable_artifact()->set_digest("sha256:" + fmt::format("{:064x}", number));
  EXPECT_OK(Write([&](WriteTxn& txn) -> absl::Status {
    v1::Run created;
    ASSAY_RETURN_IF_ERROR(CreateRun(txn, run, "trainer", &created).status());
    version->set_run_id(created.run_id());
    return CreateModelVersion(txn, request, "registrar").status();
  }));
  return fmt::format("model:default/score/{}", number);
}

absl::Status GovernanceTest::Evaluate(const std::string& version, double auc,
                                      const std::string& uploader) {
  v1::Evaluation evaluation;
  evaluation.mutable_version()->set_model("score");
  evaluation.mutable_version()->set_number(std::stoll(version.substr(version.rfind('/') + 1)));
  evaluation.set_dataset("holdout");
  evaluation.set_dataset_digest(Holdout());
  evaluation.set_sample_count(1'000);
  evaluation.set_evaluator("code:repository@1");
  v1::EvaluationMetric* metric = evaluation.add_metrics();
  metric->set_key("auc");
  metric->set_reported(auc);
  return Write([&](WriteTxn& txn) { return CreateEvaluation(txn, evaluation, uploader).status(); });
}

absl::Status GovernanceTest::Enroll(const std::string& version, std::string_view use_case) {
  return Write([&](WriteTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, FindSlot(txn, Slot(use_case)));
    ASSAY_ASSIGN_OR_RETURN(const int64_t row, FindModelVersionByName(txn, version));
    return EnrollCandidate(txn, slot, row, "requester");
  });
}

std::string GovernanceTest::NewCandidate(double auc, std::string_view use_case) {
  const std::string version = NewVersion();
  EXPECT_OK(Evaluate(version, auc));
  EXPECT_OK(Enroll(version, use_case));
  return version;
}

absl::StatusOr<v1::PromotionRequest> GovernanceTest::Open(const std::string& version,
                                                          std::string_view use_case) {
  v1::OpenRequestRequest request;
  *request.mutable_slot() = Slot(use_case);
  request.set_version(version);
  return WriteFor([&](WriteTxn& txn) { return OpenRequest(txn, request, By("requester")); });
}

absl::StatusOr<v1::PromotionRequest> GovernanceTest::Request(const std::string& request_id) {
  return ReadFor([&](ReadTxn& txn) { return GetRequest(txn, request_id, false); });
}

absl::StatusOr<v1::PromotionRequest> GovernanceTest::Assess(const std::string& request_id) {
  return WriteFor([&](WriteTxn& txn) { return AssessRequest(txn, request_id, By("requester")); });
}

absl::StatusOr<v1::Review> GovernanceTest::Review(const std::string& request_id,
                                                  std::string_view reviewer,
                                                  v1::ReviewVerdict verdict) {
  ASSAY_ASSIGN_OR_RETURN(const v1::PromotionRequest read, Request(request_id));
  v1::SubmitReviewRequest request;
  request.set_promotion_request_id(request_id);
  request.set_verdict(verdict);
  request.set_review_digest(read.review_digest());
  return WriteFor([&](WriteTxn& txn) { return SubmitReview(txn, request, By(reviewer)); });
}

absl::StatusOr<v1::Decision> GovernanceTest::Commit(const std::string& request_id) {
  const auto prepared = Prepare([&](ReadTxn& txn) { return ExpectCommit(txn, request_id); });
  return WriteFor([&](WriteTxn& txn) {
    return CommitRequest(txn, request_id, "", nullptr, By("committer"), *prepared);
  });
}

absl::StatusOr<v1::Decision> GovernanceTest::Override(const std::string& request_id,
                                                      const std::vector<std::string>& blockers,
                                                      const std::string& justification,
                                                      std::string_view by) {
  v1::Override override;
  for (const std::string& blocker : blockers) override.add_blockers(blocker);
  override.set_justification(justification);
  const auto prepared = Prepare([&](ReadTxn& txn) { return ExpectCommit(txn, request_id); });
  return WriteFor([&](WriteTxn& txn) {
    return CommitRequest(txn, request_id, "", &override, By(by), *prepared);
  });
}

v1::Decision GovernanceTest::Promote(const std::string& version, std::string_view use_case) {
  const absl::StatusOr<v1::PromotionRequest> opened = Open(version, use_case);
  EXPECT_OK(opened);
  if (!opened.ok()) return {};
  EXPECT_OK(Review(opened->request_id(), "rita"));
  absl::StatusOr<v1::Decision> decision = Commit(opened->request_id());
  EXPECT_OK(decision);
  return decision.ok() ? *std::move(decision) : v1::Decision();
}

absl::StatusOr<v1::Decision> GovernanceTest::RollbackTo(const std::string& version,
                                                        std::string_view use_case) {
  v1::RollbackRequest request;
  *request.mutable_slot() = Slot(use_case);
  request.set_version(version);
  request.set_comment("it misbehaves");
  const auto prepared = Prepare([&](ReadTxn& txn) { return ExpectRollback(txn, request); });
  return WriteFor(
      [&](WriteTxn& txn) { return Rollback(txn, request, By("committer").actor, *prepared); });
}

absl::StatusOr<v1::Decision> GovernanceTest::EmptySlot(std::string_view use_case) {
  v1::WithdrawRequest request;
  *request.mutable_slot() = Slot(use_case);
  request.set_comment("not needed any more");
  const auto prepared = Prepare([&](ReadTxn& txn) { return ExpectWithdraw(txn, request); });
  return WriteFor(
      [&](WriteTxn& txn) { return Withdraw(txn, request, By("committer").actor, *prepared); });
}

absl::StatusOr<v1::RecallResponse> GovernanceTest::RecallVersion(const std::string& version) {
  v1::RecallRequest request;
  request.set_version(version);
  request.set_comment("trained on data that we may not use");
  const auto prepared = Prepare([&](ReadTxn& txn) { return ExpectRecall(txn, request); });
  return WriteFor([&](WriteTxn& txn) { return Recall(txn, request, By("lea").actor, *prepared); });
}

absl::StatusOr<v1::RunSweepResponse> GovernanceTest::SweepAll() {
  return Sweep(*store_, 0, kNoDeadline);
}

std::string GovernanceTest::Champion(std::string_view use_case) {
  const auto champion = ReadFor([&](ReadTxn& txn) -> absl::StatusOr<v1::Champion> {
    ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, FindSlot(txn, Slot(use_case)));
    return ChampionAt(txn, slot, std::nullopt);
  });
  EXPECT_OK(champion);
  return champion.ok() ? champion->version() : "";
}

std::string GovernanceTest::ChampionAtTime(int64_t at_us, std::string_view use_case) {
  const auto champion = ReadFor([&](ReadTxn& txn) -> absl::StatusOr<v1::Champion> {
    ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, FindSlot(txn, Slot(use_case)));
    return ChampionAt(txn, slot, at_us);
  });
  EXPECT_OK(champion);
  return champion.ok() ? champion->version() : "";
}

std::string GovernanceTest::TagsOf(const std::string& version, std::string_view use_case) {
  const auto candidate = ReadFor([&](ReadTxn& txn) -> absl::StatusOr<v1::Candidate> {
    ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, FindSlot(txn, Slot(use_case)));
    ASSAY_ASSIGN_OR_RETURN(const int64_t row, FindModelVersionByName(txn, version));
    return GetCandidate(txn, slot, row);
  });
  EXPECT_OK(candidate);
  std::string tags;
  if (!candidate.ok()) return tags;
  for (const v1::TagResult& tag : candidate->tags()) {
    tags += (tags.empty() ? "" : ",") + tag.tag();
  }
  return tags;
}

std::vector<v1::Decision> GovernanceTest::AllDecisions() {
  std::vector<v1::Decision> decisions;
  const auto listed = ReadFor([&](ReadTxn& txn) -> absl::StatusOr<std::vector<v1::Decision>> {
    ASSAY_ASSIGN_OR_RETURN(const int64_t workspace, FindWorkspace(txn, ""));
    return ListDecisions(txn, workspace, 0, std::numeric_limits<int64_t>::max(), 100'000);
  });
  EXPECT_OK(listed);
  if (listed.ok()) decisions.assign(listed->rbegin(), listed->rend());
  return decisions;
}

int64_t GovernanceTest::Count(sql::Sql query) {
  const auto count = ReadFor([&](ReadTxn& txn) -> absl::StatusOr<int64_t> {
    Rows rows = txn.Query(query, {});
    const int64_t value = rows.Next() ? rows.Int(0) : -1;
    ASSAY_RETURN_IF_ERROR(rows.status());
    return value;
  });
  EXPECT_OK(count);
  return count.value_or(-1);
}

std::string GovernanceTest::Dump(sql::Sql query) {
  const auto dump = ReadFor([&](ReadTxn& txn) -> absl::StatusOr<std::string> {
    Rows rows = txn.Query(query, {});
    std::string text;
    while (rows.Next()) text += rows.String(0) + "\n";
    ASSAY_RETURN_IF_ERROR(rows.status());
    return text;
  });
  EXPECT_OK(dump);
  return dump.value_or("");
}

}  // namespace assay::testing
