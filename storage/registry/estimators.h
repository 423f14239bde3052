// Estimators: algorithm, code and hyper-parameters. Equal ones are one row.
#ifndef ASSAY_STORAGE_REGISTRY_ESTIMATORS_H_
#define ASSAY_STORAGE_REGISTRY_ESTIMATORS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/registry_service.pb.h"
#include "storage/store.h"

namespace assay {

absl::Status ValidateEstimator(const v1::Estimator& estimator);

// The digest as v1::Estimator.digest says it. hyper_parameters must be sorted by key.
std::string EstimatorDigest(const v1::Estimator& estimator);

// What is given, completed from the source run (0 for none), as a row. 0 when nothing is known.
absl::StatusOr<int64_t> InternEstimator(WriteTxn& txn, v1::Estimator estimator, int64_t run);

}  // namespace assay

#endif  // ASSAY_STORAGE_REGISTRY_ESTIMATORS_H_
