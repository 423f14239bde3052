// Evaluations that the server computes again from predictions and labels.
#include <memory>
#include <utility>

#include "core/digest.h"
#include "core/errors.h"
#include "core/status_macros.h"
#include "scoring/scores.h"
#include "server/answer.h"
#include "server/call.h"
#include "server/registry_service.h"
#include "storage/registry/evaluations.h"
#include "storage/registry/limits.h"
#include "storage/registry/model_versions.h"

namespace assay::registry {
namespace {

constexpr double kDefaultTolerance = 1e-6;

absl::Status CheckSize(const char* file, const std::string& bytes) {
  if (bytes.size() <= limits::kScoringCsvBytes) return absl::OkStatus();
  return InvalidArgument("CSV_TOO_LARGE", file,
                         "The {} have {} bytes; at most {} are allowed. Evaluate a sample of the "
                         "rows, with a contract of its own.",
                         file, bytes.size(), limits::kScoringCsvBytes);
}

absl::Status Validate(const v1::RecomputeEvaluationRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckSize("predictions", request.predictions()));
  ASSAY_RETURN_IF_ERROR(CheckSize("labels", request.labels()));
  if (request.tolerance() >= 0 && request.tolerance() <= limits::kMaxTolerance) {
    return absl::OkStatus();
  }
  return InvalidArgument("TOLERANCE_INVALID", "tolerance",
                         "The tolerance is {}. Set one from 0, which means {}, to {}.",
                         request.tolerance(), kDefaultTolerance, limits::kMaxTolerance);
}

// What is recorded: an evaluation, and the contract of its model version. Neither changes any more
// where it matters here.
struct Record {
  int64_t evaluation_row = 0;
  v1::Evaluation evaluation;
  v1::HandoffContract contract;
};

absl::StatusOr<Record> LoadRecord(ReadTxn& txn, const std::string& evaluation_id) {
  Record record;
  ASSAY_ASSIGN_OR_RETURN(record.evaluation_row, FindEvaluation(txn, evaluation_id));
  ASSAY_ASSIGN_OR_RETURN(record.evaluation, LoadEvaluation(txn, record.evaluation_row));
  ASSAY_ASSIGN_OR_RETURN(const ModelVersionRow row,
                         FindModelVersion(txn, record.evaluation.version()));
  ASSAY_ASSIGN_OR_RETURN(v1::ModelVersion version, LoadModelVersion(txn, row.id));
  record.contract = std::move(*version.mutable_contract());
  return record;
}

absl::Status CheckContract(const v1::HandoffContract& contract) {
  std::string missing;
  const auto need = [&](bool there, const char* name) {
    if (!there) missing += (missing.empty() ? "" : ", ") + std::string(name);
  };
  need(contract.has_predictions(), "predictions");
  need(contract.has_labels(), "labels");
  need(contract.has_evaluation_dataset(), "evaluation_dataset");
  need(contract.has_scoring(), "scoring");
  if (missing.empty()) return absl::OkStatus();
  return FailedPrecondition("CONTRACT_INCOMPLETE",
                            "The contract of the model version has no {}, which recomputation "
                            "needs. Attach them first.",
                            missing);
}

// The contract's files are predictions on one dataset and split, and all of it.
absl::Status CheckData(const Record& record) {
  const v1::Evaluation& evaluation = record.evaluation;
  const v1::HandoffContract& contract = record.contract;
  if (evaluation.dataset_digest() == contract.evaluation_dataset().digest() &&
      evaluation.split() == contract.evaluation_split() && evaluation.slice().empty()) {
    return absl::OkStatus();
  }
  return FailedPrecondition(
      "EVALUATION_OF_OTHER_DATA",
      "The evaluation is on {} (split \"{}\", slice \"{}\"), and the contract's predictions are on "
      "{} (split \"{}\"). Recompute an evaluation of the same data without a slice.",
      evaluation.dataset_digest(), evaluation.split(), evaluation.slice(),
      contract.evaluation_dataset().digest(), contract.evaluation_split());
}

absl::Status CheckBytes(const char* reason, const char* file, const std::string& bytes,
                        const v1::Content& content) {
  const std::string digest = Sha256Digest(bytes);
  if (digest == content.digest()) return absl::OkStatus();
  return FailedPrecondition(reason,
                            "The {} have the digest {}, and those of the contract {}. Give the "
                            "file that the contract names.",
                            file, digest, content.digest());
}

absl::Status CheckSampleCount(const v1::Evaluation& evaluation, int64_t rows) {
  if (evaluation.sample_count() == rows) return absl::OkStatus();
  return FailedPrecondition("SAMPLE_COUNT_DIFFERS",
                            "The evaluation says {} samples, and the files have {} rows. Report "
                            "an evaluation with the number that was measured.",
                            evaluation.sample_count(), rows);
}

std::vector<v1::EvaluationMetric> ToMetrics(const scoring::Scores& scores) {
  std::vector<v1::EvaluationMetric> metrics;
  for (const auto& [key, score] : scores.metrics) {
    v1::EvaluationMetric& metric = metrics.emplace_back();
    metric.set_key(key);
    if (score.value) metric.set_recomputed(*score.value);
    metric.set_undefined(score.undefined);
  }
  return metrics;
}

struct Computed {
  int64_t evaluation_row = 0;
  std::vector<v1::EvaluationMetric> metrics;
};

absl::StatusOr<Computed> Compute(ServerEnv& env, const RequestContext& context,
                                 const v1::RecomputeEvaluationRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const Record record, ReadOne<Record>(env, context, [&](ReadTxn& txn) {
                           return LoadRecord(txn, request.evaluation_id());
                         }));
  const v1::HandoffContract& contract = record.contract;
  ASSAY_RETURN_IF_ERROR(CheckContract(contract));
  ASSAY_RETURN_IF_ERROR(CheckData(record));
  ASSAY_RETURN_IF_ERROR(CheckBytes("PREDICTIONS_DIFFER", "predictions", request.predictions(),
                                   contract.predictions()));
  ASSAY_RETURN_IF_ERROR(CheckBytes("LABELS_DIFFER", "labels", request.labels(), contract.labels()));
  ASSAY_ASSIGN_OR_RETURN(
      const scoring::Scores scores,
      scoring::ComputeScores(contract.scoring(), request.predictions(), request.labels()));
  ASSAY_RETURN_IF_ERROR(CheckSampleCount(record.evaluation, scores.sample_count));
  return Computed{record.evaluation_row, ToMetrics(scores)};
}

