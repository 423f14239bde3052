#include "bench/workload.h"

#include <cmath>
#include <random>
#include <thread>

#include "bench/harness.h"
#include "core/status_macros.h"
#include "fmt/format.h"
#include "grpcpp/create_channel.h"

namespace assay::bench {
namespace {

constexpr std::chrono::minutes kFlushTimeout(10);
constexpr int64_t kStartMillis = 1'700'000'000'000;

// One training program: every step logs all of its series.
absl::Status LogSteps(Run& run, int series_count, int64_t steps, uint64_t seed) {
  std::vector<SeriesHandle> series;
  for (int i = 0; i < series_count; ++i) {
    ASSAY_ASSIGN_OR_RETURN(SeriesHandle handle, run.GetSeries(fmt::format("train/loss_{}", i)));
    series.push_back(handle);
  }
  const LossCurve curve(seed);
  for (int64_t step = 0; step < steps; ++step) {
    int64_t place = step;
    for (SeriesHandle& handle : series) handle.Log(curve.At(place += 977), step);
  }
  return run.Flush(kFlushTimeout);
}

}  // namespace

LossCurve::LossCurve(uint64_t seed) : values_(kPoints) {
  std::mt19937_64 random(seed);
  std::normal_distribution<float> noise(0.0F, 0.1F);
  for (size_t i = 0; i < values_.size(); ++i) {
    const float trend = 2.3F * std::exp(-static_cast<float>(i) / 20'000.0F) + 0.05F;
    values_[i] = trend * (1.0F + noise(random));
  }
}

void FillColumns(const std::string& key, int count, int64_t first_step,
                 v1::MetricColumns* columns) {
  static const LossCurve curve(7);
  columns->set_key(key);
  for (int i = 0; i < count; ++i) {
    columns->add_steps(first_step + i);
    columns->add_times_ms(kStartMillis + 4 * (first_step + i) + i % 3);
    columns->add_values(curve.At(first_step + i));
  }
}

void AddParams(int count, google::protobuf::RepeatedPtrField<v1::Param>* params) {
  for (int i = 0; i < count; ++i) {
    v1::Param* param = params->Add();
    param->set_key(fmt::format("model/param_{}", i));
    switch (i % 3) {
      case 0:
        param->mutable_value()->set_double_value(0.001 * (i + 1));
        break;
      case 1:
        param->mutable_value()->set_int_value(32 << i);
        break;
      default:
        param->mutable_value()->set_string_value(fmt::format("choice-{}", i));
    }
  }
}

void AddTags(int count, google::protobuf::RepeatedPtrField<v1::Tag>* tags) {
  for (int i = 0; i < count; ++i) {
    v1::Tag* tag = tags->Add();
    tag->set_key(fmt::format("tag_{}", i));
    tag->set_value(fmt::format("value of tag {}", i));
  }
}

std::unique_ptr<v1::TrackingService::Stub> MakeStub(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(64 << 20);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return v1::TrackingService::NewStub(
      grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
}

RunOptions PlainRun(const std::string& address) {
  RunOptions options;
  options.experiment = "bench";
  options.server.server = address;
  options.spool = Spool::kNever;
  options.capture_code = false;
  options.capture_environment = false;
  options.finish_timeout = kFlushTimeout;
  return options;
}

absl::StatusOr<IngestResult> Ingest(const std::string& address, int writers, int series,
                                    int64_t points_in_all) {
  const int64_t steps = points_in_all / writers / series;
  IngestResult result;
  std::vector<Run> runs;
  for (int i = 0; i < writers; ++i) {
    ASSAY_ASSIGN_OR_RETURN(Run run, Run::Open(PlainRun(address)));
    runs.push_back(std::move(run));
    // The run is there before the clock starts.
    ASSAY_RETURN_IF_ERROR(runs.back().Flush(kFlushTimeout));
    result.run_ids.push_back(runs.back().run_id());
  }
  std::vector<absl::Status> statuses(static_cast<size_t>(writers));
  std::vector<std::thread> threads;
  const auto begin = SteadyClock::now();
  for (size_t i = 0; i < runs.size(); ++i) {
    threads.emplace_back([&, i] { statuses[i] = LogSteps(runs[i], series, steps, i); });
  }
  for (std::thread& thread : threads) thread.join();
  result.seconds = SecondsSince(begin);
  result.points = steps * writers * series;
  for (const absl::Status& status : statuses) ASSAY_RETURN_IF_ERROR(status);
  for (Run& run : runs) ASSAY_RETURN_IF_ERROR(run.Finish());
  return result;
}

}  // namespace assay::bench
