// Every query of governance that lists or finds something uses its index.
#include <limits>
#include <optional>

#include "storage/governance/assessments.h"
#include "storage/governance/bindings.h"
#include "storage/governance/candidates.h"
#include "storage/governance/decisions.h"
#include "storage/governance/flags.h"
#include "storage/governance/overrides.h"
#include "storage/governance/policies.h"
#include "storage/governance/promotions.h"
#include "storage/governance/recorded_names.h"
#include "storage/governance/reviewers.h"
#include "storage/governance/slots.h"
#include "storage/governance/standing.h"
#include "tests/conformance/storage/query_plans.h"

namespace assay::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

constexpr int64_t kLast = std::numeric_limits<int64_t>::max();

class GovernancePlansTest : public QueryPlanSuite {
 protected:
  static SlotRow Slot() { return {.id = 1, .workspace = 1}; }
};
ASSAY_STORAGE_SUITE_OF(GovernancePlansTest);

TEST_P(GovernancePlansTest, TheChampionAtATime) {
  EXPECT_THAT(PlansOf([](ReadTxn& txn) { return ChampionAt(txn, Slot(), 5).status(); }),
              Contains(HasSubstr("INDEX decision_by_time (slot=? AND at_us<?)")));
  PlansOf([](ReadTxn& txn) { return ChampionAt(txn, Slot(), std::nullopt).status(); });
  PlansOf([](ReadTxn& txn) { return PreviousChampion(txn, Slot()).status(); });
  PlansOf([](ReadTxn& txn) { return WasChampion(txn, Slot(), 1).status(); });
  PlansOf([](ReadTxn& txn) { return PastChampions(txn, Slot()).status(); });
}

TEST_P(GovernancePlansTest, SlotsAndCandidates) {
  PlansOf([](ReadTxn& txn) { return ListSlots(txn, 1, {}, 10).status(); });
  PlansOf([](ReadTxn& txn) { return ListChampions(txn, 1, 0, 10).status(); });
  PlansOf([](ReadTxn& txn) { return SlotsOfChampion(txn, 1).status(); });
  PlansOf([](ReadTxn& txn) { return CandidatesOf(txn, Slot()).status(); });
  PlansOf([](ReadTxn& txn) { return ListCandidates(txn, Slot(), false, 0, 10).status(); });
}

TEST_P(GovernancePlansTest, PoliciesAndBindings) {
  PlansOf([](ReadTxn& txn) { return ListPolicies(txn, 1, "a", 10).status(); });
  PlansOf([](ReadTxn& txn) { return ListPolicyVersions(txn, {1, 1}, 0, 10).status(); });
  PlansOf([](ReadTxn& txn) { return ListBindings(txn, 1, 10).status(); });
  PlansOf([](ReadTxn& txn) { return BindingsOf(txn, Slot()).status(); });
  PlansOf([](ReadTxn& txn) { return LoadRecordedNames(txn, 1).status(); });
}

TEST_P(GovernancePlansTest, AssessmentsRequestsAndDecisions) {
  PlansOf([](ReadTxn& txn) { return LatestCases(txn, 1).status(); });
  PlansOf([](ReadTxn& txn) { return LatestDigests(txn, 1).status(); });
  PlansOf([](ReadTxn& txn) { return ListStoredCases(txn, 1, kLast, 10).status(); });
  for (const int64_t slot : {0, 1}) {
    PlansOf([&](ReadTxn& txn) { return ListPromotions(txn, 1, slot, true, kLast, 10).status(); });
    PlansOf([&](ReadTxn& txn) { return ListDecisions(txn, 1, slot, kLast, 10).status(); });
    PlansOf(
        [&](ReadTxn& txn) { return ListOverrideReviews(txn, 1, slot, true, kLast, 10).status(); });
  }
  PlansOf([](ReadTxn& txn) { return LivePromotionsOfModel(txn, 1).status(); });
  PlansOf([](ReadTxn& txn) { return LivePromotionsOfSlot(txn, 1).status(); });
  PlansOf([](ReadTxn& txn) { return SomeExpired(txn).status(); });
  PlansOf([](ReadTxn& txn) { return FindReviewers(txn, 1, {"rita", "ron"}).status(); });
  PlansOf([](ReadTxn& txn) { return UnsaidOverdue(txn, 0, 10).status(); });
  const std::vector<int64_t> some = {1, 2};
  PlansOf([&](ReadTxn& txn) { return LoadOverrideReviews(txn, some).status(); });
  PlansOf([&](ReadTxn& txn) { return LoadSlotRows(txn, some).status(); });
  // Of no model version: a row that names one which is not there would be an error.
  const std::vector<PromotionRow> requests = {
      {.slot = 1, .assessment = 1, .base = 1, .decision = 1}};
  PlansOf([&](ReadTxn& txn) { return ToMessages(txn, requests).status(); });
  const PromotionRow* const request = requests.data();
  PlansOf([&](ReadTxn& txn) { return AssessedFactsDigests(txn, {&request, 1}).status(); });
  PlansOf([](ReadTxn& txn) { return FlagsOf(txn, std::vector<int64_t>{1, 2}).status(); });
  PlansOf([](ReadTxn& txn) { return ListStandingEvents(txn, 1, kLast, 10).status(); });
  PlansOf([](ReadTxn& txn) { return LoadStanding(txn, std::vector<int64_t>{1, 2}).status(); });
}

}  // namespace
}  // namespace assay::testing
