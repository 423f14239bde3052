// Facts that are remembered are what would be gathered anew.
#include "server/governance/gathering.h"

#include "governance/digests.h"
#include "server/governance/deciding.h"
#include "storage/governance/flags.h"
#include "storage/governance/model_names.h"
#include "storage/governance/observations.h"
#include "storage/registry/evaluations.h"
#include "storage/registry/model_versions.h"
#include "tests/conformance/storage/governance_fixture.h"

namespace assay::testing {
namespace {

class GatheringTest : public GovernanceTest {
 protected:
  void SetUp() override {
    GovernanceTest::SetUp();
    gold_ = NewCandidate(0.9);
    Promote(gold_);
    rival_ = NewCandidate(0.95);
  }

  static absl::StatusOr<FactsPointer> GatherIn(ReadTxn& txn, const std::string& version) {
    ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, FindSlot(txn, Slot()));
    ASSAY_ASSIGN_OR_RETURN(const int64_t row, FindModelVersionByName(txn, version));
    ASSAY_ASSIGN_OR_RETURN(const std::vector<FactsPointer> facts,
                           GatherFacts(txn, slot, {&row, 1}));
    return facts[0];
  }
  FactsPointer Gather(const std::string& version) {
    const auto facts = ReadFor([&](ReadTxn& txn) { return GatherIn(txn, version); });
    EXPECT_OK(facts);
    return facts.value_or(std::make_shared<DigestedFacts>());
  }

  // The facts of the rival, without a memory.
  std::string DigestAnew() {
    const auto digest = ReadFor([&](ReadTxn& txn) -> absl::StatusOr<std::string> {
      ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, FindSlot(txn, Slot()));
      v1::Facts facts;
      *facts.mutable_slot() = slot.ref;
      ASSAY_ASSIGN_OR_RETURN(const int64_t row, FindModelVersionByName(txn, rival_));
      const std::vector<int64_t> rows = {row, slot.champion};
      ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::ModelFacts> models, LoadModelFacts(txn, rows));
      *facts.mutable_candidate() = models[0];
      *facts.mutable_champion() = models[1];
      return governance::Normalize(std::move(facts)).digest;
    });
    EXPECT_OK(digest);
    return digest.value_or("");
  }

  // Does something after which other facts must come out, and those that are true.
  template <typename Change>
  void ExpectNewFactsAfter(Change change) {
    const FactsPointer before = Gather(rival_);
    EXPECT_EQ(Gather(rival_), before) << "what has not changed is remembered";
    ASSERT_OK(Write([&](WriteTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(const int64_t row, FindModelVersionByName(txn, rival_));
      return change(txn, row);
    }));
    const FactsPointer after = Gather(rival_);
    EXPECT_NE(after->digest, before->digest);
    EXPECT_EQ(after->digest, DigestAnew());
    EXPECT_EQ(governance::DigestOf(after->facts), after->digest);
  }

  std::string gold_, rival_;
};
ASSAY_STORAGE_SUITE_OF(GatheringTest);

TEST_P(GatheringTest, ANewEvaluationIsSeen) {
  ASSERT_OK(Evaluate(rival_, 0.8));
  ExpectNewFactsAfter([&](WriteTxn& txn, int64_t) {
    v1::Evaluation evaluation;
    evaluation.mutable_version()->set_model("score");
    evaluation.mutable_version()->set_number(2);
    evaluation.set_dataset("holdout");
    evaluation.set_dataset_digest(Holdout());
    evaluation.set_sample_count(7);
    return CreateEvaluation(txn, evaluation, "uploader").status();
  });
}

TEST_P(GatheringTest, ARecomputationIsSeen) {
  ExpectNewFactsAfter([](WriteTxn& txn, int64_t row) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const auto evaluations, ListEvaluationRows(txn, row, 1));
    v1::EvaluationMetric metric;
    metric.set_key("auc");
    metric.set_recomputed(0.7);
    return AddRecomputation(txn, evaluations[0], {{metric}, 0.01, "server"});
  });
}

TEST_P(GatheringTest, AFlagIsSeen) {
  ExpectNewFactsAfter([](WriteTxn& txn, int64_t row) {
    return RecordFlag(txn, row, "legal-hold", "a lawsuit", By("lea").actor).status();
  });
}

TEST_P(GatheringTest, ACheckIsSeen) {
  ExpectNewFactsAfter([](WriteTxn& txn, int64_t row) {
    v1::CheckFact check;
    check.set_check("fairness");
    check.set_passed(true);
    return RecordCheck(txn, row, check, "robot").status();
  });
}

TEST_P(GatheringTest, LabelsAreSeen) {
  ExpectNewFactsAfter([](WriteTxn& txn, int64_t row) {
    LabelList labels;
    v1::Tag* label = labels.Add();
    label->set_key("stage");
    label->set_value("final");
    return ChangeModelVersionLabels(txn, row, labels, {}, "lea");
  });
}

TEST_P(GatheringTest, WhatIsRecordedOfTheChampionIsSeen) {
  ExpectNewFactsAfter([&](WriteTxn& txn, int64_t) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const int64_t champion, FindModelVersionByName(txn, gold_));
    return RecordFlag(txn, champion, "legal-hold", "a lawsuit", By("lea").actor).status();
  });
}

TEST_P(GatheringTest, AnotherChampionIsSeen) {
  const FactsPointer before = Gather(rival_);
  ASSERT_OK(EmptySlot());
  const FactsPointer after = Gather(rival_);
  EXPECT_TRUE(before->facts.has_champion());
  EXPECT_FALSE(after->facts.has_champion());
}

// What is undone leaves its rows to others.
TEST_P(GatheringTest, WhatIsNotDurableIsNotRemembered) {
  FactsPointer inside;
  EXPECT_FALSE(Write([&](WriteTxn& txn) -> absl::Status {
                 ASSAY_ASSIGN_OR_RETURN(const int64_t row, FindModelVersionByName(txn, rival_));
                 v1::CheckFact check;
                 check.set_check("fairness");
                 ASSAY_RETURN_IF_ERROR(RecordCheck(txn, row, check, "robot").status());
                 ASSAY_ASSIGN_OR_RETURN(inside, GatherIn(txn, rival_));
                 ASSAY_ASSIGN_OR_RETURN(const FactsPointer again, GatherIn(txn, rival_));
                 EXPECT_NE(inside, again);
                 EXPECT_EQ(inside->digest, again->digest);
                 return absl::AbortedError("undone");
               }).ok());
  EXPECT_NE(Gather(rival_)->digest, inside->digest);
  EXPECT_EQ(Gather(rival_)->digest, DigestAnew());
}

}  // namespace
}  // namespace assay::testing
