// Random sequences of every operation against a plain model, and the invariants of governance after
// each of them.
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "governance/assess.h"
#include "governance/digests.h"
#include "governance/replay.h"
#include "server/governance/assessing.h"
#include "server/governance/overriding.h"
#include "server/governance/slot_rules.h"
#include "storage/audit_log.h"
#include "storage/governance/assessments.h"
#include "storage/governance/candidates.h"
#include "storage/governance/model_names.h"
#include "storage/times.h"
#include "tests/conformance/storage/governance_fixture.h"

namespace assay::testing {
namespace {

constexpr int kOperations = 120;
constexpr const char* kSlots[] = {"limit", "fraud"};
constexpr char kWhy[] = "the champion fails for new customers";

class GovernancePropertyTest : public GovernanceTest {
 protected:
  void SetUp() override {
    GovernanceTest::SetUp();
    v1::Slot slot;
    *slot.mutable_slot() = Slot("fraud");
    ASSERT_OK(Write([&](WriteTxn& txn) { return CreateSlot(txn, slot, "root").status(); }));
  }

  int Random(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
  std::string AnySlot() { return kSlots[Random(2)]; }
  template <typename T>
  T Any(const std::vector<T>& items) {
    return items.empty() ? T() : items[static_cast<size_t>(Random(static_cast<int>(items.size())))];
  }

  // What was opened, and for which slot.
  struct Opened {
    std::string id;
    std::string slot;
    std::string version;
  };

  // One random operation. The model follows from what succeeded, by the rules of the design alone.
  void Step() {
    const std::string slot = AnySlot();
    const Opened opened = Any(opened_);
    moves_with_old_tags_ = Random(2) == 0;
    switch (Random(18)) {
      case 0:
      case 1:
        versions_.push_back(NewCandidate(0.75 + Random(25) / 100.0, slot));
        return;
      case 2:
        if (!versions_.empty()) (void)Enroll(Any(versions_), slot);
        return;
      case 3:
        if (!versions_.empty()) {
          ASSERT_OK(Evaluate(Any(versions_), 0.75 + Random(25) / 100.0,
                             Random(4) == 0 ? "rita" : "uploader"));
        }
        return;
      case 4:
      case 5: {
        if (versions_.empty()) return;
        const std::string version = Any(versions_);
        const auto request = Open(version, slot);
        if (request.ok()) opened_.push_back({request->request_id(), slot, version});
        return;
      }
      case 6:
      case 7:
        if (!opened.id.empty()) {
          const char* people[] = {"rita", "ron", "lea", "robot", "registrar", "uploader"};
          (void)Review(opened.id, people[Random(6)],
                       Random(5) == 0 ? v1::REVIEW_VERDICT_REJECT : v1::REVIEW_VERDICT_APPROVE);
        }
        return;
      case 8:
        if (!opened.id.empty()) (void)Assess(opened.id);
        return;
      case 9:
      case 10:
      case 11: {
        if (opened.id.empty()) return;
        (void)Review(opened.id, "ron");
        const auto decision = Commit(opened.id);
        if (decision.ok() && decision->kind() == v1::DECISION_KIND_PROMOTE) {
          EXPECT_NE(champions_[opened.slot], opened.version);
          EXPECT_FALSE(recalled_.contains(opened.version));
          Moved(opened.slot, opened.version);
        }
        return;
      }
      case 12: {
        const std::string target = Any(past_[slot]);
        if (target.empty()) return;
        const bool allowed = target != champions_[slot] && !recalled_.contains(target);
        EXPECT_EQ(RollbackTo(target, slot).ok(), allowed) << target;
        if (allowed) Moved(slot, target);
        return;
      }
      case 13:
        if (Random(3) == 0) {
          const bool emptied = EmptySlot(slot).ok();
          EXPECT_EQ(emptied, !champions_[slot].empty());
          champions_[slot].clear();
          if (emptied) CheckTagsOf(slot);
        } else if (Random(3) == 0 && !versions_.empty()) {
          const std::string version = Any(versions_);
          ASSERT_OK(RecallVersion(version));
          recalled_.insert(version);
          for (const char* each : kSlots) {
            if (champions_[each] != version) continue;
            champions_[each].clear();
            CheckTagsOf(each);
          }
        }
        return;
      case 14:
        if (Random(3) == 0) {
          ASSERT_OK(Bind("credit"));
        } else {
          const char* role = "reviewer:risk";
          ASSERT_OK(rita_has_role_ ? Revoke("rita", role) : Grant("rita", role));
          rita_has_role_ = !rita_has_role_;
        }
        return;
      case 15:
      case 16: {
        if (opened.id.empty()) return;
        (void)Review(opened.id, "ron");
        const auto decision = Override(opened.id, {"rule:credit/better"}, kWhy);
        if (!decision.ok()) return;
        EXPECT_FALSE(recalled_.contains(opened.version));
        Moved(opened.slot, opened.version);
        if (Random(2) == 0) (void)ReviewIt(decision->decision_id());
        return;
      }
      default:
        // Now and then the clock goes back.
        clock_.Advance(Random(5) == 0 ? -kHour / 2 : Random(30) * kHour);
        ASSERT_OK(SweepAll());
    }
  }

  absl::StatusOr<v1::OverrideReview> ReviewIt(const std::string& decision_id) {
    v1::ReviewOverrideRequest request;
    request.set_decision_id(decision_id);
    request.set_verdict(v1::REVIEW_VERDICT_APPROVE);
    request.set_comment(kWhy);
    return WriteFor([&](WriteTxn& txn) { return ReviewOverride(txn, request, By("ron")); });
  }

  void Moved(const std::string& slot, const std::string& version) {
    champions_[slot] = version;
    past_[slot].push_back(version);
    CheckTagsOf(slot);
  }

  // 9: whatever was prepared for a move, computing the tags again after it changes nothing.
  void CheckTagsOf(const std::string& slot) {
    const sql::Sql tags =
        "SELECT slot || ' ' || model_version || ' ' || tag || ' ' || hex(body) FROM derived_tag "
        "WHERE standing = 0 ORDER BY slot, model_version, tag";
    const std::string before = Dump(tags);
    ASSERT_OK(TagAgain(slot));
    EXPECT_EQ(Dump(tags), before) << slot;
  }

  absl::Status TagAgain(const std::string& slot) {
    return Write([&](WriteTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(const SlotRow row, FindSlot(txn, Slot(slot)));
      return TagCandidates(txn, row, row.champion, {}).status();
    });
  }

  // 1 and 2: the champions are the model's, and what a replay of the decisions gives.
  void CheckChampions() {
    const auto heads = governance::ReplayDecisions(AllDecisions());
    ASSERT_OK(heads);
    for (const char* slot : kSlots) {
      EXPECT_EQ(Champion(slot), champions_[slot]) << slot;
      const auto head = heads->find(governance::SlotName(Slot(slot)));
      EXPECT_EQ(head == heads->end() ? "" : head->second.champion, champions_[slot]) << slot;
    }
  }

  // 4, 5 and 8: whatever moved a champion by a promotion had an open gate, which can be computed
  // again from what is stored, and was approved by people who had no part in it.
  void CheckPromotions() {
    for (const v1::Decision& decision : AllDecisions()) {
      if (decision.kind() != v1::DECISION_KIND_PROMOTE) continue;
      EXPECT_TRUE(decision.gate().open());
      EXPECT_EQ(decision.gate().blockers_size(), 0);
      ASSERT_OK(store_->Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
        ASSAY_ASSIGN_OR_RETURN(const AssessmentRow row,
                               FindAssessment(txn, decision.assessment_digest()));
        ASSAY_ASSIGN_OR_RETURN(const v1::Facts facts, GetFacts(txn, decision.facts_digest()));
        ASSAY_ASSIGN_OR_RETURN(const BindingRow binding,
                               FindBinding(txn, row.assessment.policies(0).binding_id()));
        ASSAY_ASSIGN_OR_RETURN(const SlotRules rules, MakeSlotRules(txn, {binding}));
        const absl::Time decided = absl::FromUnixMicros(TimeMicros(decision.time()));
        EXPECT_TRUE(governance::Assess(rules.ruleset, facts, decided).eligible());
        EXPECT_EQ(Published(txn, row.assessment.policies(0).policy_digest()), 1);
        EXPECT_EQ(governance::ReviewDigest(row.assessment, decision.base_decision_id()),
                  decision.review_digest());
        CheckApprovals(decision, facts);
        return absl::OkStatus();
      }));
    }
  }
  // How many policies with this digest were published.
  static int64_t Published(ReadTxn& txn, const std::string& digest) {
    Rows rows = txn.Query("SELECT count(*) FROM policy_version WHERE digest = $1",
                          {std::string_view(digest)});
    return rows.Next() ? rows.Int(0) : 0;
  }
  static void CheckApprovals(const v1::Decision& decision, const v1::Facts& facts) {
    std::set<std::string> approved;
    for (const v1::ReviewStanding& review : decision.gate().reviews()) {
      if (!review.counts() || review.verdict() != v1::REVIEW_VERDICT_APPROVE) continue;
      EXPECT_TRUE(approved.insert(review.reviewer()).second) << "a person counts once";
      EXPECT_NE(review.reviewer(), "robot");
      EXPECT_NE(review.reviewer(), "requester");
      EXPECT_NE(review.reviewer(), facts.candidate().registered_by());
      EXPECT_NE(review.reviewer(), facts.candidate().run_created_by());
      for (const v1::EvaluationFact& evaluation : facts.candidate().evaluations()) {
        EXPECT_NE(review.reviewer(), evaluation.uploaded_by());
      }
      EXPECT_FALSE(review.roles().empty());
    }
    EXPECT_FALSE(approved.empty());
  }

