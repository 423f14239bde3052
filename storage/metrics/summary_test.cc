#include "storage/metrics/summary.h"

#include <cmath>

#include "gtest/gtest.h"
#include "storage/metrics/test_points.h"

namespace assay {
namespace {

const double kNan = std::numeric_limits<double>::quiet_NaN();
const double kInf = std::numeric_limits<double>::infinity();

TEST(Summary, OfNoPointsIsEmpty) { EXPECT_EQ(Summarize(PointsView()), Summary()); }

TEST(Summary, SaysWhereTheExtremesLie) {
  const Summary summary =
      Summarize(FromRows({{1, 10, 3}, {2, 20, -4}, {3, 30, 9}, {4, 40, -4}, {5, 50, 9}}));
  EXPECT_EQ(summary.count, 5);
  EXPECT_EQ(summary.nan_count, 0);
  EXPECT_EQ(summary.first, (Point{1, 10, 3}));
  EXPECT_EQ(summary.last, (Point{5, 50, 9}));
  EXPECT_EQ(summary.min, (Point{2, 20, -4}));
  EXPECT_EQ(summary.max, (Point{3, 30, 9}));
}

TEST(Summary, IgnoresNanButCountsIt) {
  const Summary summary =
      Summarize(FromRows({{1, 0, kNan}, {2, 0, 5}, {3, 0, kNan}, {4, 0, -kInf}, {5, 0, kNan}}));
  EXPECT_EQ(summary.nan_count, 3);
  EXPECT_EQ(summary.min, (Point{4, 0, -kInf}));
  EXPECT_EQ(summary.max, (Point{2, 0, 5}));
  EXPECT_TRUE(std::isnan(summary.first.value));
  EXPECT_TRUE(std::isnan(summary.last.value));
}

TEST(Summary, HasNoExtremesWhenAllIsNan) {
  const Summary summary = Summarize(FromRows({{1, 7, -kNan}, {2, 8, -kNan}}));
  EXPECT_FALSE(summary.has_extremes());
  EXPECT_EQ(summary.min, (Point{1, 7, kNan}));
  EXPECT_EQ(summary.max, (Point{1, 7, kNan}));
}

TEST(Summary, OfNegativeAndPositiveZeroTakesTheEarliest) {
  const Summary summary = Summarize(FromRows({{1, 0, 0.0}, {2, 0, -0.0}}));
  EXPECT_EQ(summary.min.step, 1);
  EXPECT_EQ(summary.max.step, 1);
}

// Deals sorted points to two parts at random: the parts' summaries must say what the whole's says.
TEST(Summary, CombineOfPartsIsTheSummaryOfTheWhole) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 2000; ++round) {
    Points all = TiedPoints(random() % 12, random);
    SortUnique(all);
    Points parts[2];
    for (const Point& row : Rows(all)) parts[random() % 2].Add(row);
    const Summary a = Summarize(parts[0]);
    const Summary b = Summarize(parts[1]);
    ASSERT_EQ(Combine(a, b), Summarize(all));
    ASSERT_EQ(Combine(b, a), Summarize(all));
  }
}

}  // namespace
}  // namespace assay
