#include "storage/merger.h"

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <utility>

#include "storage/chunk_reading.h"
#include "storage/series.h"
#include "tests/conformance/storage/forwarding_database.h"
#include "tests/conformance/storage/model.h"
#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {
namespace {

class MergerTest : public StorageTest {
 protected:
  // Chunks of all series of a run together.
  int64_t Chunks(const std::string& run_id) {
    int64_t count = 0;
    EXPECT_OK(store_->Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(const RunRow run, FindRun(txn, run_id));
      Rows rows = txn.Query("SELECT count(*) FROM metric_chunk WHERE run = $1", {run.id});
      if (rows.Next()) count = rows.Int(0);
      return rows.status();
    }));
    return count;
  }
  int MergeAll() {
    int merges = 0;
    for (;;) {
      const absl::StatusOr<bool> merged = MergeOne(*store_);
      EXPECT_OK(merged);
      if (!merged.ok() || !*merged) return merges;
      ++merges;
    }
  }
  absl::Status Finish(const std::string& run_id) {
    v1::LogBatchRequest request;
    request.set_run_id(run_id);
    request.mutable_finish();
    return Log(request).status();
  }
};
ASSAY_STORAGE_SUITE_OF(MergerTest);

TEST_P(MergerTest, NothingIsDueAtFirst) {
  const std::string run_id = NewRun();
  ASSERT_OK(LogPoints(run_id, "x", {{1, 1, 1}}));
  EXPECT_EQ(MergeAll(), 0);
}

TEST_P(MergerTest, ManySmallChunksBecomeFew) {
  std::mt19937_64 random(11);
  const std::string run_id = NewRun();
  ModelSeries model;
  for (int i = 0; i < 3 * kSmallChunksToMerge; ++i) {
    const std::vector<Point> points = Curve(random, 20, 20 * i);
    ASSERT_OK(LogPoints(run_id, "x", points));
    model.Add(points);
    MergeAll();
  }
  EXPECT_LT(Chunks(run_id), kSmallChunksToMerge);
  ASSERT_OK_AND_ASSIGN(const std::vector<Point> points, ReadSeries(run_id, "x", 333));
  EXPECT_EQ(points, model.All());
}

TEST_P(MergerTest, TheEndOfARunMergesWhatIsLeft) {
  std::mt19937_64 random(12);
  const std::string run_id = NewRun();
  ModelSeries model;
  for (int i = 0; i < 5; ++i) {
    const std::vector<Point> points = Curve(random, 10, 10 * i);
    ASSERT_OK(LogPoints(run_id, "x", points));
    model.Add(points);
  }
  EXPECT_EQ(MergeAll(), 0);
  ASSERT_OK(Finish(run_id));
  EXPECT_GT(MergeAll(), 0);
  EXPECT_EQ(Chunks(run_id), 1);
  ASSERT_OK_AND_ASSIGN(const std::vector<Point> points, ReadSeries(run_id, "x"));
  EXPECT_EQ(points, model.All());
}

