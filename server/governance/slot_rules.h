// The policies that hold for a slot, ready to be applied.
#ifndef ASSAY_SERVER_GOVERNANCE_SLOT_RULES_H_
#define ASSAY_SERVER_GOVERNANCE_SLOT_RULES_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "governance/ruleset.h"
#include "storage/governance/bindings.h"
#include "storage/governance/slots.h"
#include "storage/store.h"

namespace assay {

struct SlotRules {
  governance::Ruleset ruleset;
  // Rows of the policies' versions, by "name@version".
  std::map<std::string, int64_t> policy_versions;
  // Rows of the bindings, in the order of BindingsOf.
  std::vector<int64_t> bindings;
};

// Those that are bound to the slot now; none is no error.
absl::StatusOr<SlotRules> LoadSlotRules(ReadTxn& txn, const SlotRow& slot);
absl::StatusOr<SlotRules> MakeSlotRules(ReadTxn& txn, const std::vector<BindingRow>& bindings);
// Those that an assessment was made by, as they are stored.
absl::StatusOr<governance::Ruleset> RulesetOf(ReadTxn& txn, const v1::Assessment& assessment);
// FailedPrecondition (NO_POLICY) when no policy is bound to the slot.
absl::Status CheckHasPolicy(const SlotRules& rules, const SlotRow& slot);

// The time of the transaction.
absl::Time Now(const ReadTxn& txn);

}  // namespace assay

#endif  // ASSAY_SERVER_GOVERNANCE_SLOT_RULES_H_
