#include "client/client.h"

#include <string>
#include <vector>

#include "client/mock_connection.h"
#include "core/errors.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using ::testing::_;
using ::testing::ElementsAre;
using ::testing::Return;

constexpr char kHistory[] = "TrackingService/StreamMetricHistory";
constexpr char kSearch[] = "TrackingService/SearchRuns";

class ClientTest : public ::testing::Test {
 protected:
  std::shared_ptr<MockConnection> connection_ = std::make_shared<MockConnection>();
  Client client_{connection_, "team"};
};

// An action for CallStream: `function` gets the request, and what sends a message.
template <typename Function>
auto StreamBy(Function function) {
  return [function](const std::string&, const google::protobuf::Message& request,
                    google::protobuf::Message* message, const std::function<bool()>& on_message) {
    return function(static_cast<const v1::GetMetricHistoryRequest&>(request),
                    [&](const v1::GetMetricHistoryResponse& response) {
                      message->CopyFrom(response);
                      return on_message();
                    });
  };
}

v1::SearchRunsResponse RunPage(const std::vector<std::string>& ids, const std::string& next) {
  v1::SearchRunsResponse page;
  for (const std::string& id : ids) page.add_runs()->set_run_id(id);
  page.set_next_page_token(next);
  return page;
}

std::vector<std::string> Ids(const std::vector<v1::Run>& runs) {
  std::vector<std::string> ids;
  for (const v1::Run& run : runs) ids.push_back(run.run_id());
  return ids;
}

TEST_F(ClientTest, SearchReadsPageAfterPage) {
  std::vector<v1::SearchRunsRequest> requests;
  std::vector<v1::SearchRunsResponse> pages = {RunPage({"a", "b"}, "1"), RunPage({}, "2"),
                                               RunPage({"c"}, "")};
  EXPECT_CALL(*connection_, Call(kSearch, _, _))
      .Times(3)
      .WillRepeatedly(AnswerBy<v1::SearchRunsRequest>(
          [&](const v1::SearchRunsRequest& request) -> absl::StatusOr<v1::SearchRunsResponse> {
            requests.push_back(request);
            return pages[requests.size() - 1];
          }));
  const auto runs = Collect(client_.SearchRuns(
      {.filter = "metrics.auc > 0.9", .order_by = "start_time", .experiment_ids = {"e"}}));
  ASSERT_TRUE(runs.ok());
  EXPECT_THAT(Ids(*runs), ElementsAre("a", "b", "c"));
  for (const v1::SearchRunsRequest& request : requests) {
    EXPECT_EQ(request.workspace(), "team");
    EXPECT_EQ(request.filter(), "metrics.auc > 0.9");
    EXPECT_EQ(request.order_by(), "start_time");
    EXPECT_THAT(request.experiment_ids(), ElementsAre("e"));
  }
  EXPECT_EQ(requests[0].page_token(), "");
  EXPECT_EQ(requests[1].page_token(), "1");
  EXPECT_EQ(requests[2].page_token(), "2");
}

TEST_F(ClientTest, AnErrorEndsTheRange) {
  EXPECT_CALL(*connection_, Call(kSearch, _, _))
      .WillOnce(Answer(RunPage({"a"}, "1")))
      .WillOnce(Return(NotFound("WORKSPACE_NOT_FOUND", "There is no workspace team.")));
  StreamRange<v1::Run> range = client_.SearchRuns();
  auto it = range.begin();
  ASSERT_TRUE(it->ok());
  ++it;
  EXPECT_EQ(ErrorReason(it->status()), "WORKSPACE_NOT_FOUND");
  ++it;
  EXPECT_TRUE(it == range.end());
}

TEST_F(ClientTest, PagesThatNobodyReadsAreNotFetched) {
  EXPECT_CALL(*connection_, Call(kSearch, _, _)).WillOnce(Answer(RunPage({"a", "b"}, "1")));
  for (auto& run : client_.SearchRuns()) {
    ASSERT_TRUE(run.ok());
    if (run->run_id() == "b") break;
  }
}

TEST_F(ClientTest, AnEmptyListHasNoElements) {
  EXPECT_CALL(*connection_, Call("TrackingService/ListExperiments", _, _))
      .WillOnce(Answer(v1::ListExperimentsResponse()));
  StreamRange<v1::Experiment> range = client_.ListExperiments();
  EXPECT_TRUE(range.begin() == range.end());
}

TEST_F(ClientTest, ChangesSendOnlyWhatIsGiven) {
  v1::UpdateExperimentRequest sent;
  EXPECT_CALL(*connection_, Call("TrackingService/UpdateExperiment", _, _))
      .WillOnce(AnswerBy<v1::UpdateExperimentRequest>(
          [&](const v1::UpdateExperimentRequest& request) -> absl::StatusOr<v1::Experiment> {
            sent = request;
            return v1::Experiment();
          }));
  ASSERT_TRUE(client_.UpdateExperiment("e", {.description = "", .etag = "7"}).ok());
  EXPECT_EQ(sent.experiment().experiment_id(), "e");
  EXPECT_EQ(sent.experiment().etag(), "7");
  EXPECT_THAT(sent.update_mask().paths(), ElementsAre("description"));
}

