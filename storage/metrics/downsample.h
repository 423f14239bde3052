// Downsampling that never loses a spike: a long series becomes at most N buckets of about equal
// point count, each with the exact first, last, min and max point of what it covers.
#ifndef ASSAY_STORAGE_METRICS_DOWNSAMPLE_H_
#define ASSAY_STORAGE_METRICS_DOWNSAMPLE_H_

#include <cstdint>
#include <vector>

#include "storage/metrics/summary.h"

namespace assay {

// Takes the points of a series in order, as points or as summaries of blocks that do not overlap,
// and fills buckets. Points are cut at the buckets' limits; a summary goes whole to the bucket in
// which its middle lies. Where chunks overlap, merge their points first. Not thread-safe.
//
// Whatever is added: at most `max_buckets` buckets, none of them empty; counts sum up; every field
// is exact for the points that the bucket covers.
class Downsampler {
 public:
  // `total_points` is how many points are expected in all; where it is wrong, buckets are uneven,
  // and nothing else. Both at least 1, smaller ones are taken as 1.
  Downsampler(int64_t total_points, int64_t max_buckets);

  void Add(const Summary& block);
  void Add(PointsView sorted);

  std::vector<Summary> Finish() &&;

 private:
  int64_t BucketOf(int64_t position) const;
  void Put(int64_t bucket, const Summary& summary);

  int64_t total_;
  int64_t max_buckets_;
  int64_t added_ = 0;
  int64_t current_ = -1;  // the bucket that buckets_.back() is
  std::vector<Summary> buckets_;
};

// Whether blocks of at most kBlockPoints points are fine enough for buckets whose point counts
// differ by a quarter at most; else decode the chunks and add points.
bool BlocksAreFineEnough(int64_t total_points, int64_t max_buckets);

// The buckets of sorted blocks that do not overlap.
std::vector<Summary> Downsample(std::span<const Summary> blocks, int64_t max_buckets);

}  // namespace assay

#endif  // ASSAY_STORAGE_METRICS_DOWNSAMPLE_H_