void Keep(ServerEnv& env, const RequestContext& context,
          const v1::RecomputeEvaluationRequest& request, Computed computed,
          Done<v1::Evaluation> done) {
  const double tolerance = request.tolerance() == 0 ? kDefaultTolerance : request.tolerance();
  auto response = std::make_shared<v1::Evaluation>();
  env.store.WriteAsync(
      context.deadline,
      [&context, response, tolerance, computed = std::move(computed)](WriteTxn& txn) {
        const Recomputation recomputation = {computed.metrics, tolerance, context.caller};
        ASSAY_RETURN_IF_ERROR(AddRecomputation(txn, computed.evaluation_row, recomputation));
        ASSAY_ASSIGN_OR_RETURN(*response, LoadEvaluation(txn, computed.evaluation_row));
        return absl::OkStatus();
      },
      [response, done = std::move(done)](absl::Status status) {
        if (!status.ok()) return done(std::move(status));
        done(std::move(*response));
      });
}

}  // namespace

// A repeat is harmless by itself, so it needs no request_id. The files are read on the pool: they
// may take longer than a thread of gRPC can be spared.
void RecomputeEvaluation(ServerEnv& env, const RequestContext& context,
                         const v1::RecomputeEvaluationRequest& request, Done<v1::Evaluation> done) {
  absl::Status valid = Validate(request);
  if (!valid.ok()) return done(std::move(valid));
  const bool taken = env.pool.Submit([&env, &context, &request, done] {
    absl::StatusOr<Computed> computed = Compute(env, context, request);
    if (!computed.ok()) return done(std::move(computed).status());
    Keep(env, context, request, *std::move(computed), done);
  });
  if (!taken) done(Overloaded());
}

}  // namespace assay::registry
