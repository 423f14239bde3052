#include "storage/runs.h"

#include "storage/experiments.h"
#include "storage/times.h"
#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {
namespace {

using absl::StatusCode;

class RunsTest : public StorageTest {
 protected:
  absl::StatusOr<std::string> Create(const v1::CreateRunRequest& request) {
    return WriteFor([&](WriteTxn& txn) -> absl::StatusOr<std::string> {
      v1::Run run;
      ASSAY_RETURN_IF_ERROR(CreateRun(txn, request, "ada", &run).status());
      return run.run_id();
    });
  }
  absl::Status Update(const v1::Run& run, std::initializer_list<const char*> paths) {
    v1::UpdateRunRequest request;
    *request.mutable_run() = run;
    for (const char* path : paths) request.mutable_update_mask()->add_paths(path);
    return Write([&](WriteTxn& txn) { return UpdateRun(txn, request, "tester"); });
  }
  absl::Status SetDeleted(const std::string& run_id, bool deleted, const std::string& etag = "") {
    return Write(
        [&](WriteTxn& txn) { return SetRunDeleted(txn, run_id, etag, deleted, "tester"); });
  }
  absl::Status Finish(const std::string& run_id, v1::RunStatus status) {
    v1::FinishRunRequest request;
    request.set_status(status);
    return Write([&](WriteTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(const RunRow row, FindRunToWrite(txn, run_id));
      return FinishRun(txn, row, request, "tester");
    });
  }
  static v1::CreateRunRequest InExperiment(std::string_view name) {
    v1::CreateRunRequest request;
    request.set_experiment(std::string(name));
    return request;
  }
  static void AddIntParam(std::string_view key, int64_t value, v1::CreateRunRequest* request) {
    v1::Param* param = request->add_params();
    param->set_key(std::string(key));
    param->mutable_value()->set_int_value(value);
  }
};
ASSAY_STORAGE_SUITE_OF(RunsTest);

TEST_P(RunsTest, WhatWasCreatedIsReadBackAfterReopening) {
  v1::CreateRunRequest request = InExperiment("credit");
  request.set_name("first try");
  request.set_description("a run");
  SetTime(-1'500'000, request.mutable_start_time());  // before 1970
  AddIntParam("depth", 3, &request);
  v1::Tag* tag = request.add_tags();
  tag->set_key("team");
  tag->set_value("risk");
  ASSERT_OK_AND_ASSIGN(const std::string run_id, Create(request));
  Reopen();
  ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(run_id));
  EXPECT_EQ(run.run_id(), run_id);
  EXPECT_EQ(run.name(), "first try");
  EXPECT_EQ(run.description(), "a run");
  EXPECT_EQ(run.workspace(), "default");
  EXPECT_EQ(run.created_by(), "ada");
  EXPECT_EQ(run.status(), v1::RUN_STATUS_RUNNING);
  EXPECT_EQ(TimeMicros(run.start_time()), -1'500'000);
  EXPECT_EQ(TimeMicros(run.create_time()), kStartMicros);
  EXPECT_FALSE(run.has_end_time());
  ASSERT_EQ(run.params_size(), 1);
  EXPECT_EQ(run.params(0).value().int_value(), 3);
  ASSERT_EQ(run.tags_size(), 1);
  EXPECT_EQ(run.tags(0).value(), "risk");
}

TEST_P(RunsTest, WithoutANameItIsNamedAfterItsId) {
  const std::string run_id = NewRun();
  ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(run_id));
  EXPECT_EQ(run.name(), "run-" + run_id.substr(0, 8));
  EXPECT_EQ(TimeMicros(run.start_time()), kStartMicros);
}

TEST_P(RunsTest, ARepeatWithTheClientsIdFindsTheRun) {
  v1::CreateRunRequest request = InExperiment("credit");
  request.set_run_id(std::string(32, 'a'));
  AddIntParam("depth", 3, &request);
  ASSERT_OK_AND_ASSIGN(const std::string run_id, Create(request));
  EXPECT_EQ(run_id, std::string(32, 'a'));
  // The repeat's params are not applied: the run is there.
  request.mutable_params(0)->mutable_value()->set_int_value(4);
  ASSERT_OK_AND_ASSIGN(const std::string again, Create(request));
  EXPECT_EQ(again, run_id);
  ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(run_id));
  EXPECT_EQ(run.params(0).value().int_value(), 3);
  request.set_experiment("other");
  EXPECT_THAT(Create(request), IsError(StatusCode::kAlreadyExists, "RUN_EXISTS"));
}

