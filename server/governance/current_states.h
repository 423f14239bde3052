// The states of many requests as of now.
#ifndef ASSAY_SERVER_GOVERNANCE_CURRENT_STATES_H_
#define ASSAY_SERVER_GOVERNANCE_CURRENT_STATES_H_

#include <vector>

#include "absl/status/status.h"
#include "storage/governance/promotions.h"
#include "storage/store.h"

namespace assay {

// Sets the state of live requests to what is true now, in what can be told of all of them in a
// handful of statements: EXPIRED, BLOCKED and OUT_OF_DATE (but for bindings, whose every change
// says so of the requests itself). Whether the others are OPEN or READY stays as it was when their
// gate was last computed. Keeps nothing.
absl::Status SetCurrentStates(ReadTxn& txn, std::vector<PromotionRow>* rows);

}  // namespace assay

#endif  // ASSAY_SERVER_GOVERNANCE_CURRENT_STATES_H_
