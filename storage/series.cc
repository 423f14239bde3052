#include "storage/series.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <tuple>

#include "core/errors.h"
#include "core/metric_context.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "storage/metrics/blocks.h"
#include "storage/metrics/chunk.h"
#include "storage/names.h"

namespace assay {
namespace {

// What stands before every other value in the order of points.h.
constexpr double kLeastNan = std::bit_cast<double>(~uint64_t{0});

sql::Param NanAsNull(double value) {
  if (std::isnan(value)) return nullptr;
  return value;
}

double NullAsNan(const Rows& rows, int column) {
  return rows.IsNull(column) ? std::numeric_limits<double>::quiet_NaN() : rows.Double(column);
}

absl::Status ValidateColumn(const v1::MetricColumns& column) {
  ASSAY_RETURN_IF_ERROR(ValidateKey("metric", column.key()));
  ASSAY_RETURN_IF_ERROR(ValidateMetricContext(column.context()));
  if (column.steps_size() != column.values_size() ||
      column.times_ms_size() != column.values_size()) {
    return InvalidArgument(
        "COLUMNS_UNEQUAL", "values",
        "The metric \"{}\" has {} steps, {} times and {} values. Send as many of each.",
        column.key(), column.steps_size(), column.times_ms_size(), column.values_size());
  }
  if (column.values_size() == 0) {
    return InvalidArgument("COLUMNS_EMPTY", "values", "The metric \"{}\" has no points.",
                           column.key());
  }
  const auto early = std::min_element(column.times_ms().begin(), column.times_ms().end());
  if (*early < 0) {
    return InvalidArgument(
        "TIME_NEGATIVE", "times_ms",
        "The metric \"{}\" has the time {} ms. Times count from 1970 and are not "
        "negative.",
        column.key(), *early);
  }
  return absl::OkStatus();
}

void Encode(PointsView sorted, PreparedColumn* prepared) {
  prepared->summary = Summarize(sorted);
  prepared->chunks = EncodeChunks(sorted);
}

PreparedColumn Prepare(const v1::MetricColumns& column) {
  PreparedColumn prepared;
  prepared.key = column.key();
  prepared.context = ContextText(column.context());
  const size_t count = static_cast<size_t>(column.values_size());
  const PointsView view = {{column.steps().data(), count},
                           {column.times_ms().data(), count},
                           {column.values().data(), count}};
  // Nearly always sorted, and then nothing is copied.
  if (IsSorted(view)) {
    Encode(view, &prepared);
    return prepared;
  }
  Points points;
  points.Append(view);
  SortUnique(points);
  Encode(points, &prepared);
  return prepared;
}

// A row of series, without its key.
struct SeriesRow {
  Summary summary;  // without first
  int64_t small_chunks = 0;
};

absl::StatusOr<SeriesRow> FindSeries(ReadTxn& txn, int64_t run, int64_t metric) {
  Rows rows = txn.Query(
      "SELECT count, nan_count, last_step, last_ms, last_value, min_value, max_value, small_chunks "
      "FROM series WHERE run = $1 AND metric = $2",
      {run, metric});
  SeriesRow row;
  if (rows.Next()) {
    row.summary.count = rows.Int(0);
    row.summary.nan_count = rows.Int(1);
    row.summary.last = {rows.Int(2), rows.Int(3), NullAsNan(rows, 4)};
    row.summary.min.value = NullAsNan(rows, 5);
    row.summary.max.value = NullAsNan(rows, 6);
    row.small_chunks = rows.Int(7);
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return row;
}

bool LiesBehind(const Summary& present, const Point& first) {
  return std::tie(first.step, first.time_ms) > std::tie(present.last.step, present.last.time_ms);
}

// Removes from `points` what the series has already. The row of a series does not keep the bits of
// a NaN, which decide what of the same step and time stands behind it: so `last` gets them back
// here.
absl::Status SubtractStored(ReadTxn& txn, int64_t run, int64_t metric, Points& points,
                            Point& last) {
  if (std::isnan(last.value)) last.value = kLeastNan;
  Rows rows = txn.Query(
      "SELECT data FROM metric_chunk WHERE run = $1 AND metric = $2 AND first_step <= $3 "
      "AND last_step >= $4 ORDER BY first_step, first_ms, last_step, last_ms, count, id",
      {run, metric, points.steps.back(), points.steps.front()});
  Points stored;
  while (!points.empty() && rows.Next()) {
    stored.Resize(0);
    ASSAY_RETURN_IF_ERROR(DecodeChunk(rows.Blob(0), &stored));
    if (Before(last, stored[stored.size() - 1])) last = stored[stored.size() - 1];
    Subtract(points, stored);
  }
  return rows.status();
}

absl::Status WriteSeries(WriteTxn& txn, int64_t run, int64_t metric, const SeriesRow& row) {
  const Summary& s = row.summary;
  const bool values = s.has_extremes();
  if (row.small_chunks >= kSmallChunksToMerge) txn.WantMerge();
  return txn.Run(
      "INSERT INTO series (run, metric, count, nan_count, last_step, last_ms, last_value, "
      "min_value, "
      "max_value, small_chunks, merge_due) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
      "ON CONFLICT (run, metric) DO UPDATE SET count = excluded.count, nan_count = "
      "excluded.nan_count, "
      "last_step = excluded.last_step, last_ms = excluded.last_ms, last_value = "
      "excluded.last_value, "
      "min_value = excluded.min_value, max_value = excluded.max_value, "
      "small_chunks = excluded.small_chunks, "
      "merge_due = CASE WHEN series.merge_due = 1 THEN 1 ELSE excluded.merge_due END",
      {run, metric, s.count, s.nan_count, s.last.step, s.last.time_ms, NanAsNull(s.last.value),
       values ? sql::Param(s.min.value) : sql::Param(nullptr),
       values ? sql::Param(s.max.value) : sql::Param(nullptr), row.small_chunks,
       int64_t{row.small_chunks >= kSmallChunksToMerge}});
}

}  // namespace

absl::Status WriteChunks(WriteTxn& txn, int64_t run, int64_t metric,
                         const std::vector<Chunk>& chunks) {
  for (const Chunk& chunk : chunks) {
    ASSAY_RETURN_IF_ERROR(txn.Run(
        "INSERT INTO metric_chunk (run, metric, first_step, first_ms, last_step, last_ms, count, "
        "blocks, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        {run, metric, chunk.first.step, chunk.first.time_ms, chunk.last.step, chunk.last.time_ms,
         chunk.count, sql::Bytes{chunk.blocks}, sql::Bytes{chunk.data}}));
  }
  return absl::OkStatus();
}

int64_t CountSmallChunks(const std::vector<Chunk>& chunks) {
  return std::count_if(chunks.begin(), chunks.end(),
                       [](const Chunk& chunk) { return chunk.count < kSmallChunkPoints; });
}

std::vector<Chunk> EncodeChunks(PointsView sorted) {
  // Evenly, so that no small rest is left between large chunks.
  const size_t parts = (sorted.size() + kChunkPoints - 1) / kChunkPoints;
  std::vector<Chunk> chunks;
  for (size_t i = 0; i < parts; ++i) {
    const size_t begin = sorted.size() * i / parts;
    const PointsView part = sorted.subview(begin, sorted.size() * (i + 1) / parts - begin);
    chunks.push_back({part.front(), part.back(), static_cast<int64_t>(part.size()),
                      EncodeBlocks(part), EncodeChunk(part)});
  }
  return chunks;
}

absl::StatusOr<std::vector<PreparedColumn>> PrepareMetrics(const MetricList& metrics) {
  std::vector<PreparedColumn> prepared;
  prepared.reserve(static_cast<size_t>(metrics.size()));
  for (int i = 0; i < metrics.size(); ++i) {
    ASSAY_RETURN_IF_ERROR(PrefixField(ValidateColumn(metrics[i]), fmt::format("metrics[{}]", i)));
    prepared.push_back(Prepare(metrics[i]));
  }
  return prepared;
}

absl::StatusOr<Points> DecodePoints(const PreparedColumn& column) {
  Points points;
  for (const Chunk& chunk : column.chunks) {
    ASSAY_RETURN_IF_ERROR(DecodeChunk(chunk.data, &points));
  }
  return points;
}

absl::Status AppendPoints(WriteTxn& txn, int64_t run, const PreparedColumn& column) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t metric, InternMetric(txn, column.key, column.context));
  ASSAY_ASSIGN_OR_RETURN(SeriesRow row, FindSeries(txn, run, metric));
  if (row.summary.count == 0 || LiesBehind(row.summary, column.summary.first)) {
    row.summary = Combine(row.summary, column.summary);
    row.small_chunks += CountSmallChunks(column.chunks);
    ASSAY_RETURN_IF_ERROR(WriteSeries(txn, run, metric, row));
    return WriteChunks(txn, run, metric, column.chunks);
  }
  ASSAY_ASSIGN_OR_RETURN(Points points, DecodePoints(column));
  ASSAY_RETURN_IF_ERROR(SubtractStored(txn, run, metric, points, row.summary.last));
  if (points.empty()) return absl::OkStatus();
  const std::vector<Chunk> chunks = EncodeChunks(points);
  row.summary = Combine(row.summary, Summarize(points));
  row.small_chunks += CountSmallChunks(chunks);
  ASSAY_RETURN_IF_ERROR(WriteSeries(txn, run, metric, row));
  return WriteChunks(txn, run, metric, chunks);
}

