// Reading the points of series: whole, in pages, or downsampled.
#ifndef ASSAY_STORAGE_HISTORY_H_
#define ASSAY_STORAGE_HISTORY_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/tracking_service.pb.h"
#include "storage/metrics/points.h"
#include "storage/metrics/summary.h"
#include "storage/store.h"

namespace assay {

// A series that a question is about.
struct SeriesRef {
  std::string run_id;
  int64_t run = 0;
  int64_t metric = 0;
  int64_t count = 0;
  std::string key;
  std::string context;  // ContextText
};

struct StepRange {
  int64_t min = std::numeric_limits<int64_t>::min();
  int64_t max = std::numeric_limits<int64_t>::max();
};

// The series of a request, by run as asked, key, context. NotFound (RUN_NOT_FOUND), InvalidArgument
// (TOO_MANY_SERIES).
absl::StatusOr<std::vector<SeriesRef>> FindSeriesRefs(ReadTxn& txn,
                                                      const v1::GetMetricHistoryRequest& request);

// Appends up to `limit` points behind `after` (from the first one when absent) in (step, time,
// value) order. Returns whether there may be more.
absl::StatusOr<bool> ReadPoints(ReadTxn& txn, const SeriesRef& series, StepRange range,
                                const std::optional<Point>& after, size_t limit, Points* points);

// The series in at most `max_buckets` buckets.
absl::StatusOr<std::vector<Summary>> ReadBuckets(ReadTxn& txn, const SeriesRef& series,
                                                 StepRange range, int max_buckets);

}  // namespace assay

#endif  // ASSAY_STORAGE_HISTORY_H_
