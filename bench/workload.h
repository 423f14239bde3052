// What the benchmarks log: noisy losses, runs with params and tags, and programs that log them.
#ifndef ASSAY_BENCH_WORKLOAD_H_
#define ASSAY_BENCH_WORKLOAD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/tracking_service.grpc.pb.h"
#include "client/run.h"

namespace assay::bench {

// Losses as training in single precision gives them: they fall, with noise in every digit of a
// float32. Made beforehand, so that making them is not measured.
class LossCurve {
 public:
  explicit LossCurve(uint64_t seed);
  double At(int64_t step) const { return values_[static_cast<size_t>(step) % kPoints]; }

 private:
  // A power of two known here, for a division would be a good part of what log_call times.
  static constexpr size_t kPoints = 1 << 16;
  std::vector<float> values_;
};

// `count` points of such a curve from `first_step` on, a few milliseconds apart.
void FillColumns(const std::string& key, int count, int64_t first_step, v1::MetricColumns* columns);

void AddParams(int count, google::protobuf::RepeatedPtrField<v1::Param>* params);
void AddTags(int count, google::protobuf::RepeatedPtrField<v1::Tag>* tags);

// A stub on a channel of its own, with gRPC's defaults.
std::unique_ptr<v1::TrackingService::Stub> MakeStub(const std::string& address);

// Options of a run of a program that logs only points, and waits when memory is full.
RunOptions PlainRun(const std::string& address);

// Logs with `writers` runs at once, a thread and `series` series each, as fast as it goes.
struct IngestResult {
  int64_t points = 0;
  // From the first Log to the last acknowledgement.
  double seconds = 0;
  std::vector<std::string> run_ids;
  double rate() const { return static_cast<double>(points) / seconds; }
};
absl::StatusOr<IngestResult> Ingest(const std::string& address, int writers, int series,
                                    int64_t points_in_all);

}  // namespace assay::bench

#endif  // ASSAY_BENCH_WORKLOAD_H_
