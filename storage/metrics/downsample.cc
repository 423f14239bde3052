#include "storage/metrics/downsample.h"

#include <algorithm>

#include "storage/metrics/blocks.h"

namespace assay {
namespace {

// a * b / c without overflow.
int64_t MulDiv(int64_t a, int64_t b, int64_t c) {
  return static_cast<int64_t>(static_cast<__int128>(a) * b / c);
}

}  // namespace

Downsampler::Downsampler(int64_t total_points, int64_t max_buckets)
    : total_(std::max<int64_t>(total_points, 1)),
      max_buckets_(std::clamp<int64_t>(max_buckets, 1, total_)) {}

int64_t Downsampler::BucketOf(int64_t position) const {
  return std::min(MulDiv(position, max_buckets_, total_), max_buckets_ - 1);
}

void Downsampler::Put(int64_t bucket, const Summary& summary) {
  if (bucket > current_) {
    buckets_.push_back(summary);
    current_ = bucket;
  } else {
    buckets_.back() = Combine(buckets_.back(), summary);
  }
  added_ += summary.count;
}

void Downsampler::Add(const Summary& block) {
  if (block.count > 0) Put(BucketOf(added_ + block.count / 2), block);
}

void Downsampler::Add(PointsView sorted) {
  for (size_t begin = 0; begin < sorted.size();) {
    const int64_t bucket = BucketOf(added_);
    size_t count = sorted.size() - begin;
    if (bucket + 1 < max_buckets_) {
      // The first position of the next bucket is the quotient rounded up.
      const int64_t limit = MulDiv(bucket + 1, total_, max_buckets_) +
                            (static_cast<__int128>(bucket + 1) * total_ % max_buckets_ != 0);
      count = std::min<size_t>(count, limit - added_);
    }
    Put(bucket, Summarize(sorted.subview(begin, count)));
    begin += count;
  }
}

std::vector<Summary> Downsampler::Finish() && { return std::move(buckets_); }

bool BlocksAreFineEnough(int64_t total_points, int64_t max_buckets) {
  return total_points / std::max<int64_t>(max_buckets, 1) >= int64_t{8 * kBlockPoints};
}

std::vector<Summary> Downsample(std::span<const Summary> blocks, int64_t max_buckets) {
  int64_t total = 0;
  for (const Summary& block : blocks) total += block.count;
  Downsampler downsampler(total, max_buckets);
  for (const Summary& block : blocks) downsampler.Add(block);
  return std::move(downsampler).Finish();
}

}  // namespace assay
