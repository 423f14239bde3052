// Tags that were prepared before the transaction which keeps them.
#include "server/governance/tagging.h"

#include "server/governance/assessing.h"
#include "storage/governance/candidates.h"
#include "storage/governance/model_names.h"
#include "tests/conformance/storage/governance_fixture.h"

namespace assay::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class TaggingTest : public GovernanceTest {
 protected:
  // A champion, a better candidate, and one below the floor.
  void SetUp() override {
    GovernanceTest::SetUp();
    gold_ = NewCandidate(0.9);
    good_ = NewCandidate(0.95);
    bad_ = NewCandidate(0.7);
    Promote(gold_);
    AssessAll();
  }

  // A cycle, without what the server prepares.
  void AssessAll() {
    ASSERT_OK(Write([&](WriteTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, FindSlot(txn, Slot()));
      ASSAY_ASSIGN_OR_RETURN(const SlotRules rules, LoadSlotRules(txn, slot));
      ASSAY_ASSIGN_OR_RETURN(const auto candidates, CandidatesOf(txn, slot));
      std::vector<int64_t> versions;
      for (const CandidateRow& row : candidates) versions.push_back(row.model_version);
      ASSAY_ASSIGN_OR_RETURN(const auto cases, AssessCandidates(txn, slot, rules, versions));
      ASSAY_RETURN_IF_ERROR(KeepCases(txn, slot, cases, By("requester").actor).status());
      return TagCandidates(txn, slot, slot.champion, {}).status();
    }));
  }

  // What a withdrawal of the champion would keep.
  PreparedTags PrepareWithdrawal() {
    v1::WithdrawRequest request;
    *request.mutable_slot() = Slot();
    return *PrepareTags(*store_, kNoDeadline,
                        [&](ReadTxn& txn) { return ExpectWithdraw(txn, request); });
  }

  absl::Status WithdrawWith(const PreparedTags& prepared) {
    v1::WithdrawRequest request;
    *request.mutable_slot() = Slot();
    request.set_comment("not needed any more");
    return Write([&](WriteTxn& txn) {
      return Withdraw(txn, request, By("committer").actor, prepared).status();
    });
  }

  // Tags that no rule gave, so that it shows whether they were kept.
  static PreparedTags Marked(PreparedTags tags) {
    for (SlotTags& slot : tags) {
      for (CandidateTag& tag : slot.tags) {
        v1::TagResult result;
        EXPECT_TRUE(result.ParseFromString(tag.body));
        tag.tag = "gov:prepared";
        result.set_tag(tag.tag);
        tag.body = result.SerializeAsString();
      }
    }
    return tags;
  }

  std::string gold_, good_, bad_;
};
ASSAY_STORAGE_SUITE_OF(TaggingTest);

TEST_P(TaggingTest, WhatWasPreparedIsKeptWhileNothingChanges) {
  const PreparedTags prepared = PrepareWithdrawal();
  ASSERT_THAT(prepared, SizeIs(1));
  EXPECT_THAT(prepared[0].items, SizeIs(3));
  ASSERT_OK(WithdrawWith(Marked(prepared)));
  EXPECT_EQ(TagsOf(good_), "gov:prepared");
  EXPECT_EQ(TagsOf(gold_), "gov:prepared");
}

TEST_P(TaggingTest, WhatWasPreparedIsWhatTheTransactionComputes) {
  ASSERT_OK(WithdrawWith(PrepareWithdrawal()));
  EXPECT_EQ(TagsOf(good_), "gov:challenger");
  EXPECT_EQ(TagsOf(bad_), "gov:rejected");
  const sql::Sql rows =
      "SELECT model_version || ' ' || tag || ' ' || hex(body) FROM derived_tag WHERE standing = 0 "
      "ORDER BY model_version, tag";
  const std::string kept = Dump(rows);
  ASSERT_OK(Write([&](WriteTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, FindSlot(txn, Slot()));
    ASSAY_RETURN_IF_ERROR(txn.Run("DELETE FROM derived_tag", {}));
    return TagCandidates(txn, slot, 0, {}).status();
  }));
  EXPECT_EQ(Dump(rows), kept);
}

TEST_P(TaggingTest, AnotherAssessmentMakesItVoid) {
  const PreparedTags prepared = Marked(PrepareWithdrawal());
  ASSERT_OK(Evaluate(bad_, 0.99));
  AssessAll();
  ASSERT_OK(WithdrawWith(prepared));
  EXPECT_EQ(TagsOf(bad_), "gov:challenger");
}

TEST_P(TaggingTest, AnotherCandidateMakesItVoid) {
  const PreparedTags prepared = Marked(PrepareWithdrawal());
  ASSERT_OK(Write([&](WriteTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, FindSlot(txn, Slot()));
    ASSAY_ASSIGN_OR_RETURN(const int64_t row, FindModelVersionByName(txn, bad_));
    return WithdrawCandidate(txn, slot, row, "requester");
  }));
  ASSERT_OK(WithdrawWith(prepared));
  EXPECT_EQ(TagsOf(good_), "gov:challenger");
}

TEST_P(TaggingTest, AnotherBindingMakesItVoid) {
  const PreparedTags prepared = Marked(PrepareWithdrawal());
  ASSERT_OK(Bind("credit"));
  ASSERT_OK(WithdrawWith(prepared));
  EXPECT_EQ(TagsOf(good_), "gov:challenger");
}

TEST_P(TaggingTest, AnotherDecisionMakesItVoid) {
  const PreparedTags prepared = Marked(PrepareWithdrawal());
  Promote(good_);
  ASSERT_OK(WithdrawWith(prepared));
  EXPECT_EQ(TagsOf(gold_), "gov:challenger");
  EXPECT_EQ(TagsOf(good_), "gov:challenger");
}

TEST_P(TaggingTest, AnotherChampionThanExpectedMakesItVoid) {
  const PreparedTags prepared = Marked(PrepareWithdrawal());
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(good_));
  ASSERT_OK(Review(request.request_id(), "rita"));
  ASSERT_OK(Write([&](WriteTxn& txn) {
    return CommitRequest(txn, request.request_id(), "", nullptr, By("committer"), prepared)
        .status();
  }));
  EXPECT_EQ(TagsOf(good_), "");
  EXPECT_EQ(TagsOf(gold_), "gov:challenger");
}

TEST_P(TaggingTest, NothingIsPreparedForARequestThatIsOutOfDate) {
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(good_));
  const auto prepare = [&] {
    return PrepareTags(*store_, kNoDeadline,
                       [&](ReadTxn& txn) { return ExpectCommit(txn, request.request_id()); });
  };
  EXPECT_THAT(*prepare(), SizeIs(1));
  ASSERT_OK(EmptySlot());
  EXPECT_THAT(*prepare(), IsEmpty());
  EXPECT_OK(Commit(request.request_id())) << "a refusal is a decision, too";
  EXPECT_EQ(Champion(), "");
}

// The call itself says what is wrong, as it does when the request was answered before.
TEST_P(TaggingTest, NothingIsPreparedForACallThatFails) {
  EXPECT_THAT(*PrepareTags(*store_, kNoDeadline,
                           [](ReadTxn& txn) { return ExpectCommit(txn, std::string(32, '0')); }),
              IsEmpty());
}

}  // namespace
}  // namespace assay::testing
