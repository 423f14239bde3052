// Every limit that a request can run into, in one place. docs/operations.md lists them for users.
#ifndef ASSAY_CORE_LIMITS_H_
#define ASSAY_CORE_LIMITS_H_

#include <cstddef>
#include <cstdint>

namespace assay::limits {

// Text, in bytes of UTF-8.
inline constexpr size_t kKeyBytes = 250;   // key of a metric, param, tag or context entry
inline constexpr size_t kNameBytes = 250;  // name of a workspace, experiment, run, dataset
inline constexpr size_t kParamValueBytes = 6'000;
inline constexpr size_t kTagValueBytes = 8'000;
inline constexpr size_t kContextEntries = 16;
inline constexpr size_t kContextValueBytes = 500;
inline constexpr size_t kDescriptionBytes = 16'000;
inline constexpr size_t kPathBytes = 1'000;
inline constexpr size_t kUriBytes = 2'000;
inline constexpr size_t kEnvironmentBytes = 64'000;
inline constexpr size_t kRequestIdBytes = 128;

// A message.
inline constexpr size_t kMessageBytes = 16 << 20;
inline constexpr size_t kMetricsPerBatch = 10'000;    // metric columns
inline constexpr size_t kPointsPerBatch = 1'000'000;  // points in all columns together
inline constexpr size_t kParamsPerBatch = 2'000;
inline constexpr size_t kTagsPerBatch = 2'000;
inline constexpr size_t kInputsPerBatch = 2'000;  // inputs, and as many outputs

// A question.
inline constexpr int kDefaultPageSize = 50;
inline constexpr int kMaxPageSize = 1'000;
inline constexpr int kMaxBuckets = 10'000;        // of a downsampled history
inline constexpr int kMaxSeriesPerQuery = 1'000;  // of a metric history
inline constexpr int kMaxRunsToCompare = 100;
inline constexpr size_t kFilterBytes = 10'000;

// Lineage.
inline constexpr size_t kManifestEntries = 50'000;  // files of a directory's manifest
inline constexpr int kDefaultTraceNodes = 500;      // of one answer
inline constexpr int kMaxTraceNodes = 10'000;       // of one answer
inline constexpr int kMaxTraceDepth = 1'000;        // edges from the start
inline constexpr size_t kContinuedNodes = 100'000;  // of all answers of a trace together
inline constexpr int kDerivedFrom = 1'000;          // sources of a dataset version
inline constexpr int kDerivationNodes = 10'000;     // looked at to find a cycle of derivation
inline constexpr int kRunNesting = 1'000;           // runs above a run

}  // namespace assay::limits

#endif  // ASSAY_CORE_LIMITS_H_