absl::Status RequestFinalMerge(WriteTxn& txn, int64_t run) {
  return txn.Run("UPDATE series SET merge_due = 1 WHERE run = $1 AND small_chunks > 1", {run});
}

absl::Status LoadMetricSummaries(ReadTxn& txn, std::span<const int64_t> runs, const RunOf& run_of) {
  sql::Builder builder;
  builder.Append(
      "SELECT run, metric, count, nan_count, last_step, last_ms, last_value, min_value, max_value "
      "FROM series WHERE run IN ");
  AppendList(runs, &builder);
  builder.Append(" ORDER BY run, metric");
  Rows rows = txn.Query(builder);
  while (rows.Next()) {
    v1::MetricSummary* summary = run_of(rows.Int(0))->add_metrics();
    ASSAY_ASSIGN_OR_RETURN(MetricName name, MetricNameOf(txn, rows.Int(1)));
    summary->set_key(std::move(name.key));
    ParseContext(name.context, summary->mutable_context());
    summary->set_count(rows.Int(2));
    summary->set_nan_count(rows.Int(3));
    summary->mutable_last()->set_step(rows.Int(4));
    summary->mutable_last()->set_time_ms(rows.Int(5));
    summary->mutable_last()->set_value(NullAsNan(rows, 6));
    summary->set_min(NullAsNan(rows, 7));
    summary->set_max(NullAsNan(rows, 8));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  const auto before = [](const v1::MetricSummary* a, const v1::MetricSummary* b) {
    if (a->key() != b->key()) return a->key() < b->key();
    return ContextText(a->context()) < ContextText(b->context());
  };
  for (int64_t run : runs) {
    auto* metrics = run_of(run)->mutable_metrics();
    std::sort(metrics->pointer_begin(), metrics->pointer_end(), before);
  }
  return absl::OkStatus();
}

}  // namespace assay
