#include "storage/sqlite/log_vfs.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "storage/sqlite/connection.h"
#include "tests/testing/status.h"
#include "tests/testing/temp_folder.h"

namespace assay::sql::sqlite {
namespace {

// The calls of this process that wrote something.
int64_t WritesSoFar() {
  std::ifstream io("/proc/self/io");
  for (std::string word; io >> word;) {
    if (word != "syscw:") continue;
    int64_t count = 0;
    io >> count;
    return count;
  }
  return -1;
}

// A connection that writes, with a cache of 64 KiB, and one that reads.
class LogVfsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(writer_, Connection::Open(path_, Access::kReadWrite, 64));
    ASSERT_OK(writer_->ExecuteScript("CREATE TABLE item (id INTEGER PRIMARY KEY, text TEXT)"));
    ASSERT_OK_AND_ASSIGN(reader_, Connection::Open(path_, Access::kReadOnly, 64));
  }

  // `count` rows of one kilobyte each.
  absl::Status Insert(int count) {
    const std::string text(1'000, 'x');
    for (int i = 0; i < count; ++i) {
      const absl::Status status = writer_
                                      ->Execute("INSERT INTO item (text) VALUES ($1)",
                                                std::array<Param, 1>{std::string_view(text)})
                                      .status();
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  static int64_t Ask(Connection& connection, Sql question) {
    Rows rows = connection.Query(question, {});
    return rows.Next() ? rows.Int(0) : -1;
  }
  int64_t Read() { return Ask(*reader_, "SELECT count(*) FROM item WHERE length(text) = 1000"); }

  testing::TempFolder folder_;
  const std::string path_ = folder_.path("test.db");
  std::unique_ptr<Connection> writer_, reader_;
};

TEST_F(LogVfsTest, ACommitIsOneWrite) {
  ASSERT_OK(Insert(1));
  ASSERT_OK(writer_->ExecuteScript("BEGIN"));
  ASSERT_OK(Insert(40));
  const int64_t before = WritesSoFar();
  ASSERT_OK(writer_->ExecuteScript("COMMIT"));
  EXPECT_EQ(WritesSoFar() - before, 1) << "it has over ten pages";
}

TEST_F(LogVfsTest, OthersSeeACommitAtOnce) {
  for (int i = 1; i <= 20; ++i) {
    ASSERT_OK(Insert(1));
    ASSERT_EQ(Read(), i);
  }
}

TEST_F(LogVfsTest, ATransactionLargerThanTheCacheReadsWhatItHasWritten) {
  ASSERT_OK(writer_->ExecuteScript("BEGIN"));
  ASSERT_OK(Insert(2'000));
  EXPECT_EQ(Ask(*writer_, "SELECT count(*) FROM item WHERE length(text) = 1000"), 2'000);
  EXPECT_EQ(Read(), 0);
  ASSERT_OK(writer_->ExecuteScript("COMMIT"));
  EXPECT_EQ(Read(), 2'000);
}

TEST_F(LogVfsTest, WhatIsRolledBackIsGone) {
  ASSERT_OK(Insert(3));
  ASSERT_OK(writer_->ExecuteScript("BEGIN"));
  ASSERT_OK(Insert(2'000));
  ASSERT_OK(writer_->ExecuteScript("ROLLBACK"));
  ASSERT_OK(writer_->ExecuteScript("BEGIN; SAVEPOINT a"));
  ASSERT_OK(Insert(500));
  ASSERT_OK(writer_->ExecuteScript("ROLLBACK TO a; RELEASE a"));
  ASSERT_OK(Insert(1));
  ASSERT_OK(writer_->ExecuteScript("COMMIT"));
  EXPECT_EQ(Read(), 4);
}

TEST_F(LogVfsTest, TheLogBeginsAnewAndIsReadAfterReopening) {
  for (int round = 0; round < 5; ++round) {
    ASSERT_OK(Insert(50));
    ASSERT_OK(writer_->Checkpoint(/*restart=*/true));
  }
  ASSERT_OK(Insert(1));
  // As a crash leaves them.
  for (const char* suffix : {"", "-wal"}) {
    std::filesystem::copy_file(path_ + suffix, folder_.path("copy.db") + suffix);
  }
  ASSERT_OK_AND_ASSIGN(const auto copy,
                       Connection::Open(folder_.path("copy.db"), Access::kReadWrite, 64));
  EXPECT_EQ(Ask(*copy, "SELECT count(*) FROM item WHERE length(text) = 1000"), 251);
  Rows check = copy->Query("PRAGMA integrity_check", {});
  ASSERT_TRUE(check.Next());
  EXPECT_EQ(check.Text(0), "ok");
}

// Whether other processes can't even read the database: whether this one has locked it for itself.
bool LockedForOthers(const std::string& path) {
  const pid_t child = fork();
  if (child == 0) {
    const int fd = open(path.c_str(), O_RDONLY);
    struct flock lock = {};
    lock.l_type = F_RDLCK;
    const bool asked = fcntl(fd, F_GETLK, &lock) == 0;
    _exit(asked && lock.l_type == F_WRLCK ? 1 : 0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WEXITSTATUS(status) == 1;
}

TEST_F(LogVfsTest, OtherProcessesAreKeptAwayWhileItIsOpen) {
  EXPECT_TRUE(LockedForOthers(path_));
  ASSERT_OK(Insert(1));
  EXPECT_EQ(Read(), 1);
  reader_.reset();
  EXPECT_TRUE(LockedForOthers(path_)) << "the writer is open";
  writer_.reset();
  EXPECT_FALSE(LockedForOthers(path_));
}

}  // namespace
}  // namespace assay::sql::sqlite
