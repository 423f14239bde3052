// Whoever verifies the audit log reads governance's tables in the order of their rows, page by
// page.
#include "storage/governance/audited.h"
#include "tests/conformance/storage/query_plans.h"

namespace assay::testing {
namespace {

class AuditedPlansTest : public QueryPlanSuite {};
ASSAY_STORAGE_SUITE_OF(AuditedPlansTest);

TEST_P(AuditedPlansTest, Pages) {
  PlansOf([](ReadTxn& txn) { return DecisionsAfter(txn, 7, 10).status(); });
  PlansOf([](ReadTxn& txn) { return DecisionsOfSlotAfter(txn, 1, 7, 10).status(); });
  PlansOf([](ReadTxn& txn) { return ReviewsAfter(txn, 7, 10).status(); });
  PlansOf([](ReadTxn& txn) { return FactsAfter(txn, 7, 10).status(); });
  PlansOf([](ReadTxn& txn) { return AssessmentsAfter(txn, 7, 10).status(); });
  PlansOf([](ReadTxn& txn) { return PolicyVersionsAfter(txn, 7, 10).status(); });
  PlansOf([](ReadTxn& txn) { return BindingsAfter(txn, 7, 10).status(); });
  PlansOf([](ReadTxn& txn) { return RequestsAfter(txn, 7, 10).status(); });
  PlansOf([](ReadTxn& txn) { return SlotsAfter(txn, 7, 10).status(); });
  PlansOf([](ReadTxn& txn) { return OverridesAfter(txn, 7, 10).status(); });
  PlansOf([](ReadTxn& txn) { return FlaggedVersionsAfter(txn, 7, 10).status(); });
}

TEST_P(AuditedPlansTest, Subjects) {
  const std::string id(32, 'a');
  for (const std::string& subject :
       {"principal:" + id, std::string("role_grant:7"), "token:" + id, "login:" + id,
        "decision:" + id, "review:" + id, "request:" + id, "facts:sha256:" + id,
        "assessment:sha256:" + id, std::string("flag:7/recall"),
        std::string("policy:default/credit@1")}) {
    PlansOf([&](ReadTxn& txn) -> absl::Status {
      const auto there = SubjectExists(txn, subject);
      EXPECT_EQ(there.value_or(std::nullopt), false) << subject;
      return there.status();
    });
  }
}

}  // namespace
}  // namespace assay::testing
