// A search by sketches: which runs can match, and stand first in the order, is told by reading a
// few bytes of every run; only those are looked up.
#ifndef ASSAY_STORAGE_SIEVE_H_
#define ASSAY_STORAGE_SIEVE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/search_plan.h"
#include "storage/sketched_runs.h"
#include "storage/store.h"

namespace assay {

struct SieveLimits {
  // A condition that at most so many runs meet is better driven by.
  int64_t rare = 500;
  // So many runs are looked up for one page.
  int64_t listed = 2'048;
  // So many runs may have no sketches that count.
  int64_t loose = 4'096;
  // Where a walk along the order is likely to fill a page within half as many runs, it is better.
  int64_t walk = 1'000;
};

// Not thread-safe. Must not outlive its question and transaction.
class Sieve {
 public:
  // Nothing when sketches don't help.
  static absl::StatusOr<std::optional<Sieve>> Make(ReadTxn& txn, const SearchQuestion& question,
                                                   const SieveLimits& limits);

  // Whether sketches tell the order.
  static bool CanOrder(const OrderKey& key);

  // How many runs a walk along the order is likely to pass until a page is full.
  absl::StatusOr<double> EstimateWalk() const;

  // The next of the sources that have, one after the other, all runs that can match from the
  // position on, as PlanSearch gives them; nothing at the end, or when it gives up.
  absl::StatusOr<std::optional<RunSource>> Next();
  // Whether there may be more, of which sketches do not tell which few to look up.
  bool gave_up() const { return gave_up_; }

 private:
  Sieve(const SearchQuestion& question, const SieveLimits& limits, std::vector<SketchRange> ranges,
        SketchedRuns runs);

  int64_t page_;
  std::vector<SketchRange> ranges_;  // until the first source
  SketchedRuns runs_;
  std::optional<SketchKey> order_;
  bool descending_ = false;
  uint64_t from_ = 0;  // the standing at which the next source begins
  size_t wanted_;      // runs in the next source, about
  size_t may_list_;    // runs in all sources that are left
  bool gave_up_ = false;
};

}  // namespace assay

#endif  // ASSAY_STORAGE_SIEVE_H_
