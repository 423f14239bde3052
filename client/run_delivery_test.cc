#include "client/testing/run_fixture.h"
#include "gmock/gmock.h"

namespace assay {
namespace {

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
  // UNREACHABLE is told by another thread, before or after.
  EXPECT_THAT(recorder_.reasons(), testing::Contains("UNDELIVERED"));
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
  // UNREACHABLE is told by another thread, before or after.
  EXPECT_THAT(recorder_.reasons(), testing::Contains("UNDELIVERED"));
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

TEST_F(RunTest, AParentThatTheServerDoesNotKnowIsNamed) {
  server_.RefuseAll(NotFound("RUN_NOT_FOUND", "There is no such run."));
  RunOptions options = Options();
  options.parent_run_id = std::string(32, '2');
  assay::Run run = Open(std::move(options));
  recorder_.WaitFor("PARENT_NOT_FOUND");
  const absl::Status status = run.Finish();
  EXPECT_EQ(ErrorReason(status), "PARENT_NOT_FOUND");
  EXPECT_NE(std::string(status.message()).find("a part of the run " + std::string(32, '2')),
            std::string::npos)
      << status;
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

TEST_F(NextStartTest, DeliversParentsFirst) {
  RunOptions part = Options();
  part.offline = true;
  part.run_id = std::string(32, '1');
  part.parent_run_id = std::string(32, '2');
  Open(std::move(part));
  RunOptions whole = Options();
  whole.offline = true;
  whole.run_id = std::string(32, '2');
  Open(std::move(whole));
  assay::Run run = Open(Options());
  server_.WaitBatches(5);  // the first of this run, and two of each
  ASSERT_TRUE(run.Finish().ok());
  std::vector<char> order;
  for (const v1::LogBatchRequest& batch : server_.batches()) {
    if (batch.run_id() != run.run_id()) order.push_back(batch.run_id()[0]);
  }
  EXPECT_EQ(order, (std::vector<char>{'2', '2', '1', '1'}));
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
