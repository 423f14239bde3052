#include "storage/sketch_values.h"

#include <algorithm>
#include <limits>

#include "core/status_macros.h"
#include "storage/in_list.h"

namespace assay {
namespace {

using sql::Builder;

// Columns run, name, kind (as of a param), text and number of a table x.
sql::Sql Columns(SketchKind kind) {
  switch (kind) {
    case SketchKind::kMetric:
      return "SELECT x.run, x.metric, 3, '', x.last_value FROM ";
    case SketchKind::kParam:
      return "SELECT x.run, x.name, x.kind, x.text, x.number FROM ";
    case SketchKind::kTag:
      return "SELECT x.run, x.name, 1, x.value FROM ";
    case SketchKind::kWorkspace:
      return "SELECT x.id, 0, 2, '', CAST(x.workspace AS DOUBLE PRECISION) FROM ";
    default:
      return "SELECT x.id, 0, 2, '', CAST(x.experiment AS DOUBLE PRECISION) FROM ";
  }
}

sql::Sql Table(SketchKind kind) {
  if (kind == SketchKind::kMetric) return "series x";
  if (kind == SketchKind::kParam) return "param x";
  return kind == SketchKind::kTag ? sql::Sql("tag x") : sql::Sql("run x");
}

bool OfRun(SketchKind kind) {
  return kind == SketchKind::kWorkspace || kind == SketchKind::kExperiment;
}

sql::Sql Id(SketchKind kind) { return OfRun(kind) ? sql::Sql("x.id") : sql::Sql("x.run"); }

Sketch SketchOfRow(const Rows& row) {
  const int64_t kind = row.Int(2);
  if (kind == 1) return SketchOfText(row.Text(3));
  if (kind == 4) return SketchOfBool(row.Text(3) == "true");
  return SketchOfNumber(row.IsNull(4) ? std::numeric_limits<double>::quiet_NaN() : row.Double(4));
}

using Entries = std::map<SketchKey, std::vector<SketchEntry>>;

absl::Status AddEntries(ReadTxn& txn, SketchKind kind, int64_t first, Entries* entries) {
  Builder query;
  query.Append(Columns(kind)).Append(Table(kind));
  query.Append(kind == SketchKind::kMetric
                   ? sql::Sql(" CROSS JOIN metric m WHERE m.id = x.metric AND m.context = '' AND ")
                   : sql::Sql(" WHERE "));
  query.Append(Id(kind)).Append(" BETWEEN ").Bind(first).Append(" AND ");
  query.Bind(first + kBlockRuns - 1).Append(" ORDER BY 1, 2");
  Rows rows = txn.Query(query);
  while (rows.Next()) {
    (*entries)[{kind, rows.Int(1)}].push_back(
        {static_cast<uint32_t>(rows.Int(0) - first), SketchOfRow(rows)});
  }
  return rows.status();
}

}  // namespace

absl::StatusOr<std::map<SketchKey, std::string>> SketchValues(ReadTxn& txn, int64_t block) {
  Entries entries;
  for (SketchKind kind : {SketchKind::kMetric, SketchKind::kParam, SketchKind::kTag,
                          SketchKind::kWorkspace, SketchKind::kExperiment}) {
    ASSAY_RETURN_IF_ERROR(AddEntries(txn, kind, block * kBlockRuns, &entries));
  }
  const size_t runs = entries[{SketchKind::kWorkspace}].size();
  std::map<SketchKey, std::string> values;
  for (const auto& [key, of_key] : entries) {
    if (!of_key.empty() && CanSketch(key)) values[key] = EncodeSketches(of_key, runs);
  }
  return values;
}

absl::StatusOr<std::vector<Sketch>> SketchesOf(ReadTxn& txn, const SketchKey& key,
                                               std::span<const int64_t> runs) {
  Builder query;
  query.Append(Columns(key.kind));
  AppendValues(runs, &query);
  // The list first, each run by the table's key.
  query.Append(" v CROSS JOIN ").Append(Table(key.kind)).Append(" WHERE ").Append(Id(key.kind));
  query.Append(" = v.column1");
  if (key.kind == SketchKind::kMetric) query.Append(" AND x.metric = ").Bind(key.name);
  if (key.kind == SketchKind::kParam || key.kind == SketchKind::kTag) {
    query.Append(" AND x.name = ").Bind(key.name);
  }
  query.Append(" ORDER BY 1");
  std::vector<Sketch> sketches(runs.size(), kNoValue);
  Rows rows = txn.Query(query);
  auto at = runs.begin();
  while (rows.Next()) {
    at = std::lower_bound(at, runs.end(), rows.Int(0));
    sketches[static_cast<size_t>(at - runs.begin())] = SketchOfRow(rows);
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return sketches;
}

}  // namespace assay
