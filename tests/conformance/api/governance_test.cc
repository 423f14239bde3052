// GovernanceService through the client: the whole story, and 32 callers at once.
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "client/admin.h"
#include "tests/conformance/api/governance_fixture.h"

namespace assay::testing {
namespace {

using absl::StatusCode;

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
