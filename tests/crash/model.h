// What the writers of the crash tests log: known to the test without being told.
#ifndef ASSAY_TESTS_CRASH_MODEL_H_
#define ASSAY_TESTS_CRASH_MODEL_H_

#include <cstdint>
#include <cstdlib>
#include <string>

namespace assay::crash {

inline constexpr int kSeries = 3;

inline std::string SeriesName(int series) { return "series" + std::to_string(series); }

// Different for every series and step, and exact in a double.
inline double Value(int series, int64_t step) {
  return static_cast<double>((step * 7'919 + series * 104'729) % 1'000'003) / 8.0;
}

inline int64_t TimeMs(int64_t step) { return 1'700'000'000'000 + step; }

// The series of a name, or -1.
inline int SeriesOf(const std::string& name) {
  for (int series = 0; series < kSeries; ++series) {
    if (name == SeriesName(series)) return series;
  }
  return -1;
}

}  // namespace assay::crash

#endif  // ASSAY_TESTS_CRASH_MODEL_H_
