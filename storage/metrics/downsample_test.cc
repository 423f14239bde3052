#include "storage/metrics/downsample.h"

#include "gtest/gtest.h"
#include "storage/metrics/blocks.h"
#include "storage/metrics/test_points.h"

namespace assay {
namespace {

Points Noisy(size_t count, uint64_t seed) {
  std::mt19937_64 random(seed);
  const std::vector<double> special = SpecialValues();
  Points points;
  for (size_t i = 0; i < count; ++i) {
    const double noise = static_cast<double>(random() % 1'000'000) * 1e-3;
    points.Add({static_cast<int64_t>(i), static_cast<int64_t>(i),
                random() % 20 == 0 ? special[random() % special.size()] : noise});
  }
  return points;
}

// Every bucket must be the summary, computed anew, of the points that it says it covers.
void ExpectExact(const std::vector<Summary>& buckets, const Points& points, size_t max_buckets) {
  ASSERT_LE(buckets.size(), max_buckets);
  size_t begin = 0;
  for (const Summary& bucket : buckets) {
    ASSERT_GT(bucket.count, 0);
    ASSERT_LE(begin + bucket.count, points.size());
    ASSERT_EQ(bucket, Summarize(points.view().subview(begin, bucket.count)));
    begin += bucket.count;
  }
  ASSERT_EQ(begin, points.size());
}

TEST(Downsample, PointsFillBucketsEvenly) {
  for (const size_t count : {1, 2, 7, 100, 1'000, 4'321}) {
    const Points points = Noisy(count, count);
    for (const size_t buckets : {1, 2, 3, 10, 999, 10'000}) {
      Downsampler downsampler(count, buckets);
      downsampler.Add(points.view());
      const std::vector<Summary> result = std::move(downsampler).Finish();
      ExpectExact(result, points, buckets);
      EXPECT_EQ(result.size(), std::min(count, buckets));
      for (const Summary& bucket : result) {
        EXPECT_GE(bucket.count, static_cast<int64_t>(count / result.size()));
        EXPECT_LE(bucket.count, static_cast<int64_t>(count / result.size() + 1));
      }
    }
  }
}

TEST(Downsample, BlocksFillBucketsEvenlyWhenTheyAreFineEnough) {
  const Points points = Noisy(100'000, 1);
  for (const int64_t buckets : {1, 5, 20}) {
    ASSERT_TRUE(BlocksAreFineEnough(points.size(), buckets));
    const std::vector<Summary> result = Downsample(SummarizeBlocks(points), buckets);
    ExpectExact(result, points, buckets);
    ASSERT_EQ(result.size(), static_cast<size_t>(buckets));
    const double even = 100'000.0 / static_cast<double>(buckets);
    for (const Summary& bucket : result) {
      EXPECT_NEAR(static_cast<double>(bucket.count), even, even / 4);
    }
  }
  EXPECT_FALSE(BlocksAreFineEnough(points.size(), 100));
}

TEST(Downsample, FewerBlocksThanBucketsStayAsTheyAre) {
  const Points points = Noisy(2'000, 2);
  const std::vector<Summary> blocks = SummarizeBlocks(points);
  EXPECT_EQ(Downsample(blocks, 100), blocks);
  EXPECT_TRUE(Downsample({}, 100).empty());
}

// Points and blocks of any sizes in turn, with an expected total that may be far off.
TEST(Downsample, AnyMixtureIsExact) {
  std::mt19937_64 random(9);
  for (int round = 0; round < 500; ++round) {
    const Points points = Noisy(1 + random() % 3'000, round);
    const size_t buckets = 1 + random() % 50;
    const int64_t expected = random() % 3 == 0 ? static_cast<int64_t>(random() % 10'000)
                                               : static_cast<int64_t>(points.size());
    Downsampler downsampler(expected, buckets);
    for (size_t begin = 0; begin < points.size();) {
      const size_t count = std::min<size_t>(random() % 700, points.size() - begin);
      const PointsView part = points.view().subview(begin, count);
      random() % 2 ? downsampler.Add(part) : downsampler.Add(Summarize(part));
      begin += count;
    }
    ExpectExact(std::move(downsampler).Finish(), points, buckets);
  }
}

TEST(Downsample, AOnePointSpikeSurvives) {
  Points points;
  for (int64_t i = 0; i < 1'000'000; ++i) points.Add({i, i, i == 777'777 ? 1e9 : 1.0});
  const std::vector<Summary> buckets = Downsample(SummarizeBlocks(points), 100);
  EXPECT_EQ(buckets.at(77).max, (Point{777'777, 777'777, 1e9}));
}

}  // namespace
}  // namespace assay