TEST_P(RunsTest, RefusesMalformedOnes) {
  EXPECT_THAT(Create({}),
              IsErrorAt(StatusCode::kInvalidArgument, "EXPERIMENT_MISSING", "experiment"));
  v1::CreateRunRequest request = InExperiment("credit");
  request.set_run_id("ABC");
  EXPECT_THAT(Create(request), IsError(StatusCode::kInvalidArgument, "ID_MALFORMED"));
  request = InExperiment("credit");
  request.set_name("two\nlines");
  EXPECT_THAT(Create(request), IsErrorAt(StatusCode::kInvalidArgument, "NAME_INVALID", "name"));
  request = InExperiment("credit");
  request.set_description(std::string(16'001, 'x'));
  EXPECT_THAT(Create(request), IsError(StatusCode::kInvalidArgument, "VALUE_TOO_LONG"));
  request = {};
  request.set_experiment_id(std::string(32, 'e'));
  EXPECT_THAT(Create(request), IsError(StatusCode::kNotFound, "EXPERIMENT_NOT_FOUND"));
  request = InExperiment("credit");
  request.set_parent_run_id(std::string(32, 'e'));
  EXPECT_THAT(Create(request), IsError(StatusCode::kNotFound, "RUN_NOT_FOUND"));
}

TEST_P(RunsTest, RefusesTimesThatNoTimestampHas) {
  v1::CreateRunRequest request = InExperiment("credit");
  for (const int64_t seconds :
       {std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::min(),
        int64_t{253'402'300'800}, int64_t{-62'135'596'801}}) {
    request.mutable_start_time()->set_seconds(seconds);
    EXPECT_THAT(Create(request),
                IsErrorAt(StatusCode::kInvalidArgument, "TIME_INVALID", "start_time"));
  }
  request.mutable_start_time()->set_seconds(253'402'300'799);  // the last second of the year 9999
  ASSERT_OK_AND_ASSIGN(const std::string run_id, Create(request));
  ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(run_id));
  EXPECT_EQ(run.start_time().seconds(), 253'402'300'799);
}

TEST_P(RunsTest, ADeletedExperimentTakesNoNewRunsButKeepsTheOldOnes) {
  const std::string run_id = NewRun("credit");
  ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(run_id));
  ASSERT_OK(WriteFor([&](WriteTxn& txn) {
    return SetExperimentDeleted(txn, run.experiment_id(), "", true, "tester");
  }));
  EXPECT_THAT(Create(InExperiment("credit")),
              IsError(StatusCode::kFailedPrecondition, "EXPERIMENT_DELETED"));
  EXPECT_OK(LogPoints(run_id, "loss", {{1, 1, 1}}));
}

TEST_P(RunsTest, FinishingSetsStatusAndEnd) {
  const std::string run_id = NewRun();
  clock_.Advance(2'000'000);
  ASSERT_OK(Finish(run_id, v1::RUN_STATUS_FAILED));
  ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(run_id));
  EXPECT_EQ(run.status(), v1::RUN_STATUS_FAILED);
  EXPECT_EQ(TimeMicros(run.end_time()), kStartMicros + 2'000'000);
  EXPECT_THAT(Finish(run_id, v1::RUN_STATUS_RUNNING),
              IsErrorAt(StatusCode::kInvalidArgument, "STATUS_INVALID", "status"));
  // Late points are taken.
  EXPECT_OK(LogPoints(run_id, "loss", {{1, 1, 1}}));
}

TEST_P(RunsTest, FinishingWithoutAStatusMeansFinished) {
  const std::string run_id = NewRun();
  ASSERT_OK(Finish(run_id, v1::RUN_STATUS_UNSPECIFIED));
  ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(run_id));
  EXPECT_EQ(run.status(), v1::RUN_STATUS_FINISHED);
}

