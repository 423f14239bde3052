// What bad requests get: a reason, the field, and a message that says what to do. Nothing of the
// inside.
#include <limits>

#include "core/limits.h"
#include "tests/conformance/api/api_test.h"

namespace assay::testing {
namespace {

using absl::StatusCode;
using ::testing::Contains;
using ::testing::Pair;

class BadInputTest : public ApiTest {
 protected:
  // The answer to a batch that `spoil` has changed.
  template <typename Spoil>
  absl::Status Log(Spoil spoil) {
    v1::LogBatchRequest request = Batch(run_id_);
    spoil(&request);
    return api().LogBatch(std::move(request)).status();
  }
  const std::string run_id_ = NewRun();
  const std::string unknown_ = RandomIds().New();
  static constexpr auto kInvalid = StatusCode::kInvalidArgument;
};

TEST_F(BadInputTest, UnknownRunsAndExperiments) {
  const auto no_run = IsError(StatusCode::kNotFound, "RUN_NOT_FOUND");
  EXPECT_THAT(GetRun(unknown_), no_run);
  EXPECT_THAT(LogValues(unknown_, "loss", {1}), no_run);
  EXPECT_THAT(DeleteRun(unknown_), no_run);
  EXPECT_THAT(FinishRun(unknown_), no_run);
  EXPECT_THAT(Values(unknown_, "loss"), no_run);
  v1::WatchRunRequest watch;
  watch.set_run_id(unknown_);
  EXPECT_THAT(api().WatchRun(watch, [](const auto&) { return true; }), no_run);
  v1::CompareRunsRequest compare;
  compare.add_run_ids(run_id_);
  compare.add_run_ids(unknown_);
  EXPECT_THAT(api().CompareRuns(compare), no_run);
  v1::UpdateTagsRequest tags;
  tags.set_run_id(unknown_);
  EXPECT_THAT(api().UpdateTags(tags), no_run);

  const auto no_experiment = IsError(StatusCode::kNotFound, "EXPERIMENT_NOT_FOUND");
  v1::GetExperimentRequest get;
  get.set_experiment_id(unknown_);
  EXPECT_THAT(api().GetExperiment(get), no_experiment);
  get.clear_experiment_id();
  get.set_name(Unique("none"));
  EXPECT_THAT(api().GetExperiment(get), no_experiment);
  v1::CreateRunRequest create;
  create.set_experiment_id(unknown_);
  EXPECT_THAT(api().CreateRun(create), no_experiment);
  v1::SearchRunsRequest search;
  search.add_experiment_ids(unknown_);
  EXPECT_THAT(api().SearchRuns(search), no_experiment);

  EXPECT_THAT(GetRun("not an id"), IsErrorAt(kInvalid, "ID_MALFORMED", "run_id"));
  EXPECT_THAT(GetRun(""), IsErrorAt(kInvalid, "ID_MALFORMED", "run_id"));
}

TEST_F(BadInputTest, WritesToADeletedRun) {
  ASSERT_OK(DeleteRun(run_id_));
  const auto deleted = IsError(StatusCode::kFailedPrecondition, "RUN_DELETED");
  EXPECT_THAT(LogValues(run_id_, "loss", {1}), deleted);
  EXPECT_THAT(LogValues(run_id_, "loss", {1}), Says("Undelete"));
  EXPECT_THAT(FinishRun(run_id_), deleted);
  v1::UpdateTagsRequest tags;
  tags.set_run_id(run_id_);
  tags.add_set()->set_key("a");
  EXPECT_THAT(api().UpdateTags(tags), deleted);
  const std::unique_ptr<LogStream> stream = api().OpenLogStream();
  v1::LogBatchRequest batch = Batch(run_id_);
  batch.set_writer_id(unknown_);
  batch.set_sequence(1);
  AddColumn("loss", 1, {1}, &batch);
  stream->Write(batch);
  stream->WritesDone();
  v1::LogBatchResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_THAT(stream->Finish(), deleted);
}

TEST_F(BadInputTest, AChangedParamIsToldWithBothValuesHoweverLong) {
  ASSERT_OK(LogParam(run_id_, "rate", "first"));
  absl::Status changed = LogParam(run_id_, "rate", "second");
  EXPECT_THAT(changed, IsError(StatusCode::kFailedPrecondition, "PARAM_CHANGED"));
  EXPECT_THAT(changed, Says("first"));
  EXPECT_THAT(changed, Says("second"));
  // Not even of characters that take many bytes on the wire.
  std::string long_text;
  while (long_text.size() + 3 <= limits::kParamValueBytes) long_text += "日";
  ASSERT_OK(LogParam(run_id_, "prompt", long_text));
  changed = LogParam(run_id_, "prompt", "x" + long_text.substr(3));
  EXPECT_THAT(changed, IsError(StatusCode::kFailedPrecondition, "PARAM_CHANGED"));
  EXPECT_THAT(changed, Says("x日"));
}

TEST_F(BadInputTest, Keys) {
  for (const auto& [key, reason] : std::initializer_list<std::pair<std::string, const char*>>{
           {"", "KEY_EMPTY"},
           {std::string(limits::kKeyBytes + 1, 'k'), "KEY_TOO_LONG"},
           {"a\nb", "KEY_INVALID"},
           {std::string("a\0b", 3), "KEY_INVALID"},
           {"\x7f", "KEY_INVALID"}}) {
    EXPECT_THAT(LogValues(run_id_, key, {1}), IsErrorAt(kInvalid, reason, "metrics[0].key"));
    EXPECT_THAT(LogParam(run_id_, key, "x"), IsErrorAt(kInvalid, reason, "params[0].key"));
    EXPECT_THAT(Log([&, k = key](auto* batch) { batch->add_tags()->set_key(k); }),
                IsErrorAt(kInvalid, reason, "tags[0].key"));
  }
  EXPECT_OK(LogValues(run_id_, std::string(limits::kKeyBytes, 'k'), {1}));
}

TEST_F(BadInputTest, OverLongValues) {
  const auto too_long = IsError(kInvalid, "VALUE_TOO_LONG");
  EXPECT_THAT(LogParam(run_id_, "p", std::string(limits::kParamValueBytes + 1, 'x')), too_long);
  EXPECT_THAT(Log([](auto* batch) {
                v1::Tag* tag = batch->add_tags();
                tag->set_key("t");
                tag->set_value(std::string(limits::kTagValueBytes + 1, 'x'));
              }),
              too_long);
  EXPECT_THAT(Log([](auto* batch) {
                v1::Artifact* artifact = batch->add_outputs()->mutable_artifact();
                artifact->set_path("p");
                artifact->mutable_content()->set_digest("sha256:" + std::string(64, 'a'));
                artifact->set_uri(std::string(limits::kUriBytes + 1, 'u'));
              }),
              too_long);
  EXPECT_FALSE(Log([](auto* batch) {
                 (*batch->mutable_environment()->mutable_attributes())["a"] =
                     std::string(limits::kEnvironmentBytes + 1, 'e');
               }).ok());
  v1::CreateRunRequest create;
  create.set_experiment(Unique("experiment"));
  create.set_description(std::string(limits::kDescriptionBytes + 1, 'd'));
  EXPECT_THAT(api().CreateRun(create), too_long);
  create.clear_description();
  create.set_name(std::string(limits::kNameBytes + 1, 'n'));
  EXPECT_THAT(api().CreateRun(create), IsErrorAt(kInvalid, "NAME_TOO_LONG", "name"));
  create.clear_name();
  create.set_request_id(std::string(limits::kRequestIdBytes + 1, 'r'));
  EXPECT_THAT(api().CreateRun(create), too_long);
}

TEST_F(BadInputTest, PathsThatAreNotPlain) {
  for (const char* path : {"", "/etc/passwd", "../up", "a/../../b", "a//b", "a\\b"}) {
    EXPECT_THAT(Log([&](auto* batch) {
                  v1::Artifact* artifact = batch->add_outputs()->mutable_artifact();
                  artifact->set_path(path);
                  artifact->mutable_content()->set_digest("sha256:" + std::string(64, 'a'));
                }),
                IsErrorAt(kInvalid, "PATH_INVALID", "outputs[0].artifact.path"));
  }
}

TEST_F(BadInputTest, MoreThanABatchMayHold) {
  EXPECT_THAT(Log([](auto* batch) {
                for (size_t i = 0; i <= limits::kMetricsPerBatch; ++i)
                  AddColumn("m", 1, {1}, batch);
              }),
              IsErrorAt(kInvalid, "BATCH_TOO_LARGE", "metrics"));
  EXPECT_THAT(Log([](auto* batch) {
                for (size_t i = 0; i <= limits::kParamsPerBatch; ++i) batch->add_params();
              }),
              IsErrorAt(kInvalid, "BATCH_TOO_LARGE", "params"));
  EXPECT_THAT(Log([](auto* batch) {
                for (size_t i = 0; i <= limits::kTagsPerBatch; ++i) batch->add_tags();
              }),
              IsErrorAt(kInvalid, "BATCH_TOO_LARGE", "tags"));
  v1::CreateRunRequest create;
  create.set_experiment(Unique("experiment"));
  for (size_t i = 0; i <= limits::kParamsPerBatch; ++i) create.add_params();
  EXPECT_THAT(api().CreateRun(create), IsErrorAt(kInvalid, "BATCH_TOO_LARGE", "params"));
  create.clear_params();
  for (size_t i = 0; i <= limits::kTagsPerBatch; ++i) create.add_tags();
  EXPECT_THAT(api().CreateRun(create), IsErrorAt(kInvalid, "BATCH_TOO_LARGE", "tags"));
  v1::UpdateTagsRequest update;
  update.set_run_id(run_id_);
  for (size_t i = 0; i <= limits::kTagsPerBatch; ++i) update.add_set();
  EXPECT_THAT(api().UpdateTags(update), IsErrorAt(kInvalid, "BATCH_TOO_LARGE", "tags"));
  update.clear_set();
  for (size_t i = 0; i <= limits::kTagsPerBatch; ++i) update.add_delete_("key");
  EXPECT_THAT(api().UpdateTags(update), IsErrorAt(kInvalid, "BATCH_TOO_LARGE", "delete"));
}

TEST_F(BadInputTest, ColumnsAndTimes) {
  EXPECT_THAT(Log([](auto* batch) {
                AddColumn("loss", 1, {1, 2}, batch)->add_steps(9);
              }),
              IsErrorAt(kInvalid, "COLUMNS_UNEQUAL", "metrics[0].values"));
  EXPECT_THAT(Log([](auto* batch) { AddColumn("loss", 1, {}, batch); }),
              IsErrorAt(kInvalid, "COLUMNS_EMPTY", "metrics[0].values"));
  EXPECT_THAT(Log([](auto* batch) { AddColumn("loss", 1, {1}, batch)->set_times_ms(0, -1); }),
              IsErrorAt(kInvalid, "TIME_NEGATIVE", "metrics[0].times_ms"));
  v1::CreateRunRequest create;
  create.set_experiment(Unique("experiment"));
  create.mutable_start_time()->set_seconds(std::numeric_limits<int64_t>::max());
  EXPECT_THAT(api().CreateRun(create), IsErrorAt(kInvalid, "TIME_INVALID", "start_time"));
}

TEST_F(BadInputTest, SequencesOfWriters) {
  const std::string writer = RandomIds().New();
  const auto send = [&](const std::string& run_id, int64_t sequence, int64_t step) {
    v1::LogBatchRequest request = Batch(run_id);
    request.set_writer_id(writer);
    request.set_sequence(sequence);
    AddColumn("x", step, {1}, &request);
    return api().LogBatch(std::move(request));
  };
  ASSERT_OK(send(run_id_, 1, 1));
  const absl::Status gap = send(run_id_, 3, 3).status();
  EXPECT_THAT(gap, IsError(StatusCode::kFailedPrecondition, "SEQUENCE_GAP"));
  EXPECT_THAT(ErrorMetadata(gap), Contains(Pair("expected_sequence", "2")));
  ASSERT_OK_AND_ASSIGN(const v1::LogBatchResponse repeated, send(run_id_, 1, 99));
  EXPECT_EQ(repeated.sequence(), 1);
  ASSERT_OK_AND_ASSIGN(const std::vector<double> values, Values(run_id_, "x"));
  EXPECT_EQ(values.size(), 1u) << "a repeated sequence is applied once";
  EXPECT_THAT(send(NewRun(), 2, 2),
              IsError(StatusCode::kFailedPrecondition, "WRITER_OF_OTHER_RUN"));
  EXPECT_THAT(send(run_id_, -1, 2), IsErrorAt(kInvalid, "SEQUENCE_INVALID", "sequence"));
}

TEST_F(BadInputTest, PageTokensOfAnotherQuestionForgedAndTruncated) {
  const std::string experiment = Unique("experiment");
  v1::SearchRunsRequest request;
  for (int i = 0; i < 3; ++i) {
    ASSERT_OK_AND_ASSIGN(const v1::Run run, CreateRun(experiment));
    if (i == 0) request.add_experiment_ids(run.experiment_id());
  }
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const v1::SearchRunsResponse page, api().SearchRuns(request));
  const std::string token = page.next_page_token();
  ASSERT_FALSE(token.empty());
  const auto invalid = IsErrorAt(kInvalid, "PAGE_TOKEN_INVALID", "page_token");
  v1::SearchRunsRequest other = request;
  other.set_page_token(token);
  other.set_page_size(2);
  EXPECT_OK(api().SearchRuns(other)) << "the size of a page may change";
  other.set_show_deleted(true);
  EXPECT_THAT(api().SearchRuns(other), invalid);
  request.set_page_token(token.substr(0, token.size() / 2));
  EXPECT_THAT(api().SearchRuns(request), invalid);
  std::string forged = token;
  forged[forged.size() / 2] ^= 1;
  request.set_page_token(forged);
  EXPECT_THAT(api().SearchRuns(request), invalid);
  v1::ListWorkspacesRequest workspaces;
  workspaces.set_page_token(token);
  EXPECT_THAT(api().ListWorkspaces(workspaces), invalid);
  v1::ListExperimentsRequest experiments;
  experiments.set_page_token(token);
  EXPECT_THAT(api().ListExperiments(experiments), invalid);
  v1::ListRunIoRequest items;
  items.set_run_id(run_id_);
  items.set_direction(v1::IO_DIRECTION_INPUT);
  items.set_page_token(token);
  EXPECT_THAT(api().ListRunIo(items), invalid);
  v1::GetMetricHistoryRequest history;
  history.add_run_ids(run_id_);
  history.set_page_token(token);
  EXPECT_THAT(api().GetMetricHistory(history), invalid);
  request.clear_page_token();
  request.set_page_size(-1);
  EXPECT_THAT(api().SearchRuns(request), IsErrorAt(kInvalid, "PAGE_SIZE_INVALID", "page_size"));
  request.set_page_size(limits::kMaxPageSize + 1);
  EXPECT_THAT(api().SearchRuns(request), IsErrorAt(kInvalid, "PAGE_SIZE_INVALID", "page_size"));
}

TEST_F(BadInputTest, MalformedFiltersAndOrders) {
  const auto search = [&](const std::string& filter, const std::string& order = "") {
    v1::SearchRunsRequest request;
    request.set_filter(filter);
    request.set_order_by(order);
    return api().SearchRuns(request).status();
  };
  for (const char* filter :
       {"metrics.auc >", "(metrics.auc > 1", "metrics.auc > 'x'", "nonsense == 1", "1 +", "\"open",
        "metrics.auc", "params.model = 'xgb'", "status == RUNNING", "metrics.auc > 0.9 &&"}) {
    const absl::Status status = search(filter);
    EXPECT_EQ(status.code(), kInvalid) << filter;
    EXPECT_FALSE(ErrorReason(status).empty()) << filter;
    EXPECT_EQ(ErrorField(status), "filter") << filter << ": " << Describe(status);
    // Where: a line and column, with a caret.
    EXPECT_THAT(status, Says("^")) << filter;
  }
  EXPECT_EQ(search(std::string(limits::kFilterBytes + 1, ' ')).code(), kInvalid);
  // A long filter that errs at its end still gets its answer over the wire.
  std::string long_filter = "true";
  while (long_filter.size() < 5'000) long_filter += " && true";
  EXPECT_EQ(search(long_filter + " &&").code(), kInvalid);
  EXPECT_THAT(search("", "metrics.auc sideways"),
              IsErrorAt(kInvalid, "ORDER_BY_INVALID", "order_by"));
  EXPECT_THAT(search("", "nonsense"), IsErrorAt(kInvalid, "ORDER_BY_INVALID", "order_by"));
}

TEST_F(BadInputTest, Questions) {
  v1::GetMetricHistoryRequest history;
  EXPECT_THAT(api().GetMetricHistory(history), IsErrorAt(kInvalid, "RUN_IDS_MISSING", "run_ids"));
  history.add_run_ids(run_id_);
  history.set_max_buckets(limits::kMaxBuckets + 1);
  EXPECT_THAT(api().GetMetricHistory(history),
              IsErrorAt(kInvalid, "BUCKETS_INVALID", "max_buckets"));
  v1::CompareRunsRequest compare;
  compare.add_run_ids(run_id_);
  EXPECT_THAT(api().CompareRuns(compare), IsErrorAt(kInvalid, "RUN_COUNT_INVALID", "run_ids"));
  v1::ListRunIoRequest items;
  items.set_run_id(run_id_);
  EXPECT_THAT(api().ListRunIo(items), IsErrorAt(kInvalid, "DIRECTION_MISSING", "direction"));
  v1::UpdateRunRequest update;
  update.mutable_run()->set_run_id(run_id_);
  update.mutable_update_mask()->add_paths("params");
  EXPECT_THAT(api().UpdateRun(update), IsErrorAt(kInvalid, "UPDATE_MASK_INVALID", "update_mask"));
}

TEST_F(BadInputTest, LongTextInARequestDoesNotSwallowTheError) {
  // The message repeats what was asked for; it must still fit where gRPC carries errors.
  v1::GetWorkspaceRequest workspace;
  for (int i = 0; i < 30'000; ++i) workspace.mutable_name()->append("日");
  EXPECT_THAT(api().GetWorkspace(workspace), IsError(StatusCode::kNotFound, "WORKSPACE_NOT_FOUND"));
  v1::UpdateRunRequest update;
  update.mutable_run()->set_run_id(run_id_);
  update.mutable_update_mask()->add_paths(std::string(100'000, 'p'));
  EXPECT_THAT(api().UpdateRun(update), IsErrorAt(kInvalid, "UPDATE_MASK_INVALID", "update_mask"));
}

TEST_F(BadInputTest, AMessageOverTheSizeLimit) {
  v1::LogBatchRequest request = Batch(run_id_);
  request.add_tags()->set_value(std::string(limits::kMessageBytes + 1, 'x'));
  const absl::Status status = api().LogBatch(request).status();
  EXPECT_EQ(status.code(), StatusCode::kResourceExhausted) << Describe(status);
  EXPECT_FALSE(ErrorReason(status).empty());
  EXPECT_OK(LogValues(run_id_, "loss", {1})) << "the connection is good afterwards";
}

}  // namespace
}  // namespace assay::testing
