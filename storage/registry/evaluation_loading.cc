// Reading evaluations with their metrics: one statement for each part, whatever their number.
#include <algorithm>
#include <cmath>

#include "absl/container/flat_hash_map.h"
#include "core/status_macros.h"
#include "storage/in_list.h"
#include "storage/registry/evaluations.h"
#include "storage/times.h"

namespace assay {
namespace {

// Where the evaluation of each row is put together.
using EvaluationMap = absl::flat_hash_map<int64_t, v1::Evaluation*>;

constexpr sql::Sql kColumns =
    "SELECT e.id, e.uid, w.name, m.name, v.number, d.name, c.digest, e.split, e.slice, "
    "e.sample_count, e.evaluator, e.created_us, e.created_by, r.tolerance, r.created_us, "
    "r.created_by FROM evaluation e JOIN model_version v ON v.id = e.model_version "
    "JOIN model m ON m.id = v.model JOIN workspace w ON w.id = m.workspace "
    "JOIN content c ON c.id = e.content LEFT JOIN dataset_version dv ON dv.id = e.dataset_version "
    "LEFT JOIN dataset d ON d.id = dv.dataset LEFT JOIN recomputation r ON r.evaluation = e.id "
    "WHERE e.id IN ";

void ReadRow(const Rows& rows, v1::Evaluation* to) {
  v1::Evaluation& evaluation = *to;
  evaluation.set_evaluation_id(IdText(rows.Blob(1)));
  evaluation.mutable_version()->set_workspace(rows.String(2));
  evaluation.mutable_version()->set_model(rows.String(3));
  evaluation.mutable_version()->set_number(rows.Int(4));
  if (!rows.IsNull(5)) evaluation.set_dataset(rows.String(5));
  evaluation.set_dataset_digest(rows.String(6));
  evaluation.set_split(rows.String(7));
  evaluation.set_slice(rows.String(8));
  evaluation.set_sample_count(rows.Int(9));
  evaluation.set_evaluator(rows.String(10));
  SetTime(rows.Int(11), evaluation.mutable_create_time());
  evaluation.set_created_by(rows.String(12));
  evaluation.set_assurance(v1::ASSURANCE_REPORTED);
  if (rows.IsNull(13)) return;
  evaluation.set_assurance(v1::ASSURANCE_RECOMPUTED);
  evaluation.set_tolerance(rows.Double(13));
  SetTime(rows.Int(14), evaluation.mutable_recompute_time());
  evaluation.set_recomputed_by(rows.String(15));
}

absl::Status LoadEvaluationRows(ReadTxn& txn, std::span<const int64_t> rows,
                                const EvaluationMap& evaluations) {
  sql::Builder builder;
  builder.Append(kColumns);
  AppendList(rows, &builder);
  builder.Append(" ORDER BY e.id");
  size_t count = 0;
  Rows found = txn.Query(builder);
  for (; found.Next(); ++count) ReadRow(found, evaluations.at(found.Int(0)));
  ASSAY_RETURN_IF_ERROR(found.status());
  if (count == evaluations.size()) return absl::OkStatus();
  return absl::DataLossError("A row names an evaluation that is not there.");
}

absl::Status LoadReported(ReadTxn& txn, std::span<const int64_t> rows,
                          const EvaluationMap& evaluations) {
  sql::Builder builder;
  builder.Append("SELECT evaluation, key, value FROM evaluation_metric WHERE evaluation IN ");
  AppendList(rows, &builder);
  builder.Append(" ORDER BY evaluation, key");
  Rows found = txn.Query(builder);
  while (found.Next()) {
    v1::EvaluationMetric* metric = evaluations.at(found.Int(0))->add_metrics();
    metric->set_key(found.String(1));
    metric->set_reported(found.Double(2));
  }
  return found.status();
}

v1::EvaluationMetric* FindOrAdd(v1::Evaluation* evaluation, std::string_view key) {
  for (v1::EvaluationMetric& metric : *evaluation->mutable_metrics()) {
    if (metric.key() == key) return &metric;
  }
  v1::EvaluationMetric* metric = evaluation->add_metrics();
  metric->set_key(std::string(key));
  return metric;
}

absl::Status LoadRecomputed(ReadTxn& txn, std::span<const int64_t> rows,
                            const EvaluationMap& evaluations) {
  sql::Builder builder;
  builder.Append(
      "SELECT evaluation, key, value, undefined FROM recomputed_metric WHERE evaluation IN ");
  AppendList(rows, &builder);
  builder.Append(" ORDER BY evaluation, key");
  Rows found = txn.Query(builder);
  while (found.Next()) {
    v1::EvaluationMetric* metric = FindOrAdd(evaluations.at(found.Int(0)), found.Text(1));
    if (found.IsNull(2)) {
      metric->set_undefined(found.String(3));
    } else {
      metric->set_recomputed(found.Double(2));
    }
  }
  return found.status();
}

void Compare(v1::Evaluation* evaluation) {
  for (v1::EvaluationMetric& metric : *evaluation->mutable_metrics()) {
    if (!metric.has_reported() || !metric.has_recomputed()) continue;
    const double allowed = evaluation->tolerance() * std::max(1.0, std::abs(metric.recomputed()));
    const bool equal = std::abs(metric.reported() - metric.recomputed()) <= allowed;
    metric.set_match(equal ? v1::METRIC_MATCH_EQUAL : v1::METRIC_MATCH_DIFFERENT);
    if (!equal) evaluation->set_mismatches(evaluation->mismatches() + 1);
  }
  auto* metrics = evaluation->mutable_metrics();
  std::sort(metrics->pointer_begin(), metrics->pointer_end(),
            [](const auto* a, const auto* b) { return a->key() < b->key(); });
}

}  // namespace

absl::StatusOr<std::vector<v1::Evaluation>> LoadEvaluations(ReadTxn& txn,
                                                            std::span<const int64_t> rows) {
  std::vector<v1::Evaluation> loaded(rows.size());
  if (rows.empty()) return loaded;
  EvaluationMap evaluations;
  for (size_t i = 0; i < rows.size(); ++i) evaluations.emplace(rows[i], &loaded[i]);
  ASSAY_RETURN_IF_ERROR(LoadEvaluationRows(txn, rows, evaluations));
  ASSAY_RETURN_IF_ERROR(LoadReported(txn, rows, evaluations));
  ASSAY_RETURN_IF_ERROR(LoadRecomputed(txn, rows, evaluations));
  for (const auto& [row, evaluation] : evaluations) Compare(evaluation);
  for (size_t i = 0; i < rows.size(); ++i) {
    // A row may be asked for twice.
    const v1::Evaluation* first = evaluations.at(rows[i]);
    if (first != &loaded[i]) loaded[i] = *first;
  }
  return loaded;
}

absl::StatusOr<v1::Evaluation> LoadEvaluation(ReadTxn& txn, int64_t row) {
  ASSAY_ASSIGN_OR_RETURN(auto evaluations, LoadEvaluations(txn, std::span(&row, 1)));
  return std::move(evaluations.front());
}

}  // namespace assay
