#include "storage/history.h"

#include <algorithm>
#include <span>

#include "absl/container/flat_hash_set.h"
#include "core/errors.h"
#include "core/limits.h"
#include "core/metric_context.h"
#include "core/status_macros.h"
#include "storage/chunk_reading.h"
#include "storage/metrics/blocks.h"
#include "storage/metrics/downsample.h"
#include "storage/names.h"
#include "storage/runs.h"

namespace assay {
namespace {

absl::StatusOr<std::vector<SeriesRef>> SeriesOfRun(ReadTxn& txn, const std::string& run_id,
                                                   const v1::GetMetricHistoryRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const RunRow run, FindRun(txn, run_id));
  const auto wanted = [&](const MetricName& name) {
    if (request.has_context() && ContextText(request.context().entries()) != name.context)
      return false;
    return request.keys().empty() || std::find(request.keys().begin(), request.keys().end(),
                                               name.key) != request.keys().end();
  };
  Rows rows =
      txn.Query("SELECT metric, count FROM series WHERE run = $1 ORDER BY metric", {run.id});
  std::vector<SeriesRef> series;
  while (rows.Next()) {
    ASSAY_ASSIGN_OR_RETURN(MetricName name, MetricNameOf(txn, rows.Int(0)));
    if (!wanted(name)) continue;
    series.push_back({run_id, run.id, rows.Int(0), rows.Int(1), name.key, name.context});
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  std::sort(series.begin(), series.end(), [](const SeriesRef& a, const SeriesRef& b) {
    return std::tie(a.key, a.context) < std::tie(b.key, b.context);
  });
  return series;
}

// The part of sorted points within a range of steps.
PointsView Clip(PointsView points, StepRange range) {
  const auto begin = std::lower_bound(points.steps.begin(), points.steps.end(), range.min);
  const auto end = std::upper_bound(begin, points.steps.end(), range.max);
  return points.subview(static_cast<size_t>(begin - points.steps.begin()),
                        static_cast<size_t>(end - begin));
}

bool Within(const ChunkRow& chunk, StepRange range) {
  return chunk.first_step >= range.min && chunk.last_step <= range.max;
}

// Adds the blocks of a chunk that stands alone, without opening it when that is possible.
absl::Status AddChunk(ReadTxn& txn, const ChunkRow& chunk, StepRange range, bool blocks_suffice,
                      Downsampler* buckets) {
  if (blocks_suffice && Within(chunk, range) && chunk.count > static_cast<int64_t>(kBlockPoints)) {
    Rows rows = txn.Query("SELECT blocks FROM metric_chunk WHERE id = $1", {chunk.id});
    if (!rows.Next()) return rows.status();
    ASSAY_ASSIGN_OR_RETURN(const std::vector<Summary> blocks, DecodeBlocks(rows.Blob(0)));
    for (const Summary& block : blocks) buckets->Add(block);
    return absl::OkStatus();
  }
  ASSAY_ASSIGN_OR_RETURN(const Points points, ReadChunks(txn, {&chunk, 1}));
  const PointsView clipped = Clip(points, range);
  if (!clipped.empty()) buckets->Add(clipped);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<SeriesRef>> FindSeriesRefs(ReadTxn& txn,
                                                      const v1::GetMetricHistoryRequest& request) {
  std::vector<SeriesRef> all;
  absl::flat_hash_set<std::string> seen;
  for (const std::string& run_id : request.run_ids()) {
    if (!seen.insert(run_id).second) {
      return InvalidArgument("RUN_ID_REPEATED", "run_ids", "The run {} is named twice.", run_id);
    }
    ASSAY_ASSIGN_OR_RETURN(std::vector<SeriesRef> series, SeriesOfRun(txn, run_id, request));
    if (all.size() + series.size() > limits::kMaxSeriesPerQuery) {
      return InvalidArgument("TOO_MANY_SERIES", "keys",
                             "The runs have more than {} series. Name keys, or fewer runs.",
                             limits::kMaxSeriesPerQuery);
    }
    std::move(series.begin(), series.end(), std::back_inserter(all));
  }
  return all;
}

absl::StatusOr<bool> ReadPoints(ReadTxn& txn, const SeriesRef& series, StepRange range,
                                const std::optional<Point>& after, size_t limit, Points* points) {
  if (after) range.min = std::max(range.min, after->step);
  ASSAY_ASSIGN_OR_RETURN(const std::vector<ChunkRow> chunks,
                         ListChunks(txn, series.run, series.metric, range.min, range.max));
  std::span<const ChunkRow> rest = chunks;
  const size_t end = points->size() + limit;
  while (!rest.empty()) {
    const size_t overlapping = OverlappingChunks(rest);
    const ChunkRow& last = rest[overlapping - 1];
    const bool read_before =
        after && overlapping == 1 &&
        std::pair(last.last_step, last.last_ms) < std::pair(after->step, after->time_ms);
    if (!read_before) {
      ASSAY_ASSIGN_OR_RETURN(const Points read, ReadChunks(txn, rest.first(overlapping)));
      PointsView view = Clip(read, range);
      if (after) {
        size_t begin = LowerBound(view, *after);
        if (begin < view.size() && view[begin] == *after) ++begin;
        view = view.subview(begin, view.size() - begin);
      }
      const size_t room = end - points->size();
      points->Append(view.subview(0, std::min(room, view.size())));
      if (view.size() > room) return true;
    }
    rest = rest.subspan(overlapping);
    if (points->size() == end) return !rest.empty();
  }
  return false;
}

absl::StatusOr<std::vector<Summary>> ReadBuckets(ReadTxn& txn, const SeriesRef& series,
                                                 StepRange range, int max_buckets) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<ChunkRow> chunks,
                         ListChunks(txn, series.run, series.metric, range.min, range.max));
  int64_t total = 0;
  for (const ChunkRow& chunk : chunks) total += chunk.count;
  const bool blocks_suffice = BlocksAreFineEnough(total, max_buckets);
  Downsampler buckets(total, max_buckets);
  for (std::span<const ChunkRow> rest = chunks; !rest.empty();) {
    const size_t overlapping = OverlappingChunks(rest);
    if (overlapping == 1) {
      ASSAY_RETURN_IF_ERROR(AddChunk(txn, rest[0], range, blocks_suffice, &buckets));
    } else {
      ASSAY_ASSIGN_OR_RETURN(const Points points, ReadChunks(txn, rest.first(overlapping)));
      const PointsView clipped = Clip(points, range);
      if (!clipped.empty()) buckets.Add(clipped);
    }
    rest = rest.subspan(overlapping);
  }
  return std::move(buckets).Finish();
}

}  // namespace assay
