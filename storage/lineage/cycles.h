// Derivations that people declare may not go in circles. (What runs log is fact, and never refused:
// bytes may come back.)
#ifndef ASSAY_STORAGE_LINEAGE_CYCLES_H_
#define ASSAY_STORAGE_LINEAGE_CYCLES_H_

#include "absl/status/status.h"
#include "storage/edges.h"
#include "storage/store.h"

namespace assay {

// Refuses to derive `derived` from `source` when `source` is derived from it: FailedPrecondition
// (DERIVATION_CYCLE) with the path that would close, or (DERIVATION_TOO_DEEP) when that can't be
// told within kDerivationNodes nodes. For dataset versions and model versions.
absl::Status RefuseCycle(ReadTxn& txn, NodeRef derived, NodeRef source);

}  // namespace assay

#endif  // ASSAY_STORAGE_LINEAGE_CYCLES_H_
