#include "client/internal/outbox.h"

#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "client/test_files.h"
#include "client/testing/small_disk.h"
#include "core/errors.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

constexpr char kWriter[] = "0123456789abcdef0123456789abcdef";
constexpr auto kPast = std::chrono::steady_clock::time_point();
constexpr auto kNoDeadline = std::chrono::steady_clock::time_point::max();

v1::LogBatchRequest Batch(size_t bytes = 1'000) {
  v1::LogBatchRequest batch;
  v1::Tag* tag = batch.add_tags();
  tag->set_key("text");
  tag->set_value(std::string(bytes, 'x'));
  return batch;
}

class OutboxTest : public testing::Test {
 protected:
  Outbox Make(Spool spool, size_t max_bytes = 1 << 20) {
    return Outbox(kWriter, spool, folder_, max_bytes);
  }

  static int64_t NextSequence(Outbox& outbox) {
    const auto batch = outbox.Next();
    EXPECT_TRUE(batch.ok()) << batch.status();
    return batch.ok() && *batch != nullptr ? (*batch)->sequence() : 0;
  }

  // The sequences on disk.
  std::vector<int64_t> Spooled() const { return Spooled(folder_); }
  static std::vector<int64_t> Spooled(const std::string& folder) {
    std::vector<int64_t> sequences;
    const auto contents = ReadSpool(folder, [&sequences](v1::LogBatchRequest batch) {
      EXPECT_EQ(batch.writer_id(), kWriter);
      sequences.push_back(batch.sequence());
      return absl::OkStatus();
    });
    EXPECT_TRUE(contents.ok()) << contents.status();
    return sequences;
  }

  TempDir dir_;
  const std::string folder_ = dir_.path() + "/" + kWriter;
};

using Sequences = std::vector<int64_t>;

TEST_F(OutboxTest, NumbersBatchesAndGivesThemOutAgainFromTheOldest) {
  Outbox outbox = Make(Spool::kNever);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(outbox.Push(Batch()).ok());
  const auto first = outbox.Next();
  ASSERT_TRUE(first.ok());
  EXPECT_EQ((*first)->writer_id(), kWriter);
  EXPECT_EQ((*first)->sequence(), 1);
  EXPECT_EQ(NextSequence(outbox), 2);
  outbox.Acknowledge(1);
  EXPECT_EQ(NextSequence(outbox), 3);
  outbox.Rewind();
  EXPECT_EQ(outbox.first_undelivered(), 2);
  EXPECT_EQ(NextSequence(outbox), 2);
  EXPECT_EQ(NextSequence(outbox), 3);
}

TEST_F(OutboxTest, AcknowledgementsOutOfStepChangeNothing) {
  Outbox outbox = Make(Spool::kNever);
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(outbox.Push(Batch()).ok());
  EXPECT_EQ(NextSequence(outbox), 1);
  outbox.Acknowledge(0);
  EXPECT_EQ(outbox.Undelivered(), 4);
  outbox.Acknowledge(2);  // further than was given out: a stream before this one sent it
  outbox.Acknowledge(1);
  outbox.Acknowledge(2);
  EXPECT_EQ(outbox.Undelivered(), 2);
  EXPECT_EQ(NextSequence(outbox), 3);
  outbox.Acknowledge(100);
  EXPECT_EQ(outbox.Undelivered(), 0);
  EXPECT_EQ(outbox.first_undelivered(), 5);
  ASSERT_TRUE(outbox.Push(Batch()).ok());
  EXPECT_EQ(NextSequence(outbox), 5);
}

TEST_F(OutboxTest, NextEndsWithInterruptUntilRewindAndWithClose) {
  Outbox outbox = Make(Spool::kNever);
  ASSERT_TRUE(outbox.Push(Batch()).ok());
  outbox.Interrupt();
  EXPECT_EQ(NextSequence(outbox), 0);
  outbox.Rewind();
  EXPECT_EQ(NextSequence(outbox), 1);
  std::thread waiting([&outbox] { EXPECT_EQ(NextSequence(outbox), 0); });
  outbox.Close();
  waiting.join();
  EXPECT_TRUE(outbox.closed());
}

