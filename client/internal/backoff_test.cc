#include "client/internal/backoff.h"

#include "core/errors.h"
#include "gtest/gtest.h"

namespace assay::internal {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPlenty{1'000'000};

absl::Status Unreachable() {
  return MakeError(absl::StatusCode::kUnavailable, "UNREACHABLE", "No server answers.");
}

absl::Status Busy(const char* delay) {
  return WithErrorMetadata(
      MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED", "Come again."),
      "retry_delay_ms", delay);
}

ConnectionOptions Options() {
  ConnectionOptions options;
  options.first_backoff = milliseconds(100);
  options.most_backoff = milliseconds(350);
  return options;
}

TEST(Backoff, WaitsDoubleUpToTheMost) {
  Backoff backoff(Options(), [] { return 0.0; });
  EXPECT_EQ(backoff.Next(Unreachable(), kPlenty), milliseconds(100));
  EXPECT_EQ(backoff.Next(Unreachable(), kPlenty), milliseconds(200));
  EXPECT_EQ(backoff.Next(Unreachable(), kPlenty), milliseconds(350));
  EXPECT_EQ(backoff.Next(Unreachable(), kPlenty), milliseconds(350));
}

TEST(Backoff, ChanceCutsUpToHalf) {
  Backoff backoff(Options(), [] { return 0.5; });
  EXPECT_EQ(backoff.Next(Unreachable(), kPlenty), milliseconds(75));
  EXPECT_EQ(backoff.Next(Unreachable(), kPlenty), milliseconds(150));
}

TEST(Backoff, HonoursWhatTheServerAsksFor) {
  Backoff backoff(Options(), [] { return 0.0; });
  EXPECT_EQ(backoff.Next(Busy("500"), kPlenty), milliseconds(500));
  EXPECT_EQ(backoff.Next(Busy("1"), kPlenty), milliseconds(200));
}

TEST(Backoff, GivesUpWhenTheTimeDoesNotSuffice) {
  Backoff backoff(Options(), [] { return 0.0; });
  EXPECT_EQ(backoff.Next(Unreachable(), milliseconds(100)), std::nullopt);
  EXPECT_EQ(backoff.Next(Busy("500"), milliseconds(300)), std::nullopt);
}

TEST(Backoff, OnlyPassingFailuresAreTriedAgain) {
  Backoff backoff(Options(), [] { return 0.0; });
  EXPECT_EQ(backoff.Next(NotFound("RUN_NOT_FOUND", "There is no such run."), kPlenty),
            std::nullopt);
  // gRPC's own, for a message that is too large, says no time to come again.
  EXPECT_EQ(backoff.Next(absl::ResourceExhaustedError("too large"), kPlenty), std::nullopt);
}

TEST(Backoff, FailsAtOnceWithoutAServerWhenAskedTo) {
  ConnectionOptions options = Options();
  options.wait_for_server = false;
  Backoff backoff(options, [] { return 0.0; });
  EXPECT_EQ(backoff.Next(Unreachable(), kPlenty), std::nullopt);
  EXPECT_EQ(backoff.Next(Busy("500"), kPlenty), milliseconds(500));
}

TEST(Backoff, StreamsWaitAfterEveryFailureAndBeginAgain) {
  Backoff backoff(Options(), [] { return 0.0; });
  EXPECT_EQ(backoff.Wait(absl::CancelledError()), milliseconds(100));
  EXPECT_EQ(backoff.Wait(absl::InternalError("reset")), milliseconds(200));
  EXPECT_EQ(backoff.Wait(Busy("500")), milliseconds(500));
  backoff.Reset();
  EXPECT_EQ(backoff.Wait(absl::OkStatus()), milliseconds(100));
}

TEST(Backoff, RandomFractionsAreInRange) {
  for (int i = 0; i < 1'000; ++i) {
    const double fraction = RandomFraction();
    ASSERT_GE(fraction, 0);
    ASSERT_LT(fraction, 1);
  }
}

}  // namespace
}  // namespace assay::internal
