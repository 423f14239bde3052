// The server is killed with SIGKILL while champions are promoted. Afterwards every decision that
// was answered is there, the decisions are one chain that ends at the champion, and the audit log
// is sound.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "client/admin.h"
#include "client/governance.h"
#include "client/registry.h"
#include "tests/testing/server_process.h"
#include "tests/testing/status.h"
#include "tests/testing/temp_folder.h"

namespace assay::crash {
namespace {

constexpr int kRounds = 8;
constexpr char kPolicy[] =
    "name: open\nrules:\n  - id: no-hold\n    flag_absent: {flags: [legal-hold]}\n";

class GovernanceCrashTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* seed = std::getenv("ASSAY_CRASH_SEED");
    const unsigned chosen =
        seed == nullptr ? std::random_device{}() : static_cast<unsigned>(std::atoi(seed));
    random_.seed(chosen);
    std::printf("ASSAY_CRASH_SEED=%u\n", chosen);
    testing::ServerOptions options;
    options.data = dir_.path("data");
    ASSERT_OK_AND_ASSIGN(server_, testing::ServerProcess::Start(options));
    Connect(std::chrono::seconds(20));
    ASSERT_NO_FATAL_FAILURE(Prepare());
  }

  void Connect(std::chrono::milliseconds timeout) {
    ConnectionOptions options;
    options.server = server_->address();
    options.user = "ada";
    options.timeout = timeout;
    options.first_backoff = std::chrono::milliseconds(5);
    options.most_backoff = std::chrono::milliseconds(50);
    connection_ = MakeConnection(options);
    governance_ = std::make_unique<GovernanceClient>(connection_);
  }

  static v1::SlotRef Slot() {
    v1::SlotRef slot;
    slot.set_use_case("limit");
    slot.set_environment("production");
    return slot;
  }

  void Prepare() {
    v1::CreateSlotRequest slot;
    *slot.mutable_slot()->mutable_slot() = Slot();
    ASSERT_OK(governance_->CreateSlot(slot));
    v1::CreatePolicyDraftRequest draft;
    draft.set_yaml(kPolicy);
    ASSERT_OK(governance_->CreatePolicyDraft(draft));
    v1::PublishPolicyRequest publish;
    publish.set_name("open");
    ASSERT_OK(governance_->PublishPolicy(publish));
    v1::SetBindingRequest bind;
    bind.mutable_binding()->mutable_slots()->set_use_case("*");
    bind.mutable_binding()->mutable_slots()->set_environment("*");
    bind.mutable_binding()->set_policy("open");
    ASSERT_OK(governance_->SetBinding(bind));
    for (const char digit : {'a', 'b'}) {
      v1::ModelVersion version;
      version.set_model("score");
      version.mutable_artifact()->set_digest("sha256:" + std::string(64, digit));
      ASSERT_OK_AND_ASSIGN(version, RegistryClient(connection_).CreateModelVersion(version, true));
      versions_.push_back("model:default/score/" + std::to_string(version.number()));
      v1::EnrollCandidateRequest enroll;
      *enroll.mutable_slot() = Slot();
      enroll.set_version(versions_.back());
      ASSERT_OK(governance_->EnrollCandidate(enroll));
    }
  }

  // The id of a live request for the version, opened when there is none.
  absl::StatusOr<std::string> LiveRequest(const std::string& version) {
    v1::ListRequestsRequest list;
    *list.mutable_slot() = Slot();
    list.set_live(true);
    ASSAY_ASSIGN_OR_RETURN(const auto live, Collect(governance_->ListRequests(list)));
    for (const v1::PromotionRequest& request : live) {
      if (request.candidate() != version) continue;
      v1::AssessRequestRequest assess;
      assess.set_promotion_request_id(request.request_id());
      ASSAY_RETURN_IF_ERROR(governance_->AssessRequest(assess).status());
      return request.request_id();
    }
    v1::OpenRequestRequest open;
    *open.mutable_slot() = Slot();
    open.set_version(version);
    ASSAY_ASSIGN_OR_RETURN(const v1::PromotionRequest opened, governance_->OpenRequest(open));
    return opened.request_id();
  }

  // Promotes the two versions in turns until told to stop. Errors are what a kill gives.
  void PromoteInTurns(const std::atomic<bool>& stop) {
    for (size_t turn = 0; !stop; ++turn) {
      const absl::StatusOr<std::string> request = LiveRequest(versions_[turn % 2]);
      if (!request.ok()) continue;
      v1::CommitRequestRequest commit;
      commit.set_promotion_request_id(*request);
      const absl::StatusOr<v1::Decision> decision = governance_->CommitRequest(commit);
      if (decision.ok()) answered_.insert(decision->decision_id());
    }
  }

  void CheckDecisions() {
    v1::ListDecisionsRequest list;
    *list.mutable_slot() = Slot();
    ASSERT_OK_AND_ASSIGN(const auto newest_first, Collect(governance_->ListDecisions(list)));
    std::set<std::string> stored;
    std::string head, champion;
    for (auto it = newest_first.rbegin(); it != newest_first.rend(); ++it) {
      EXPECT_TRUE(stored.insert(it->decision_id()).second);
      if (it->kind() != v1::DECISION_KIND_PROMOTE) continue;
      EXPECT_EQ(it->base_decision_id(), head);
      EXPECT_EQ(it->previous_champion(), champion);
      head = it->decision_id();
      champion = it->model_version();
    }
    for (const std::string& decision : answered_) EXPECT_TRUE(stored.contains(decision));
    v1::GetChampionRequest get;
    *get.mutable_slot() = Slot();
    ASSERT_OK_AND_ASSIGN(const v1::Champion now, governance_->GetChampion(get));
    EXPECT_EQ(now.version(), champion);
    EXPECT_EQ(now.decision_id(), head);
    ASSERT_OK_AND_ASSIGN(const v1::VerifyAuditLogResponse log,
                         AdminClient(connection_).VerifyAuditLog());
    EXPECT_EQ(log.problems_size(), 0);
  }

  testing::TempFolder dir_;
  std::minstd_rand random_;
  std::unique_ptr<testing::ServerProcess> server_;
  std::shared_ptr<Connection> connection_;
  std::unique_ptr<GovernanceClient> governance_;
  std::vector<std::string> versions_;
  std::set<std::string> answered_;
};

TEST_F(GovernanceCrashTest, ServerKilledWhileChampionsMove) {
  for (int round = 0; round < kRounds; ++round) {
    // A call that loses its server need not wait for the next one.
    Connect(std::chrono::milliseconds(500));
    std::atomic<bool> stop = false;
    std::thread promoter([&] { PromoteInTurns(stop); });
    std::this_thread::sleep_for(
        std::chrono::milliseconds(std::uniform_int_distribution<int>(5, 300)(random_)));
    server_->Kill();
    stop = true;
    promoter.join();
    ASSERT_OK(server_->Restart());
    Connect(std::chrono::seconds(20));
    ASSERT_NO_FATAL_FAILURE(CheckDecisions());
  }
  EXPECT_FALSE(answered_.empty());
}

}  // namespace
}  // namespace assay::crash