TEST_P(MergerTest, OverlappingChunksAreMergedIntoOrder) {
  std::mt19937_64 random(13);
  const std::string run_id = NewRun();
  ModelSeries model;
  std::vector<Point> long_one = Curve(random, kChunkPoints + 100, 0);
  ASSERT_OK(LogPoints(run_id, "x", long_one));
  model.Add(long_one);
  for (int i = 0; i < kSmallChunksToMerge + 3; ++i) {
    const std::vector<Point> points = CollidingPoints(random, 30, 50'000);
    ASSERT_OK(LogPoints(run_id, "x", points));
    model.Add(points);
  }
  ASSERT_OK(Finish(run_id));
  EXPECT_GT(MergeAll(), 0);
  ASSERT_OK_AND_ASSIGN(const std::vector<Point> points, ReadSeries(run_id, "x", 5'000));
  EXPECT_EQ(points, model.All());
  EXPECT_EQ(MergeAll(), 0) << "a merge must not make another one due";
}

TEST_P(MergerTest, AMergeThatIsDueSurvivesAReopening) {
  const std::string run_id = NewRun();
  for (int i = 0; i < 4; ++i) ASSERT_OK(LogPoints(run_id, "x", {{i, i, 0.5}}));
  ASSERT_OK(Finish(run_id));
  Reopen();
  EXPECT_GT(MergeAll(), 0);
  EXPECT_EQ(Chunks(run_id), 1);
}

TEST_P(MergerTest, LatePointsAfterTheLastMergeAreThere) {
  const std::string run_id = NewRun();
  ModelSeries model;
  for (int i = 0; i < 4; ++i) {
    ASSERT_OK(LogPoints(run_id, "x", {{i, i, 0.5}}));
    model.Add({{i, i, 0.5}});
  }
  ASSERT_OK(Finish(run_id));
  MergeAll();
  const std::vector<Point> late = {{2, 2, 0.5}, {2, 3, 0.5}, {99, 0, 1}};
  ASSERT_OK(LogPoints(run_id, "x", late));
  model.Add(late);
  ASSERT_OK_AND_ASSIGN(const std::vector<Point> points, ReadSeries(run_id, "x"));
  EXPECT_EQ(points, model.All());
}

// A database of which a test does something between two transactions of others.
class InterruptedDatabase : public ForwardingDatabase {
 public:
  using ForwardingDatabase::ForwardingDatabase;
  void WriteAsync(sql::Deadline deadline, sql::WriteFunction fn,
                  std::function<void(absl::Status)> done, sql::WriteOn on) override {
    if (const auto interrupt = std::exchange(before_write, nullptr)) interrupt();
    ForwardingDatabase::WriteAsync(deadline, std::move(fn), std::move(done), on);
  }

  // Done once, before the next write.
  std::function<void()> before_write;
};

class InterruptedMergerTest : public MergerTest {
 protected:
  void SetUp() override {
    MergerTest::SetUp();
    store_.reset();
    ASSERT_OK_AND_ASSIGN(std::unique_ptr<sql::Database> inner, place_->Open());
    auto database = std::make_unique<InterruptedDatabase>(std::move(inner));
    database_ = database.get();
    ASSERT_OK_AND_ASSIGN(store_,
                         Store::Open(std::move(database), GetParam().dialect, clock_, ids_));
  }
  // Ends the run while a merge of its series is under way.
  void FinishDuringAMerge(const std::string& run_id) {
    database_->before_write = [&] { ASSERT_OK(Finish(run_id)); };
    EXPECT_OK(MergeOne(*store_));
    EXPECT_EQ(database_->before_write, nullptr);
  }

  InterruptedDatabase* database_ = nullptr;
};
ASSAY_STORAGE_SUITE_OF(InterruptedMergerTest);

TEST_P(InterruptedMergerTest, ARunThatEndsDuringAMergeIsMergedToItsEnd) {
  std::mt19937_64 random(13);
  const std::string run_id = NewRun();
  // So much more than what follows that it is left as it is while the run goes on.
  ASSERT_OK(LogPoints(run_id, "x", Curve(random, 1'000, 0)));
  for (int i = 0; i < kSmallChunksToMerge; ++i) {
    ASSERT_OK(LogPoints(run_id, "x", {{1'000 + i, 1, 0.5}}));
  }
  FinishDuringAMerge(run_id);
  MergeAll();
  EXPECT_EQ(Chunks(run_id), 1);
}

// Readers on a thread of their own see every point that was acknowledged before they began, once,
// whatever merges are under way.
TEST_P(MergerTest, ReadersSeeTheSamePointsWhileMergesGoOn) {
  const std::string run_id = NewRun();
  constexpr int kBatches = 400;
  constexpr int kPerBatch = 5;
  std::atomic<int> acknowledged{0};
  std::atomic<bool> done{false};
  std::thread reader([&] {
    for (bool last = false; !last;) {
      last = done.load();
      const int64_t before = int64_t{acknowledged.load()} * kPerBatch;
      const absl::StatusOr<std::vector<Point>> points = ReadSeries(run_id, "x", 128);
      ASSERT_OK(points);
      ASSERT_GE(static_cast<int64_t>(points->size()), before);
      // Steps are logged 0, 1, 2, ...: a snapshot has each once, without a hole.
      for (size_t i = 0; i < points->size(); ++i) {
        ASSERT_EQ((*points)[i].step, static_cast<int64_t>(i));
      }
    }
  });
  {
    Merger merger(*store_);
    for (int i = 0; i < kBatches; ++i) {
      std::vector<Point> points;
      for (int j = 0; j < kPerBatch; ++j) points.push_back({i * kPerBatch + j, 1, 0.25});
      ASSERT_OK(LogPoints(run_id, "x", points));
      acknowledged.store(i + 1);
      merger.Notify();
    }
    ASSERT_OK(Finish(run_id));
    merger.Notify();
  }
  done.store(true);
  reader.join();
  MergeAll();
  EXPECT_EQ(Chunks(run_id), 1);
}

}  // namespace
}  // namespace assay::testing
