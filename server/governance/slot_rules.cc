#include "server/governance/slot_rules.h"

#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/status_macros.h"
#include "storage/governance/policies.h"

namespace assay {

absl::StatusOr<SlotRules> MakeSlotRules(ReadTxn& txn, const std::vector<BindingRow>& bindings) {
  SlotRules rules;
  std::vector<governance::BoundPolicy> bound;
  for (const BindingRow& row : bindings) {
    ASSAY_ASSIGN_OR_RETURN(PublishedPolicy published, LoadPolicyVersion(txn, row.policy_version));
    rules.policy_versions[fmt::format("{}@{}", published.policy.name(),
                                      published.policy.version())] = published.id;
    rules.bindings.push_back(row.id);
    bound.push_back({std::move(published.policy), row.binding});
  }
  ASSAY_ASSIGN_OR_RETURN(rules.ruleset, governance::Ruleset::Make(bound));
  return rules;
}

absl::StatusOr<SlotRules> LoadSlotRules(ReadTxn& txn, const SlotRow& slot) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<BindingRow> bindings, BindingsOf(txn, slot));
  return MakeSlotRules(txn, bindings);
}

absl::StatusOr<governance::Ruleset> RulesetOf(ReadTxn& txn, const v1::Assessment& assessment) {
  std::vector<BindingRow> bindings;
  for (const v1::AppliedPolicy& applied : assessment.policies()) {
    ASSAY_ASSIGN_OR_RETURN(BindingRow row, FindBinding(txn, applied.binding_id()));
    bindings.push_back(std::move(row));
  }
  ASSAY_ASSIGN_OR_RETURN(SlotRules rules, MakeSlotRules(txn, bindings));
  return std::move(rules.ruleset);
}

absl::Status CheckHasPolicy(const SlotRules& rules, const SlotRow& slot) {
  if (!rules.policy_versions.empty()) return absl::OkStatus();
  return FailedPrecondition("NO_POLICY",
                            "No policy is bound to {}: there is nothing to assess by. Bind one "
                            "first.",
                            SlotText(slot.ref));
}

absl::Time Now(const ReadTxn& txn) { return absl::FromUnixMicros(txn.now_us()); }

}  // namespace assay
