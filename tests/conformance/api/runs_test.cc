// Runs: their life, and what they read and wrote.
#include "tests/conformance/api/api_test.h"

namespace assay::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;

class RunsApiTest : public ApiTest {};

TEST_F(RunsApiTest, ARunLivesFromCreationToItsEnd) {
  const std::string experiment = Unique("experiment");
  v1::CreateRunRequest create;
  create.set_experiment(experiment);
  create.set_name("first");
  v1::Param* param = create.add_params();
  param->set_key("rate");
  param->mutable_value()->set_double_value(3e-7);
  v1::Tag* tag = create.add_tags();
  tag->set_key("team");
  tag->set_value("risk");
  ASSERT_OK_AND_ASSIGN(const v1::Run made, api().CreateRun(create));
  EXPECT_EQ(made.status(), v1::RUN_STATUS_RUNNING);
  EXPECT_EQ(made.created_by(), "ada");
  EXPECT_EQ(made.params(0).value().double_value(), 3e-7);
  EXPECT_EQ(made.tags(0).value(), "risk");
  ASSERT_OK_AND_ASSIGN(const v1::Run read, GetRun(made.run_id()));
  EXPECT_EQ(read.SerializeAsString(), made.SerializeAsString());
  ASSERT_OK_AND_ASSIGN(const v1::Run ended, FinishRun(made.run_id(), v1::RUN_STATUS_FAILED));
  EXPECT_EQ(ended.status(), v1::RUN_STATUS_FAILED);
  EXPECT_TRUE(ended.has_end_time());
}

TEST_F(RunsApiTest, ARepeatWithTheClientsIdOrRequestIdCreatesOnce) {
  v1::CreateRunRequest create;
  create.set_experiment(Unique("experiment"));
  create.set_run_id(RandomIds().New());
  ASSERT_OK_AND_ASSIGN(const v1::Run first, api().CreateRun(create));
  ASSERT_OK_AND_ASSIGN(const v1::Run again, api().CreateRun(create));
  EXPECT_EQ(first.run_id(), create.run_id());
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  create.set_experiment(Unique("other"));
  EXPECT_THAT(api().CreateRun(create), IsError(StatusCode::kAlreadyExists, "RUN_EXISTS"));

  create.clear_run_id();
  create.set_request_id(RandomIds().New());
  ASSERT_OK_AND_ASSIGN(const v1::Run chosen, api().CreateRun(create));
  ASSERT_OK_AND_ASSIGN(const v1::Run repeated, api().CreateRun(create));
  EXPECT_EQ(repeated.run_id(), chosen.run_id());
}

TEST_F(RunsApiTest, UpdatesFollowMaskAndEtagAndRepeatOnce) {
  ASSERT_OK_AND_ASSIGN(const v1::Run made, CreateRun(Unique("experiment")));
  v1::UpdateRunRequest request;
  *request.mutable_run() = made;
  request.mutable_run()->set_name("renamed");
  request.mutable_run()->set_description("not in the mask");
  request.mutable_update_mask()->add_paths("name");
  request.set_request_id(RandomIds().New());
  ASSERT_OK_AND_ASSIGN(const v1::Run updated, api().UpdateRun(request));
  EXPECT_EQ(updated.name(), "renamed");
  EXPECT_EQ(updated.description(), "");
  ASSERT_OK_AND_ASSIGN(const v1::Run repeated, api().UpdateRun(request));
  EXPECT_EQ(repeated.SerializeAsString(), updated.SerializeAsString());
  request.set_request_id(RandomIds().New());
  EXPECT_THAT(api().UpdateRun(request), IsError(StatusCode::kAborted, "ETAG_STALE"));
}

TEST_F(RunsApiTest, RunsNestWithoutCycles) {
  ASSERT_OK_AND_ASSIGN(const v1::Run top, CreateRun(Unique("experiment")));
  v1::CreateRunRequest create;
  create.set_experiment_id(top.experiment_id());
  create.set_parent_run_id(top.run_id());
  ASSERT_OK_AND_ASSIGN(const v1::Run part, api().CreateRun(create));
  EXPECT_EQ(part.parent_run_id(), top.run_id());
  v1::UpdateRunRequest request;
  request.mutable_run()->set_run_id(top.run_id());
  request.mutable_run()->set_parent_run_id(part.run_id());
  request.mutable_update_mask()->add_paths("parent_run_id");
  EXPECT_THAT(api().UpdateRun(request), IsError(StatusCode::kFailedPrecondition, "RUN_CYCLE"));
}

