// Doing again what was done: decisions give the champions, assessments their own bytes.
#ifndef ASSAY_GOVERNANCE_REPLAY_H_
#define ASSAY_GOVERNANCE_REPLAY_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/facts.pb.h"
#include "assay/v1/governance.pb.h"
#include "governance/ruleset.h"

namespace assay::governance {

struct SlotHead {
  std::string champion;          // empty for none
  std::string last_decision_id;  // that moved it
};
// By "slot:<workspace>/<use case>/<environment>".
using SlotHeads = std::map<std::string, SlotHead, std::less<>>;

// Whether a decision of this kind moves a slot's champion.
bool MovesChampion(v1::DecisionKind kind);

// Applies one decision. FailedPrecondition with reason DECISION_OUT_OF_ORDER when it does not
// follow from what was before it: another base decision or another previous champion.
absl::Status Apply(const v1::Decision& decision, SlotHeads* heads);

// Applies `decisions` in the order given, which has to be that of their sequence.
absl::StatusOr<SlotHeads> ReplayDecisions(const std::vector<v1::Decision>& decisions);

// Assesses again: the policies of `ruleset`, the facts and as_of of `recorded`. The canonical JSON
// of the result is returned; FailedPrecondition when it can't be the same:
//   ENGINE_VERSION_CHANGED  another engine made it
//   REPLAY_INPUT_DIFFERS    the policies, bindings or facts are not those of the assessment
//   REPLAY_DIFFERS          the bytes differ, with the first place where they do
absl::StatusOr<std::string> ReplayAssessment(const v1::Assessment& recorded, const Ruleset& ruleset,
                                             const v1::Facts& facts);

std::string SlotName(const v1::SlotRef& slot);

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_REPLAY_H_
