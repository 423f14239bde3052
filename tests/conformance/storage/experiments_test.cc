#include "storage/experiments.h"

#include "storage/workspaces.h"
#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ExperimentsTest : public StorageTest {
 protected:
  absl::StatusOr<v1::Experiment> Create(std::string_view name, std::string_view workspace = "") {
    v1::Experiment experiment;
    experiment.set_name(std::string(name));
    experiment.set_workspace(std::string(workspace));
    experiment.set_description("first");
    return WriteFor([&](WriteTxn& txn) { return CreateExperiment(txn, experiment, "ada"); });
  }
  absl::StatusOr<v1::Experiment> Read(const std::string& id) {
    return ReadFor([&](ReadTxn& txn) { return GetExperiment(txn, id); });
  }
  absl::StatusOr<v1::Experiment> SetDeleted(const std::string& id, bool deleted,
                                            const std::string& etag = "") {
    return WriteFor(
        [&](WriteTxn& txn) { return SetExperimentDeleted(txn, id, etag, deleted, "tester"); });
  }
  absl::StatusOr<v1::Experiment> Update(v1::Experiment experiment,
                                        std::initializer_list<const char*> paths) {
    v1::UpdateExperimentRequest request;
    *request.mutable_experiment() = std::move(experiment);
    for (const char* path : paths) request.mutable_update_mask()->add_paths(path);
    return WriteFor([&](WriteTxn& txn) { return UpdateExperiment(txn, request, "tester"); });
  }
  // Names of all experiments of a workspace, read in pages of two.
  std::vector<std::string> List(bool show_deleted, std::string_view workspace = "") {
    std::vector<std::string> names;
    EXPECT_OK(store_->Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(const int64_t row, FindWorkspace(txn, workspace));
      int64_t before = 0;
      do {
        ASSAY_ASSIGN_OR_RETURN(const auto page,
                               ListExperiments(txn, row, show_deleted, before, 2, &before));
        EXPECT_FALSE(page.empty() && !names.empty()) << "a page behind the last";
        for (const v1::Experiment& experiment : page) names.push_back(experiment.name());
      } while (before != 0);
      return absl::OkStatus();
    }));
    return names;
  }
};
ASSAY_STORAGE_SUITE_OF(ExperimentsTest);

TEST_P(ExperimentsTest, WhatWasCreatedIsReadBackByIdAndByName) {
  ASSERT_OK_AND_ASSIGN(const v1::Experiment made, Create("credit"));
  EXPECT_EQ(made.workspace(), "default");
  EXPECT_EQ(made.description(), "first");
  EXPECT_EQ(made.created_by(), "ada");
  EXPECT_EQ(made.create_time().seconds(), kStartMicros / 1'000'000);
  EXPECT_FALSE(made.has_delete_time());
  Reopen();
  ASSERT_OK_AND_ASSIGN(const v1::Experiment by_id, Read(made.experiment_id()));
  ASSERT_OK_AND_ASSIGN(const v1::Experiment by_name, ReadFor([](ReadTxn& txn) {
                         return GetExperimentByName(txn, "", "credit");
                       }));
  EXPECT_EQ(by_id.SerializeAsString(), made.SerializeAsString());
  EXPECT_EQ(by_name.SerializeAsString(), made.SerializeAsString());
}

TEST_P(ExperimentsTest, ANameIsUniqueInItsWorkspaceDeletedOnesIncluded) {
  v1::Workspace other;
  other.set_name("other");
  ASSERT_OK(WriteFor([&](WriteTxn& txn) { return CreateWorkspace(txn, other, "tester"); }));
  ASSERT_OK_AND_ASSIGN(const v1::Experiment made, Create("credit"));
  EXPECT_OK(Create("credit", "other"));
  ASSERT_OK(SetDeleted(made.experiment_id(), true));
  EXPECT_THAT(Create("credit"), IsError(StatusCode::kAlreadyExists, "EXPERIMENT_EXISTS"));
}

TEST_P(ExperimentsTest, UnknownAndMalformedIds) {
  EXPECT_THAT(Read(std::string(32, 'f')), IsError(StatusCode::kNotFound, "EXPERIMENT_NOT_FOUND"));
  EXPECT_THAT(Read("credit"), IsError(StatusCode::kInvalidArgument, "ID_MALFORMED"));
  EXPECT_THAT(ReadFor([](ReadTxn& txn) { return GetExperimentByName(txn, "", "none"); }),
              IsError(StatusCode::kNotFound, "EXPERIMENT_NOT_FOUND"));
  EXPECT_THAT(Create("credit", "nowhere"), IsError(StatusCode::kNotFound, "WORKSPACE_NOT_FOUND"));
  EXPECT_THAT(SetDeleted(std::string(32, 'f'), true),
              IsError(StatusCode::kNotFound, "EXPERIMENT_NOT_FOUND"));
}

