// Limits of the registry; core/limits.h has those that it shares. docs/operations.md lists them.
#ifndef ASSAY_STORAGE_REGISTRY_LIMITS_H_
#define ASSAY_STORAGE_REGISTRY_LIMITS_H_

#include <cstddef>
#include <cstdint>

namespace assay::limits {

inline constexpr size_t kLabels = 100;               // of a model, of a model version
inline constexpr size_t kQualityMetrics = 100;       // of a contract
inline constexpr size_t kContractFields = 100;       // of a contract, beyond the typed ones
inline constexpr size_t kHyperParameters = 2'000;    // of an estimator
inline constexpr size_t kEvaluationMetrics = 1'000;  // of an evaluation
inline constexpr size_t kReasonBytes = 2'000;        // why an alias was changed
inline constexpr size_t kEvaluatorBytes = 2'000;     // the name of what measured
inline constexpr size_t kScoringCsvBytes = 7 << 20;  // predictions, and as many bytes of labels
inline constexpr double kMaxTolerance = 0.01;        // of a comparison with what was reported

}  // namespace assay::limits

#endif  // ASSAY_STORAGE_REGISTRY_LIMITS_H_
