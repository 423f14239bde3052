// Whether the record of a run says where it came from, and what it takes to run it again.
#ifndef ASSAY_STORAGE_LINEAGE_COMPLETENESS_H_
#define ASSAY_STORAGE_LINEAGE_COMPLETENESS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/lineage_service.pb.h"
#include "storage/edges.h"
#include "storage/store.h"

namespace assay {

// The run or model version of a name and the run that its record is of.
struct RecordedRun {
  NodeRef node;
  int64_t run = 0;  // 0 for a model version without one
};
// Also InvalidArgument (NO_RUN) for other kinds of nodes.
absl::StatusOr<RecordedRun> FindRecordedRun(ReadTxn& txn, std::string_view name);

// The checks of the record, in the order of CompletenessCheck::Item.
absl::StatusOr<std::vector<v1::CompletenessCheck>> CheckCompleteness(ReadTxn& txn,
                                                                     const RecordedRun& recorded);

absl::StatusOr<v1::GetCompletenessResponse> GetCompleteness(ReadTxn& txn, std::string_view name);
absl::StatusOr<v1::GetReproductionResponse> GetReproduction(ReadTxn& txn, std::string_view name);

}  // namespace assay

#endif  // ASSAY_STORAGE_LINEAGE_COMPLETENESS_H_