TEST_F(OutboxTest, WaitsForRoomWithoutASpool) {
  constexpr int64_t kBatches = 200;
  Outbox outbox = Make(Spool::kNever, 5'000);
  std::thread pusher([&outbox] {
    for (int64_t i = 0; i < kBatches; ++i) EXPECT_TRUE(outbox.Push(Batch()).ok());
  });
  for (int64_t sequence = 1; sequence <= kBatches; ++sequence) {
    EXPECT_EQ(NextSequence(outbox), sequence);
    // Five batches do not fit: they are larger than their text.
    EXPECT_LE(outbox.Undelivered(), 4);
    outbox.Acknowledge(sequence);
  }
  pusher.join();
  EXPECT_EQ(outbox.Undelivered(), 0);
  EXPECT_FALSE(std::filesystem::exists(folder_));
}

TEST_F(OutboxTest, ABatchThatIsLargerThanTheMemoryIsTakenAlone) {
  Outbox outbox = Make(Spool::kNever, 100);
  ASSERT_TRUE(outbox.Push(Batch()).ok());
  EXPECT_EQ(NextSequence(outbox), 1);
}

TEST_F(OutboxTest, WaitsForRoomNoLongerAtTheEnd) {
  for (void (Outbox::*end)() : {&Outbox::NeverWait, &Outbox::Close}) {
    Outbox outbox = Make(Spool::kNever, 100);
    ASSERT_TRUE(outbox.Push(Batch()).ok());
    std::thread pusher([&outbox] { EXPECT_TRUE(outbox.Push(Batch()).ok()); });
    (outbox.*end)();
    pusher.join();
    EXPECT_EQ(outbox.Undelivered(), 2);
  }
}

TEST_F(OutboxTest, RefusesWhatCanNeitherBeDeliveredNorKept) {
  Outbox outbox = Make(Spool::kNever, 100);
  ASSERT_TRUE(outbox.Push(Batch()).ok());
  outbox.GiveUp();
  const absl::Status status = outbox.Push(Batch());
  EXPECT_EQ(ErrorReason(status), "UNDELIVERABLE");
  EXPECT_EQ(outbox.Undelivered(), 1);
  EXPECT_FALSE(outbox.WaitDelivered(kNoDeadline));
}

TEST_F(OutboxTest, WaitDeliveredIsAboutWhatWasPushedBefore) {
  Outbox outbox = Make(Spool::kNever);
  EXPECT_TRUE(outbox.WaitDelivered(kPast));
  ASSERT_TRUE(outbox.Push(Batch()).ok());
  EXPECT_FALSE(outbox.WaitDelivered(kPast));
  std::thread acknowledging([&outbox] { outbox.Acknowledge(1); });
  EXPECT_TRUE(outbox.WaitDelivered(kNoDeadline));
  acknowledging.join();
}

TEST_F(OutboxTest, WhenFullSpillsAllThatIsNotDelivered) {
  Outbox outbox = Make(Spool::kWhenFull, 3'500);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(outbox.Push(Batch()).ok());
  EXPECT_FALSE(std::filesystem::exists(folder_));
  outbox.Acknowledge(1);
  for (int i = 0; i < 6; ++i) ASSERT_TRUE(outbox.Push(Batch()).ok());
  // Without a gap, from the oldest that is not delivered.
  EXPECT_EQ(Spooled(), (Sequences{2, 3, 4, 5, 6, 7, 8, 9}));
  for (int64_t sequence = 2; sequence <= 9; ++sequence) EXPECT_EQ(NextSequence(outbox), sequence);
  outbox.Rewind();
  EXPECT_EQ(NextSequence(outbox), 2);
}

TEST_F(OutboxTest, WhenFullReturnsToMemoryWhenAllIsDelivered) {
  Outbox outbox = Make(Spool::kWhenFull, 1'500);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(outbox.Push(Batch()).ok());
  EXPECT_EQ(Spooled(), (Sequences{1, 2, 3}));
  outbox.Acknowledge(3);
  ASSERT_TRUE(outbox.Push(Batch()).ok());
  EXPECT_EQ(Spooled(), (Sequences{1, 2, 3}));
  ASSERT_TRUE(outbox.Push(Batch()).ok());  // full again; what is missing between is delivered
  EXPECT_EQ(Spooled(), (Sequences{1, 2, 3, 4, 5}));
}

TEST_F(OutboxTest, AlwaysIsOnDiskBeforeItIsGivenOut) {
  Outbox outbox = Make(Spool::kAlways);
  ASSERT_TRUE(outbox.OpenSpool().ok());
  std::thread pusher([&outbox] {
    for (int i = 0; i < 50; ++i) EXPECT_TRUE(outbox.Push(Batch()).ok());
  });
  for (int64_t sequence = 1; sequence <= 50; ++sequence) {
    EXPECT_EQ(NextSequence(outbox), sequence);
    EXPECT_GE(static_cast<int64_t>(Spooled().size()), sequence);
  }
  pusher.join();
}

TEST_F(OutboxTest, FilesAreDeletedWhenAllInThemIsDelivered) {
  constexpr size_t kLarge = 8 << 20;
  Outbox outbox = Make(Spool::kAlways);
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(outbox.Push(Batch(kLarge)).ok());
  outbox.Acknowledge(7);
  EXPECT_EQ(Spooled().front(), 1);
  outbox.Acknowledge(8);
  EXPECT_EQ(Spooled(), (Sequences{9, 10}));
  EXPECT_EQ(NextSequence(outbox), 9);
}

TEST_F(OutboxTest, SaveKeepsWhatIsNotDelivered) {
  {
    Outbox outbox = Make(Spool::kWhenFull);
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(outbox.Push(Batch()).ok());
    outbox.Acknowledge(2);
    ASSERT_TRUE(outbox.Save().ok());
    EXPECT_TRUE(SpoolFolder::InUse(folder_));
    outbox.RemoveSpoolIfDelivered();
  }
  EXPECT_FALSE(SpoolFolder::InUse(folder_));
  EXPECT_EQ(Spooled(), (Sequences{3}));
}

TEST_F(OutboxTest, SaveKeepsNothingWhereNoSpoolIsAllowed) {
  Outbox outbox = Make(Spool::kNever);
  ASSERT_TRUE(outbox.Push(Batch()).ok());
  EXPECT_TRUE(outbox.Save().ok());
  EXPECT_FALSE(std::filesystem::exists(folder_));
}

TEST_F(OutboxTest, RemovesTheSpoolWhenAllIsDelivered) {
  Outbox outbox = Make(Spool::kAlways);
  ASSERT_TRUE(outbox.Push(Batch()).ok());
  outbox.Acknowledge(1);
  outbox.RemoveSpoolIfDelivered();
  EXPECT_FALSE(std::filesystem::exists(folder_));
  outbox.RemoveSpoolIfDelivered();
}

TEST_F(OutboxTest, AFullDiskLosesNothing) {
  SmallDisk disk(64 << 10);
  if (!disk.mounted()) GTEST_SKIP() << "needs root, to mount a small disk";
  const std::string folder = disk.path() + "/" + kWriter;
  const std::string ballast = disk.path() + "/ballast";
  std::ofstream(ballast) << std::string(40 << 10, 'x');
  Outbox outbox(kWriter, Spool::kAlways, folder, 1 << 20);
  int64_t pushed = 0;
  absl::Status status;
  while (status.ok()) {
    status = outbox.Push(Batch(4'000));
    ++pushed;
  }
  EXPECT_EQ(ErrorReason(status), "SPOOL_FULL");
  EXPECT_EQ(static_cast<int64_t>(Spooled(folder).size()), pushed - 1);
  for (int64_t sequence = 1; sequence <= pushed; ++sequence)
    EXPECT_EQ(NextSequence(outbox), sequence);

  // Space again: what was left out goes first.
  std::filesystem::remove(ballast);
  ASSERT_TRUE(outbox.Push(Batch(4'000)).ok());
  Sequences all;
  for (int64_t sequence = 1; sequence <= pushed + 1; ++sequence) all.push_back(sequence);
  EXPECT_EQ(Spooled(folder), all);
}

TEST_F(OutboxTest, ASpoolThatWasTakenAwayIsAnErrorOfNext) {
  Outbox outbox = Make(Spool::kAlways, 100);
  ASSERT_TRUE(outbox.Push(Batch()).ok());
  std::filesystem::remove_all(folder_);
  EXPECT_EQ(ErrorReason(outbox.Next().status()), "SPOOL_UNUSABLE");
}

}  // namespace
}  // namespace assay
