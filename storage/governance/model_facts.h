// What rules may read of model versions, gathered from everything that is recorded of them.
#ifndef ASSAY_STORAGE_GOVERNANCE_MODEL_FACTS_H_
#define ASSAY_STORAGE_GOVERNANCE_MODEL_FACTS_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/facts.pb.h"
#include "storage/store.h"

namespace assay {

// Evaluations of a model version beyond the newest so many are no facts.
inline constexpr int kEvaluationsInFacts = 1'000;

// Facts in the form in which they are kept, and their digest.
struct DigestedFacts {
  v1::Facts facts = {};
  std::string digest = {};
};

// An evaluation never changes but once: when it is recomputed.
struct EvaluationState {
  int64_t row = 0;
  bool recomputed = false;
};

// The facts of a model version, but in place of its evaluations which they are: mostly what follows
// from them is known.
struct ModelFactsParts {
  v1::ModelFacts facts = {};
  std::vector<EvaluationState> evaluations = {};  // newest first
};

// Those of these rows, in this order; a row may be there twice. A handful of statements for all of
// them, and one for each, so that a slot with many candidates is read at once.
absl::StatusOr<std::vector<ModelFactsParts>> LoadModelFactsParts(
    ReadTxn& txn, std::span<const int64_t> model_versions);
// Reads the evaluations into the facts.
absl::Status AddEvaluations(ReadTxn& txn, std::span<ModelFactsParts* const> parts);
// A text that is the same only where all the facts are, in every transaction of a database.
std::string KeyOf(const ModelFactsParts& parts);

// The whole facts of these rows, in this order.
absl::StatusOr<std::vector<v1::ModelFacts>> LoadModelFacts(ReadTxn& txn,
                                                           std::span<const int64_t> model_versions);

}  // namespace assay

#endif  // ASSAY_STORAGE_GOVERNANCE_MODEL_FACTS_H_
