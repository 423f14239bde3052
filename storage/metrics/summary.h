// What a plot or a search needs of a stretch of points, without the points.
#ifndef ASSAY_STORAGE_METRICS_SUMMARY_H_
#define ASSAY_STORAGE_METRICS_SUMMARY_H_

#include <cstdint>

#include "storage/metrics/points.h"

namespace assay {

// `min` and `max` are the points of the least and the greatest value, so that a plot can place a
// spike where it was; of equal values (-0 equals +0) the earliest point. NaNs are not considered;
// when there is nothing else, both are the first point's step and time with a quiet NaN.
struct Summary {
  int64_t count = 0;  // everything else is meaningless when this is 0
  int64_t nan_count = 0;
  Point first;  // in the order of points.h
  Point last;
  Point min;
  Point max;

  bool has_extremes() const { return nan_count < count; }
  friend bool operator==(const Summary&, const Summary&) = default;
};

// The summary of sorted points.
Summary Summarize(PointsView sorted);

// The summary of both stretches together, which may overlap but share no point. Commutative and
// associative; a summary of no points changes nothing.
Summary Combine(const Summary& a, const Summary& b);

}  // namespace assay

#endif  // ASSAY_STORAGE_METRICS_SUMMARY_H_
