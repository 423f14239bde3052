#include <x86intrin.h>

#include <algorithm>
#include <thread>

#include "bench/child_process.h"
#include "bench/measures.h"
#include "bench/workload.h"
#include "core/status_macros.h"
#include "fmt/format.h"

namespace assay::bench {
namespace {

constexpr int kSeries = 20;
constexpr int64_t kBurst = 64;
// A training program that logs a million points a second: a burst each 64 µs.
constexpr double kBurstNanos = 64'000;
constexpr int64_t kBursts = 60'000;

uint64_t Ticks() {
  unsigned core;
  return __rdtscp(&core);
}

// How long a tick of the processor's clock takes, and how long it takes to read it.
struct TickClock {
  double nanos;
  double overhead;  // in ticks
};

TickClock Calibrate() {
  const auto begin = SteadyClock::now();
  const uint64_t first = Ticks();
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  TickClock clock;
  clock.nanos = SecondsSince(begin) * 1e9 / static_cast<double>(Ticks() - first);
  std::vector<uint64_t> pairs(100'001);
  for (uint64_t& pair : pairs) {
    const uint64_t now = Ticks();
    pair = Ticks() - now;
  }
  std::nth_element(pairs.begin(), pairs.begin() + 50'000, pairs.end());
  clock.overhead = static_cast<double>(pairs[50'000]);
  return clock;
}

double Percentile(std::vector<double>& values, double share) {
  const auto nth =
      values.begin() + static_cast<int64_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), nth, values.end());
  return *nth;
}

struct CallTimes {
  double median = 0;  // ns, of calls in bursts
  double p999 = 0;    // ns, of single calls
  double worst = 0;   // ns
};

// Times `log(series, step)`, first in bursts, for a call is shorter than what the clock can tell,
// then each call by itself.
template <typename Log>
CallTimes Time(const Log& log) {
  const TickClock clock = Calibrate();
  const auto burst_ticks = static_cast<uint64_t>(kBurstNanos / clock.nanos);
  std::vector<double> bursts, singles;
  bursts.reserve(kBursts);
  singles.reserve(kBursts * kBurst);
  uint64_t due = Ticks();
  int64_t call = 0;
  const auto wait = [&] {
    while (Ticks() < due) _mm_pause();
    due += burst_ticks;
  };
  for (int64_t i = 0; i < kBursts; ++i) {
    wait();
    const uint64_t begin = Ticks();
    for (int64_t k = 0; k < kBurst; ++k, ++call)
      log(static_cast<size_t>(call % kSeries), call / kSeries);
    bursts.push_back((static_cast<double>(Ticks() - begin) - clock.overhead) * clock.nanos /
                     kBurst);
  }
  for (int64_t i = 0; i < kBursts; ++i) {
    wait();
    for (int64_t k = 0; k < kBurst; ++k, ++call) {
      const uint64_t begin = Ticks();
      log(static_cast<size_t>(call % kSeries), call / kSeries);
      singles.push_back((static_cast<double>(Ticks() - begin) - clock.overhead) * clock.nanos);
    }
  }
  CallTimes times;
  times.median = Percentile(bursts, 0.5);
  times.p999 = Percentile(singles, 0.999);
  times.worst = Percentile(singles, 1);
  return times;
}

absl::StatusOr<CallTimes> ByName(const std::string& address) {
  ASSAY_ASSIGN_OR_RETURN(Run run, Run::Open(PlainRun(address)));
  std::vector<std::string> names;
  for (int i = 0; i < kSeries; ++i) names.push_back(fmt::format("train/loss_{}", i));
  const LossCurve curve(1);
  const CallTimes times =
      Time([&](size_t i, int64_t step) { (void)run.Log(names[i], curve.At(step), step); });
  ASSAY_RETURN_IF_ERROR(run.Finish());
  return times;
}

absl::StatusOr<CallTimes> ByHandle(const std::string& address) {
  ASSAY_ASSIGN_OR_RETURN(Run run, Run::Open(PlainRun(address)));
  std::vector<SeriesHandle> series;
  for (int i = 0; i < kSeries; ++i) {
    ASSAY_ASSIGN_OR_RETURN(SeriesHandle handle, run.GetSeries(fmt::format("train/loss_{}", i)));
    series.push_back(handle);
  }
  const LossCurve curve(1);
  const CallTimes times =
      Time([&](size_t i, int64_t step) { series[i].Log(curve.At(step), step); });
  ASSAY_RETURN_IF_ERROR(run.Finish());
  return times;
}

Figure Nanos(const CallTimes& times) {
  Figure figure{.value = times.median, .unit = "ns"};
  figure.p50 = times.median / 1e6;
  figure.note =
      fmt::format("p99.9 {:.2f} us, worst {:.0f} us", times.p999 / 1e3, times.worst / 1e3);
  return figure;
}

}  // namespace

absl::Status MeasureLogCall(Bench& bench) {
  ASSAY_ASSIGN_OR_RETURN(const auto server,
                         StartFreshServer(bench.assayd, bench.data + "/log_call"));
  ASSAY_ASSIGN_OR_RETURN(const CallTimes by_name, ByName(server->address()));
  ASSAY_ASSIGN_OR_RETURN(const CallTimes by_handle, ByHandle(server->address()));
  bench.report.Add("log_call.by_name", Nanos(by_name));
  bench.report.Add("log_call.by_handle", Nanos(by_handle));
  bench.report.Add("log_call.p999", {.value = std::max(by_name.p999, by_handle.p999) / 1e3,
                                     .unit = "us",
                                     .note = "the longer of the two, at a million calls/s"});
  return server->Stop();
}

}  // namespace assay::bench