  // 6: what decisions rest on can't be deleted.
  void CheckGrounds() {
    const std::string runs = Dump(
        "SELECT lower(hex(r.uid)) FROM run r JOIN decision_ground g ON g.node = r.id AND g.kind = "
        "1 "
        "GROUP BY r.id ORDER BY r.id");
    for (size_t at = 0; at < runs.size(); at += 33) {
      EXPECT_THAT(Write([&](WriteTxn& txn) {
                    return SetRunDeleted(txn, runs.substr(at, 32), "", true, "tester");
                  }),
                  IsError(absl::StatusCode::kFailedPrecondition, "RUN_IN_USE"));
    }
  }

  // 7: the log is sound, and has one leaf for each governance row.
  void CheckLog() {
    ASSERT_OK(store_->Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(const AuditFindings findings, VerifyAuditTree(txn));
      EXPECT_TRUE(findings.problems.empty()) << findings.problems[0];
      return absl::OkStatus();
    }));
    EXPECT_EQ(Count("SELECT count(*) FROM audit_leaf WHERE subject LIKE 'decision:%'"),
              Count("SELECT count(*) FROM decision"));
    EXPECT_EQ(Count("SELECT count(*) FROM audit_leaf WHERE kind = 'ASSESSMENT'"),
              Count("SELECT count(*) FROM assessment"));
    EXPECT_EQ(Count("SELECT count(*) FROM audit_leaf WHERE kind = 'FACTS'"),
              Count("SELECT count(*) FROM facts"));
    EXPECT_EQ(Count("SELECT count(*) FROM audit_leaf WHERE kind = 'REVIEW'"),
              Count("SELECT count(*) FROM review"));
    EXPECT_EQ(Count("SELECT count(*) FROM audit_leaf WHERE kind = 'OVERRIDE_REVIEW'"),
              Count("SELECT count(*) FROM override_review"));
    EXPECT_EQ(Count("SELECT count(*) FROM audit_leaf WHERE kind = 'OVERRIDE_PROMOTE'"),
              Count("SELECT count(*) FROM promotion_override"));
  }

  // 9: deriving the tags again from decisions and assessments, and sweeping again, changes nothing.
  void CheckTags() {
    for (const char* slot : kSlots) ASSERT_OK(TagAgain(slot));
    ASSERT_OK(SweepAll());
    const sql::Sql tags =
        "SELECT slot || ' ' || model_version || ' ' || standing || ' ' || tag || ' ' || hex(body) "
        "FROM derived_tag ORDER BY slot, model_version, standing, tag";
    const std::string before = Dump(tags);
    ASSERT_OK(Write([](WriteTxn& txn) -> absl::Status {
      ASSAY_RETURN_IF_ERROR(txn.Run("DELETE FROM derived_tag", {}));
      return txn.Run("DELETE FROM standing_result", {});
    }));
    for (const char* slot : kSlots) ASSERT_OK(TagAgain(slot));
    ASSERT_OK(SweepAll());
    EXPECT_EQ(Dump(tags), before);
  }

  void CheckAll() {
    ASSERT_NO_FATAL_FAILURE(CheckChampions());
    ASSERT_NO_FATAL_FAILURE(CheckPromotions());
    ASSERT_NO_FATAL_FAILURE(CheckGrounds());
    ASSERT_NO_FATAL_FAILURE(CheckLog());
    ASSERT_NO_FATAL_FAILURE(CheckTags());
  }

  std::minstd_rand random_;
  std::vector<std::string> versions_;
  std::vector<Opened> opened_;
  std::map<std::string, std::string> champions_;
  std::map<std::string, std::vector<std::string>> past_;
  std::set<std::string> recalled_;
  bool rita_has_role_ = true;
};
ASSAY_STORAGE_SUITE_OF(GovernancePropertyTest);

