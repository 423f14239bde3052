#include "storage/sqlite/writer.h"

#include <latch>
#include <optional>
#include <thread>
#include <vector>

#include "core/errors.h"
#include "gtest/gtest.h"
#include "tests/testing/status.h"
#include "tests/testing/temp_folder.h"

namespace assay::sql::sqlite {
namespace {

constexpr int kMostWaiting = 8;

class WriterTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(auto connection, Connection::Open(folder_.path("test.db"),
                                                           Access::kReadWrite, /*cache_kib=*/256));
    ASSERT_OK(connection->ExecuteScript("CREATE TABLE item (id INTEGER PRIMARY KEY)"));
    writer_.emplace(std::move(connection), kMostWaiting, /*checkpoint_pages=*/8);
  }

  static absl::Status Insert(WriteTxn& txn) {
    return txn.Execute("INSERT INTO item (id) VALUES (NULL)", {}).status();
  }

  // Where a write ran, and where its end was told.
  struct Threads {
    std::thread::id wrote, told;
  };
  // Submits one and waits for it.
  Threads Write(WriteOn on) {
    Threads threads;
    std::latch ended(1);
    writer_->Submit(
        kNoDeadline,
        [&](WriteTxn& txn) {
          threads.wrote = std::this_thread::get_id();
          return Insert(txn);
        },
        [&](const absl::Status& status) {
          EXPECT_OK(status);
          threads.told = std::this_thread::get_id();
          ended.count_down();
        },
        on);
    ended.wait();
    return threads;
  }

  testing::TempFolder folder_;
  std::optional<Writer> writer_;
};

TEST_F(WriterTest, WritesRunOnAThreadOfTheirOwn) {
  const Threads threads = Write(WriteOn::kWriterThread);
  EXPECT_NE(threads.wrote, std::this_thread::get_id());
  EXPECT_EQ(threads.told, threads.wrote);
}

TEST_F(WriterTest, ALoneWriteRunsWhereItsCallerWants) {
  const Threads threads = Write(WriteOn::kThisThread);
  EXPECT_EQ(threads.wrote, std::this_thread::get_id());
  EXPECT_EQ(threads.told, std::this_thread::get_id());
}

// Nobody waits on his own thread for what others write, and what comes meanwhile is one group.
TEST_F(WriterTest, BehindAnotherWriteItWaitsForTheThread) {
  std::latch begun(1), submitted(1), ended(3);
  const auto told = [&](const absl::Status& status) {
    EXPECT_OK(status);
    ended.count_down();
  };
  std::thread first([&] {
    writer_->Submit(
        kNoDeadline,
        [&](WriteTxn& txn) {
          begun.count_down();
          submitted.wait();
          return Insert(txn);
        },
        told, WriteOn::kThisThread);
  });
  begun.wait();
  std::thread::id ran[2];
  for (std::thread::id& id : ran) {
    writer_->Submit(
        kNoDeadline,
        [&id](WriteTxn& txn) {
          id = std::this_thread::get_id();
          return Insert(txn);
        },
        told, WriteOn::kThisThread);
  }
  submitted.count_down();
  ended.wait();
  first.join();
  EXPECT_EQ(ran[0], ran[1]);
  EXPECT_NE(ran[0], std::this_thread::get_id());
}

TEST_F(WriterTest, TooManyThatWaitAreRefused) {
  std::latch begun(1), refused(1), ended(1 + kMostWaiting);
  const auto told = [&](const absl::Status& status) {
    EXPECT_OK(status);
    ended.count_down();
  };
  writer_->Submit(
      kNoDeadline,
      [&](WriteTxn& txn) {
        begun.count_down();
        refused.wait();
        return Insert(txn);
      },
      told, WriteOn::kWriterThread);
  begun.wait();
  for (int i = 0; i < kMostWaiting; ++i) {
    writer_->Submit(kNoDeadline, Insert, told, WriteOn::kThisThread);
  }
  absl::Status status;
  writer_->Submit(
      kNoDeadline, Insert, [&](absl::Status given) { status = std::move(given); },
      WriteOn::kThisThread);
  EXPECT_EQ(ErrorReason(status), "WRITE_QUEUE_FULL");
  refused.count_down();
  ended.wait();
}

// Many at once, on threads that come and go between their own and the writer's, with a checkpoint
// every few commits; and it ends while nothing is lost.
TEST_F(WriterTest, ManyCallersLoseNothing) {
  constexpr int kCallers = kMostWaiting, kWrites = 200;
  std::vector<std::thread> callers;
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([this, i] {
      for (int j = 0; j < kWrites; ++j) {
        Write((i + j) % 3 == 0 ? WriteOn::kWriterThread : WriteOn::kThisThread);
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  writer_.reset();
  ASSERT_OK_AND_ASSIGN(const auto reader,
                       Connection::Open(folder_.path("test.db"), Access::kReadOnly, 256));
  Rows rows = reader->Query("SELECT count(*) FROM item", {});
  ASSERT_TRUE(rows.Next());
  EXPECT_EQ(rows.Int(0), kCallers * kWrites);
}

}  // namespace
}  // namespace assay::sql::sqlite
