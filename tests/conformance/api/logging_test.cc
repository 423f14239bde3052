// Logging, and reading back what was logged: LogBatch, StreamLog, histories, WatchRun.
#include <bit>
#include <cmath>
#include <limits>
#include <thread>

#include "tests/conformance/api/api_test.h"

namespace assay::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::Pair;

class LoggingApiTest : public ApiTest {
 protected:
  static v1::LogBatchRequest Numbered(const std::string& run_id, const std::string& writer,
                                      int64_t sequence, double value) {
    v1::LogBatchRequest request = Batch(run_id);
    request.set_writer_id(writer);
    request.set_sequence(sequence);
    AddColumn("x", sequence, {value}, &request);
    return request;
  }
};

TEST_F(LoggingApiTest, ABatchIsLoggedWholeOrNotAtAll) {
  const std::string run_id = NewRun();
  ASSERT_OK(LogParam(run_id, "rate", "0.1"));
  v1::LogBatchRequest batch = Batch(run_id);
  AddColumn("loss", 0, {1, 0.5}, &batch);
  v1::Tag* tag = batch.add_tags();
  tag->set_key("note");
  tag->set_value("x");
  v1::Param* param = batch.add_params();
  param->set_key("rate");
  param->mutable_value()->set_string_value("0.2");
  EXPECT_THAT(api().LogBatch(batch), IsError(StatusCode::kFailedPrecondition, "PARAM_CHANGED"));
  ASSERT_OK_AND_ASSIGN(v1::Run run, GetRun(run_id));
  EXPECT_EQ(run.metrics_size(), 0);
  EXPECT_EQ(run.tags_size(), 0);
  param->mutable_value()->set_string_value("0.1");
  batch.mutable_code()->set_commit(std::string(40, 'c'));
  (*batch.mutable_environment()->mutable_attributes())["os"] = "linux";
  batch.mutable_finish()->set_status(v1::RUN_STATUS_KILLED);
  ASSERT_OK(api().LogBatch(batch));
  ASSERT_OK_AND_ASSIGN(run, GetRun(run_id));
  EXPECT_EQ(run.metrics(0).last().value(), 0.5);
  EXPECT_EQ(run.tags(0).value(), "x");
  EXPECT_EQ(run.code().commit(), std::string(40, 'c'));
  EXPECT_EQ(run.environment().attributes().at("os"), "linux");
  EXPECT_EQ(run.status(), v1::RUN_STATUS_KILLED);
}

TEST_F(LoggingApiTest, AStreamAcknowledgesAndRefusesParamsAlone) {
  const std::string run_id = RandomIds().New();
  const std::string writer = RandomIds().New();
  const std::unique_ptr<LogStream> stream = api().OpenLogStream();
  v1::LogBatchRequest first = Numbered(run_id, writer, 1, 0.1);
  first.mutable_create()->set_experiment(Unique("experiment"));
  first.add_params()->set_key("rate");
  first.mutable_params(0)->mutable_value()->set_int_value(1);
  ASSERT_TRUE(stream->Write(first));
  v1::LogBatchRequest second = Numbered(run_id, writer, 2, 0.2);
  second.add_params()->set_key("rate");
  second.mutable_params(0)->mutable_value()->set_int_value(2);
  ASSERT_TRUE(stream->Write(second));
  for (int64_t i = 3; i <= 200; ++i)
    ASSERT_TRUE(stream->Write(Numbered(run_id, writer, i, 1.0 * i)));
  stream->WritesDone();
  int64_t acknowledged = 0;
  std::vector<v1::RefusedParam> refused;
  for (v1::LogBatchResponse response; stream->Read(&response);) {
    EXPECT_GE(response.sequence(), acknowledged);
    acknowledged = response.sequence();
    refused.insert(refused.end(), response.refused_params().begin(),
                   response.refused_params().end());
  }
  ASSERT_OK(stream->Finish());
  EXPECT_EQ(acknowledged, 200);
  ASSERT_EQ(refused.size(), 1u);
  EXPECT_EQ(refused[0].present().int_value(), 1);
  EXPECT_EQ(refused[0].refused().int_value(), 2);
  ASSERT_OK_AND_ASSIGN(const std::vector<double> values, Values(run_id, "x"));
  EXPECT_EQ(values.size(), 200u);
}

