// Whether a commit may go ahead: assessment, reviews, windows and override together.
#ifndef ASSAY_GOVERNANCE_GATE_H_
#define ASSAY_GOVERNANCE_GATE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "assay/v1/governance.pb.h"
#include "governance/ruleset.h"

namespace assay::governance {

// The flag that blocks every promotion and rollback of a model version.
inline constexpr char kRecallFlag[] = "recall";

struct GateInput {
  // What is true now.
  const Ruleset* ruleset = nullptr;
  const v1::Facts* facts = nullptr;  // in normal form (digests.h)
  std::string facts_digest;
  absl::Time now;
  // The slot's last decision that moved its champion; empty for none.
  std::string last_decision_id;

  // What the caller wants to commit: the request, and its last assessment.
  const v1::PromotionRequest* request = nullptr;
  const v1::Assessment* assessment = nullptr;

  std::vector<v1::Review> reviews;
  // What is known of every principal who reviewed, and of all others who could: people with a role
  // that a policy asks for.
  std::vector<v1::Reviewer> reviewers;
  // Whether reviews by callers who had not authenticated count.
  bool accept_asserted = false;
  // A rollback goes back to what was champion before: rules are not asked again, and windows and
  // reviews only where the policy says so. It may be without a request and an assessment.
  bool rollback = false;
};

// Every blocker, not the first. The rules are assessed again at `now`, since a fact may have become
// too old in between. Thread-safe.
v1::GateResult Gate(const GateInput& input);

// The same with an override: open when all that blocks is overridden. Errors are ApplyOverride's.
absl::StatusOr<v1::GateResult> GateWithOverride(const GateInput& input,
                                                const v1::Override& override);

// The state of a live request by its gate: READY, OPEN, OUT_OF_DATE, EXPIRED or BLOCKED.
v1::RequestState StateAfter(const v1::GateResult& gate);

// Whether the blocker can't be cured by time or people: the request ends with it.
bool Ends(const v1::Blocker& blocker);

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_GATE_H_
