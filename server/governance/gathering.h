// The facts of a slot's candidates, gathered from everything that is recorded.
#ifndef ASSAY_SERVER_GOVERNANCE_GATHERING_H_
#define ASSAY_SERVER_GOVERNANCE_GATHERING_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/governance/model_facts.h"
#include "storage/governance/slots.h"
#include "storage/store.h"

namespace assay {

using FactsPointer = std::shared_ptr<const DigestedFacts>;

// The facts of model versions as candidates of a slot, in this order, in normal form
// (governance/digests.h). What can change is read every time. Evaluations, which are most of the
// facts and do not change, are read and brought into normal form only where none of the same facts
// is remembered (StoreContext::facts).
absl::StatusOr<std::vector<FactsPointer>> GatherFacts(ReadTxn& txn, const SlotRow& slot,
                                                      std::span<const int64_t> model_versions);

}  // namespace assay

#endif  // ASSAY_SERVER_GOVERNANCE_GATHERING_H_
