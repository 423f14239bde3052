// What principals found of model versions outside: checks, and values of drift.
#ifndef ASSAY_STORAGE_GOVERNANCE_OBSERVATIONS_H_
#define ASSAY_STORAGE_GOVERNANCE_OBSERVATIONS_H_

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/facts.pb.h"
#include "storage/store.h"

namespace assay {

// Records them with the principal and the time of now.
absl::StatusOr<v1::CheckFact> RecordCheck(WriteTxn& txn, int64_t model_version, v1::CheckFact check,
                                          std::string_view principal);
absl::StatusOr<v1::DriftFact> RecordDrift(WriteTxn& txn, int64_t model_version, v1::DriftFact drift,
                                          std::string_view principal);

// Adds the last one of each name by each principal to the facts of its model version.
absl::Status LoadObservations(ReadTxn& txn, std::span<const int64_t> model_versions,
                              const std::function<v1::ModelFacts*(int64_t)>& facts_of);

}  // namespace assay

#endif  // ASSAY_STORAGE_GOVERNANCE_OBSERVATIONS_H_
