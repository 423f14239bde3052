#include "server/housekeeper.h"

#include <thread>

#include "gtest/gtest.h"
#include "storage/runs.h"
#include "storage/sketching.h"
#include "storage/sqlite/database.h"
#include "tests/testing/status.h"
#include "tests/testing/temp_folder.h"

namespace assay {
namespace {

class HousekeeperTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(auto database, sql::sqlite::Open({.path = folder_.path("assay.db")}));
    ASSERT_OK_AND_ASSIGN(store_, Store::Open(std::move(database), sql::sqlite::SqliteDialect()));
  }

  // Runs that have ended.
  absl::Status AddRuns(int64_t count) {
    return store_->Write(kNoDeadline, [&](WriteTxn& txn) -> absl::Status {
      for (int64_t i = 0; i < count; ++i) {
        v1::CreateRunRequest request;
        request.set_experiment("experiment");
        v1::Run run;
        ASSAY_ASSIGN_OR_RETURN(const RunRow row, CreateRun(txn, request, "", &run));
        ASSAY_RETURN_IF_ERROR(FinishRun(txn, row, {}, ""));
      }
      return absl::OkStatus();
    });
  }

  int64_t Ask(sql::Sql question) {
    int64_t answer = 0;
    EXPECT_OK(store_->Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
      Rows rows = txn.Query(question, {});
      if (rows.Next()) answer = rows.Int(0);
      return rows.status();
    }));
    return answer;
  }
  int64_t SketchedBlocks() { return Ask("SELECT count(*) FROM sketched_block WHERE ready = 1"); }
  int64_t LastIndexed() { return Ask("SELECT last_run FROM value_index"); }

  testing::TempFolder folder_;
  std::unique_ptr<Store> store_;
};

TEST_F(HousekeeperTest, SketchesBlocksThatAreDue) {
  ASSERT_OK(AddRuns(2 * kBlockRuns + 100));
  Housekeeper housekeeper(*store_);
  while (SketchedBlocks() < 2) std::this_thread::yield();
  EXPECT_EQ(SketchedBlocks(), 2);
}

TEST_F(HousekeeperTest, TakesNewRunsIntoTheIndexes) {
  ASSERT_OK(AddRuns(250));
  Housekeeper housekeeper(*store_);
  while (LastIndexed() < 250) std::this_thread::yield();
  ASSERT_OK(AddRuns(1));
  while (LastIndexed() < 251) std::this_thread::yield();
}

TEST(IndexPaceTest, WaitsForAPauseOrForMany) {
  IndexPace pace;
  EXPECT_FALSE(pace.IsDue({.last = 0, .newest = 0})) << "there is none";
  EXPECT_FALSE(pace.IsDue({.last = 0, .newest = 10}));
  EXPECT_FALSE(pace.IsDue({.last = 0, .newest = 20}));
  EXPECT_TRUE(pace.IsDue({.last = 0, .newest = 20})) << "none came";
  EXPECT_FALSE(pace.IsDue({.last = 20, .newest = 20}));
  EXPECT_FALSE(pace.IsDue({.last = 20, .newest = 20 + IndexPace::kMostBehind - 1}));
  EXPECT_TRUE(pace.IsDue({.last = 20, .newest = 20 + IndexPace::kMostBehind}));
}

TEST_F(HousekeeperTest, StopsAtOnce) {
  ASSERT_OK(AddRuns(10));
  Housekeeper housekeeper(*store_);
}

}  // namespace
}  // namespace assay
