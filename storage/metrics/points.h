// Points of a metric series in columns, and their total order.
//
// Points are ordered by (step, time, value). Values are ordered by their bits as in totalOrder of
// IEEE 754: -NaN < -Inf < ... < -0 < +0 < ... < +Inf < +NaN. So NaNs of different payloads are
// different points, and every set of points has exactly one sorted form. "Sorted" below means
// strictly ascending in this order: an exact duplicate (step, time and bits of the value) counts
// once.
#ifndef ASSAY_STORAGE_METRICS_POINTS_H_
#define ASSAY_STORAGE_METRICS_POINTS_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay {

struct Point {
  int64_t step = 0;
  int64_t time_ms = 0;  // since the Unix epoch
  double value = 0;

  // The same step, time and bits of the value.
  friend bool operator==(const Point& a, const Point& b) {
    return a.step == b.step && a.time_ms == b.time_ms &&
           std::bit_cast<uint64_t>(a.value) == std::bit_cast<uint64_t>(b.value);
  }
};

// Whether `a` stands before `b` in the total order.
bool Before(const Point& a, const Point& b);

// Borrowed columns of equal length.
struct PointsView {
  std::span<const int64_t> steps;
  std::span<const int64_t> times_ms;
  std::span<const double> values;

  size_t size() const { return steps.size(); }
  bool empty() const { return steps.empty(); }
  Point operator[](size_t i) const { return {steps[i], times_ms[i], values[i]}; }
  Point front() const { return (*this)[0]; }
  Point back() const { return (*this)[size() - 1]; }
  PointsView subview(size_t begin, size_t count) const {
    return {steps.subspan(begin, count), times_ms.subspan(begin, count),
            values.subspan(begin, count)};
  }
};

// Owned columns of equal length.
struct Points {
  std::vector<int64_t> steps;
  std::vector<int64_t> times_ms;
  std::vector<double> values;

  size_t size() const { return steps.size(); }
  bool empty() const { return steps.empty(); }
  Point operator[](size_t i) const { return {steps[i], times_ms[i], values[i]}; }
  PointsView view() const { return {steps, times_ms, values}; }
  operator PointsView() const { return view(); }  // as a vector converts to a span

  void Resize(size_t count);
  void Add(const Point& point);
  void Append(PointsView points);  // `points` must not be of this object
};

// Whether the points are strictly ascending.
bool IsSorted(PointsView points);

// The first index whose point does not stand before `point`; `sorted` must be sorted.
size_t LowerBound(PointsView sorted, const Point& point);

// Sorts, and drops exact duplicates. One pass when the points are sorted already.
void SortUnique(Points& points);

// The sorted union of sorted parts, in one pass when the parts do not overlap.
Points Merge(std::span<const PointsView> parts);

// Removes from `points` what is in `existing`; both sorted.
void Subtract(Points& points, PointsView existing);

}  // namespace assay

#endif  // ASSAY_STORAGE_METRICS_POINTS_H_
