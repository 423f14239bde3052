// The bare limit of ingest: the same messages over the same kind of streams to a server that stores
// nothing.
#ifndef ASSAY_BENCH_BARE_STREAM_H_
#define ASSAY_BENCH_BARE_STREAM_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/tracking_service.pb.h"

namespace assay::bench {

// The batches that the client library makes of a run that logs `series` series as fast as it can.
// They are taken from the spool of an offline run in `folder`.
absl::StatusOr<std::vector<v1::LogBatchRequest>> CaptureBatches(const std::string& folder,
                                                                int series);

// Sends `points` points in such batches over `writers` streams at once. Returns points a second.
absl::StatusOr<double> StreamBare(const std::string& address, int writers, int64_t points,
                                  const std::vector<v1::LogBatchRequest>& batches);

}  // namespace assay::bench

#endif  // ASSAY_BENCH_BARE_STREAM_H_
