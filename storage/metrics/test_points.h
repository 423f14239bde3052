// Points for tests: every shape that the codec treats differently.
#ifndef ASSAY_STORAGE_METRICS_TEST_POINTS_H_
#define ASSAY_STORAGE_METRICS_TEST_POINTS_H_

#include <bit>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "storage/metrics/points.h"

namespace assay {

inline std::vector<Point> Rows(PointsView points) {
  std::vector<Point> rows;
  for (size_t i = 0; i < points.size(); ++i) rows.push_back(points[i]);
  return rows;
}

inline Points FromRows(const std::vector<Point>& rows) {
  Points points;
  for (const Point& row : rows) points.Add(row);
  return points;
}

// Values that formats and comparisons get wrong.
inline std::vector<double> SpecialValues() {
  using Limits = std::numeric_limits<double>;
  std::vector<double> values = {0.0,
                                -0.0,
                                1.0,
                                -1.0,
                                0.1,
                                Limits::infinity(),
                                -Limits::infinity(),
                                Limits::quiet_NaN(),
                                -Limits::quiet_NaN(),
                                Limits::denorm_min(),
                                -Limits::denorm_min(),
                                Limits::min(),
                                Limits::max(),
                                Limits::lowest(),
                                std::numeric_limits<float>::denorm_min(),
                                std::numeric_limits<float>::max()};
  for (const uint64_t nan : {0x7ff0000000000001, 0x7ff8000000000001, 0x7ff8000020000000,
                             0x7fffffffffffffff, 0x7ff4000000000000}) {
    values.push_back(std::bit_cast<double>(nan));
    values.push_back(std::bit_cast<double>(nan | uint64_t{1} << 63));
  }
  return values;
}

// `count` points that repeat few steps, times and special values: full of ties and duplicates.
inline Points TiedPoints(size_t count, std::mt19937_64& random) {
  const std::vector<double> values = SpecialValues();
  Points points;
  for (size_t i = 0; i < count; ++i) {
    points.Add({static_cast<int64_t>(random() % 5) - 2, static_cast<int64_t>(random() % 3),
                values[random() % values.size()]});
  }
  return points;
}

}  // namespace assay

#endif  // ASSAY_STORAGE_METRICS_TEST_POINTS_H_