TEST_F(RunsApiTest, ADeletedRunIsReadableRefusesWritesAndComesBack) {
  ASSERT_OK_AND_ASSIGN(const v1::Run made, CreateRun(Unique("experiment")));
  const std::string& id = made.run_id();
  ASSERT_OK_AND_ASSIGN(const v1::Run gone, DeleteRun(id));
  EXPECT_TRUE(gone.has_delete_time());
  ASSERT_OK(DeleteRun(id)) << "deleting twice is fine";
  EXPECT_THAT(DeleteRun(id, made.etag()), IsError(StatusCode::kAborted, "ETAG_STALE"));
  ASSERT_OK_AND_ASSIGN(const v1::Run read, GetRun(id));
  EXPECT_TRUE(read.has_delete_time());
  EXPECT_THAT(LogValues(id, "loss", {1}), IsError(StatusCode::kFailedPrecondition, "RUN_DELETED"));
  v1::UndeleteRunRequest undelete;
  undelete.set_run_id(id);
  ASSERT_OK_AND_ASSIGN(const v1::Run back, api().UndeleteRun(undelete));
  EXPECT_FALSE(back.has_delete_time());
  EXPECT_OK(LogValues(id, "loss", {1}));
}

TEST_F(RunsApiTest, TagsAreSetAndDeleted) {
  const std::string run_id = NewRun();
  v1::UpdateTagsRequest request;
  request.set_run_id(run_id);
  for (const char* key : {"b", "a", "c"}) {
    v1::Tag* tag = request.add_set();
    tag->set_key(key);
    tag->set_value("1");
  }
  ASSERT_OK(api().UpdateTags(request));
  request.clear_set();
  request.add_set()->set_key("a");
  request.add_delete_("b");
  request.add_delete_("never seen");
  ASSERT_OK_AND_ASSIGN(const v1::Run run, api().UpdateTags(request));
  ASSERT_EQ(run.tags_size(), 2);
  EXPECT_EQ(run.tags(0).key(), "a");
  EXPECT_EQ(run.tags(0).value(), "");
  EXPECT_EQ(run.tags(1).key(), "c");
}