TEST_P(GovernancePropertyTest, TheInvariantsHoldAfterEveryOperation) {
  random_.seed(20'231'114);
  for (int i = 0; i < kOperations; ++i) {
    SCOPED_TRACE(fmt::format("operation {}", i));
    ASSERT_NO_FATAL_FAILURE(Step());
    ASSERT_NO_FATAL_FAILURE(CheckChampions());
    if (i % 30 == 29) {
      ASSERT_NO_FATAL_FAILURE(CheckAll());
    }
    if (HasFailure()) return;
  }
  EXPECT_GT(Count("SELECT count(*) FROM decision WHERE moves = 1"), 3) << "nothing much happened";
}

// What a crash leaves is what was committed: the store is opened again after every few operations.
TEST_P(GovernancePropertyTest, TheInvariantsHoldAfterReopening) {
  random_.seed(7);
  for (int i = 0; i < kOperations; ++i) {
    SCOPED_TRACE(fmt::format("operation {}", i));
    ASSERT_NO_FATAL_FAILURE(Step());
    if (i % 10 == 9) {
      ASSERT_NO_FATAL_FAILURE(Reopen());
    }
    ASSERT_NO_FATAL_FAILURE(CheckChampions());
    if (HasFailure()) return;
  }
  CheckAll();
}

}  // namespace
}  // namespace assay::testing
