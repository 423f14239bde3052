#include "storage/metrics/summary.h"

#include <cmath>
#include <limits>

namespace assay {
namespace {

Point NoExtreme(const Point& first) {
  return {first.step, first.time_ms, std::numeric_limits<double>::quiet_NaN()};
}

const Point& LesserValue(const Point& a, const Point& b) {
  if (a.value != b.value) return a.value < b.value ? a : b;
  return Before(b, a) ? b : a;
}

const Point& GreaterValue(const Point& a, const Point& b) {
  if (a.value != b.value) return a.value > b.value ? a : b;
  return Before(b, a) ? b : a;
}

}  // namespace

Summary Summarize(PointsView sorted) {
  Summary summary;
  const size_t count = sorted.size();
  if (count == 0) return summary;
  size_t first_number = 0;
  while (first_number < count && std::isnan(sorted.values[first_number])) ++first_number;

  summary.count = static_cast<int64_t>(count);
  summary.nan_count = static_cast<int64_t>(first_number);
  summary.first = sorted.front();
  summary.last = sorted.back();
  if (first_number == count) {
    summary.min = summary.max = NoExtreme(summary.first);
    return summary;
  }
  size_t min = first_number;
  size_t max = first_number;
  for (size_t i = first_number + 1; i < count; ++i) {
    const double value = sorted.values[i];
    if (value < sorted.values[min]) min = i;
    if (value > sorted.values[max]) max = i;
    summary.nan_count += std::isnan(value);
  }
  summary.min = sorted[min];
  summary.max = sorted[max];
  return summary;
}

Summary Combine(const Summary& a, const Summary& b) {
  if (a.count == 0) return b;
  if (b.count == 0) return a;
  Summary both;
  both.count = a.count + b.count;
  both.nan_count = a.nan_count + b.nan_count;
  both.first = Before(b.first, a.first) ? b.first : a.first;
  both.last = Before(a.last, b.last) ? b.last : a.last;
  if (a.has_extremes() && b.has_extremes()) {
    both.min = LesserValue(a.min, b.min);
    both.max = GreaterValue(a.max, b.max);
  } else if (a.has_extremes() || b.has_extremes()) {
    const Summary& known = a.has_extremes() ? a : b;
    both.min = known.min;
    both.max = known.max;
  } else {
    both.min = both.max = NoExtreme(both.first);
  }
  return both;
}

}  // namespace assay
