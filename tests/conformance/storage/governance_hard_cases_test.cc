// Hard cases of governance that need a store: machines that stop in between, and quorums that
// nobody can fill.
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "core/errors.h"
#include "server/governance/overriding.h"
#include "tests/conformance/storage/forwarding_database.h"
#include "tests/conformance/storage/governance_fixture.h"

namespace assay::testing {
namespace {

using absl::StatusCode;

constexpr int64_t kNever = -1;

// A cursor of a statement that the machine did not come to.
class StoppedCursor : public sql::Cursor {
 public:
  bool Next() override { return false; }
  void Restart(sql::Params) override {}
  absl::Status status() const override { return absl::UnknownError("the machine stops here"); }
  bool IsNull(int) const override { return true; }
  int64_t Int(int) const override { return 0; }
  double Double(int) const override { return 0; }
  std::string_view Text(int) const override { return ""; }
};

// Stops before the statement that `left` counts down to.
class StoppingTxn : public sql::WriteTxn {
 public:
  StoppingTxn(sql::WriteTxn& inner, int64_t& left) : inner_(inner), left_(left) {}
  sql::Rows Query(sql::Sql text, sql::Params params) override {
    if (Stops()) return sql::Rows(std::make_unique<StoppedCursor>());
    return inner_.Query(text, params);
  }
  absl::StatusOr<int64_t> Execute(sql::Sql text, sql::Params params) override {
    if (Stops()) return absl::UnknownError("the machine stops here");
    return inner_.Execute(text, params);
  }
  absl::StatusOr<int64_t> Insert(sql::Sql text, sql::Params params) override {
    if (Stops()) return absl::UnknownError("the machine stops here");
    return inner_.Insert(text, params);
  }
  absl::Status ExecuteScript(std::string_view script) override {
    return inner_.ExecuteScript(script);
  }

 private:
  bool Stops() { return left_ != kNever && (left_ == 0 || --left_ == 0); }

  sql::WriteTxn& inner_;
  int64_t& left_;
};

class StoppingDatabase : public ForwardingDatabase {
 public:
  using ForwardingDatabase::ForwardingDatabase;
  void WriteAsync(sql::Deadline deadline, sql::WriteFunction fn,
                  std::function<void(absl::Status)> done, sql::WriteOn on) override {
    ForwardingDatabase::WriteAsync(
        deadline,
        [this, fn = std::move(fn)](sql::WriteTxn& txn) {
          StoppingTxn stopping(txn, left);
          return fn(stopping);
        },
        std::move(done), on);
  }

  // Statements of writes until the machine stops.
  int64_t left = kNever;
};

class GovernanceHardCaseTest : public GovernanceTest {
 protected:
  void SetUp() override {
    GovernanceTest::SetUp();
    store_.reset();
    ASSERT_OK_AND_ASSIGN(std::unique_ptr<sql::Database> inner, place_->Open());
    auto database = std::make_unique<StoppingDatabase>(std::move(inner));
    database_ = database.get();
    ASSERT_OK_AND_ASSIGN(store_,
                         Store::Open(std::move(database), GetParam().dialect, clock_, ids_));
  }

  // Everything that governance writes.
  std::string State() {
    return Dump("SELECT 'slot ' || coalesce(champion, 0) || ' ' || head FROM slot ORDER BY id") +
           Dump(
               "SELECT 'promotion ' || state || ' ' || live || ' ' || version FROM promotion "
               "ORDER BY id") +
           Dump(
               "SELECT 'tag ' || slot || ' ' || model_version || ' ' || tag FROM derived_tag "
               "ORDER BY slot, model_version, standing, tag") +
           Dump("SELECT 'flag ' || id || ' ' || name FROM model_flag ORDER BY id") +
           Dump(
               "SELECT 'rows ' || (SELECT count(*) FROM decision) || ' ' || (SELECT count(*) FROM "
               "decision_ground) || ' ' || (SELECT count(*) FROM audit_leaf) || ' ' || (SELECT "
               "count(*) FROM promotion_override) || ' ' || (SELECT count(*) FROM "
               "override_review) || ' ' || (SELECT count(*) FROM edge)");
  }

  // Runs the operation with a machine that stops before its first statement, then before its
  // second, and so on, until it gets through.
  void StopBeforeEveryStatement(const char* what, const std::function<absl::Status()>& operation) {
    SCOPED_TRACE(what);
    const std::string before = State();
    for (int64_t statement = 1;; ++statement) {
      ASSERT_LT(statement, 2'000) << "it never gets through";
      database_->left = statement;
      const absl::Status status = operation();
      const bool through = database_->left > 0;
      database_->left = kNever;
      if (through) {
        ASSERT_OK(status);
        EXPECT_GT(statement, 5) << "it writes little";
        EXPECT_NE(State(), before);
        return;
      }
      ASSERT_FALSE(status.ok()) << "statement " << statement;
      ASSERT_EQ(State(), before) << "statement " << statement;
    }
  }

  StoppingDatabase* database_ = nullptr;
};
ASSAY_STORAGE_SUITE_OF(GovernanceHardCaseTest);

TEST_P(GovernanceHardCaseTest, ACrashBetweenAnyTwoWritesLeavesAllOrNothing) {
  const std::string first = NewCandidate(0.9);
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(first));
  ASSERT_OK(Review(request.request_id(), "rita"));
  StopBeforeEveryStatement("commit", [&] { return Commit(request.request_id()).status(); });
  EXPECT_EQ(Champion(), first);

  const std::string worse = NewCandidate(0.85);
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest other, Open(worse));
  ASSERT_OK(Review(other.request_id(), "rita"));
  v1::ReviewOverrideRequest review;
  StopBeforeEveryStatement("override", [&]() -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const v1::Decision decision,
                           Override(other.request_id(), {"rule:credit/better"},
                                    "the champion fails for new customers"));
    review.set_decision_id(decision.decision_id());
    return absl::OkStatus();
  });
  EXPECT_EQ(Champion(), worse);
  review.set_verdict(v1::REVIEW_VERDICT_APPROVE);
  review.set_comment("it does fail for them");
  StopBeforeEveryStatement("review of the override", [&] {
    return WriteFor([&](WriteTxn& txn) { return ReviewOverride(txn, review, By("ron")); }).status();
  });
  StopBeforeEveryStatement("rollback", [&] { return RollbackTo(first).status(); });
  StopBeforeEveryStatement("recall", [&] { return RecallVersion(first).status(); });
  EXPECT_EQ(Champion(), "");
}

TEST_P(GovernanceHardCaseTest, AnImpossibleQuorumIsSaidSo) {
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(NewCandidate(0.9)));
  // Who is left with the role had a part in the candidate, or is a service.
  ASSERT_OK(Revoke("rita", "reviewer:risk"));
  ASSERT_OK(Revoke("ron", "reviewer:risk"));
  ASSERT_OK_AND_ASSIGN(const v1::Decision refusal, Commit(request.request_id()));
  EXPECT_EQ(refusal.kind(), v1::DECISION_KIND_REFUSE);
  EXPECT_THAT(RefusalError(refusal), IsError(StatusCode::kFailedPrecondition, "QUORUM_IMPOSSIBLE"));
  ASSERT_OK(Grant("ron", "reviewer:risk"));
  ASSERT_OK(Review(request.request_id(), "ron"));
  EXPECT_OK(Commit(request.request_id()));
}

}  // namespace
}  // namespace assay::testing
