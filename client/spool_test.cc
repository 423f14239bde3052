#include "client/spool.h"

#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "client/internal/spool_file.h"
#include "client/test_files.h"
#include "client/testing/fake_log_stream.h"
#include "core/errors.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

constexpr int kBatches = 5;

class PushSpoolTest : public testing::Test {
 protected:
  void SetUp() override {
    auto folder = SpoolFolder::Create(folder_);
    ASSERT_TRUE(folder.ok()) << folder.status();
    SpoolWriter writer(folder_);
    for (int sequence = 1; sequence <= kBatches; ++sequence) {
      v1::LogBatchRequest batch;
      batch.set_run_id("run");
      batch.set_writer_id(writer_);
      batch.set_sequence(sequence);
      v1::MetricColumns* columns = batch.add_metrics();
      columns->set_key("loss");
      columns->add_steps(sequence);
      columns->add_times_ms(0);
      columns->add_values(0.5);
      const auto place = writer.Append(batch);
      ASSERT_TRUE(place.ok()) << place.status();
      places_.push_back(*place);
    }
    spool_ = ListSpools(dir_.path())->at(0);
    EXPECT_TRUE(spool_.in_use);
  }

  absl::Status Push(std::stop_token cancel = {}) {
    return PushSpool(*server_.Connect(), dir_.path(), spool_, {}, std::move(cancel));
  }
  bool IsThere() const { return !ListSpools(dir_.path())->empty(); }
  void ExpectAllOnce() const {
    const auto points = server_.Points("loss");
    ASSERT_EQ(points.size(), static_cast<size_t>(kBatches));
    for (int i = 0; i < kBatches; ++i) EXPECT_EQ(points[i].first, i + 1);
  }

  TempDir dir_;
  const std::string writer_ = std::string(32, 'a');
  const std::string folder_ = dir_.path() + "/" + writer_;
  std::vector<SpoolPlace> places_;
  SpoolInfo spool_;
  FakeLogServer server_;
};

TEST_F(PushSpoolTest, DeliversAndDeletes) {
  EXPECT_EQ(spool_.writer_id, writer_);
  EXPECT_EQ(spool_.run_id, "run");
  EXPECT_EQ(spool_.first_sequence, 1);
  EXPECT_EQ(spool_.last_sequence, kBatches);
  EXPECT_EQ(spool_.batches, kBatches);
  EXPECT_EQ(spool_.points, kBatches);
  std::vector<int64_t> progress;
  ASSERT_TRUE(PushSpool(*server_.Connect(), dir_.path(), spool_, [&progress](int64_t batches) {
                progress.push_back(batches);
              }).ok());
  EXPECT_EQ(progress, (std::vector<int64_t>{1, 2, 3, 4, 5}));
  ExpectAllOnce();
  EXPECT_FALSE(IsThere());
  EXPECT_EQ(ErrorReason(Push()), "SPOOL_NOT_FOUND");
  ExpectAllOnce();
}

TEST_F(PushSpoolTest, IsRepeatedAfterTheServerDiedAnywhere) {
  for (int at = 0; at < kBatches; ++at) {
    server_.BreakAfter(0, at % 2 == 0);
    const absl::Status status = Push();
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
    EXPECT_TRUE(IsThere());
  }
  server_.BreakAfter(kBatches - 1, true);  // applied to the last, and not acknowledged
  EXPECT_FALSE(Push().ok());
  EXPECT_TRUE(Push().ok());
  ExpectAllOnce();
  EXPECT_FALSE(IsThere());
}

TEST_F(PushSpoolTest, LeavesOneThatIsInUse) {
  const auto owner = SpoolFolder::Lock(folder_);
  EXPECT_EQ(ErrorReason(Push()), "SPOOL_IN_USE");
  EXPECT_EQ(server_.streams(), 0);
}

