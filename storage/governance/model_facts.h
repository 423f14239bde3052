// What rules may read of model versions, gathered from everything that is recorded of them.
#ifndef ASSAY_STORAGE_GOVERNANCE_MODEL_FACTS_H_
#define ASSAY_STORAGE_GOVERNANCE_MODEL_FACTS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/facts.pb.h"
#include "storage/store.h"

namespace assay {

// Evaluations of a model version beyond the newest so many are no facts.
inline constexpr int kEvaluationsInFacts = 1'000;

// The facts of these rows, in this order; a row may be there twice. A handful of statements for all
// of them, and two for each, so that a slot with many candidates is read at once.
absl::StatusOr<std::vector<v1::ModelFacts>> LoadModelFacts(ReadTxn& txn,
                                                           std::span<const int64_t> model_versions);

}  // namespace assay

#endif  // ASSAY_STORAGE_GOVERNANCE_MODEL_FACTS_H_
