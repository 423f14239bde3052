// Promotions in spite of blockers.
#ifndef ASSAY_GOVERNANCE_OVERRIDE_H_
#define ASSAY_GOVERNANCE_OVERRIDE_H_

#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "assay/v1/governance.pb.h"
#include "governance/ruleset.h"

namespace assay::governance {

inline constexpr size_t kMinJustification = 20;    // characters that are no blanks
inline constexpr size_t kMaxJustification = 8000;  // bytes

// Sets `overridable` and `override_role` of every blocker as its policy says.
void MarkOverridable(const Ruleset& ruleset, std::vector<v1::Blocker>* blockers);

// Marks the blockers that `override` names as overridden, or says what is wrong with it and marks
// none:
//   JUSTIFICATION_MISSING   none, or too short to say anything; JUSTIFICATION_TOO_LONG
//   OVERRIDE_EMPTY          it names no blocker
//   OVERRIDE_NEEDLESS       it names what does not stand in the way
//   OVERRIDE_FORBIDDEN      no policy lets this be overridden
//   OVERRIDE_WITHOUT_ROLE   PermissionDenied: the actor lacks the role
//   OVERRIDE_INCOMPLETE     something that it does not name stands in the way
absl::Status ApplyOverride(const v1::Override& override, std::vector<v1::Blocker>* blockers);

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_OVERRIDE_H_
