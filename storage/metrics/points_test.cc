#include "storage/metrics/points.h"

#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/metrics/test_points.h"

namespace assay {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

// The reference model: a set of rows. Steps and times are small, so a plain key does for the order.
struct ModelLess {
  bool operator()(const Point& a, const Point& b) const {
    const auto key = [](double value) {
      const auto bits = std::bit_cast<int64_t>(value);
      return bits >= 0 ? bits : std::numeric_limits<int64_t>::min() - bits - 1;
    };
    return std::tuple(a.step, a.time_ms, key(a.value)) <
           std::tuple(b.step, b.time_ms, key(b.value));
  }
};
using Model = std::set<Point, ModelLess>;

Model ToModel(PointsView points) {
  Model model;
  for (const Point& row : Rows(points)) model.insert(row);
  return model;
}

TEST(Points, OrdersValuesAsTotalOrderDoes) {
  using Limits = std::numeric_limits<double>;
  const double nan = Limits::quiet_NaN();
  const std::vector<double> ascending = {-nan,
                                         -Limits::infinity(),
                                         -1,
                                         -Limits::denorm_min(),
                                         -0.0,
                                         0.0,
                                         Limits::denorm_min(),
                                         1,
                                         Limits::infinity(),
                                         nan,
                                         std::bit_cast<double>(0x7ff8000000000001)};
  for (size_t i = 0; i < ascending.size(); ++i) {
    for (size_t j = 0; j < ascending.size(); ++j) {
      EXPECT_EQ(Before({1, 1, ascending[i]}, {1, 1, ascending[j]}), i < j) << i << " " << j;
    }
  }
  EXPECT_TRUE(Before({1, 9, 9}, {2, 1, 1}));
  EXPECT_TRUE(Before({1, 1, 9}, {1, 2, 1}));
  EXPECT_TRUE(Before({std::numeric_limits<int64_t>::min(), 0, 0}, {0, 0, 0}));
}

TEST(Points, SortUniqueKeepsEveryDistinctPointOnce) {
  Points points = FromRows({{2, 1, 5}, {1, 1, 5}, {2, 1, 5}, {2, 1, 4}, {1, 1, -0.0}, {1, 1, 0.0}});
  SortUnique(points);
  EXPECT_THAT(Rows(points), ElementsAre(Point{1, 1, -0.0}, Point{1, 1, 0.0}, Point{1, 1, 5},
                                        Point{2, 1, 4}, Point{2, 1, 5}));
}

TEST(Points, SortUniqueLeavesSortedPointsAlone) {
  Points points = FromRows({{1, 1, 5}, {2, 0, 1}, {2, 0, 2}, {2, 3, 0}});
  const std::vector<Point> before = Rows(points);
  const double* data = points.values.data();
  SortUnique(points);
  EXPECT_THAT(Rows(points), ElementsAreArray(before));
  EXPECT_EQ(points.values.data(), data);
}

TEST(Points, SetOperationsAgreeWithASet) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 500; ++round) {
    std::vector<Points> parts(random() % 5);
    Model united;
    std::vector<PointsView> views;
    for (Points& part : parts) {
      part = TiedPoints(random() % 60, random);
      const Model model = ToModel(part);
      SortUnique(part);
      ASSERT_THAT(Rows(part), ElementsAreArray(model));
      ASSERT_TRUE(IsSorted(part));
      united.insert(model.begin(), model.end());
      views.push_back(part);
    }
    ASSERT_THAT(Rows(Merge(views)), ElementsAreArray(united));

    Points rest = Merge(views);
    Points existing = TiedPoints(random() % 100, random);
    SortUnique(existing);
    for (const Point& row : Rows(existing)) united.erase(row);
    Subtract(rest, existing);
    ASSERT_THAT(Rows(rest), ElementsAreArray(united));
  }
}

TEST(Points, SubtractHandlesDisjointAndEqualPoints) {
  const Points all = FromRows({{1, 0, 0}, {2, 0, 0}, {3, 0, 0}});
  Points points = all;
  Subtract(points, all);
  EXPECT_TRUE(points.empty());
  points = all;
  Subtract(points, FromRows({{-1, 0, 0}, {9, 0, 0}}));
  EXPECT_EQ(Rows(points), Rows(all));
  Subtract(points, Points());
  EXPECT_EQ(Rows(points), Rows(all));
}

TEST(Points, LowerBoundIsTheFirstPointNotBefore) {
  const Points points = FromRows({{1, 0, 0}, {2, 0, 0}, {2, 0, 1}, {5, 0, 0}});
  EXPECT_EQ(LowerBound(points, {0, 0, 0}), 0);
  EXPECT_EQ(LowerBound(points, {2, 0, 0}), 1);
  EXPECT_EQ(LowerBound(points, {2, 0, 0.5}), 2);
  EXPECT_EQ(LowerBound(points, {6, 0, 0}), 4);
}

}  // namespace
}  // namespace assay
