#include "storage/metrics/points.h"

#include <algorithm>

namespace assay {
namespace {

// Integers that are ordered as totalOrder orders the values.
uint64_t OrderKey(double value) {
  constexpr uint64_t kSign = uint64_t{1} << 63;
  const uint64_t bits = std::bit_cast<uint64_t>(value);
  return bits & kSign ? ~bits : bits | kSign;
}

void Store(const Point& point, size_t i, Points& points) {
  points.steps[i] = point.step;
  points.times_ms[i] = point.time_ms;
  points.values[i] = point.value;
}

}  // namespace

bool Before(const Point& a, const Point& b) {
  if (a.step != b.step) return a.step < b.step;
  if (a.time_ms != b.time_ms) return a.time_ms < b.time_ms;
  return OrderKey(a.value) < OrderKey(b.value);
}

void Points::Resize(size_t count) {
  steps.resize(count);
  times_ms.resize(count);
  values.resize(count);
}

void Points::Add(const Point& point) {
  steps.push_back(point.step);
  times_ms.push_back(point.time_ms);
  values.push_back(point.value);
}

void Points::Append(PointsView points) {
  steps.insert(steps.end(), points.steps.begin(), points.steps.end());
  times_ms.insert(times_ms.end(), points.times_ms.begin(), points.times_ms.end());
  values.insert(values.end(), points.values.begin(), points.values.end());
}

bool IsSorted(PointsView points) {
  for (size_t i = 1; i < points.size(); ++i) {
    // Steps alone decide nearly always.
    if (points.steps[i - 1] < points.steps[i]) continue;
    if (!Before(points[i - 1], points[i])) return false;
  }
  return true;
}

size_t LowerBound(PointsView sorted, const Point& point) {
  size_t begin = 0;
  size_t end = sorted.size();
  while (begin < end) {
    const size_t middle = begin + (end - begin) / 2;
    if (Before(sorted[middle], point)) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  return begin;
}

void SortUnique(Points& points) {
  if (IsSorted(points)) return;
  std::vector<Point> rows(points.size());
  for (size_t i = 0; i < rows.size(); ++i) rows[i] = points[i];
  std::sort(rows.begin(), rows.end(), Before);
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  points.Resize(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) Store(rows[i], i, points);
}

Points Merge(std::span<const PointsView> parts) {
  std::vector<PointsView> ordered;
  size_t count = 0;
  for (const PointsView& part : parts) {
    if (part.empty()) continue;
    ordered.push_back(part);
    count += part.size();
  }
  std::sort(ordered.begin(), ordered.end(),
            [](const PointsView& a, const PointsView& b) { return Before(a.front(), b.front()); });
  Points merged;
  merged.steps.reserve(count);
  merged.times_ms.reserve(count);
  merged.values.reserve(count);
  for (const PointsView& part : ordered) merged.Append(part);
  SortUnique(merged);
  return merged;
}

void Subtract(Points& points, PointsView existing) {
  if (points.empty() || existing.empty()) return;
  size_t kept = 0;
  size_t j = LowerBound(existing, points[0]);
  for (size_t i = 0; i < points.size(); ++i) {
    const Point point = points[i];
    while (j < existing.size() && Before(existing[j], point)) ++j;
    if (j < existing.size() && existing[j] == point) continue;
    Store(point, kept++, points);
  }
  points.Resize(kept);
}

}  // namespace assay
