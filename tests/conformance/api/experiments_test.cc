// Workspaces and experiments.
#include "tests/conformance/api/api_test.h"

namespace assay::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;

class ExperimentsApiTest : public ApiTest {
 protected:
  absl::StatusOr<v1::Workspace> CreateWorkspace(const std::string& name,
                                                const std::string& request_id = "") {
    v1::CreateWorkspaceRequest request;
    request.mutable_workspace()->set_name(name);
    request.set_request_id(request_id);
    return api().CreateWorkspace(std::move(request));
  }
  absl::StatusOr<v1::Experiment> Create(const std::string& name, const std::string& workspace = "",
                                        const std::string& request_id = "") {
    v1::CreateExperimentRequest request;
    request.mutable_experiment()->set_name(name);
    request.mutable_experiment()->set_workspace(workspace);
    request.set_request_id(request_id);
    return api().CreateExperiment(std::move(request));
  }
  absl::StatusOr<v1::Experiment> Get(const std::string& id) {
    v1::GetExperimentRequest request;
    request.set_experiment_id(id);
    return api().GetExperiment(std::move(request));
  }
  std::vector<std::string> List(const std::string& workspace, bool show_deleted = false) {
    std::vector<std::string> names;
    v1::ListExperimentsRequest request;
    request.set_workspace(workspace);
    request.set_show_deleted(show_deleted);
    request.set_page_size(2);
    do {
      const absl::StatusOr<v1::ListExperimentsResponse> page = api().ListExperiments(request);
      EXPECT_OK(page);
      if (!page.ok()) break;
      EXPECT_LE(page->experiments_size(), 2);
      EXPECT_TRUE(page->experiments_size() > 0 || names.empty()) << "a page behind the last";
      for (const v1::Experiment& experiment : page->experiments())
        names.push_back(experiment.name());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return names;
  }
};

TEST_F(ExperimentsApiTest, WorkspacesAreCreatedReadAndListed) {
  const std::string name = Unique("workspace");
  ASSERT_OK_AND_ASSIGN(const v1::Workspace made, CreateWorkspace(name, name));
  ASSERT_OK_AND_ASSIGN(const v1::Workspace repeated, CreateWorkspace(name, name));
  EXPECT_EQ(repeated.SerializeAsString(), made.SerializeAsString());
  EXPECT_THAT(CreateWorkspace(name), IsError(StatusCode::kAlreadyExists, "WORKSPACE_EXISTS"));
  v1::GetWorkspaceRequest get;
  get.set_name(name);
  ASSERT_OK_AND_ASSIGN(const v1::Workspace read, api().GetWorkspace(get));
  EXPECT_EQ(read.SerializeAsString(), made.SerializeAsString());

  std::vector<std::string> names;
  v1::ListWorkspacesRequest list;
  list.set_page_size(1);
  do {
    ASSERT_OK_AND_ASSIGN(const v1::ListWorkspacesResponse page, api().ListWorkspaces(list));
    ASSERT_EQ(page.workspaces_size(), 1);
    names.push_back(page.workspaces(0).name());
    list.set_page_token(page.next_page_token());
  } while (!list.page_token().empty());
  EXPECT_THAT(names, ::testing::IsSupersetOf({std::string("default"), name}));
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
}

TEST_F(ExperimentsApiTest, ExperimentsAreReadByIdAndByName) {
  const std::string name = Unique("credit");
  ASSERT_OK_AND_ASSIGN(const v1::Experiment made, Create(name));
  EXPECT_EQ(made.created_by(), "ada");
  EXPECT_EQ(made.workspace(), "default");
  ASSERT_OK_AND_ASSIGN(const v1::Experiment by_id, Get(made.experiment_id()));
  v1::GetExperimentRequest by_name;
  by_name.set_name(name);
  ASSERT_OK_AND_ASSIGN(const v1::Experiment named, api().GetExperiment(by_name));
  EXPECT_EQ(by_id.SerializeAsString(), made.SerializeAsString());
  EXPECT_EQ(named.SerializeAsString(), made.SerializeAsString());
}

TEST_F(ExperimentsApiTest, ARepeatedRequestCreatesOnce) {
  const std::string name = Unique("credit");
  const std::string workspace = Unique("workspace");
  ASSERT_OK(CreateWorkspace(workspace));
  ASSERT_OK_AND_ASSIGN(const v1::Experiment first, Create(name, workspace, name));
  ASSERT_OK_AND_ASSIGN(const v1::Experiment again, Create(name, workspace, name));
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  EXPECT_THAT(Create(Unique("other"), workspace, name),
              IsError(StatusCode::kAlreadyExists, "REQUEST_ID_REUSED"));
  EXPECT_THAT(List(workspace), ElementsAre(name));
}

TEST_F(ExperimentsApiTest, UpdatesFollowMaskAndEtag) {
  ASSERT_OK_AND_ASSIGN(const v1::Experiment made, Create(Unique("credit")));
  v1::UpdateExperimentRequest request;
  *request.mutable_experiment() = made;
  request.mutable_experiment()->set_name(Unique("renamed"));
  request.mutable_experiment()->set_description("described");
  request.mutable_update_mask()->add_paths("description");
  ASSERT_OK_AND_ASSIGN(const v1::Experiment updated, api().UpdateExperiment(request));
  EXPECT_EQ(updated.name(), made.name());
  EXPECT_EQ(updated.description(), "described");
  EXPECT_NE(updated.etag(), made.etag());
  const auto stale = IsError(StatusCode::kAborted, "ETAG_STALE");
  EXPECT_THAT(api().UpdateExperiment(request), stale);
  v1::DeleteExperimentRequest remove;
  remove.set_experiment_id(made.experiment_id());
  remove.set_etag(made.etag());
  EXPECT_THAT(api().DeleteExperiment(remove), stale);
}

TEST_F(ExperimentsApiTest, DeletedOnesAreHiddenUntilTheyAreUndeleted) {
  const std::string workspace = Unique("workspace");
  ASSERT_OK(CreateWorkspace(workspace));
  std::vector<std::string> ids;
  for (const char* name : {"a", "b", "c", "d"}) {
    ASSERT_OK_AND_ASSIGN(const v1::Experiment made, Create(name, workspace));
    ids.push_back(made.experiment_id());
  }
  v1::DeleteExperimentRequest remove;
  remove.set_experiment_id(ids[1]);
  ASSERT_OK_AND_ASSIGN(const v1::Experiment gone, api().DeleteExperiment(remove));
  EXPECT_TRUE(gone.has_delete_time());
  EXPECT_THAT(List(workspace), ElementsAre("d", "c", "a"));
  EXPECT_THAT(List(workspace, true), ElementsAre("d", "c", "b", "a"));
  v1::CreateRunRequest run;
  run.set_experiment_id(ids[1]);
  EXPECT_THAT(api().CreateRun(run), IsError(StatusCode::kFailedPrecondition, "EXPERIMENT_DELETED"));
  v1::UndeleteExperimentRequest undelete;
  undelete.set_experiment_id(ids[1]);
  ASSERT_OK(api().UndeleteExperiment(undelete));
  EXPECT_THAT(List(workspace), ElementsAre("d", "c", "b", "a"));
  EXPECT_OK(api().CreateRun(run));
}

}  // namespace
}  // namespace assay::testing