TEST_F(LoggingApiTest, AStreamEndsAtTheFirstBatchThatCantBeApplied) {
  const std::string run_id = NewRun();
  const std::string writer = RandomIds().New();
  const std::unique_ptr<LogStream> stream = api().OpenLogStream();
  for (int64_t sequence : {1, 2, 5, 6}) {
    // A write may fail only once the stream has ended.
    stream->Write(Numbered(run_id, writer, sequence, 1));
  }
  stream->WritesDone();
  int64_t acknowledged = 0;
  for (v1::LogBatchResponse response; stream->Read(&response);) acknowledged = response.sequence();
  const absl::Status end = stream->Finish();
  EXPECT_THAT(end, IsError(StatusCode::kFailedPrecondition, "SEQUENCE_GAP"));
  EXPECT_THAT(ErrorMetadata(end), ::testing::Contains(Pair("expected_sequence", "3")));
  EXPECT_EQ(acknowledged, 2) << "those before the gap are acknowledged first";
}

TEST_F(LoggingApiTest, EveryBitOfAValueComesBack) {
  const std::string run_id = NewRun();
  const double inf = std::numeric_limits<double>::infinity();
  const std::vector<double> odd = {std::bit_cast<double>(uint64_t{0x7ff8'0000'dead'beef}),
                                   -std::numeric_limits<double>::quiet_NaN(),
                                   inf,
                                   -inf,
                                   -0.0,
                                   std::numeric_limits<double>::denorm_min()};
  ASSERT_OK(LogValues(run_id, "odd", odd));
  ASSERT_OK_AND_ASSIGN(const std::vector<double> values, Values(run_id, "odd"));
  ASSERT_EQ(values.size(), odd.size());
  for (size_t i = 0; i < odd.size(); ++i) {
    EXPECT_EQ(std::bit_cast<uint64_t>(values[i]), std::bit_cast<uint64_t>(odd[i]));
  }
}

TEST_F(LoggingApiTest, HistoriesOfSeveralRunsAndKeysComeInPages) {
  std::vector<std::string> runs = {NewRun(), NewRun()};
  v1::GetMetricHistoryRequest request;
  for (const std::string& run_id : runs) {
    std::vector<double> values(130);
    for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i);
    ASSERT_OK(LogValues(run_id, "loss", values));
    ASSERT_OK(LogValues(run_id, "auc", {1, 2, 3}));
    ASSERT_OK(LogValues(run_id, "unasked", {1}));
    request.add_run_ids(run_id);
  }
  request.add_keys("loss");
  request.add_keys("auc");
  for (int page_size : {1, 7, 100, 0}) {
    std::map<std::pair<std::string, std::string>, std::vector<double>> read;
    request.set_page_size(page_size);
    request.clear_page_token();
    do {
      ASSERT_OK_AND_ASSIGN(const v1::GetMetricHistoryResponse page,
                           api().GetMetricHistory(request));
      int points = 0;
      for (const v1::SeriesHistory& series : page.series()) {
        points += series.points().values_size();
        auto& values = read[{series.run_id(), series.points().key()}];
        values.insert(values.end(), series.points().values().begin(),
                      series.points().values().end());
      }
      if (page_size > 0) {
        EXPECT_LE(points, page_size);
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    ASSERT_EQ(read.size(), 4u) << page_size;
    for (const std::string& run_id : runs) {
      const std::vector<double>& loss = read[{run_id, "loss"}];
      ASSERT_EQ(loss.size(), 130u);
      for (size_t i = 0; i < loss.size(); ++i) EXPECT_EQ(loss[i], static_cast<double>(i));
      EXPECT_THAT((read[{run_id, "auc"}]), ElementsAre(1, 2, 3));
    }
  }
}

TEST_F(LoggingApiTest, ADownsampledHistoryKeepsEverySpike) {
  const std::string run_id = NewRun();
  std::vector<double> values(20'000, 0.5);
  values[7'777] = 99;
  values[12'345] = -99;
  values[3] = std::nan("");
  ASSERT_OK(LogValues(run_id, "loss", values));
  v1::GetMetricHistoryRequest request;
  request.add_run_ids(run_id);
  request.set_max_buckets(50);
  ASSERT_OK_AND_ASSIGN(const v1::GetMetricHistoryResponse response,
                       api().GetMetricHistory(request));
  ASSERT_EQ(response.series_size(), 1);
  EXPECT_EQ(response.series(0).points().key(), "loss");
  const v1::MetricBuckets& buckets = response.series(0).buckets();
  EXPECT_LE(buckets.counts_size(), 50);
  int64_t count = 0, nans = 0;
  double max = 0, min = 0;
  int64_t max_step = 0;
  for (int i = 0; i < buckets.counts_size(); ++i) {
    count += buckets.counts(i);
    nans += buckets.nan_counts(i);
    min = std::min(min, buckets.mins(i));
    if (buckets.maxs(i) > max) max = buckets.maxs(i), max_step = buckets.max_steps(i);
  }
  EXPECT_EQ(count, 20'000);
  EXPECT_EQ(nans, 1);
  EXPECT_EQ(max, 99);
  EXPECT_EQ(max_step, 7'777);
  EXPECT_EQ(min, -99);
  EXPECT_EQ(buckets.first_steps(0), 0);
  EXPECT_EQ(buckets.last_steps(buckets.counts_size() - 1), 19'999);

  request.set_max_buckets(10);
  request.set_min_step(12'000);
  request.set_max_step(12'999);
  ASSERT_OK_AND_ASSIGN(const v1::GetMetricHistoryResponse part, api().GetMetricHistory(request));
  count = 0;
  for (int64_t in_bucket : part.series(0).buckets().counts()) count += in_bucket;
  EXPECT_EQ(count, 1'000);
}

TEST_F(LoggingApiTest, AStreamedHistoryHasNoPages) {
  const std::string run_id = NewRun();
  constexpr int kBatches = 5;
  constexpr int kPoints = 60'000;
  for (int i = 0; i < kBatches; ++i) {
    std::vector<double> values(kPoints);
    for (int j = 0; j < kPoints; ++j) values[j] = i * kPoints + j;
    ASSERT_OK(LogValues(run_id, "loss", values, i * kPoints));
  }
  ASSERT_OK_AND_ASSIGN(const std::vector<double> values, Values(run_id, "loss"));
  ASSERT_EQ(values.size(), static_cast<size_t>(kBatches * kPoints));
  for (size_t i = 0; i < values.size(); ++i) ASSERT_EQ(values[i], static_cast<double>(i));
  // A caller that has enough ends the stream, and that is no error.
  v1::GetMetricHistoryRequest request;
  request.add_run_ids(run_id);
  int messages = 0;
  EXPECT_OK(api().StreamMetricHistory(request, [&](const auto&) { return ++messages < 2; }));
  EXPECT_EQ(messages, 2);
}

TEST_F(LoggingApiTest, AWatcherHearsOfPointsAndOfTheEnd) {
  const std::string run_id = NewRun();
  ASSERT_OK(LogValues(run_id, "loss", {9}));
  v1::WatchRunRequest request;
  request.set_run_id(run_id);
  std::vector<double> heard;
  bool first = true;
  v1::Run last;
  // What is logged from within the callback comes after the watching began.
  ASSERT_OK(api().WatchRun(request, [&](const v1::WatchRunResponse& message) {
    if (message.has_run()) last = message.run();
    for (const v1::MetricColumns& columns : message.metrics()) {
      heard.insert(heard.end(), columns.values().begin(), columns.values().end());
    }
    if (first) {
      EXPECT_TRUE(message.has_run());
      EXPECT_EQ(message.run().metrics(0).last().value(), 9);
      first = false;
      EXPECT_OK(LogValues(run_id, "loss", {0.5, 0.25}, 1));
      EXPECT_OK(LogParam(run_id, "rate", "0.1"));
    } else if (last.params_size() == 1 && last.status() == v1::RUN_STATUS_RUNNING) {
      EXPECT_OK(LogValues(run_id, "auc", {0.75}));
      EXPECT_OK(FinishRun(run_id));
    }
    return true;
  }));
  EXPECT_EQ(last.status(), v1::RUN_STATUS_FINISHED);
  EXPECT_THAT(heard, ElementsAre(0.5, 0.25, 0.75));
}

TEST_F(LoggingApiTest, AWatchOfAnEndedRunEndsAtOnce) {
  const std::string run_id = NewRun();
  ASSERT_OK(FinishRun(run_id));
  v1::WatchRunRequest request;
  request.set_run_id(run_id);
  int messages = 0;
  ASSERT_OK(api().WatchRun(request, [&](const v1::WatchRunResponse& message) {
    EXPECT_TRUE(message.run().has_end_time());
    ++messages;
    return true;
  }));
  EXPECT_EQ(messages, 1);
}

TEST_F(LoggingApiTest, ManyWritersLogToOneRunAtOnce) {
  const std::string run_id = NewRun();
  std::vector<std::thread> threads;
  for (int t = 0; t < 6; ++t) {
    threads.emplace_back([&, t] {
      const std::string writer = RandomIds().New();
      for (int64_t i = 1; i <= 40; ++i) {
        v1::LogBatchRequest request = Numbered(run_id, writer, i, t);
        EXPECT_OK(api().LogBatch(request));
        if (i % 10 == 0) {
          EXPECT_OK(api().LogBatch(request)) << "a repeat is acknowledged";
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  ASSERT_OK_AND_ASSIGN(const std::vector<double> values, Values(run_id, "x"));
  EXPECT_EQ(values.size(), 240u);
}

}  // namespace
}  // namespace assay::testing