TEST_F(PushSpoolTest, DeliversWhatWasWrittenAfterTheListing) {
  spool_ = SpoolInfo();  // as it was when its program had only just begun
  spool_.writer_id = writer_;
  ASSERT_TRUE(Push().ok());
  ExpectAllOnce();
}

TEST_F(PushSpoolTest, DeliversWhatStandsBeforeATornTail) {
  std::filesystem::resize_file(places_[0].file, places_.back().offset + places_.back().size - 1);
  ASSERT_TRUE(Push().ok());
  EXPECT_EQ(server_.Points("loss").size(), static_cast<size_t>(kBatches - 1));
  EXPECT_FALSE(IsThere());
}

TEST_F(PushSpoolTest, RemovesOneWithNothingButATornBatch) {
  std::filesystem::resize_file(places_[0].file, places_[0].offset + 1);
  ASSERT_TRUE(Push().ok());
  EXPECT_EQ(server_.streams(), 0);
  EXPECT_FALSE(IsThere());
}

TEST_F(PushSpoolTest, KeepsOneWithADamagedBatchThatTheServerLacks) {
  std::fstream file(places_[2].file, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(places_[2].offset);
  file.put('\xff');
  file.close();
  const absl::Status status = Push();
  EXPECT_EQ(ErrorReason(status), "SEQUENCE_GAP");
  EXPECT_EQ(server_.Points("loss").size(), 2u);
  EXPECT_TRUE(IsThere());
}

TEST_F(PushSpoolTest, KeepsOneThatTheServerRefuses) {
  server_.RefuseAll(FailedPrecondition("RUN_DELETED", "The run is deleted."));
  EXPECT_EQ(ErrorReason(Push()), "RUN_DELETED");
  EXPECT_TRUE(IsThere());
}

TEST_F(PushSpoolTest, SaysHowToDiscardWhatADeletedRunLeft) {
  server_.RefuseAll(FailedPrecondition("RUN_DELETED", "The run run is deleted. Undelete it."));
  const absl::Status status = Push();
  EXPECT_EQ(std::string(status.message()),
            "The run run is deleted. Undelete it. What waits of the run run is sent then; "
            "`assay spool drop run` discards it.");
  server_.RefuseAll(absl::OkStatus());
  EXPECT_TRUE(Push().ok());
  ExpectAllOnce();
}

TEST_F(PushSpoolTest, DropDiscards) {
  ASSERT_TRUE(DropSpool(dir_.path(), spool_).ok());
  EXPECT_FALSE(IsThere());
  EXPECT_EQ(server_.streams(), 0);
  EXPECT_EQ(ErrorReason(DropSpool(dir_.path(), spool_)), "SPOOL_NOT_FOUND");
}

TEST_F(PushSpoolTest, DropLeavesOneThatIsInUse) {
  const auto owner = SpoolFolder::Lock(folder_);
  EXPECT_EQ(ErrorReason(DropSpool(dir_.path(), spool_)), "SPOOL_IN_USE");
  EXPECT_TRUE(IsThere());
}

// Spools of runs that are parts of each other.
class NestedSpoolsTest : public testing::Test {
 protected:
  // Of a batch that creates `run` as a part of `parent`. The folder stays locked as long as what is
  // returned.
  SpoolFolder Leave(char writer, const std::string& run, const std::string& parent = "") {
    const std::string path = dir_.path() + "/" + std::string(32, writer);
    auto folder = SpoolFolder::Create(path);
    EXPECT_TRUE(folder.ok()) << folder.status();
    v1::LogBatchRequest batch;
    batch.set_run_id(run);
    batch.set_writer_id(std::string(32, writer));
    batch.set_sequence(1);
    batch.mutable_create()->set_parent_run_id(parent);
    EXPECT_TRUE(SpoolWriter(path).Append(batch).ok());
    return *std::move(folder);
  }
  std::vector<SpoolInfo> Spools() const {
    const auto spools = ListSpools(dir_.path());
    EXPECT_TRUE(spools.ok()) << spools.status();
    return spools.value_or(std::vector<SpoolInfo>());
  }
  std::vector<std::string> Runs() const {
    std::vector<std::string> runs;
    for (const SpoolInfo& spool : Spools()) runs.push_back(spool.run_id);
    return runs;
  }
  absl::Status PushRefused(const std::string& run) {
    server_.RefuseAll(NotFound("RUN_NOT_FOUND", "There is no such run."), run);
    for (const SpoolInfo& spool : Spools()) {
      if (spool.run_id == run) return PushSpool(*server_.Connect(), dir_.path(), spool);
    }
    return absl::InternalError("There is no such spool.");
  }

  TempDir dir_;
  FakeLogServer server_;
};

TEST_F(NestedSpoolsTest, AreListedParentsFirst) {
  Leave('a', "trial", "fold");
  Leave('b', "other");
  Leave('c', "fold", "sweep");
  Leave('d', "sweep");
  Leave('e', "fold", "sweep");  // another writer of the same run
  EXPECT_EQ(Runs(), (std::vector<std::string>{"sweep", "fold", "fold", "trial", "other"}));
}

TEST_F(NestedSpoolsTest, ACircleIsListedToo) {
  Leave('a', "one", "two");
  Leave('b', "two", "one");
  Leave('c', "self", "self");
  EXPECT_EQ(Runs(), (std::vector<std::string>{"two", "one", "self"}));
}

TEST_F(NestedSpoolsTest, AParentThatIsNowhereIsNamed) {
  Leave('a', "trial", "sweep");
  const absl::Status status = PushRefused("trial");
  EXPECT_TRUE(absl::IsNotFound(status)) << status;
  EXPECT_EQ(ErrorReason(status), "PARENT_NOT_FOUND");
  EXPECT_EQ(
      std::string(status.message()),
      "The run trial is a part of the run sweep, which the server does not know. No spool in " +
          dir_.path() +
          " has the parent: deliver it first, with `assay spool push` where it was logged.");
  EXPECT_EQ(Runs(), std::vector<std::string>{"trial"});
}

TEST_F(NestedSpoolsTest, AParentThatWaitsIsFound) {
  Leave('a', "trial", "sweep");
  const SpoolFolder running = Leave('b', "sweep");
  const absl::Status status = PushRefused("trial");
  EXPECT_EQ(ErrorReason(status), "PARENT_NOT_FOUND");
  EXPECT_NE(std::string(status.message()).find(running.path()), std::string::npos) << status;
}

TEST_F(NestedSpoolsTest, ARunWithoutAParentIsRefusedAsItIs) {
  Leave('a', "trial");
  EXPECT_EQ(ErrorReason(PushRefused("trial")), "RUN_NOT_FOUND");
}

TEST_F(PushSpoolTest, CanBeCancelled) {
  server_.HoldAcks(true);
  std::stop_source stop;
  std::thread pushing([&] { EXPECT_TRUE(absl::IsCancelled(Push(stop.get_token()))); });
  server_.WaitBatches(kBatches);
  stop.request_stop();
  pushing.join();
  EXPECT_TRUE(IsThere());
  server_.HoldAcks(false);
  EXPECT_TRUE(Push().ok());
  ExpectAllOnce();
}

TEST_F(PushSpoolTest, TwoAtOnceDeliverOnce) {
  std::vector<absl::Status> results(4);
  std::vector<std::thread> pushing;
  for (absl::Status& result : results) {
    pushing.emplace_back([this, &result] { result = Push(); });
  }
  for (std::thread& thread : pushing) thread.join();
  int delivered = 0;
  for (const absl::Status& result : results) {
    delivered += result.ok();
    const std::string reason = ErrorReason(result);
    EXPECT_TRUE(result.ok() || reason == "SPOOL_IN_USE" || reason == "SPOOL_NOT_FOUND") << result;
  }
  EXPECT_EQ(delivered, 1);
  ExpectAllOnce();
}

}  // namespace
}  // namespace assay
