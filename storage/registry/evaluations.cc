#include "storage/registry/evaluations.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/digest.h"
#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "google/protobuf/util/message_differencer.h"
#include "storage/check_count.h"
#include "storage/edges.h"
#include "storage/registry/fields.h"
#include "storage/registry/limits.h"
#include "storage/registry/model_versions.h"
#include "storage/registry/recorded_data.h"

namespace assay {
namespace {

using MetricList = google::protobuf::RepeatedPtrField<v1::EvaluationMetric>;

void Sort(MetricList* metrics) {
  std::sort(metrics->begin(), metrics->end(),
            [](const auto& a, const auto& b) { return a.key() < b.key(); });
}

absl::Status ValidateMetric(const v1::EvaluationMetric& metric) {
  ASSAY_RETURN_IF_ERROR(ValidateKey("metric", metric.key()));
  if (!metric.has_reported()) {
    return InvalidArgument("VALUE_MISSING", "reported", "The metric \"{}\" has no value.",
                           metric.key());
  }
  if (std::isfinite(metric.reported())) return absl::OkStatus();
  return InvalidArgument("METRIC_NOT_FINITE", "reported",
                         "The metric \"{}\" is {}. Nothing can be decided by it; leave it out, or "
                         "measure it again.",
                         metric.key(), metric.reported());
}

absl::Status ValidateMetrics(const MetricList& metrics) {
  ASSAY_RETURN_IF_ERROR(
      CheckCount("metrics", static_cast<size_t>(metrics.size()), limits::kEvaluationMetrics));
  for (int i = 0; i < metrics.size(); ++i) {
    ASSAY_RETURN_IF_ERROR(PrefixField(ValidateMetric(metrics[i]), fmt::format("metrics[{}]", i)));
  }
  MetricList sorted = metrics;
  Sort(&sorted);
  const auto twice =
      std::adjacent_find(sorted.begin(), sorted.end(),
                         [](const auto& a, const auto& b) { return a.key() == b.key(); });
  if (twice == sorted.end()) return absl::OkStatus();
  return InvalidArgument("KEY_REPEATED", "metrics",
                         "The metric \"{}\" is given twice. Give it one value.", twice->key());
}

absl::StatusOr<std::optional<int64_t>> FindByUid(ReadTxn& txn, std::string_view evaluation_id) {
  Rows rows =
      txn.Query("SELECT id FROM evaluation WHERE uid = $1", {sql::Bytes{IdBytes(evaluation_id)}});
  std::optional<int64_t> id;
  if (rows.Next()) id = rows.Int(0);
  ASSAY_RETURN_IF_ERROR(rows.status());
  return id;
}

// What whoever uploaded an evaluation said, in one form.
v1::Evaluation AsGiven(const v1::Evaluation& evaluation) {
  v1::Evaluation given;
  given.set_evaluation_id(evaluation.evaluation_id());
  *given.mutable_version() = evaluation.version();
  given.set_dataset(evaluation.dataset());
  given.set_dataset_digest(evaluation.dataset_digest());
  given.set_split(evaluation.split());
  given.set_slice(evaluation.slice());
  given.set_sample_count(evaluation.sample_count());
  given.set_evaluator(evaluation.evaluator());
  for (const v1::EvaluationMetric& metric : evaluation.metrics()) {
    if (!metric.has_reported()) continue;
    v1::EvaluationMetric* entry = given.add_metrics();
    entry->set_key(metric.key());
    entry->set_reported(metric.reported());
  }
  Sort(given.mutable_metrics());
  return given;
}

// The evaluation that has the id already, when it is the same one.
absl::StatusOr<int64_t> Repeated(ReadTxn& txn, int64_t present, const ModelVersionRow& version,
                                 const v1::Evaluation& wanted) {
  ASSAY_ASSIGN_OR_RETURN(const v1::Evaluation there, LoadEvaluation(txn, present));
  v1::Evaluation given = AsGiven(wanted);
  ASSAY_ASSIGN_OR_RETURN(auto names, LoadModelVersionNames(txn, std::span(&version.id, 1)));
  *given.mutable_version() = std::move(names.front());
  if (google::protobuf::util::MessageDifferencer::Equals(given, AsGiven(there))) return present;
  return AlreadyExists("EVALUATION_EXISTS",
                       "There is another evaluation {} already, and evaluations do not change. "
                       "Leave the id out, or make a new one.",
                       wanted.evaluation_id());
}

absl::Status InsertMetrics(WriteTxn& txn, int64_t evaluation, const MetricList& metrics) {
  for (const v1::EvaluationMetric& metric : metrics) {
    ASSAY_RETURN_IF_ERROR(
        txn.Run("INSERT INTO evaluation_metric (evaluation, key, value) VALUES ($1, $2, $3)",
                {evaluation, std::string_view(metric.key()), metric.reported()}));
  }
  return absl::OkStatus();
}

absl::Status AddEdges(WriteTxn& txn, int64_t evaluation, const ModelVersionRow& version,
                      const RecordedData& data) {
  const NodeRef node{v1::NODE_KIND_EVALUATION, evaluation};
  ASSAY_RETURN_IF_ERROR(
      AddEdge(txn, v1::EDGE_KIND_EVALUATES, node, {v1::NODE_KIND_MODEL_VERSION, version.id}));
  const NodeRef target = data.dataset_version == 0
                             ? NodeRef{v1::NODE_KIND_CONTENT, data.content}
                             : NodeRef{v1::NODE_KIND_DATASET_VERSION, data.dataset_version};
  return AddEdge(txn, v1::EDGE_KIND_EVALUATED_ON, node, target);
}

}  // namespace

absl::StatusOr<int64_t> FindEvaluation(ReadTxn& txn, std::string_view evaluation_id) {
  ASSAY_RETURN_IF_ERROR(CheckId("evaluation_id", evaluation_id));
  ASSAY_ASSIGN_OR_RETURN(const std::optional<int64_t> row, FindByUid(txn, evaluation_id));
  if (row) return *row;
  return NotFound("EVALUATION_NOT_FOUND",
                  "There is no evaluation {}. List the evaluations of the model version to see "
                  "those that there are.",
                  evaluation_id);
}

absl::StatusOr<std::vector<int64_t>> ListEvaluationRows(ReadTxn& txn, int64_t model_version,
                                                        int limit, int64_t before) {
  Rows rows = txn.Query(
      "SELECT id FROM evaluation WHERE model_version = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
      {model_version, before, int64_t{limit}});
  std::vector<int64_t> ids;
  while (rows.Next()) ids.push_back(rows.Int(0));
  ASSAY_RETURN_IF_ERROR(rows.status());
  return ids;
}

absl::Status ValidateEvaluation(const v1::Evaluation& evaluation) {
  if (!evaluation.evaluation_id().empty()) {
    ASSAY_RETURN_IF_ERROR(CheckId("evaluation_id", evaluation.evaluation_id()));
  }
  if (!evaluation.dataset().empty()) {
    ASSAY_RETURN_IF_ERROR(AtField("dataset", ValidateName("dataset", evaluation.dataset())));
  }
  ASSAY_RETURN_IF_ERROR(AtField("dataset_digest", ValidateDigest(evaluation.dataset_digest())));
  ASSAY_RETURN_IF_ERROR(ValidateTextField("split", evaluation.split(), limits::kNameBytes));
  ASSAY_RETURN_IF_ERROR(ValidateTextField("slice", evaluation.slice(), limits::kNameBytes));
  ASSAY_RETURN_IF_ERROR(
      ValidateTextField("evaluator", evaluation.evaluator(), limits::kEvaluatorBytes));
  if (evaluation.sample_count() < 1) {
    return InvalidArgument("SAMPLE_COUNT_INVALID", "sample_count",
                           "The evaluation has {} samples. Say how many rows were measured, at "
                           "least 1.",
                           evaluation.sample_count());
  }
  return ValidateMetrics(evaluation.metrics());
}

absl::StatusOr<int64_t> CreateEvaluation(WriteTxn& txn, const v1::Evaluation& evaluation,
                                         std::string_view created_by) {
  ASSAY_ASSIGN_OR_RETURN(const ModelVersionRow version,
                         FindModelVersionToWrite(txn, evaluation.version()));
  const std::string& wanted_id = evaluation.evaluation_id();
  if (!wanted_id.empty()) {
    ASSAY_ASSIGN_OR_RETURN(const std::optional<int64_t> present, FindByUid(txn, wanted_id));
    if (present) return Repeated(txn, *present, version, evaluation);
  }
  const std::string id = wanted_id.empty() ? txn.NewId() : wanted_id;
  ASSAY_ASSIGN_OR_RETURN(
      const RecordedData data,
      FindRecordedData(txn, version.workspace, evaluation.dataset(), evaluation.dataset_digest()));
  const sql::Param dataset_version =
      data.dataset_version == 0 ? sql::Param(nullptr) : sql::Param(data.dataset_version);
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t row,
      txn.Insert(
          "INSERT INTO evaluation (uid, model_version, content, dataset_version, split, slice, "
          "sample_count, evaluator, created_us, created_by) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
          {sql::Bytes{IdBytes(id)}, version.id, data.content, dataset_version,
           std::string_view(evaluation.split()), std::string_view(evaluation.slice()),
           evaluation.sample_count(), std::string_view(evaluation.evaluator()), txn.now_us(),
           created_by}));
  ASSAY_RETURN_IF_ERROR(InsertMetrics(txn, row, evaluation.metrics()));
  ASSAY_RETURN_IF_ERROR(AddEdges(txn, row, version, data));
  return row;
}

