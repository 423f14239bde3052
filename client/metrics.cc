// How Client reads metrics.
#include "client/metrics.h"

#include <utility>

#include "client/client.h"
#include "core/status_macros.h"

namespace assay {
namespace {

constexpr char kStreamHistory[] = "TrackingService/StreamMetricHistory";

v1::GetMetricHistoryRequest ToRequest(const MetricQuery& query) {
  v1::GetMetricHistoryRequest request;
  for (const std::string& id : query.run_ids) request.add_run_ids(id);
  for (const std::string& key : query.keys) request.add_keys(key);
  if (query.context) {
    request.mutable_context()->mutable_entries()->insert(query.context->begin(),
                                                         query.context->end());
  }
  if (query.min_step) request.set_min_step(*query.min_step);
  if (query.max_step) request.set_max_step(*query.max_step);
  return request;
}

SeriesKey KeyOf(const v1::SeriesHistory& history) {
  const auto& context = history.points().context();
  return {history.run_id(), history.points().key(), {context.begin(), context.end()}};
}

Series ToSeries(const v1::SeriesHistory& history) {
  const v1::MetricColumns& points = history.points();
  return {KeyOf(history),
          {points.steps().begin(), points.steps().end()},
          {points.times_ms().begin(), points.times_ms().end()},
          {points.values().begin(), points.values().end()}};
}

template <typename Column>
void Append(const Column& part, Column* whole) {
  whole->insert(whole->end(), part.begin(), part.end());
}

}  // namespace

absl::Status Client::ReadMetricParts(const MetricQuery& query,
                                     const std::function<bool(const Series& part)>& on_part) {
  return connection_->Stream<v1::GetMetricHistoryResponse>(
      kStreamHistory, ToRequest(query), [&](const v1::GetMetricHistoryResponse& response) {
        for (const v1::SeriesHistory& history : response.series()) {
          if (!on_part(ToSeries(history))) return false;
        }
        return true;
      });
}

absl::StatusOr<std::vector<Series>> Client::ReadMetrics(const MetricQuery& query) {
  std::vector<Series> all;
  ASSAY_RETURN_IF_ERROR(ReadMetricParts(query, [&](const Series& part) {
    if (all.empty() || all.back().id != part.id) {
      all.push_back(part);
      return true;
    }
    Append(part.steps, &all.back().steps);
    Append(part.times_ms, &all.back().times_ms);
    Append(part.values, &all.back().values);
    return true;
  }));
  return all;
}

absl::StatusOr<std::vector<SeriesBuckets>> Client::DownsampleMetrics(const MetricQuery& query,
                                                                     int max_buckets) {
  v1::GetMetricHistoryRequest request = ToRequest(query);
  request.set_max_buckets(max_buckets);
  std::vector<SeriesBuckets> all;
  ASSAY_RETURN_IF_ERROR(connection_->Stream<v1::GetMetricHistoryResponse>(
      kStreamHistory, request, [&](const v1::GetMetricHistoryResponse& response) {
        for (const v1::SeriesHistory& history : response.series()) {
          SeriesKey id = KeyOf(history);
          if (all.empty() || all.back().id != id) all.push_back({std::move(id), {}});
          all.back().buckets.MergeFrom(history.buckets());
        }
        return true;
      }));
  return all;
}

}  // namespace assay
