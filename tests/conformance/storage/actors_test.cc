// Rows name who changed them.
#include "storage/datasets.h"
#include "storage/experiments.h"
#include "storage/tags.h"
#include "storage/workspaces.h"
#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {
namespace {

class ActorsTest : public StorageTest {
 protected:
  absl::Status SetDeleted(const std::string& run_id, bool deleted, std::string_view by) {
    return Write([&](WriteTxn& txn) { return SetRunDeleted(txn, run_id, "", deleted, by); });
  }
  absl::Status LogTag(const std::string& run_id, const std::string& by, bool finish = false) {
    v1::LogBatchRequest request;
    request.set_run_id(run_id);
    v1::Tag* tag = request.add_tags();
    tag->set_key("stage");
    tag->set_value(by);
    if (finish) request.mutable_finish();
    ASSAY_ASSIGN_OR_RETURN(const PreparedBatch batch, PrepareBatch(std::move(request), by));
    return WriteFor([&](WriteTxn& txn) { return ApplyBatch(txn, batch, false); }).status();
  }
  v1::Run Of(const std::string& run_id) {
    const absl::StatusOr<v1::Run> run = Get(run_id);
    EXPECT_OK(run);
    return run.value_or(v1::Run());
  }
  // A version of the dataset "data", as `by` logs it.
  v1::RunIo LogDataset(const std::string& by, const std::string& label) {
    const std::string run_id = NewRun();
    v1::LogBatchRequest request;
    request.set_run_id(run_id);
    v1::DatasetVersion* version = request.add_inputs()->mutable_dataset()->mutable_dataset();
    version->set_name("data");
    version->mutable_content()->set_digest("sha256:" + std::string(64, 'd'));
    version->set_version(label);
    const absl::StatusOr<PreparedBatch> batch = PrepareBatch(std::move(request), by);
    EXPECT_OK(batch);
    EXPECT_OK(WriteFor([&](WriteTxn& txn) { return ApplyBatch(txn, *batch, false); }));
    return Of(run_id).inputs(0);
  }
};
ASSAY_STORAGE_SUITE_OF(ActorsTest);

TEST_P(ActorsTest, ARunNamesWhoDeletedIt) {
  const std::string run_id = NewRun();
  EXPECT_EQ(Of(run_id).updated_by(), "");
  EXPECT_FALSE(Of(run_id).has_update_time());
  clock_.Advance(5'000'000);
  ASSERT_OK(SetDeleted(run_id, true, "eve"));
  EXPECT_EQ(Of(run_id).deleted_by(), "eve");
  EXPECT_EQ(Of(run_id).updated_by(), "eve");
  EXPECT_EQ(Of(run_id).update_time().seconds(), kStartMicros / 1'000'000 + 5);
  ASSERT_OK(SetDeleted(run_id, true, "ada")) << "it is deleted already";
  EXPECT_EQ(Of(run_id).deleted_by(), "eve");
  ASSERT_OK(SetDeleted(run_id, false, "bob"));
  EXPECT_EQ(Of(run_id).deleted_by(), "");
  EXPECT_EQ(Of(run_id).updated_by(), "bob");
}

TEST_P(ActorsTest, ARunNamesWhoUpdatedOrEndedIt) {
  const std::string run_id = NewRun();
  v1::UpdateRunRequest update;
  update.mutable_run()->set_run_id(run_id);
  update.mutable_run()->set_name("renamed");
  update.mutable_update_mask()->add_paths("name");
  ASSERT_OK(Write([&](WriteTxn& txn) { return UpdateRun(txn, update, "ada"); }));
  EXPECT_EQ(Of(run_id).updated_by(), "ada");
  ASSERT_OK(Write([&](WriteTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const RunRow row, FindRunToWrite(txn, run_id));
    return FinishRun(txn, row, {}, "bob");
  }));
  EXPECT_EQ(Of(run_id).updated_by(), "bob");
}

TEST_P(ActorsTest, TagsThatAnotherCallerLogsAreAChange) {
  const std::string run_id = NewRun();
  ASSERT_OK(LogTag(run_id, "tester"));
  EXPECT_EQ(Of(run_id).updated_by(), "") << "the run's own logging changes nothing in its row";
  ASSERT_OK(LogTag(run_id, "eve"));
  EXPECT_EQ(Of(run_id).updated_by(), "eve");
  ASSERT_OK(LogTag(run_id, "tester"));
  EXPECT_EQ(Of(run_id).updated_by(), "tester");
  ASSERT_OK(LogTag(run_id, "ada", /*finish=*/true));
  EXPECT_EQ(Of(run_id).updated_by(), "ada");
}

TEST_P(ActorsTest, AnExperimentNamesWhoChangedIt) {
  const std::string id = Of(NewRun()).experiment_id();
  const auto read = [&] {
    const auto found = ReadFor([&](ReadTxn& txn) { return GetExperiment(txn, id); });
    EXPECT_OK(found);
    return *found;
  };
  EXPECT_EQ(read().updated_by(), "");
  ASSERT_OK(
      WriteFor([&](WriteTxn& txn) { return SetExperimentDeleted(txn, id, "", true, "eve"); }));
  EXPECT_EQ(read().deleted_by(), "eve");
  EXPECT_EQ(read().updated_by(), "eve");
  ASSERT_OK(
      WriteFor([&](WriteTxn& txn) { return SetExperimentDeleted(txn, id, "", false, "bob"); }));
  EXPECT_EQ(read().deleted_by(), "");
  v1::UpdateExperimentRequest update;
  update.mutable_experiment()->set_experiment_id(id);
  update.mutable_experiment()->set_description("better");
  update.mutable_update_mask()->add_paths("description");
  ASSERT_OK(WriteFor([&](WriteTxn& txn) { return UpdateExperiment(txn, update, "ada"); }));
  EXPECT_EQ(read().updated_by(), "ada");
}

TEST_P(ActorsTest, ADatasetVersionNamesWhoLoggedAndWhoLabelledIt) {
  EXPECT_EQ(LogDataset("ada", "").dataset().dataset().created_by(), "ada");
  const v1::DatasetVersion same = LogDataset("bob", "").dataset().dataset();
  EXPECT_EQ(same.created_by(), "ada");
  EXPECT_EQ(same.updated_by(), "");
  const v1::DatasetVersion labelled = LogDataset("bob", "v1").dataset().dataset();
  EXPECT_EQ(labelled.created_by(), "ada");
  EXPECT_EQ(labelled.updated_by(), "bob");
}

TEST_P(ActorsTest, AWorkspaceNamesWhoMadeIt) {
  v1::Workspace lab;
  lab.set_name("lab");
  ASSERT_OK_AND_ASSIGN(lab,
                       WriteFor([&](WriteTxn& txn) { return CreateWorkspace(txn, lab, "ada"); }));
  EXPECT_EQ(lab.created_by(), "ada");
}

}  // namespace
}  // namespace assay::testing
