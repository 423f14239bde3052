// Evaluations: measurements of model versions, insert-only.
#ifndef ASSAY_STORAGE_REGISTRY_EVALUATIONS_H_
#define ASSAY_STORAGE_REGISTRY_EVALUATIONS_H_

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/registry_service.pb.h"
#include "storage/store.h"

namespace assay {

// InvalidArgument (ID_MALFORMED) or NotFound (EVALUATION_NOT_FOUND).
absl::StatusOr<int64_t> FindEvaluation(ReadTxn& txn, std::string_view evaluation_id);

// The evaluations of these rows, in this order, with what was recomputed. All must be there. A
// handful of statements, however many they are.
absl::StatusOr<std::vector<v1::Evaluation>> LoadEvaluations(ReadTxn& txn,
                                                            std::span<const int64_t> rows);
absl::StatusOr<v1::Evaluation> LoadEvaluation(ReadTxn& txn, int64_t row);

// Rows of up to `limit` evaluations of a model version, below row `before`, newest first.
absl::StatusOr<std::vector<int64_t>> ListEvaluationRows(
    ReadTxn& txn, int64_t model_version, int limit,
    int64_t before = std::numeric_limits<int64_t>::max());

// What needs no transaction: id, lengths, counts, finite numbers (METRIC_NOT_FINITE). The field of
// an error is relative to the evaluation.
absl::Status ValidateEvaluation(const v1::Evaluation& evaluation);
// Adds an evaluation, with its edges, and returns its row; or the row of the same one that is there
// already. AlreadyExists (EVALUATION_EXISTS), NotFound (CONTENT_UNKNOWN, DATASET_VERSION_UNKNOWN),
// FailedPrecondition (MODEL_DELETED).
absl::StatusOr<int64_t> CreateEvaluation(WriteTxn& txn, const v1::Evaluation& evaluation,
                                         std::string_view created_by);

// What the server computed itself.
struct Recomputation {
  // Keys with `recomputed` or `undefined`.
  std::vector<v1::EvaluationMetric> metrics;
  double tolerance = 0;
  std::string_view created_by;
};
// Adds it to an evaluation. The same again changes nothing; FailedPrecondition (ALREADY_RECOMPUTED)
// with another tolerance.
absl::Status AddRecomputation(WriteTxn& txn, int64_t evaluation,
                              const Recomputation& recomputation);

}  // namespace assay

#endif  // ASSAY_STORAGE_REGISTRY_EVALUATIONS_H_
