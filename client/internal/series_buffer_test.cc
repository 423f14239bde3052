#include "client/internal/series_buffer.h"

#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

constexpr size_t kLargestBlock = 4'096;

class CountingWakeup : public Wakeup {
 public:
  void Wake() override { ++wakes_; }
  int wakes() const { return wakes_; }

 private:
  std::atomic<int> wakes_{0};
};

std::vector<LoggedPoint> Drain(SeriesBuffer& series, BlockPool& pool) {
  std::vector<LoggedPoint> points;
  for (PointBlock& block : series.Collect()) {
    points.insert(points.end(), block.points.get(), block.points.get() + block.size);
    pool.GiveBack(std::move(block));
  }
  return points;
}

TEST(SeriesBuffer, KeepsTheOrderThroughBlocksOfAllSizes) {
  BlockPool pool(64 << 20);
  CountingWakeup wakeup;
  SeriesBuffer series("loss", {{"split", "train"}}, &pool, &wakeup);
  EXPECT_EQ(series.key(), "loss");
  EXPECT_EQ(series.context().at("split"), "train");
  EXPECT_TRUE(series.Collect().empty());
  int64_t next = 0;
  int64_t expected = 0;
  for (const int64_t count : {1, 63, 64, 65, 300, 5'000, 20'000, 1, 1, 5'000}) {
    for (int64_t i = 0; i < count; ++i, ++next) series.Append({next, next + 1, 0.5 * next});
    for (const LoggedPoint& point : Drain(series, pool)) {
      ASSERT_EQ(point.step, expected);
      ASSERT_EQ(point.time_ms, expected + 1);
      ASSERT_EQ(point.value, 0.5 * expected);
      ++expected;
    }
    ASSERT_EQ(expected, next);
  }
}

TEST(SeriesBuffer, WakesThePackerWhenMuchWaits) {
  BlockPool pool(64 << 20);
  CountingWakeup wakeup;
  SeriesBuffer series("loss", {}, &pool, &wakeup);
  for (int64_t i = 0; i < 64; ++i) series.Append({i, 0, 0});
  EXPECT_EQ(wakeup.wakes(), 0);
  for (int64_t i = 0; i < 100'000; ++i) series.Append({i, 0, 0});
  EXPECT_GT(wakeup.wakes(), 0);
}

TEST(SeriesBuffer, WakesThePackerWhenManySmallSeriesFillTheMemory) {
  BlockPool pool(64 * sizeof(LoggedPoint));
  CountingWakeup wakeup;
  SeriesBuffer first("first", {}, &pool, &wakeup);
  SeriesBuffer second("second", {}, &pool, &wakeup);
  first.Append({1, 0, 0});
  EXPECT_EQ(wakeup.wakes(), 0);
  std::thread waiting([&second] { second.Append({1, 0, 0}); });
  while (wakeup.wakes() == 0) std::this_thread::yield();
  EXPECT_EQ(Drain(first, pool).size(), 1u);  // as the packer does; now there is room
  waiting.join();
  EXPECT_EQ(Drain(second, pool).size(), 1u);
}

TEST(SeriesBuffer, TakesPointsOfManyThreadsWithinItsMemory) {
  constexpr int kThreads = 4;
  constexpr int64_t kPoints = 50'000;
  constexpr size_t kBlocks = 3;
  BlockPool pool(kBlocks * kLargestBlock * sizeof(LoggedPoint));
  CountingWakeup wakeup;
  SeriesBuffer series("loss", {}, &pool, &wakeup);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&series, thread] {
      for (int64_t i = 0; i < kPoints; ++i) series.Append({i, thread, 1.0});
    });
  }
  std::vector<int64_t> next(kThreads, 0);
  for (int64_t left = kThreads * kPoints; left > 0;) {
    const std::vector<LoggedPoint> points = Drain(series, pool);
    EXPECT_LE(points.size(), kBlocks * kLargestBlock);
    for (const LoggedPoint& point : points) ASSERT_EQ(point.step, next[point.time_ms]++);
    left -= static_cast<int64_t>(points.size());
    if (points.empty()) std::this_thread::yield();
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(series.Collect().empty());
}

TEST(BlockPool, LendsOneBlockHoweverSmallItIs) {
  BlockPool pool(1);
  const PointBlock block = pool.Take(64);
  EXPECT_EQ(block.capacity, 64u);
  EXPECT_EQ(block.size, 0u);
}

TEST(BlockPool, DoesNotWaitAfterClose) {
  BlockPool pool(1);
  const PointBlock first = pool.Take(64);
  std::thread taker([&pool] { EXPECT_EQ(pool.Take(64).capacity, 64u); });
  pool.Close();
  taker.join();
}

TEST(BlockPool, UsesBlocksAgain) {
  BlockPool pool(64 << 20);
  PointBlock block = pool.Take(kLargestBlock);
  block.size = 17;
  const LoggedPoint* memory = block.points.get();
  pool.GiveBack(std::move(block));
  const PointBlock again = pool.Take(kLargestBlock);
  EXPECT_EQ(again.points.get(), memory);
  EXPECT_EQ(again.size, 0u);
}

}  // namespace
}  // namespace assay