absl::Status AddRecomputation(WriteTxn& txn, int64_t evaluation,
                              const Recomputation& recomputation) {
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t inserted,
      txn.Execute("INSERT INTO recomputation (evaluation, tolerance, created_us, created_by) "
                  "VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                  {evaluation, recomputation.tolerance, txn.now_us(), recomputation.created_by}));
  if (inserted == 0) {
    Rows rows =
        txn.Query("SELECT tolerance FROM recomputation WHERE evaluation = $1", {evaluation});
    const bool same = rows.Next() && rows.Double(0) == recomputation.tolerance;
    ASSAY_RETURN_IF_ERROR(rows.status());
    // The contract's files do not change, so neither does what is computed from them.
    if (same) return absl::OkStatus();
    return FailedPrecondition("ALREADY_RECOMPUTED",
                              "The evaluation was recomputed with another tolerance already. Read "
                              "it to see what came out.");
  }
  for (const v1::EvaluationMetric& metric : recomputation.metrics) {
    const sql::Param value =
        metric.has_recomputed() ? sql::Param(metric.recomputed()) : sql::Param(nullptr);
    ASSAY_RETURN_IF_ERROR(txn.Run(
        "INSERT INTO recomputed_metric (evaluation, key, value, undefined) "
        "VALUES ($1, $2, $3, $4)",
        {evaluation, std::string_view(metric.key()), value, std::string_view(metric.undefined())}));
  }
  return absl::OkStatus();
}

}  // namespace assay