TEST_F(ClientTest, InputsAndOutputsAreLoggedToTheRun) {
  std::vector<v1::LogBatchRequest> requests;
  EXPECT_CALL(*connection_, Call("TrackingService/LogBatch", _, _))
      .Times(2)
      .WillRepeatedly(AnswerBy<v1::LogBatchRequest>(
          [&](const v1::LogBatchRequest& request) -> absl::StatusOr<v1::LogBatchResponse> {
            requests.push_back(request);
            return v1::LogBatchResponse();
          }));
  v1::RunIo item;
  item.mutable_artifact()->set_path("late.txt");
  EXPECT_TRUE(client_.LogIo("r", v1::IO_DIRECTION_OUTPUT, {item, item}).ok());
  EXPECT_TRUE(client_.LogIo("r", v1::IO_DIRECTION_INPUT, {item}).ok());
  EXPECT_EQ(requests[0].run_id(), "r");
  EXPECT_EQ(requests[0].outputs_size(), 2);
  EXPECT_EQ(requests[0].outputs(1).artifact().path(), "late.txt");
  EXPECT_EQ(requests[1].inputs_size(), 1);
  EXPECT_EQ(requests[1].outputs_size(), 0);
}

TEST_F(ClientTest, TagsAreSetAndDeleted) {
  v1::UpdateTagsRequest sent;
  EXPECT_CALL(*connection_, Call("TrackingService/UpdateTags", _, _))
      .WillOnce(AnswerBy<v1::UpdateTagsRequest>(
          [&](const v1::UpdateTagsRequest& request) -> absl::StatusOr<v1::Run> {
            sent = request;
            return v1::Run();
          }));
  ASSERT_TRUE(client_.UpdateTags("r", {{"stage", "done"}}, {"old"}).ok());
  ASSERT_EQ(sent.set_size(), 1);
  EXPECT_EQ(sent.set(0).key(), "stage");
  EXPECT_EQ(sent.set(0).value(), "done");
  EXPECT_THAT(sent.delete_(), ElementsAre("old"));
}

v1::SeriesHistory* AddPart(const std::string& key, const std::vector<double>& values,
                           v1::GetMetricHistoryResponse* response) {
  v1::SeriesHistory* history = response->add_series();
  history->set_run_id("r");
  history->mutable_points()->set_key(key);
  for (const double value : values) {
    history->mutable_points()->add_steps(static_cast<int64_t>(value));
    history->mutable_points()->add_times_ms(static_cast<int64_t>(value) + 1'000);
    history->mutable_points()->add_values(value);
  }
  return history;
}

TEST_F(ClientTest, PartsOfASeriesBecomeOne) {
  EXPECT_CALL(*connection_, CallStream(kHistory, _, _, _))
      .WillOnce(StreamBy([](const v1::GetMetricHistoryRequest& request, const auto& on_message) {
        EXPECT_THAT(request.keys(), ElementsAre("loss"));
        EXPECT_EQ(request.min_step(), 1);
        EXPECT_FALSE(request.has_max_step());
        EXPECT_EQ(request.context().entries().at("split"), "train");
        v1::GetMetricHistoryResponse first;
        AddPart("loss", {1, 2}, &first);
        EXPECT_TRUE(on_message(first));
        v1::GetMetricHistoryResponse second;
        AddPart("loss", {3}, &second);
        // Another context is another series.
        (*AddPart("loss", {4}, &second)->mutable_points()->mutable_context())["split"] = "test";
        EXPECT_TRUE(on_message(second));
        return absl::OkStatus();
      }));
  MetricQuery query{.run_ids = {"r"}, .keys = {"loss"}, .min_step = 1};
  query.context.emplace().emplace("split", "train");
  const auto series = client_.ReadMetrics(query);
  ASSERT_TRUE(series.ok());
  ASSERT_EQ(series->size(), 2u);
  EXPECT_THAT((*series)[0].steps, ElementsAre(1, 2, 3));
  EXPECT_THAT((*series)[0].times_ms, ElementsAre(1'001, 1'002, 1'003));
  EXPECT_THAT((*series)[0].values, ElementsAre(1, 2, 3));
  EXPECT_THAT((*series)[1].values, ElementsAre(4));
}

TEST_F(ClientTest, BucketsComeInOnePieceForEachSeries) {
  EXPECT_CALL(*connection_, CallStream(kHistory, _, _, _))
      .WillOnce(StreamBy([](const v1::GetMetricHistoryRequest& request, const auto& on_message) {
        EXPECT_EQ(request.max_buckets(), 100);
        v1::GetMetricHistoryResponse response;
        AddPart("auc", {}, &response)->mutable_buckets()->add_maxs(1);
        AddPart("loss", {}, &response)->mutable_buckets()->add_maxs(2);
        on_message(response);
        return absl::OkStatus();
      }));
  const auto series = client_.DownsampleMetrics({.run_ids = {"r"}}, 100);
  ASSERT_TRUE(series.ok());
  ASSERT_EQ(series->size(), 2u);
  EXPECT_EQ((*series)[0].id.key, "auc");
  EXPECT_THAT((*series)[1].buckets.maxs(), ElementsAre(2));
}

TEST_F(ClientTest, ErrorsOfTheStreamAreReturned) {
  EXPECT_CALL(*connection_, CallStream(kHistory, _, _, _))
      .WillOnce(Return(NotFound("RUN_NOT_FOUND", "There is no run r.")));
  EXPECT_EQ(ErrorReason(client_.ReadMetrics({.run_ids = {"r"}}).status()), "RUN_NOT_FOUND");
}

}  // namespace
}  // namespace assay