TEST_P(RunsTest, UpdatesWhatTheMaskNamesAndNothingElse) {
  const std::string run_id = NewRun();
  ASSERT_OK_AND_ASSIGN(const v1::Run before, Get(run_id));
  v1::Run wanted = before;
  wanted.set_name("renamed");
  wanted.set_description("described");
  wanted.set_status(v1::RUN_STATUS_KILLED);
  SetTime(kStartMicros + 7, wanted.mutable_end_time());
  ASSERT_OK(Update(wanted, {"name"}));
  ASSERT_OK_AND_ASSIGN(v1::Run run, Get(run_id));
  EXPECT_EQ(run.name(), "renamed");
  EXPECT_EQ(run.description(), "");
  EXPECT_EQ(run.status(), v1::RUN_STATUS_RUNNING);
  EXPECT_NE(run.etag(), before.etag());

  EXPECT_THAT(Update(wanted, {"description"}), IsError(StatusCode::kAborted, "ETAG_STALE"));
  wanted.clear_etag();
  ASSERT_OK(Update(wanted, {}));
  ASSERT_OK_AND_ASSIGN(const v1::Run untouched, Get(run_id));
  EXPECT_EQ(untouched.SerializeAsString(), run.SerializeAsString()) << "the mask is empty";
  ASSERT_OK(Update(wanted, {"description", "status"}));
  ASSERT_OK_AND_ASSIGN(run, Get(run_id));
  EXPECT_EQ(run.description(), "described");
  EXPECT_EQ(run.status(), v1::RUN_STATUS_KILLED);
  EXPECT_EQ(TimeMicros(run.end_time()), kStartMicros + 7);

  wanted.set_status(v1::RUN_STATUS_RUNNING);
  ASSERT_OK(Update(wanted, {"status"}));
  ASSERT_OK_AND_ASSIGN(run, Get(run_id));
  EXPECT_FALSE(run.has_end_time()) << "a run that goes on has no end";
}

TEST_P(RunsTest, AnUpdateThatIsRefusedChangesNothing) {
  const std::string run_id = NewRun();
  ASSERT_OK_AND_ASSIGN(const v1::Run before, Get(run_id));
  v1::Run wanted = before;
  wanted.set_name("renamed");
  EXPECT_THAT(Update(wanted, {"name", "experiment_id"}),
              IsErrorAt(StatusCode::kInvalidArgument, "UPDATE_MASK_INVALID", "update_mask"));
  wanted.set_status(v1::RUN_STATUS_UNSPECIFIED);
  EXPECT_THAT(Update(wanted, {"name", "status"}),
              IsErrorAt(StatusCode::kInvalidArgument, "STATUS_INVALID", "run.status"));
  wanted.set_name("");
  EXPECT_THAT(Update(wanted, {"name"}), IsError(StatusCode::kInvalidArgument, "NAME_EMPTY"));
  ASSERT_OK_AND_ASSIGN(const v1::Run after, Get(run_id));
  EXPECT_EQ(after.SerializeAsString(), before.SerializeAsString());
}

TEST_P(RunsTest, ClearingTheEndTimeLeavesNone) {
  const std::string run_id = NewRun();
  ASSERT_OK(Finish(run_id, v1::RUN_STATUS_FINISHED));
  v1::Run wanted;
  wanted.set_run_id(run_id);
  ASSERT_OK(Update(wanted, {"end_time"}));
  ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(run_id));
  EXPECT_FALSE(run.has_end_time());
}

TEST_P(RunsTest, ADeletedRunIsReadableAndRefusesWrites) {
  const std::string run_id = NewRun();
  ASSERT_OK_AND_ASSIGN(const v1::Run before, Get(run_id));
  ASSERT_OK(SetDeleted(run_id, true));
  ASSERT_OK(SetDeleted(run_id, true));
  ASSERT_OK_AND_ASSIGN(const v1::Run gone, Get(run_id));
  EXPECT_TRUE(gone.has_delete_time());
  const auto deleted = IsError(StatusCode::kFailedPrecondition, "RUN_DELETED");
  EXPECT_THAT(LogPoints(run_id, "loss", {{1, 1, 1}}), deleted);
  EXPECT_THAT(Finish(run_id, v1::RUN_STATUS_FINISHED), deleted);
  EXPECT_THAT(Update(gone, {"name"}), deleted);
  EXPECT_THAT(SetDeleted(run_id, false, before.etag()),
              IsError(StatusCode::kAborted, "ETAG_STALE"));
  ASSERT_OK(SetDeleted(run_id, false));
  EXPECT_OK(LogPoints(run_id, "loss", {{1, 1, 1}}));
}