TEST_P(ExperimentsTest, UpdatesWhatTheMaskNamesAndNothingElse) {
  ASSERT_OK_AND_ASSIGN(v1::Experiment wanted, Create("credit"));
  clock_.Advance(5'000'000);
  wanted.set_name("risk");
  wanted.set_description("second");
  const std::string etag = wanted.etag();
  ASSERT_OK_AND_ASSIGN(v1::Experiment updated, Update(wanted, {"description"}));
  EXPECT_EQ(updated.name(), "credit");
  EXPECT_EQ(updated.description(), "second");
  EXPECT_NE(updated.etag(), etag);
  EXPECT_EQ(updated.update_time().seconds(), kStartMicros / 1'000'000 + 5);
  EXPECT_EQ(updated.create_time().seconds(), kStartMicros / 1'000'000);
  EXPECT_THAT(Update(wanted, {"name"}), IsError(StatusCode::kAborted, "ETAG_STALE"));
  wanted.set_etag(updated.etag());
  ASSERT_OK_AND_ASSIGN(const v1::Experiment untouched, Update(wanted, {}));
  EXPECT_EQ(untouched.SerializeAsString(), updated.SerializeAsString()) << "the mask is empty";
  ASSERT_OK_AND_ASSIGN(updated, Update(wanted, {"name"}));
  EXPECT_EQ(updated.name(), "risk");
}

TEST_P(ExperimentsTest, AnUpdateThatIsRefusedChangesNothing) {
  ASSERT_OK(Create("taken"));
  ASSERT_OK_AND_ASSIGN(const v1::Experiment made, Create("credit"));
  v1::Experiment wanted = made;
  wanted.set_description("changed");
  wanted.set_name("taken");
  EXPECT_THAT(Update(wanted, {"description", "name"}),
              IsError(StatusCode::kAlreadyExists, "EXPERIMENT_EXISTS"));
  EXPECT_THAT(Update(wanted, {"description", "created_by"}),
              IsErrorAt(StatusCode::kInvalidArgument, "UPDATE_MASK_INVALID", "update_mask"));
  wanted.set_name("");
  EXPECT_THAT(Update(wanted, {"description", "name"}),
              IsErrorAt(StatusCode::kInvalidArgument, "NAME_EMPTY", "experiment.name"));
  ASSERT_OK_AND_ASSIGN(const v1::Experiment read, Read(made.experiment_id()));
  EXPECT_EQ(read.SerializeAsString(), made.SerializeAsString());
}

TEST_P(ExperimentsTest, DeletingHidesAndUndeletingShows) {
  ASSERT_OK_AND_ASSIGN(const v1::Experiment made, Create("credit"));
  ASSERT_OK_AND_ASSIGN(const v1::Experiment gone, SetDeleted(made.experiment_id(), true));
  EXPECT_TRUE(gone.has_delete_time());
  EXPECT_THAT(List(false), IsEmpty());
  EXPECT_THAT(List(true), ElementsAre("credit"));
  clock_.Advance(1'000'000);
  ASSERT_OK_AND_ASSIGN(const v1::Experiment again, SetDeleted(made.experiment_id(), true));
  EXPECT_EQ(again.SerializeAsString(), gone.SerializeAsString());
  EXPECT_THAT(SetDeleted(made.experiment_id(), true, made.etag()),
              IsError(StatusCode::kAborted, "ETAG_STALE"));
  ASSERT_OK_AND_ASSIGN(const v1::Experiment back, SetDeleted(made.experiment_id(), false));
  EXPECT_FALSE(back.has_delete_time());
  EXPECT_THAT(List(false), ElementsAre("credit"));
}

TEST_P(ExperimentsTest, ListsNewestFirstWithinTheWorkspace) {
  v1::Workspace other;
  other.set_name("other");
  ASSERT_OK(WriteFor([&](WriteTxn& txn) { return CreateWorkspace(txn, other, "tester"); }));
  for (const char* name : {"a", "b", "c", "d", "e"}) ASSERT_OK(Create(name));
  ASSERT_OK(Create("x", "other"));
  EXPECT_THAT(List(false), ElementsAre("e", "d", "c", "b", "a"));
  EXPECT_THAT(List(false, "other"), ElementsAre("x"));
}

TEST_P(ExperimentsTest, FindOrCreateMakesItOnce) {
  const auto find = [&] {
    return WriteFor([](WriteTxn& txn) { return FindOrCreateExperiment(txn, "", "credit", "ada"); });
  };
  ASSERT_OK_AND_ASSIGN(const ExperimentRow first, find());
  ASSERT_OK_AND_ASSIGN(const ExperimentRow second, find());
  EXPECT_EQ(first.id, second.id);
  EXPECT_THAT(List(false), ElementsAre("credit"));
}

}  // namespace
}  // namespace assay::testing
