#include "client/internal/courier.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "client/testing/fake_log_stream.h"
#include "client/testing/status_recorder.h"
#include "core/errors.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

constexpr auto kNoDeadline = std::chrono::steady_clock::time_point::max();

ConnectionOptions Fast() {
  ConnectionOptions options;
  options.first_backoff = std::chrono::milliseconds(1);
  options.most_backoff = std::chrono::milliseconds(2);
  return options;
}

v1::LogBatchRequest Param(const std::string& key, int64_t value) {
  v1::LogBatchRequest batch;
  batch.set_run_id("run");
  v1::Param* param = batch.add_params();
  param->set_key(key);
  param->mutable_value()->set_int_value(value);
  return batch;
}

class CourierTest : public testing::Test {
 protected:
  ~CourierTest() override { outbox_.Close(); }

  void Start(const ConnectionOptions& options = Fast()) {
    courier_ = std::make_unique<Courier>(server_.Connect(), options, &outbox_, &errors_,
                                         [](const absl::Status& refused) { return refused; });
  }
  void Push(int batches) {
    for (int i = 0; i < batches; ++i) {
      ++pushed_;
      ASSERT_TRUE(outbox_.Push(Param("p" + std::to_string(pushed_), pushed_)).ok());
    }
  }
  // Each batch was applied once, in order.
  void ExpectAllDelivered() {
    ASSERT_TRUE(outbox_.WaitDelivered(kNoDeadline));
    const std::vector<v1::LogBatchRequest> batches = server_.batches();
    ASSERT_EQ(static_cast<int>(batches.size()), pushed_);
    for (int i = 0; i < pushed_; ++i) ASSERT_EQ(batches[i].sequence(), i + 1);
  }

  FakeLogServer server_;
  StatusRecorder recorder_;
  ErrorSink errors_{recorder_.callback()};
  Outbox outbox_{"writer", Spool::kNever, "", 1 << 20};
  int pushed_ = 0;
  std::unique_ptr<Courier> courier_;
};

TEST_F(CourierTest, DeliversOverOneStream) {
  Push(3);
  Start();
  Push(5);
  ExpectAllDelivered();
  EXPECT_EQ(server_.streams(), 1);
  EXPECT_TRUE(courier_->stopped().ok());
  EXPECT_TRUE(recorder_.reasons().empty());
}

TEST_F(CourierTest, DeliversOnceThroughABreakAnywhere) {
  constexpr int kBatches = 6;
  Start();
  int streams = 1;
  for (const bool applied : {false, true}) {
    for (int at = 0; at < kBatches; ++at) {
      server_.BreakAfter(at, applied);
      Push(kBatches);
      ExpectAllDelivered();
      EXPECT_EQ(server_.streams(), ++streams) << "at " << at;
    }
  }
}

TEST_F(CourierTest, AcknowledgementsMayComeLateTwiceAndTogether) {
  // 3 acknowledges 1 to 3, 6 all up to 6, each again and after an older one.
  server_.SetAcks([](int64_t sequence) {
    return sequence % 3 == 0 ? std::vector<int64_t>{sequence - 1, sequence, sequence, sequence - 2}
                             : std::vector<int64_t>{};
  });
  Start();
  Push(6);
  ExpectAllDelivered();
  EXPECT_EQ(server_.streams(), 1);
}

TEST_F(CourierTest, WaitsWhileAcknowledgementsAreAway) {
  server_.HoldAcks(true);
  Start();
  Push(4);
  server_.WaitBatches(4);
  EXPECT_EQ(outbox_.Undelivered(), 4);
  // Applied and not acknowledged: sent again on the next stream, and not applied again.
  server_.SetReachable(false);
  server_.HoldAcks(false);
  server_.SetReachable(true);
  ExpectAllDelivered();
}

TEST_F(CourierTest, SaysOnceThatNoServerAnswers) {
  server_.SetReachable(false);
  Start();
  Push(2);
  server_.WaitStreams(5);
  server_.SetReachable(true);
  ExpectAllDelivered();
  EXPECT_EQ(recorder_.reasons(), std::vector<std::string>{"UNREACHABLE"});
  EXPECT_TRUE(errors_.first().ok()) << errors_.first();
}

