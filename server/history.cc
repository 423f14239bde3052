#include "server/history.h"

#include <bit>
#include <charconv>
#include <utility>

#include "core/errors.h"
#include "core/limits.h"
#include "core/status_macros.h"
#include "server/tracking_service.h"
#include "storage/names.h"
#include "storage/page_token.h"

namespace assay::tracking {
namespace {

constexpr int kDefaultPoints = 50'000;

absl::Status Validate(const v1::GetMetricHistoryRequest& request) {
  if (request.run_ids().empty()) {
    return InvalidArgument("RUN_IDS_MISSING", "run_ids", "Name the runs whose history is wanted.");
  }
  if (request.max_buckets() < 0 || request.max_buckets() > limits::kMaxBuckets) {
    return InvalidArgument("BUCKETS_INVALID", "max_buckets",
                           "{} buckets were asked for. Use 1 to {}, or 0 for whole series.",
                           request.max_buckets(), limits::kMaxBuckets);
  }
  return absl::OkStatus();
}

v1::SeriesHistory* AddSeries(const SeriesRef& series, v1::GetMetricHistoryResponse* response) {
  v1::SeriesHistory* history = response->add_series();
  history->set_run_id(series.run_id);
  history->mutable_points()->set_key(series.key);
  ParseContext(series.context, history->mutable_points()->mutable_context());
  return history;
}

void AddPoints(const Points& points, v1::MetricColumns* columns) {
  columns->mutable_steps()->Add(points.steps.begin(), points.steps.end());
  columns->mutable_times_ms()->Add(points.times_ms.begin(), points.times_ms.end());
  columns->mutable_values()->Add(points.values.begin(), points.values.end());
}

void AddBucket(const Summary& bucket, v1::MetricBuckets* buckets) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  buckets->add_counts(bucket.count);
  buckets->add_nan_counts(bucket.nan_count);
  buckets->add_first_steps(bucket.first.step);
  buckets->add_last_steps(bucket.last.step);
  buckets->add_first_times_ms(bucket.first.time_ms);
  buckets->add_last_times_ms(bucket.last.time_ms);
  buckets->add_first_values(bucket.first.value);
  buckets->add_last_values(bucket.last.value);
  buckets->add_mins(bucket.has_extremes() ? bucket.min.value : nan);
  buckets->add_maxs(bucket.has_extremes() ? bucket.max.value : nan);
  buckets->add_min_steps(bucket.min.step);
  buckets->add_max_steps(bucket.max.step);
}

}  // namespace

absl::StatusOr<HistoryReader> HistoryReader::Open(ServerEnv& env, const RequestContext& context,
                                                  const v1::GetMetricHistoryRequest& request) {
  ASSAY_RETURN_IF_ERROR(Validate(request));
  HistoryReader reader;
  reader.max_buckets_ = request.max_buckets();
  if (request.has_min_step()) reader.range_.min = request.min_step();
  if (request.has_max_step()) reader.range_.max = request.max_step();
  ASSAY_RETURN_IF_ERROR(env.store.Read(context.deadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(reader.series_, FindSeriesRefs(txn, request));
    return absl::OkStatus();
  }));
  return reader;
}

std::string HistoryReader::Position() const {
  if (AtEnd()) return "";
  // The series by its row, so that a series that is new in between shifts nothing.
  const SeriesRef& series = series_[next_series_];
  std::string position = fmt::format("{} {}", series.run, series.metric);
  if (after_) {
    position += fmt::format(" {} {} {}", after_->step, after_->time_ms,
                            std::bit_cast<int64_t>(after_->value));
  }
  return position;
}

absl::Status HistoryReader::Seek(std::string_view position) {
  int64_t numbers[5] = {};
  int count = 0;
  const char* at = position.data();
  const char* end = at + position.size();
  while (at < end && count < 5) {
    const auto [next, error] = std::from_chars(at, end, numbers[count++]);
    if (error != std::errc()) return absl::InternalError("A signed page token is malformed.");
    at = next + 1;
  }
  while (!AtEnd() &&
         (series_[next_series_].run != numbers[0] || series_[next_series_].metric != numbers[1])) {
    ++next_series_;
  }
  if (count == 5) after_ = Point{numbers[2], numbers[3], std::bit_cast<double>(numbers[4])};
  return absl::OkStatus();
}

absl::Status HistoryReader::ReadPage(ServerEnv& env, const RequestContext& context,
                                     size_t max_points, v1::GetMetricHistoryResponse* response) {
  return env.store.Read(context.deadline, [&](ReadTxn& txn) {
    return max_buckets_ > 0 ? ReadDownsampled(txn, max_points, response)
                            : ReadWhole(txn, max_points, response);
  });
}

absl::Status HistoryReader::ReadWhole(ReadTxn& txn, size_t max_points,
                                      v1::GetMetricHistoryResponse* response) {
  while (!AtEnd() && max_points > 0) {
    const SeriesRef& series = series_[next_series_];
    Points points;
    ASSAY_ASSIGN_OR_RETURN(const bool more,
                           ReadPoints(txn, series, range_, after_, max_points, &points));
    AddPoints(points, AddSeries(series, response)->mutable_points());
    max_points -= points.size();
    if (more) {
      after_ = points[points.size() - 1];
    } else {
      after_.reset();
      ++next_series_;
    }
  }
  return absl::OkStatus();
}

absl::Status HistoryReader::ReadDownsampled(ReadTxn& txn, size_t max_points,
                                            v1::GetMetricHistoryResponse* response) {
  size_t buckets_read = 0;
  while (!AtEnd() && buckets_read < max_points) {
    const SeriesRef& series = series_[next_series_];
    ASSAY_ASSIGN_OR_RETURN(const std::vector<Summary> buckets,
                           ReadBuckets(txn, series, range_, max_buckets_));
    v1::MetricBuckets* columns = AddSeries(series, response)->mutable_buckets();
    for (const Summary& bucket : buckets) AddBucket(bucket, columns);
    // A bucket is four times as large as a point.
    buckets_read += 4 * buckets.size();
    ++next_series_;
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::GetMetricHistoryResponse> GetMetricHistory(
    ServerEnv& env, const RequestContext& context, const v1::GetMetricHistoryRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const int size, PageSize(request.page_size(), kDefaultPoints,
                                                  static_cast<int>(limits::kPointsPerBatch)));
  ASSAY_ASSIGN_OR_RETURN(HistoryReader reader, HistoryReader::Open(env, context, request));
  const std::string& secret = env.store.context().secret;
  const std::string scope = PageScope(request);
  if (!request.page_token().empty()) {
    ASSAY_ASSIGN_OR_RETURN(const std::string position,
                           ReadPageToken(secret, scope, request.page_token()));
    ASSAY_RETURN_IF_ERROR(reader.Seek(position));
  }
  v1::GetMetricHistoryResponse response;
  ASSAY_RETURN_IF_ERROR(reader.ReadPage(env, context, static_cast<size_t>(size), &response));
  if (!reader.AtEnd()) {
    response.set_next_page_token(MakePageToken(secret, scope, reader.Position()));
  }
  return response;
}

}  // namespace assay::tracking
