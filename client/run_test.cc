#include "client/run.h"

#include <atomic>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <thread>
#include <vector>

#include "client/internal/spool_file.h"
#include "client/spool.h"
#include "client/test_files.h"
#include "client/testing/fake_log_stream.h"
#include "client/testing/status_recorder.h"
#include "core/digest.h"
#include "core/errors.h"
#include "core/limits.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLong{1'000'000};  // no test waits for so long
constexpr int64_t kNow = 1'700'000'000'123'456;

using Points = std::vector<std::pair<int64_t, double>>;

v1::RunIo File(const std::string& path) {
  v1::RunIo item;
  item.mutable_artifact()->set_path(path);
  item.mutable_artifact()->mutable_content()->set_digest(Sha256Digest(path));
  return item;
}

class RunTest : public testing::Test {
 public:
  using Run = assay::Run;  // testing::Test has one too
  // Points are packed by Flush and Finish only, so that tests decide what is in a batch.
  RunOptions Options() {
    RunOptions options;
    options.experiment = "credit-risk";
    options.connection = server_.Connect();
    options.server.first_backoff = milliseconds(1);
    options.server.most_backoff = milliseconds(2);
    options.spool_dir = dir_.path();
    options.flush_interval = kLong;
    options.finish_timeout = kLong;
    options.capture_code = false;
    options.capture_environment = false;
    options.on_error = recorder_.callback();
    options.clock = &clock_;
    options.ids = &ids_;
    return options;
  }

  static assay::Run Open(RunOptions options) {
    absl::StatusOr<assay::Run> run = assay::Run::Open(std::move(options));
    EXPECT_TRUE(run.ok()) << run.status();
    return *std::move(run);
  }

  // Every batch after another of the same writer, within a server's limits, and nothing after the
  // end.
  void ExpectWellFormed() const {
    std::map<std::string, int64_t> last;
    std::map<std::string, bool> ended;
    for (const v1::LogBatchRequest& batch : server_.batches()) {
      EXPECT_EQ(batch.sequence(), ++last[batch.writer_id()]);
      EXPECT_LT(batch.ByteSizeLong(), limits::kMessageBytes);
      EXPECT_LE(batch.params_size(), static_cast<int>(limits::kParamsPerBatch));
      EXPECT_LE(batch.tags_size(), static_cast<int>(limits::kTagsPerBatch));
      EXPECT_LE(batch.inputs_size(), static_cast<int>(limits::kInputsPerBatch));
      EXPECT_LE(batch.metrics_size(), static_cast<int>(limits::kMetricsPerBatch));
      size_t points = 0;
      for (const v1::MetricColumns& columns : batch.metrics()) {
        EXPECT_EQ(columns.steps_size(), columns.values_size());
        EXPECT_EQ(columns.times_ms_size(), columns.values_size());
        points += columns.values_size();
      }
      EXPECT_LE(points, limits::kPointsPerBatch);
      EXPECT_FALSE(ended[batch.writer_id()]) << "a batch after the one that ends the run";
      ended[batch.writer_id()] = batch.has_finish();
    }
  }

  std::vector<SpoolInfo> Spools() const {
    const auto spools = ListSpools(dir_.path());
    EXPECT_TRUE(spools.ok()) << spools.status();
    return spools.value_or(std::vector<SpoolInfo>{});
  }

  TempDir dir_;
  ManualClock clock_{kNow};
  SequentialIds ids_;
  FakeLogServer server_;
  StatusRecorder recorder_;
};

