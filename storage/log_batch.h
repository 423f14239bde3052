// Logging to a run: everything of a batch in one transaction, exactly once when it has a sequence.
#ifndef ASSAY_STORAGE_LOG_BATCH_H_
#define ASSAY_STORAGE_LOG_BATCH_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/tracking_service.pb.h"
#include "storage/params.h"
#include "storage/series.h"
#include "storage/store.h"

namespace assay {

// A batch that has been checked, with its metrics encoded.
struct PreparedBatch {
  v1::LogBatchRequest request;  // its metrics have moved to `metrics`
  std::vector<PreparedColumn> metrics;
  std::string caller;
};

// Everything that can be told without looking at what is stored.
absl::StatusOr<PreparedBatch> PrepareBatch(v1::LogBatchRequest request, std::string caller);

// What became of a batch.
struct AppliedBatch {
  bool applied_before = false;
  bool merge_wanted = false;  // the run ended, or some series has many small chunks
  RefusedParams refused;
};

// Applies a batch. With `refuse_params` a param that has another value goes to `refused`; without,
// it fails the batch.
absl::StatusOr<AppliedBatch> ApplyBatch(WriteTxn& txn, const PreparedBatch& batch,
                                        bool refuse_params);

}  // namespace assay

#endif  // ASSAY_STORAGE_LOG_BATCH_H_
