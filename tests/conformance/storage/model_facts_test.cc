// What rules may read of model versions, as it comes out of the store.
#include "storage/governance/model_facts.h"

#include "storage/governance/model_names.h"
#include "storage/registry/evaluations.h"
#include "tests/conformance/storage/governance_fixture.h"

namespace assay::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class ModelFactsTest : public GovernanceTest {
 protected:
  // An evaluation of a version of "score" on the holdout.
  static v1::Evaluation EvaluationOf(const std::string& version) {
    v1::Evaluation evaluation;
    evaluation.mutable_version()->set_model("score");
    evaluation.mutable_version()->set_number(std::stoll(version.substr(version.rfind('/') + 1)));
    evaluation.set_dataset("holdout");
    evaluation.set_dataset_digest(Holdout());
    return evaluation;
  }

  std::vector<v1::ModelFacts> Load(const std::vector<std::string>& versions) {
    auto facts = ReadFor([&](ReadTxn& txn) -> absl::StatusOr<std::vector<v1::ModelFacts>> {
      std::vector<int64_t> rows;
      for (const std::string& version : versions) {
        ASSAY_ASSIGN_OR_RETURN(rows.emplace_back(), FindModelVersionByName(txn, version));
      }
      return LoadModelFacts(txn, rows);
    });
    EXPECT_OK(facts.status());
    return facts.ok() ? *std::move(facts) : std::vector<v1::ModelFacts>();
  }
};
ASSAY_STORAGE_SUITE_OF(ModelFactsTest);

// Else a policy that wants many samples would FAIL what it knows nothing of.
TEST_P(ModelFactsTest, ANumberOfSamplesThatIsNotKnownIsNoFact) {
  const std::string version = NewVersion();
  v1::Evaluation unknown = EvaluationOf(version);
  unknown.set_split("unknown");
  v1::Evaluation known = EvaluationOf(version);
  known.set_split("known");
  known.set_sample_count(12);
  ASSERT_OK(Write([&](WriteTxn& txn) -> absl::Status {
    ASSAY_RETURN_IF_ERROR(CreateEvaluation(txn, unknown, "uploader").status());
    return CreateEvaluation(txn, known, "uploader").status();
  }));
  const std::vector<v1::ModelFacts> facts = Load({version});
  ASSERT_THAT(facts, SizeIs(1));
  ASSERT_THAT(facts[0].evaluations(), SizeIs(2));
  for (const v1::EvaluationFact& evaluation : facts[0].evaluations()) {
    EXPECT_EQ(evaluation.has_sample_count(), evaluation.split() == "known");
    EXPECT_EQ(evaluation.sample_count(), evaluation.split() == "known" ? 12 : 0);
  }
}

TEST_P(ModelFactsTest, AVersionMayBeAskedForTwice) {
  const std::string evaluated = NewCandidate(0.9);
  const std::string bare = NewVersion();
  const std::vector<v1::ModelFacts> facts = Load({evaluated, bare, evaluated});
  ASSERT_THAT(facts, SizeIs(3));
  EXPECT_EQ(facts[0].name(), evaluated);
  EXPECT_THAT(facts[0].evaluations(), SizeIs(1));
  EXPECT_EQ(facts[1].name(), bare);
  EXPECT_THAT(facts[1].evaluations(), IsEmpty());
  EXPECT_EQ(facts[2].SerializeAsString(), facts[0].SerializeAsString());
}

// More of them than one statement is asked for; of each version the newest.
TEST_P(ModelFactsTest, TheNewestEvaluationsOfManyVersions) {
  std::vector<std::string> versions;
  for (int i = 0; i < 5; ++i) versions.push_back(NewVersion());
  ASSERT_OK(Write([&](WriteTxn& txn) -> absl::Status {
    for (const std::string& version : versions) {
      v1::Evaluation evaluation = EvaluationOf(version);
      for (int i = 0; i < kEvaluationsInFacts + 1; ++i) {
        evaluation.set_sample_count(i + 1);
        ASSAY_RETURN_IF_ERROR(CreateEvaluation(txn, evaluation, "uploader").status());
      }
    }
    return absl::OkStatus();
  }));
  const std::vector<v1::ModelFacts> facts = Load(versions);
  ASSERT_THAT(facts, SizeIs(versions.size()));
  for (size_t i = 0; i < facts.size(); ++i) {
    EXPECT_EQ(facts[i].name(), versions[i]);
    ASSERT_THAT(facts[i].evaluations(), SizeIs(kEvaluationsInFacts));
    for (int k = 0; k < kEvaluationsInFacts; ++k) {
      ASSERT_EQ(facts[i].evaluations(k).sample_count(), kEvaluationsInFacts + 1 - k);
    }
  }
}

}  // namespace
}  // namespace assay::testing