TEST_F(CourierTest, ReportsRefusedParamsAndGoesOn) {
  Start();
  ASSERT_TRUE(outbox_.Push(Param("rate", 1)).ok());
  ASSERT_TRUE(outbox_.Push(Param("rate", 2)).ok());
  pushed_ = 2;
  Push(2);
  ExpectAllDelivered();
  EXPECT_EQ(recorder_.reasons(), std::vector<std::string>{"PARAM_CHANGED"});
  EXPECT_NE(errors_.first().message().find("\"rate\" is 1 and can't become 2"),
            absl::string_view::npos)
      << errors_.first();
  EXPECT_TRUE(courier_->stopped().ok());
}

TEST_F(CourierTest, StopsAtAnErrorThatTimeDoesNotMend) {
  server_.RefuseAll(FailedPrecondition("RUN_DELETED", "The run is deleted."));
  Start();
  Push(2);
  EXPECT_FALSE(outbox_.WaitDelivered(kNoDeadline));
  EXPECT_EQ(ErrorReason(courier_->stopped()), "RUN_DELETED");
  EXPECT_EQ(ErrorReason(errors_.first()), "RUN_DELETED");
  EXPECT_EQ(recorder_.reasons(), std::vector<std::string>{"RUN_DELETED"});
  EXPECT_EQ(outbox_.Undelivered(), 2);
  EXPECT_EQ(server_.streams(), 1);
}

TEST_F(CourierTest, TriesAgainAfterWhateverCutsAStreamOff) {
  Start();
  int streams = 1;
  for (const absl::StatusCode code :
       {absl::StatusCode::kUnavailable, absl::StatusCode::kResourceExhausted,
        absl::StatusCode::kInternal, absl::StatusCode::kUnknown, absl::StatusCode::kCancelled,
        absl::StatusCode::kAborted, absl::StatusCode::kDeadlineExceeded}) {
    server_.RefuseNext(absl::Status(code, "cut off"));
    Push(2);
    ExpectAllDelivered();
    EXPECT_EQ(server_.streams(), ++streams);
  }
  EXPECT_TRUE(errors_.first().ok());
}

TEST_F(CourierTest, ClosesAGapByBeginningAtTheOldest) {
  Start();
  Push(2);
  ExpectAllDelivered();
  server_.RefuseNext(WithErrorMetadata(FailedPrecondition("SEQUENCE_GAP", "A batch is missing."),
                                       "expected_sequence", "3"));
  Push(2);
  ExpectAllDelivered();
  EXPECT_TRUE(errors_.first().ok());
}

TEST_F(CourierTest, StopsAtAGapThatItCannotClose) {
  Start();
  Push(2);
  ExpectAllDelivered();
  // As after a restore of an old backup: batch 2 is delivered, and gone from here.
  server_.RefuseNext(WithErrorMetadata(FailedPrecondition("SEQUENCE_GAP", "A batch is missing."),
                                       "expected_sequence", "2"));
  Push(1);
  EXPECT_FALSE(outbox_.WaitDelivered(kNoDeadline));
  EXPECT_EQ(ErrorReason(courier_->stopped()), "SEQUENCE_GAP");
}

TEST_F(CourierTest, EndsWhileTheServerIsSilent) {
  server_.HoldAcks(true);
  Start();
  Push(2);
  server_.WaitBatches(2);
  outbox_.Close();
  courier_ = nullptr;
  EXPECT_EQ(outbox_.Undelivered(), 2);
}

TEST_F(CourierTest, EndsWhileItWaitsForTheNextTry) {
  server_.SetReachable(false);
  ConnectionOptions slow;
  slow.first_backoff = slow.most_backoff = std::chrono::hours(10);
  Start(slow);
  recorder_.WaitFor("UNREACHABLE");
  outbox_.Close();
  courier_ = nullptr;
}

}  // namespace
}  // namespace assay
