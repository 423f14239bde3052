// The review after the fact that every override is owed: when it is due, and who may give it.
#ifndef ASSAY_GOVERNANCE_OVERRIDE_REVIEW_H_
#define ASSAY_GOVERNANCE_OVERRIDE_REVIEW_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "assay/v1/governance.pb.h"
#include "governance/reviews.h"
#include "governance/ruleset.h"

namespace assay::governance {

// Sets `override`'s review_due_time and review_roles, as of the policies that the overridden
// blockers of the gate come from. A standing rejection comes from every policy that asks for
// reviews. Thread-safe, as all of these.
void SetReviewTerms(const Ruleset& ruleset, const v1::GateResult& gate, absl::Time now,
                    v1::Override* override);

// Whether this person may review the override. `input` has one review, theirs, what is known of
// them, and the facts and the requester of what was promoted. PermissionDenied with
// REVIEWER_IS_OVERRIDER, REVIEWER_WITHOUT_ROLE, or another reason of ReviewStanding.
absl::Status CheckOverrideReviewer(const v1::Override& override, const ReviewInput& input);

// Of the events and the explanations of overrides.
inline constexpr char kOverrideReviewRule[] = "override-review";
// "reviewed until <time> by a person with one of the roles ...".
std::string ReviewExpectation(const v1::Override& override);
// What closes it.
std::string ReviewRemedy(std::string_view decision_id);

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_OVERRIDE_REVIEW_H_
