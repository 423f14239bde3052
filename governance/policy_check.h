// What has to be true of a policy and of a binding before they may decide anything.
#ifndef ASSAY_GOVERNANCE_POLICY_CHECK_H_
#define ASSAY_GOVERNANCE_POLICY_CHECK_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "assay/v1/policy.pb.h"

namespace assay::governance {

// Names that exist; a set that is absent is not checked against.
struct KnownNames {
  std::optional<std::set<std::string>> metrics;
  std::optional<std::set<std::string>> datasets;
  std::optional<std::set<std::string>> principals;
  // Without the prefix "reviewer:".
  std::optional<std::set<std::string>> roles;
};

// Everything that forbids publishing `policy`: InvalidArgument each, with the path of the field.
//   POLICY_NAME_INVALID         the name of the policy, a tag, a role or a flag
//   POLICY_EMPTY                there is no rule
//   POLICY_TOO_MANY             more rules, tags, places, ... than the limit
//   RULE_ID_INVALID, RULE_ID_TWICE
//   RULE_KIND_MISSING           a rule without a kind
//   RULE_FIELD_MISSING          a field that has to be said: a margin, a direction, on_no_champion,
//   a bound RULE_VALUE_INVALID          a bound that is not finite, an age that is not positive,
//   ... METRIC_UNKNOWN, DATASET_UNKNOWN, PRINCIPAL_UNKNOWN, ROLE_UNKNOWN EVALUATION_MISSING neither
//   the rule nor the policy says which evaluation QUORUM_IMPOSSIBLE           more places than
//   people could fill WINDOW_INVALID              a window without an effect or with a time that is
//   none OVERRIDE_INVALID            an override of a rule that is not there, or without a role
//   EXPRESSION_...              as expression/diagnostics.h, with the column in the message
// Thread-safe.
std::vector<absl::Status> CheckPolicy(const v1::Policy& policy, const KnownNames& known = {});

// Whether `binding` may bind `policy`: its state is the caller's to check. BINDING_SLOTS_INVALID,
// PARAMETER_UNKNOWN, PARAMETER_TYPE.
absl::Status CheckBinding(const v1::Binding& binding, const v1::Policy& policy);

// Whether `slots` selects `slot`.
bool Selects(const v1::SlotSelector& slots, const v1::SlotRef& slot);

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_POLICY_CHECK_H_