TEST_F(RunsApiTest, InputsAndOutputsAreListedPageByPage) {
  const std::string run_id = NewRun();
  v1::LogBatchRequest batch = Batch(run_id);
  for (const char* path : {"m/a", "m/b", "n", "m/c", "mm"}) {
    v1::Artifact* artifact = batch.add_outputs()->mutable_artifact();
    artifact->set_path(path);
    artifact->mutable_content()->set_digest("sha256:" + std::string(64, 'a'));
  }
  v1::DatasetUse* use = batch.add_inputs()->mutable_dataset();
  use->set_role("train");
  use->mutable_dataset()->set_name("applicants");
  use->mutable_dataset()->mutable_content()->set_digest("sha256:" + std::string(64, 'b'));
  ASSERT_OK(api().LogBatch(batch));

  const auto list = [&](v1::IoDirection direction, const std::string& prefix) {
    std::vector<std::string> names;
    v1::ListRunIoRequest request;
    request.set_run_id(run_id);
    request.set_direction(direction);
    request.set_path_prefix(prefix);
    request.set_page_size(2);
    do {
      const absl::StatusOr<v1::ListRunIoResponse> page = api().ListRunIo(request);
      EXPECT_OK(page);
      if (!page.ok()) break;
      for (const v1::RunIo& item : page->items()) {
        names.push_back(item.has_artifact() ? item.artifact().path()
                                            : item.dataset().dataset().name());
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return names;
  };
  EXPECT_THAT(list(v1::IO_DIRECTION_OUTPUT, ""), ElementsAre("m/a", "m/b", "m/c", "mm", "n"));
  EXPECT_THAT(list(v1::IO_DIRECTION_OUTPUT, "m/"), ElementsAre("m/a", "m/b", "m/c"));
  EXPECT_THAT(list(v1::IO_DIRECTION_INPUT, ""), ElementsAre("applicants"));
  ASSERT_OK_AND_ASSIGN(const v1::Run run, GetRun(run_id));
  EXPECT_EQ(run.outputs_size(), 5);
  EXPECT_EQ(run.inputs(0).dataset().role(), "train");
}

TEST_F(RunsApiTest, RunsAreComparedRowByRow) {
  const std::string experiment = Unique("experiment");
  v1::CompareRunsRequest request;
  for (const char* rate : {"0.1", "0.2"}) {
    ASSERT_OK_AND_ASSIGN(const v1::Run run, CreateRun(experiment));
    ASSERT_OK(LogParam(run.run_id(), "rate", rate));
    ASSERT_OK(LogParam(run.run_id(), "model", "xgb"));
    request.add_run_ids(run.run_id());
  }
  ASSERT_OK(LogValues(request.run_ids(1), "auc", {0.5, 0.75}));
  ASSERT_OK_AND_ASSIGN(const v1::CompareRunsResponse compared, api().CompareRuns(request));
  ASSERT_EQ(compared.runs_size(), 2);
  EXPECT_EQ(compared.runs(0).run_id(), request.run_ids(0));
  const auto find = [](const v1::CompareRunsResponse& response, v1::CompareRow::Section section,
                       const std::string& key) -> const v1::CompareRow* {
    for (const v1::CompareRow& row : response.rows()) {
      if (row.section() == section && row.key() == key) return &row;
    }
    return nullptr;
  };
  const v1::CompareRow* rate = find(compared, v1::CompareRow::PARAM, "rate");
  ASSERT_NE(rate, nullptr);
  EXPECT_FALSE(rate->equal());
  EXPECT_EQ(rate->values(0).string_value(), "0.1");
  EXPECT_EQ(rate->values(1).string_value(), "0.2");
  const v1::CompareRow* auc = find(compared, v1::CompareRow::METRIC, "auc");
  ASSERT_NE(auc, nullptr);
  EXPECT_EQ(auc->values(0).kind_case(), v1::Value::KIND_NOT_SET);
  EXPECT_EQ(auc->values(1).double_value(), 0.75);
  EXPECT_EQ(find(compared, v1::CompareRow::PARAM, "model"), nullptr);
  request.set_include_equal(true);
  ASSERT_OK_AND_ASSIGN(const v1::CompareRunsResponse whole, api().CompareRuns(request));
  const v1::CompareRow* model = find(whole, v1::CompareRow::PARAM, "model");
  ASSERT_NE(model, nullptr);
  EXPECT_TRUE(model->equal());
}

TEST_F(RunsApiTest, RunsAreFoundByFilterInOrderPageByPage) {
  const std::string experiment = Unique("experiment");
  std::vector<std::string> ids;
  v1::SearchRunsRequest request;
  for (int i = 0; i < 7; ++i) {
    ASSERT_OK_AND_ASSIGN(const v1::Run run, CreateRun(experiment));
    ids.push_back(run.run_id());
    if (i == 0) request.add_experiment_ids(run.experiment_id());
    ASSERT_OK(LogParam(run.run_id(), "model", i % 2 == 0 ? "xgb" : "linear"));
    if (i < 6) {
      ASSERT_OK(LogValues(run.run_id(), "auc", {0.1 * ((i * 5) % 7)}));
    }
  }
  const auto search = [&](const std::string& filter, const std::string& order) {
    std::vector<std::string> found;
    request.set_filter(filter);
    request.set_order_by(order);
    request.clear_page_token();
    request.set_page_size(2);
    do {
      const absl::StatusOr<v1::SearchRunsResponse> page = api().SearchRuns(request);
      EXPECT_OK(page);
      if (!page.ok()) break;
      for (const v1::Run& run : page->runs()) found.push_back(run.run_id());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return found;
  };
  EXPECT_THAT(search("", ""), ElementsAre(ids[6], ids[5], ids[4], ids[3], ids[2], ids[1], ids[0]));
  EXPECT_THAT(search("params.model == \"linear\"", ""), ElementsAre(ids[5], ids[3], ids[1]));
  // auc: 0, 0.5, 0.3, 0.1, 0.6, 0.4; the last run has none, and comes last.
  EXPECT_THAT(search("", "metrics.auc desc"),
              ElementsAre(ids[4], ids[1], ids[5], ids[2], ids[3], ids[0], ids[6]));
  EXPECT_THAT(search("metrics.auc > 0.25 && params.model == \"xgb\"", "metrics.auc"),
              ElementsAre(ids[2], ids[4]));
  ASSERT_OK(DeleteRun(ids[4]));
  EXPECT_THAT(search("metrics.auc > 0.25 && params.model == \"xgb\"", "metrics.auc"),
              ElementsAre(ids[2]));
  request.set_show_deleted(true);
  EXPECT_THAT(search("metrics.auc > 0.25 && params.model == \"xgb\"", "metrics.auc"),
              ElementsAre(ids[2], ids[4]));
}

}  // namespace
}  // namespace assay::testing
