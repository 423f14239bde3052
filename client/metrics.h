// Series of metrics as programs read them: columns of equal length.
#ifndef ASSAY_CLIENT_METRICS_H_
#define ASSAY_CLIENT_METRICS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "assay/v1/tracking_service.pb.h"

namespace assay {

// Which series to read.
struct MetricQuery {
  std::vector<std::string> run_ids = {};
  // Empty means every key of the runs.
  std::vector<std::string> keys = {};
  // When present, only series with exactly this context.
  std::optional<std::map<std::string, std::string>> context = {};
  // Only points with min_step <= step <= max_step.
  std::optional<int64_t> min_step = {};
  std::optional<int64_t> max_step = {};
};

// Which series it is.
struct SeriesKey {
  std::string run_id;
  std::string key;
  std::map<std::string, std::string> context;

  friend bool operator==(const SeriesKey&, const SeriesKey&) = default;
};

// Points in the order of (step, time, value).
struct Series {
  SeriesKey id;
  std::vector<int64_t> steps;
  std::vector<int64_t> times_ms;  // since the Unix epoch
  std::vector<double> values;
};

// A series in buckets of consecutive points, in columns (see v1::MetricBuckets).
struct SeriesBuckets {
  SeriesKey id;
  v1::MetricBuckets buckets;
};

}  // namespace assay

#endif  // ASSAY_CLIENT_METRICS_H_
