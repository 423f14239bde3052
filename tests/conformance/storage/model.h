// A plain model of a series, and points at random, to hold the store against.
#ifndef ASSAY_TESTS_CONFORMANCE_STORAGE_MODEL_H_
#define ASSAY_TESTS_CONFORMANCE_STORAGE_MODEL_H_

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <ostream>
#include <random>
#include <set>
#include <tuple>
#include <vector>

#include "storage/metrics/points.h"

namespace assay {

inline void PrintTo(const Point& point, std::ostream* os) {
  *os << "(" << point.step << ", " << point.time_ms << ", " << point.value << "/" << std::hex
      << std::bit_cast<uint64_t>(point.value) << std::dec << ")";
}

namespace testing {

// The bits of a double as a number in the order of IEEE 754's totalOrder.
inline uint64_t OrderOf(double value) {
  const uint64_t bits = std::bit_cast<uint64_t>(value);
  return bits >> 63 != 0 ? ~bits : bits | uint64_t{1} << 63;
}

struct InOrder {
  bool operator()(const Point& a, const Point& b) const {
    return std::tuple(a.step, a.time_ms, OrderOf(a.value)) <
           std::tuple(b.step, b.time_ms, OrderOf(b.value));
  }
};

// A series: every distinct point, in order.
class ModelSeries {
 public:
  void Add(const std::vector<Point>& points) { points_.insert(points.begin(), points.end()); }
  std::vector<Point> All() const { return {points_.begin(), points_.end()}; }
  std::vector<Point> Within(int64_t min_step, int64_t max_step) const {
    std::vector<Point> within;
    for (const Point& point : points_) {
      if (point.step >= min_step && point.step <= max_step) within.push_back(point);
    }
    return within;
  }
  int64_t count() const { return static_cast<int64_t>(points_.size()); }
  int64_t nan_count() const {
    return std::count_if(points_.begin(), points_.end(),
                         [](const Point& p) { return std::isnan(p.value); });
  }
  const Point& last() const { return *points_.rbegin(); }
  // Over the values that are numbers; NaN when there are none.
  double min() const {
    return Extreme([](double a, double b) { return a < b; });
  }
  double max() const {
    return Extreme([](double a, double b) { return a > b; });
  }

 private:
  template <typename Better>
  double Extreme(Better better) const {
    double best = std::numeric_limits<double>::quiet_NaN();
    for (const Point& point : points_) {
      if (std::isnan(point.value)) continue;
      if (std::isnan(best) || better(point.value, best)) best = point.value;
    }
    return best;
  }

  std::set<Point, InOrder> points_;
};

// Values that codecs and databases stumble over.
inline const std::vector<double>& OddValues() {
  using Limits = std::numeric_limits<double>;
  static const std::vector<double>& values = *new std::vector<double>{
      0.0,
      -0.0,
      1.0,
      0.1,
      -1e300,
      Limits::denorm_min(),
      Limits::max(),
      Limits::lowest(),
      Limits::infinity(),
      -Limits::infinity(),
      Limits::quiet_NaN(),
      -Limits::quiet_NaN(),
      std::bit_cast<double>(uint64_t{0x7ff8'0000'dead'beef}),
      std::bit_cast<double>(uint64_t{0xfff0'0000'0000'0001}),
  };
  return values;
}

// Points that collide: few steps and times, many odd values.
inline std::vector<Point> CollidingPoints(std::mt19937_64& random, size_t count, int64_t steps) {
  std::vector<Point> points;
  for (size_t i = 0; i < count; ++i) {
    points.push_back({static_cast<int64_t>(random() % static_cast<uint64_t>(steps)),
                      static_cast<int64_t>(random() % 3),
                      OddValues()[random() % OddValues().size()]});
  }
  return points;
}

// A curve: steps from `first` on, each once.
inline std::vector<Point> Curve(std::mt19937_64& random, size_t count, int64_t first) {
  std::vector<Point> points;
  for (size_t i = 0; i < count; ++i) {
    const int64_t step = first + static_cast<int64_t>(i);
    points.push_back({step, 1'700'000'000'000 + 10 * step,
                      static_cast<double>(static_cast<float>(random() % 10'000) / 10'000)});
  }
  return points;
}

}  // namespace testing
}  // namespace assay

#endif  // ASSAY_TESTS_CONFORMANCE_STORAGE_MODEL_H_
