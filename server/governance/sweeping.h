// The sweep: standing rules of every champion, reviews of overrides that are overdue, and requests
// whose time is over.
#ifndef ASSAY_SERVER_GOVERNANCE_SWEEPING_H_
#define ASSAY_SERVER_GOVERNANCE_SWEEPING_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "assay/v1/governance_service.pb.h"
#include "storage/store.h"

namespace assay {

// Asks the standing rules of every champion of a workspace (0: of all), some hundred champions at a
// time: reads them in one snapshot and writes what has changed in one transaction, if anything has.
// Blocks for so long.
absl::StatusOr<v1::RunSweepResponse> Sweep(Store& store, int64_t workspace, Deadline deadline);

}  // namespace assay

#endif  // ASSAY_SERVER_GOVERNANCE_SWEEPING_H_