TEST_P(RunsTest, RunsNestWithoutCycles) {
  const std::string top = NewRun();
  v1::CreateRunRequest request = InExperiment("experiment");
  request.set_parent_run_id(top);
  ASSERT_OK_AND_ASSIGN(const std::string middle, Create(request));
  request.set_parent_run_id(middle);
  ASSERT_OK_AND_ASSIGN(const std::string leaf, Create(request));
  ASSERT_OK_AND_ASSIGN(v1::Run run, Get(leaf));
  EXPECT_EQ(run.parent_run_id(), middle);

  v1::Run wanted;
  wanted.set_run_id(top);
  for (const std::string& parent : {top, middle, leaf}) {
    wanted.set_parent_run_id(parent);
    EXPECT_THAT(Update(wanted, {"parent_run_id"}),
                IsError(StatusCode::kFailedPrecondition, "RUN_CYCLE"));
  }
  wanted.set_run_id(leaf);
  wanted.set_parent_run_id(top);
  ASSERT_OK(Update(wanted, {"parent_run_id"}));
  ASSERT_OK_AND_ASSIGN(run, Get(leaf));
  EXPECT_EQ(run.parent_run_id(), top);
  wanted.clear_parent_run_id();
  ASSERT_OK(Update(wanted, {"parent_run_id"}));
  ASSERT_OK_AND_ASSIGN(run, Get(leaf));
  EXPECT_EQ(run.parent_run_id(), "");
}

TEST_P(RunsTest, LoadsSeveralInTheOrderThatIsAskedFor) {
  const std::vector<std::string> ids = {NewRun(), NewRun(), NewRun()};
  for (const std::string& id : ids) ASSERT_OK(LogPoints(id, "loss", {{1, 1, 0.5}}));
  EXPECT_OK(store_->Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
    std::vector<int64_t> rows;
    for (int i : {2, 0, 1}) {
      ASSAY_ASSIGN_OR_RETURN(const RunRow row, FindRun(txn, ids[i]));
      rows.push_back(row.id);
    }
    ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::Run> runs,
                           LoadRuns(txn, rows, RunParts::kSummary));
    EXPECT_EQ(runs.size(), 3u);
    EXPECT_EQ(runs[0].run_id(), ids[2]);
    EXPECT_EQ(runs[1].run_id(), ids[0]);
    EXPECT_EQ(runs[2].run_id(), ids[1]);
    for (const v1::Run& run : runs) EXPECT_EQ(run.metrics_size(), 1);
    ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::Run> bare, LoadRuns(txn, rows, RunParts::kBare));
    EXPECT_EQ(bare[0].metrics_size(), 0);
    return absl::OkStatus();
  }));
}

TEST_P(RunsTest, CodeAndEnvironmentAreReplacedByLaterOnes) {
  const std::string run_id = NewRun();
  v1::LogBatchRequest request;
  request.set_run_id(run_id);
  request.mutable_code()->set_repository("https://example.org/r.git");
  request.mutable_code()->set_commit(std::string(40, 'c'));
  (*request.mutable_environment()->mutable_attributes())["os"] = "linux";
  ASSERT_OK(Log(request));
  ASSERT_OK_AND_ASSIGN(const v1::Run first, Get(run_id));
  EXPECT_EQ(first.code().commit(), std::string(40, 'c'));
  EXPECT_EQ(first.environment().attributes().at("os"), "linux");
  EXPECT_EQ(first.environment().digest().substr(0, 7), "sha256:");
  request.mutable_code()->set_commit(std::string(40, 'd'));
  request.clear_environment();
  ASSERT_OK(Log(request));
  ASSERT_OK_AND_ASSIGN(const v1::Run second, Get(run_id));
  EXPECT_EQ(second.code().commit(), std::string(40, 'd'));
  EXPECT_EQ(second.environment().digest(), first.environment().digest());
}

}  // namespace
}  // namespace assay::testing
