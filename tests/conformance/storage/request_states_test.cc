// The states of listed requests, as of now.
#include <limits>
#include <map>
#include <memory>
#include <string>

#include "server/governance/current_states.h"
#include "storage/governance/flags.h"
#include "storage/governance/model_names.h"
#include "storage/workspaces.h"
#include "tests/conformance/storage/governance_fixture.h"
#include "tests/conformance/storage/query_plans.h"

namespace assay::testing {
namespace {

class RequestStatesTest : public GovernanceTest {
 protected:
  // By candidate, of a page of all requests.
  std::map<std::string, v1::RequestState> States(bool live_only = false) {
    std::map<std::string, v1::RequestState> states;
    EXPECT_OK(store_->Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(const int64_t workspace, FindWorkspace(txn, ""));
      ASSAY_ASSIGN_OR_RETURN(
          PromotionPage page,
          ListPromotions(txn, workspace, 0, live_only, std::numeric_limits<int64_t>::max(), 100));
      ASSAY_RETURN_IF_ERROR(SetCurrentStates(txn, &page.rows));
      ASSAY_ASSIGN_OR_RETURN(const auto requests, ToMessages(txn, page.rows));
      for (const v1::PromotionRequest& request : requests) {
        states[request.candidate()] = request.state();
      }
      return absl::OkStatus();
    }));
    return states;
  }
  // A candidate whose request is READY; its name.
  std::string Ready(double auc) {
    std::string version = NewCandidate(auc);
    const absl::StatusOr<v1::PromotionRequest> request = Open(version);
    EXPECT_OK(request);
    EXPECT_OK(Review(request->request_id(), "rita"));
    return version;
  }
  // The queries that a page of all requests takes.
  size_t Queries() {
    store_.reset();
    absl::StatusOr<std::unique_ptr<sql::Database>> inner = place_->Open();
    EXPECT_OK(inner);
    auto counting = std::make_unique<ExplainingDatabase>(*std::move(inner), GetParam().explain);
    const ExplainingDatabase& counted = *counting;
    auto store = Store::Open(std::move(counting), GetParam().dialect, clock_, ids_);
    EXPECT_OK(store);
    store_ = *std::move(store);
    const size_t before = counted.plans.size();
    States();
    const size_t queries = counted.plans.size() - before;
    Reopen();
    return queries;
  }
};
ASSAY_STORAGE_SUITE_OF(RequestStatesTest);

TEST_P(RequestStatesTest, AreThoseOfTheGateWhereNothingHasChanged) {
  const std::string ready = Ready(0.9);
  const std::string open = NewCandidate(0.95);
  ASSERT_OK(Open(open));
  EXPECT_EQ(States()[ready], v1::REQUEST_STATE_READY);
  EXPECT_EQ(States()[open], v1::REQUEST_STATE_OPEN);
}

TEST_P(RequestStatesTest, FactsThatMovedMakeThemOutOfDate) {
  const std::string changed = Ready(0.9);
  const std::string same = Ready(0.9);
  ASSERT_OK(Evaluate(changed, 0.91));
  EXPECT_EQ(States()[changed], v1::REQUEST_STATE_OUT_OF_DATE);
  EXPECT_EQ(States()[same], v1::REQUEST_STATE_READY);
}

TEST_P(RequestStatesTest, FactsOfTheChampionAreFactsToo) {
  const std::string champion = NewCandidate(0.9);
  Promote(champion);
  const std::string ready = Ready(0.95);
  EXPECT_EQ(States()[ready], v1::REQUEST_STATE_READY);
  ASSERT_OK(Evaluate(champion, 0.94));
  EXPECT_EQ(States()[ready], v1::REQUEST_STATE_OUT_OF_DATE);
}

TEST_P(RequestStatesTest, AnotherChampionOrBindingMakesThemOutOfDate) {
  const std::string first = Ready(0.9);
  Promote(NewCandidate(0.95));
  EXPECT_EQ(States()[first], v1::REQUEST_STATE_OUT_OF_DATE);
  const std::string second = Ready(0.96);
  EXPECT_EQ(States()[second], v1::REQUEST_STATE_READY);
  ASSERT_OK(Bind("credit"));
  EXPECT_EQ(States()[second], v1::REQUEST_STATE_OUT_OF_DATE);
}

TEST_P(RequestStatesTest, TimeEndsThemBeforeTheSweepDoes) {
  const std::string version = Ready(0.9);
  clock_.Advance(31 * 24 * kHour);
  EXPECT_EQ(States()[version], v1::REQUEST_STATE_EXPIRED);
  EXPECT_TRUE(States(/*live_only=*/true).empty());
}

TEST_P(RequestStatesTest, WhatIsRecalledOrGoneIsBlocked) {
  const std::string recalled = Ready(0.9);
  const std::string missing = Ready(0.9);
  ASSERT_OK(RecallVersion(recalled));
  ASSERT_OK(Write([&](WriteTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const int64_t row, FindModelVersionByName(txn, missing));
    return SetFlag(txn, row, kContentMissing, "the disk died", "root").status();
  }));
  EXPECT_EQ(States()[recalled], v1::REQUEST_STATE_BLOCKED);
  EXPECT_EQ(States()[missing], v1::REQUEST_STATE_BLOCKED);
}

TEST_P(RequestStatesTest, EndedOnesStayAsTheyEnded) {
  const std::string version = NewCandidate(0.9);
  Promote(version);
  ASSERT_OK(Evaluate(version, 0.5));
  EXPECT_EQ(States()[version], v1::REQUEST_STATE_COMMITTED);
}

TEST_P(RequestStatesTest, APageTakesAHandfulOfStatementsHoweverLong) {
  Ready(0.9);
  Ready(0.91);
  const size_t few = Queries();
  for (int i = 0; i < 10; ++i) Ready(0.8 + i / 100.0);
  // Evaluations are looked for model by model.
  EXPECT_LE(Queries(), few + 10);
}

}  // namespace
}  // namespace assay::testing