TEST_F(RunTest, TellsTheServerOfARunFromItsBeginningToItsEnd) {
  RunOptions options = Options();
  options.workspace = "team";
  options.name = "first try";
  options.description = "of many";
  options.parent_run_id = std::string(32, 'a');
  options.tags = {{"owner", "ada"}};
  assay::Run run = Open(std::move(options));
  EXPECT_EQ(run.run_id(), "00000000000000000000000000000001");
  ASSERT_TRUE(run.Flush(kLong).ok());
  EXPECT_TRUE(run.LogParam("rate", 0.1).ok());
  EXPECT_TRUE(run.LogParam("layers", 3).ok());
  EXPECT_TRUE(run.LogParam("deep", true).ok());
  EXPECT_TRUE(run.LogParam("model", "mlp").ok());
  EXPECT_TRUE(run.SetTag("stage", "test").ok());
  EXPECT_TRUE(run.Log("loss", 0.5, 1).ok());
  clock_.Advance(2'000'000);
  ASSERT_TRUE(run.Finish().ok());

  const auto batches = server_.batches();
  ASSERT_EQ(batches.size(), 2u);
  const v1::LogBatchRequest& first = batches[0];
  EXPECT_EQ(first.run_id(), run.run_id());
  EXPECT_EQ(first.writer_id(), "00000000000000000000000000000002");
  EXPECT_EQ(first.create().workspace(), "team");
  EXPECT_EQ(first.create().experiment(), "credit-risk");
  EXPECT_EQ(first.create().name(), "first try");
  EXPECT_EQ(first.create().description(), "of many");
  EXPECT_EQ(first.create().parent_run_id(), std::string(32, 'a'));
  EXPECT_EQ(first.create().start_time().seconds(), 1'700'000'000);
  EXPECT_EQ(first.create().start_time().nanos(), 123'456'000);
  ASSERT_EQ(first.tags_size(), 1);
  EXPECT_EQ(first.tags(0).value(), "ada");
  const v1::LogBatchRequest& second = batches[1];
  ASSERT_EQ(second.params_size(), 4);
  EXPECT_EQ(second.params(0).value().double_value(), 0.1);
  EXPECT_EQ(second.params(1).value().int_value(), 3);
  EXPECT_TRUE(second.params(2).value().bool_value());
  EXPECT_EQ(second.params(3).value().string_value(), "mlp");
  EXPECT_EQ(second.tags(0).key(), "stage");
  EXPECT_EQ(server_.Points("loss"), (Points{{1, 0.5}}));
  EXPECT_EQ(second.finish().status(), v1::RUN_STATUS_FINISHED);
  EXPECT_EQ(second.finish().end_time().seconds(), 1'700'000'002);
  EXPECT_TRUE(run.status().ok());
  EXPECT_TRUE(Spools().empty());
}

TEST_F(RunTest, HandlesNamesAndContextsAreSeries) {
  assay::Run run = Open(Options());
  const auto train = run.GetSeries("loss", {{"split", "train"}});
  const auto plain = run.GetSeries("loss");
  ASSERT_TRUE(train.ok() && plain.ok());
  SeriesHandle(*train).Log(1.0, 1);
  EXPECT_TRUE(SeriesHandle(*train).Log(2.0, 2, 5'000).ok());
  EXPECT_EQ(ErrorReason(SeriesHandle(*train).Log(3.0, 3, -1)), "TIME_NEGATIVE");
  SeriesHandle(*plain).Log(10.0, 1);
  EXPECT_TRUE(run.Log("loss", 20.0, 2).ok());
  EXPECT_TRUE(run.Log({{"loss", 30.0}, {"auc", 0.5}}, 3).ok());
  ASSERT_TRUE(run.Flush(kLong).ok());
  EXPECT_EQ(server_.Points("loss"), (Points{{1, 10.0}, {2, 20.0}, {3, 30.0}}));
  EXPECT_EQ(server_.Points("auc"), (Points{{3, 0.5}}));
  const v1::MetricColumns columns = server_.batches().at(1).metrics(0);
  EXPECT_EQ(columns.context().at("split"), "train");
  EXPECT_EQ(columns.values_size(), 2);
  EXPECT_EQ(columns.times_ms(1), 5'000);
}

TEST_F(RunTest, FlushPacksAllThatWasLoggedBefore) {
  assay::Run run = Open(Options());
  for (int64_t step = 0; step < 5; ++step) {
    ASSERT_TRUE(run.Log("loss", 1.0, step).ok());
    ASSERT_TRUE(run.Flush(kLong).ok());
    EXPECT_EQ(server_.Points("loss").size(), static_cast<size_t>(step + 1));
  }
}

TEST_F(RunTest, PointsAreSentWithoutAFlush) {
  RunOptions options = Options();
  options.flush_interval = milliseconds(1);
  assay::Run run = Open(std::move(options));
  ASSERT_TRUE(run.Log("loss", 1.0, 1).ok());
  server_.WaitBatches(2);
  EXPECT_EQ(server_.Points("loss"), (Points{{1, 1.0}}));
}

TEST_F(RunTest, EndsAsFinishedWhenItGoesOutOfScope) {
  { assay::Run run = Open(Options()); }
  EXPECT_EQ(server_.batches().back().finish().status(), v1::RUN_STATUS_FINISHED);
}

TEST_F(RunTest, EndsAsFailedWhenAnExceptionIsUnderWay) {
  try {
    assay::Run run = Open(Options());
    EXPECT_TRUE(run.Log("loss", 1.0, 1).ok());
    throw std::runtime_error("out of memory");
  } catch (const std::runtime_error&) {
  }
  EXPECT_EQ(server_.batches().back().finish().status(), v1::RUN_STATUS_FAILED);
  EXPECT_EQ(server_.Points("loss").size(), 1u);
}

TEST_F(RunTest, EndsAsFinishedWithinAHandlerOfAnotherException) {
  struct Cleanup {
    RunTest* test;
    ~Cleanup() { assay::Run run = test->Open(test->Options()); }
  };
  try {
    Cleanup cleanup{this};
    throw std::runtime_error("not the run's");
  } catch (const std::runtime_error&) {
  }
  EXPECT_EQ(server_.batches().back().finish().status(), v1::RUN_STATUS_FINISHED);
}

TEST_F(RunTest, ARunThatWasMovedFromEndsNothing) {
  {
    assay::Run first = Open(Options());
    assay::Run second = std::move(first);
    EXPECT_TRUE(second.Log("loss", 1.0, 1).ok());
  }
  int ends = 0;
  for (const auto& batch : server_.batches()) ends += batch.has_finish();
  EXPECT_EQ(ends, 1);
  EXPECT_EQ(server_.Points("loss").size(), 1u);
}

TEST_F(RunTest, FinishAnswersTheSameAgain) {
  assay::Run run = Open(Options());
  EXPECT_TRUE(run.Finish(v1::RUN_STATUS_KILLED).ok());
  EXPECT_TRUE(run.Finish().ok());
  EXPECT_EQ(server_.batches().back().finish().status(), v1::RUN_STATUS_KILLED);
}

TEST_F(RunTest, AParamDoesNotChange) {
  assay::Run run = Open(Options());
  EXPECT_TRUE(run.LogParam("rate", 0.1).ok());
  EXPECT_TRUE(run.LogParam("rate", 0.1).ok());
  const absl::Status changed = run.LogParam("rate", 0.2);
  EXPECT_EQ(changed.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ErrorReason(changed), "PARAM_CHANGED");
  EXPECT_NE(changed.message().find("0.1"), absl::string_view::npos) << changed;
  EXPECT_NE(changed.message().find("0.2"), absl::string_view::npos) << changed;
  EXPECT_EQ(ErrorReason(run.LogParam("rate", "0.1")), "PARAM_CHANGED") << "another type";
  ASSERT_TRUE(run.Finish().ok());
  EXPECT_EQ(server_.batches().back().params_size(), 1);
}

TEST_F(RunTest, AParamThatTheServerRefusesIsAnError) {
  RunOptions options = Options();
  options.run_id = std::string(32, 'b');
  {
    assay::Run before = Open(options);
    EXPECT_TRUE(before.LogParam("rate", 0.1).ok());
  }
  assay::Run run = Open(options);
  EXPECT_TRUE(run.LogParam("rate", 0.2).ok());
  EXPECT_TRUE(run.Log("loss", 1.0, 1).ok());
  const absl::Status status = run.Finish();
  EXPECT_EQ(ErrorReason(status), "PARAM_CHANGED");
  EXPECT_EQ(run.status(), status);
  EXPECT_EQ(recorder_.reasons(), std::vector<std::string>{"PARAM_CHANGED"});
  EXPECT_EQ(server_.Points("loss").size(), 1u);
}

TEST_F(RunTest, RefusesWhatIsMalformed) {
  assay::Run run = Open(Options());
  EXPECT_EQ(ErrorReason(run.Log("", 1.0, 1)), "KEY_EMPTY");
  EXPECT_EQ(ErrorReason(run.LogParam(std::string(251, 'k'), 1)), "KEY_TOO_LONG");
  EXPECT_EQ(ErrorReason(run.LogParam("key", std::string(6'001, 'v'))), "VALUE_TOO_LONG");
  EXPECT_EQ(ErrorReason(run.SetTag("a\nb", "v")), "KEY_INVALID");
  MetricContext context;
  for (int i = 0; i < 17; ++i) context[std::to_string(i)] = "x";
  EXPECT_EQ(ErrorReason(run.GetSeries("loss", context).status()), "CONTEXT_TOO_LARGE");
  EXPECT_EQ(ErrorReason(run.LogInput("/etc/hostname", {.path = "../up"})), "PATH_INVALID");
  ASSERT_TRUE(run.Finish().ok());
  EXPECT_EQ(server_.batches().back().metrics_size(), 0);
}

TEST_F(RunTest, RefusesMalformedOptions) {
  const auto reason = [this](auto change) {
    RunOptions options = Options();
    change(options);
    return ErrorReason(assay::Run::Open(std::move(options)).status());
  };
  EXPECT_EQ(reason([](RunOptions& o) { o.experiment = ""; }), "NAME_EMPTY");
  EXPECT_EQ(reason([](RunOptions& o) { o.run_id = "7"; }), "ID_MALFORMED");
  EXPECT_EQ(reason([](RunOptions& o) { o.parent_run_id = "7"; }), "ID_MALFORMED");
  EXPECT_EQ(reason([](RunOptions& o) { o.tags[""] = "x"; }), "KEY_EMPTY");
  EXPECT_EQ(reason([](RunOptions& o) {
              o.offline = true;
              o.spool = Spool::kNever;
            }),
            "OFFLINE_WITHOUT_SPOOL");
  EXPECT_EQ(reason([this](RunOptions& o) {
              dir_.Write("file", "");
              o.spool = Spool::kAlways;
              o.spool_dir = dir_.path("file");
            }),
            "SPOOL_UNUSABLE");
}

TEST_F(RunTest, LogsFilesAndDatasets) {
  dir_.Write("data/train.csv", "1,2\n");
  assay::Run run = Open(Options());
  EXPECT_TRUE(run.LogInput(dir_.path("data/train.csv"), {.media_type = "text/csv"}).ok());
  EXPECT_TRUE(run.LogOutput(dir_.path("data/train.csv"), {.path = "models/best"}).ok());
  EXPECT_TRUE(run.UseDataset("credit", dir_.path("data"), "train").ok());
  EXPECT_TRUE(run.LogOutputDataset("scores", dir_.path("data/")).ok());
  EXPECT_EQ(ErrorReason(run.LogInput(dir_.path("none"))), "PATH_NOT_FOUND");
  ASSERT_TRUE(run.Finish().ok());
  const v1::LogBatchRequest batch = server_.batches().back();
  ASSERT_EQ(batch.inputs_size(), 2);
  EXPECT_EQ(batch.inputs(0).artifact().path(), "train.csv");
  EXPECT_EQ(batch.inputs(0).artifact().content().digest(), Sha256Digest("1,2\n"));
  EXPECT_EQ(batch.inputs(0).artifact().content().size(), 4);
  EXPECT_EQ(batch.inputs(1).dataset().dataset().name(), "credit");
  EXPECT_EQ(batch.inputs(1).dataset().role(), "train");
  EXPECT_EQ(batch.inputs(1).dataset().dataset().content().kind(), v1::CONTENT_KIND_DIRECTORY);
  ASSERT_EQ(batch.outputs_size(), 2);
  EXPECT_EQ(batch.outputs(0).artifact().path(), "models/best");
}

TEST_F(RunTest, MuchAtOnceIsSplitIntoBatchesWithinTheLimits) {
  constexpr int64_t kPoints = 300'000;
  constexpr int kSeries = 12'000;
  constexpr int kItems = 2'500;
  assay::Run run = Open(Options());
  const std::string large(6'000, 'v');
  for (int i = 0; i < kItems; ++i) {
    ASSERT_TRUE(run.LogParam("param" + std::to_string(i), large).ok());
    ASSERT_TRUE(run.SetTag("tag" + std::to_string(i), large).ok());
    ASSERT_TRUE(run.LogIo(v1::IO_DIRECTION_INPUT, File("file" + std::to_string(i))).ok());
  }
  for (int i = 0; i < kSeries; ++i) ASSERT_TRUE(run.Log("m" + std::to_string(i), i, i).ok());
  for (int64_t step = 0; step < kPoints; ++step) ASSERT_TRUE(run.Log("loss", 0.5, step).ok());
  ASSERT_TRUE(run.Finish().ok());
  ExpectWellFormed();
  int params = 0, tags = 0, inputs = 0;
  for (const v1::LogBatchRequest& batch : server_.batches()) {
    params += batch.params_size();
    tags += batch.tags_size();
    inputs += batch.inputs_size();
  }
  EXPECT_EQ(params, kItems);
  EXPECT_EQ(tags, kItems);
  EXPECT_EQ(inputs, kItems);
  const Points points = server_.Points("loss");
  ASSERT_EQ(points.size(), static_cast<size_t>(kPoints));
  for (int64_t step = 0; step < kPoints; ++step) ASSERT_EQ(points[step].first, step);
  EXPECT_EQ(server_.Points("m11999"), (Points{{11'999, 11'999}}));
}

TEST_F(RunTest, MoreOfOneSeriesThanAMessageHoldsIsSplit) {
  RunOptions options = Options();
  options.spool = Spool::kNever;
  assay::Run run = Open(std::move(options));
  auto series = run.GetSeries("loss");
  ASSERT_TRUE(series.ok());
  constexpr int64_t kPoints =
      1'200'000;  // of 24 bytes: more than a message may hold, less than memory
  for (int64_t step = 0; step < kPoints; ++step) {
    ASSERT_TRUE(series->Log(0.5, step, 1'700'000'000'000).ok());
  }
  ASSERT_TRUE(run.Finish().ok());
  ExpectWellFormed();
  EXPECT_EQ(server_.Points("loss").size(), static_cast<size_t>(kPoints));
}

TEST_F(RunTest, LogWaitsWhenMemoryIsFullAndGoesOn) {
  constexpr int64_t kPoints = 500'000;
  RunOptions options = Options();
  options.spool = Spool::kNever;
  options.max_memory = 1 << 20;
  server_.HoldAcks(true);
  assay::Run run = Open(std::move(options));
  std::atomic<int64_t> logged{0};
  std::thread trainer([&run, &logged] {
    for (int64_t step = 0; step < kPoints; ++step) {
      EXPECT_TRUE(run.Log("loss", 0.5, step).ok());
      ++logged;
    }
  });
  // Nothing is acknowledged: what is logged is in memory, and there is room for less than half of
  // it.
  EXPECT_EQ(ErrorReason(run.Flush(milliseconds(1))), "DEADLINE_EXCEEDED");
  server_.WaitBatches(2);
  EXPECT_LT(logged, kPoints / 2);
  server_.HoldAcks(false);
  trainer.join();
  ASSERT_TRUE(run.Finish().ok());
  EXPECT_EQ(server_.Points("loss").size(), static_cast<size_t>(kPoints));
  EXPECT_TRUE(Spools().empty());
}

TEST_F(RunTest, EndsThoughMemoryIsFullAndNoServerComes) {
  RunOptions options = Options();
  options.spool = Spool::kNever;
  options.max_memory = 1 << 10;
  options.finish_timeout = milliseconds(1);
  server_.SetReachable(false);
  assay::Run run = Open(std::move(options));
  // More than memory holds: the packer waits for room from the third batch on.
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(run.SetTag("text", std::string(1'000, 'x')).ok());
    EXPECT_EQ(ErrorReason(run.Flush(milliseconds(1))), "DEADLINE_EXCEEDED");
  }
  const absl::Status status = run.Finish();
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(ErrorReason(status), "UNDELIVERED");
  EXPECT_NE(status.message().find("lost"), absl::string_view::npos) << status;
}

TEST_F(RunTest, SpillsToDiskWhenMemoryIsFull) {
  constexpr int64_t kPoints = 200'000;
  RunOptions options = Options();
  options.max_memory = 1 << 20;
  server_.SetReachable(false);
  assay::Run run = Open(std::move(options));
  for (int64_t step = 0; step < kPoints; ++step) ASSERT_TRUE(run.Log("loss", 0.5, step).ok());
  EXPECT_EQ(ErrorReason(run.Flush(milliseconds(1))), "DEADLINE_EXCEEDED");
  ASSERT_EQ(Spools().size(), 1u);
  EXPECT_TRUE(Spools()[0].in_use);
  EXPECT_EQ(Spools()[0].first_sequence, 1);
  server_.SetReachable(true);
  ASSERT_TRUE(run.Finish().ok()) << run.status();
  ExpectWellFormed();
  EXPECT_EQ(server_.Points("loss").size(), static_cast<size_t>(kPoints));
  EXPECT_TRUE(Spools().empty());
}

TEST_F(RunTest, WhatFinishCannotDeliverStaysInTheSpoolAndItSaysSo) {
  RunOptions options = Options();
  options.finish_timeout = milliseconds(1);
  server_.SetReachable(false);
  {
    assay::Run run = Open(std::move(options));
    EXPECT_TRUE(run.Log("loss", 0.5, 1).ok());
    const absl::Status status = run.Finish();
    EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
    EXPECT_EQ(ErrorReason(status), "UNDELIVERED");
    EXPECT_NE(status.message().find(dir_.path()), absl::string_view::npos) << status;
    EXPECT_EQ(run.Finish(), status);
  }
  EXPECT_EQ(recorder_.reasons().back(), "UNDELIVERED");
  ASSERT_EQ(Spools().size(), 1u);
  const SpoolInfo spool = Spools()[0];
  EXPECT_FALSE(spool.in_use);
  EXPECT_EQ(spool.batches, 2);
  EXPECT_EQ(spool.points, 1);
  server_.SetReachable(true);
  ASSERT_TRUE(PushSpool(*server_.Connect(), dir_.path(), spool).ok());
  EXPECT_EQ(server_.Points("loss"), (Points{{1, 0.5}}));
  EXPECT_TRUE(server_.batches().back().has_finish());
  EXPECT_TRUE(Spools().empty());
}

TEST_F(RunTest, ADestructorTellsWhatItCouldNotDeliver) {
  RunOptions options = Options();
  options.finish_timeout = milliseconds(1);
  server_.SetReachable(false);
  { assay::Run run = Open(std::move(options)); }
  EXPECT_EQ(recorder_.reasons().back(), "UNDELIVERED");
}

TEST_F(RunTest, OfflineIsDeliveredLaterOnce) {
  RunOptions options = Options();
  options.offline = true;
  options.connection = nullptr;
  std::string run_id;
  {
    assay::Run run = Open(std::move(options));
    run_id = run.run_id();
    EXPECT_TRUE(run.LogParam("rate", 0.1).ok());
    for (int64_t step = 0; step < 1'000; ++step) {
      EXPECT_TRUE(run.Log("loss", 0.5, step).ok());
      if (step % 100 == 0) {
        EXPECT_TRUE(run.Flush(kLong).ok());
      }
    }
    EXPECT_TRUE(run.Finish().ok());
  }
  EXPECT_TRUE(server_.batches().empty());
  ASSERT_EQ(Spools().size(), 1u);
  const SpoolInfo spool = Spools()[0];
  EXPECT_EQ(spool.run_id, run_id);
  EXPECT_EQ(spool.points, 1'000);
  EXPECT_EQ(spool.batches, 12);
  ASSERT_TRUE(PushSpool(*server_.Connect(), dir_.path(), spool).ok());
  ExpectWellFormed();
  EXPECT_EQ(server_.Points("loss").size(), 1'000u);
  EXPECT_EQ(ErrorReason(PushSpool(*server_.Connect(), dir_.path(), spool)), "SPOOL_NOT_FOUND");
  EXPECT_EQ(server_.batches().size(), 12u);
}

TEST_F(RunTest, ARefusalIsToldAtOnceAndKeepsTheSpool) {
  server_.RefuseAll(FailedPrecondition("RUN_DELETED", "The run is deleted."));
  RunOptions options = Options();
  options.spool = Spool::kAlways;
  assay::Run run = Open(std::move(options));
  EXPECT_TRUE(run.Log("loss", 0.5, 1).ok());
  recorder_.WaitFor("RUN_DELETED");
  EXPECT_EQ(ErrorReason(run.status()), "RUN_DELETED");
  EXPECT_EQ(ErrorReason(run.Flush(kLong)), "RUN_DELETED");
  const absl::Status status = run.Finish();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ErrorReason(status), "RUN_DELETED");
  EXPECT_EQ(Spools().size(), 1u);
}

TEST_F(RunTest, PointsAfterTheEndAreRefusedAndTold) {
  {
    assay::Run run = Open(Options());
    auto series = run.GetSeries("loss");
    ASSERT_TRUE(series.ok());
    series->Log(0.5, 1);
    ASSERT_TRUE(run.Finish().ok());
    series->Log(0.5, 2);
    series->Log(0.5, 3);
  }
  EXPECT_EQ(recorder_.reasons(), std::vector<std::string>{"RUN_FINISHED"});
  EXPECT_EQ(server_.Points("loss"), (Points{{1, 0.5}}));
}

TEST_F(RunTest, EverythingAfterTheEndIsRefused) {
  assay::Run run = Open(Options());
  ASSERT_TRUE(run.Finish().ok());
  EXPECT_EQ(ErrorReason(run.Log("loss", 0.5, 1)), "RUN_FINISHED");
  EXPECT_EQ(ErrorReason(run.LogParam("rate", 1)), "RUN_FINISHED");
  EXPECT_EQ(ErrorReason(run.SetTag("stage", "late")), "RUN_FINISHED");
  EXPECT_EQ(ErrorReason(run.LogIo(v1::IO_DIRECTION_OUTPUT, File("late"))), "RUN_FINISHED");
  // The caller was told; it is no error of the background.
  EXPECT_TRUE(run.status().ok());
  EXPECT_TRUE(recorder_.reasons().empty());
}

TEST_F(RunTest, ManyThreadsLogToTheSameSeries) {
  constexpr int kThreads = 4;
  constexpr int64_t kPoints = 20'000;
  RunOptions options = Options();
  options.flush_interval = milliseconds(1);
  assay::Run run = Open(std::move(options));
  auto handle = run.GetSeries("shared");
  ASSERT_TRUE(handle.ok());
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&run, series = *handle, thread]() mutable {
      for (int64_t i = 0; i < kPoints; ++i) {
        series.Log(thread, i);
        EXPECT_TRUE(run.Log("by name", thread, i).ok());
        if (i % 1'000 == 0) {
          EXPECT_TRUE(run.LogParam("layers", 3).ok());
          EXPECT_TRUE(run.SetTag("thread", std::to_string(thread)).ok());
          EXPECT_TRUE(run.GetSeries("own", {{"thread", std::to_string(thread)}}).ok());
          EXPECT_TRUE(run.status().ok());
        }
        if (i % 10'000 == 0) {
          EXPECT_TRUE(run.Flush(kLong).ok());
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  ASSERT_TRUE(run.Finish().ok());
  ExpectWellFormed();
  for (const char* key : {"shared", "by name"}) {
    const Points points = server_.Points(key);
    ASSERT_EQ(points.size(), static_cast<size_t>(kThreads * kPoints));
    std::map<double, int64_t> next;  // each thread's points are in its order
    for (const auto& [step, thread] : points) ASSERT_EQ(step, next[thread]++);
  }
}

// What earlier programs left.
class NextStartTest : public RunTest {
 protected:
  // An offline run of one point, whose program has ended.
  void LeaveSpool(const std::string& key) {
    RunOptions options = Options();
    options.offline = true;
    assay::Run run = Open(std::move(options));
    EXPECT_TRUE(run.Log(key, 1.0, 1).ok());
  }
};

TEST_F(NextStartTest, DeliversTheSpoolsOfDeadPrograms) {
  LeaveSpool("first");
  LeaveSpool("second");
  assay::Run run = Open(Options());
  server_.WaitBatches(5);
  EXPECT_EQ(server_.Points("first").size(), 1u);
  EXPECT_EQ(server_.Points("second").size(), 1u);
  ASSERT_TRUE(run.Finish().ok());
  EXPECT_TRUE(recorder_.reasons().empty());
}

TEST_F(NextStartTest, LeavesSpoolsOfLivePrograms) {
  RunOptions options = Options();
  options.offline = true;
  assay::Run alive = Open(std::move(options));
  ASSERT_TRUE(alive.Log("alive", 1.0, 1).ok());
  ASSERT_TRUE(alive.Flush(kLong).ok());
  LeaveSpool("dead");
  {
    assay::Run run = Open(Options());
    server_.WaitBatches(3);
  }
  EXPECT_TRUE(server_.Points("alive").empty());
  ASSERT_FALSE(Spools().empty());
  EXPECT_TRUE(Spools()[0].in_use);
}

TEST_F(NextStartTest, TellsOfRefusalsThatAreNotThisRuns) {
  LeaveSpool("first");
  server_.RefuseAll(FailedPrecondition("RUN_DELETED", "The run is deleted."), Spools()[0].run_id);
  {
    assay::Run run = Open(Options());
    recorder_.WaitFor("RUN_DELETED");
    EXPECT_TRUE(run.status().ok()) << run.status();
    EXPECT_TRUE(run.Finish().ok());
  }
  EXPECT_EQ(Spools().size(), 1u);
}

TEST_F(NextStartTest, FinishDoesNotWaitForOldSpools) {
  LeaveSpool("first");
  server_.SetReachable(false);
  RunOptions options = Options();
  options.server.first_backoff = options.server.most_backoff = kLong;
  options.finish_timeout = milliseconds(1);
  assay::Run run = Open(std::move(options));
  server_.WaitStreams(2);  // one of the run, one for the old spool; both wait for long
  EXPECT_EQ(ErrorReason(run.Finish()), "UNDELIVERED");
  EXPECT_EQ(Spools().size(), 2u);
}

TEST_F(NextStartTest, WithoutASpoolNothingOldIsDelivered) {
  LeaveSpool("first");
  RunOptions options = Options();
  options.spool = Spool::kNever;
  {
    assay::Run run = Open(std::move(options));
    ASSERT_TRUE(run.Flush(kLong).ok());
  }
  EXPECT_EQ(Spools().size(), 1u);
  EXPECT_EQ(server_.streams(), 1);
}

}  // namespace
}  // namespace assay
