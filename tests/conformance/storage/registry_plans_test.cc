// Every query of the registry that lists or finds something uses its index.
#include "gmock/gmock.h"
#include "storage/registry/aliases.h"
#include "storage/registry/contracts.h"
#include "storage/registry/evaluations.h"
#include "storage/registry/models.h"
#include "storage/registry/recorded_data.h"
#include "tests/conformance/storage/query_plans.h"

namespace assay::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

class RegistryPlansTest : public QueryPlanSuite {
 protected:
  void SetUp() override {
    QueryPlanSuite::SetUp();
    v1::CreateModelVersionRequest request;
    request.mutable_version()->set_model("credit");
    request.mutable_version()->mutable_artifact()->set_digest("sha256:" + std::string(64, 'a'));
    request.set_create_model(true);
    ASSERT_OK(WriteFor([&](WriteTxn& txn) { return CreateModelVersion(txn, request, "ada"); }));
    v1::Evaluation evaluation;
    evaluation.mutable_version()->set_model("credit");
    evaluation.mutable_version()->set_number(1);
    evaluation.set_dataset_digest("sha256:" + std::string(64, 'a'));
    evaluation.set_sample_count(1);
    ASSERT_OK(WriteFor([&](WriteTxn& txn) { return CreateEvaluation(txn, evaluation, "ada"); }));
  }
  const std::vector<int64_t> rows_ = {1};
};
ASSAY_STORAGE_SUITE_OF(RegistryPlansTest);

TEST_P(RegistryPlansTest, Models) {
  for (const bool deleted : {false, true}) {
    EXPECT_THAT(
        PlansOf([&](ReadTxn& txn) { return ListModels(txn, 1, deleted, "a", 10).status(); }),
        Contains(HasSubstr("(workspace=? AND name>?)")));
  }
  PlansOf([](ReadTxn& txn) { return GetModel(txn, "", "credit").status(); });
}

TEST_P(RegistryPlansTest, Versions) {
  EXPECT_THAT(PlansOf([](ReadTxn& txn) { return ListModelVersionRows(txn, 1, 10, 10).status(); }),
              Contains(HasSubstr("(model=? AND number<?)")));
  PlansOf([&](ReadTxn& txn) { return LoadModelVersions(txn, rows_).status(); });
  PlansOf([&](ReadTxn& txn) { return LoadModelVersionNames(txn, rows_).status(); });
}

TEST_P(RegistryPlansTest, Aliases) {
  EXPECT_THAT(PlansOf([](ReadTxn& txn) { return ListAliasChanges(txn, 1, "", 10, 10).status(); }),
              Contains(HasSubstr("model_alias_change_by_model (model=? AND id<?)")));
  EXPECT_THAT(
      PlansOf([](ReadTxn& txn) { return ListAliasChanges(txn, 1, "best", 10, 10).status(); }),
      Contains(HasSubstr("model_alias_change_by_alias (model=? AND alias=? AND id<?)")));
}

TEST_P(RegistryPlansTest, Evaluations) {
  EXPECT_THAT(PlansOf([](ReadTxn& txn) { return ListEvaluationRows(txn, 1, 10, 10).status(); }),
              Contains(HasSubstr("evaluation_by_version (model_version=? AND id<?)")));
  PlansOf([&](ReadTxn& txn) { return LoadEvaluations(txn, rows_).status(); });
  PlansOf([](ReadTxn& txn) {
    return FindRecordedData(txn, 1, "", "sha256:" + std::string(64, 'a')).status();
  });
}

}  // namespace
}  // namespace assay::testing
