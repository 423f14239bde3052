// A measure and its bare limit, in turns: so that both see the same machine when it changes its
// speed.
#ifndef ASSAY_BENCH_ROUNDS_H_
#define ASSAY_BENCH_ROUNDS_H_

#include <chrono>
#include <functional>
#include <utility>

#include "bench/load.h"

namespace assay::bench {

inline constexpr int kRounds = 3;
inline constexpr std::chrono::milliseconds kWarmUp{300};
inline constexpr std::chrono::milliseconds kRound{1'500};

using LoadFunction = std::function<LoadResult(SteadyClock::duration)>;

// Runs both `kRounds` times, after a warm-up. First the measure's result, then the limit's.
inline std::pair<LoadResult, LoadResult> InTurns(const LoadFunction& measure,
                                                 const LoadFunction& limit) {
  (void)measure(kWarmUp);
  (void)limit(kWarmUp);
  std::pair<LoadResult, LoadResult> results;
  for (int i = 0; i < kRounds; ++i) {
    results.second.Merge(limit(kRound));
    results.first.Merge(measure(kRound));
  }
  return results;
}

// The figure of a load, in calls a second.
inline Figure RateFigure(const LoadResult& result) {
  Figure figure{.value = result.rate(), .unit = "calls/s"};
  figure.WithPercentiles(result.latencies);
  figure.errors = result.errors;
  figure.note = result.first_error;
  return figure;
}

}  // namespace assay::bench

#endif  // ASSAY_BENCH_ROUNDS_H_
