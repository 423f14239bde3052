// Rules applied to facts. A function of its arguments and kEngineVersion alone.
#ifndef ASSAY_GOVERNANCE_ASSESS_H_
#define ASSAY_GOVERNANCE_ASSESS_H_

#include "absl/time/time.h"
#include "assay/v1/facts.pb.h"
#include "assay/v1/governance.pb.h"
#include "governance/ruleset.h"

namespace assay::governance {

// Changes whenever the same policies and facts could give another result.
inline constexpr char kEngineVersion[] = "1";

// Every rule of every policy; for a slot without an enforced policy nothing is eligible. The order
// of the facts' repeated fields does not matter. Thread-safe.
v1::Assessment Assess(const Ruleset& ruleset, const v1::Facts& facts, absl::Time as_of);

// The same, when the facts are in normal form already (digests.h) and their digest is known.
v1::Assessment AssessNormal(const Ruleset& ruleset, const v1::Facts& normal_facts,
                            std::string facts_digest, absl::Time as_of);

// What the standing rules say of a champion: `facts` with the champion as the candidate.
struct StandingVerdict {
  // In the order of the policies, then as a policy lists them.
  std::vector<v1::RuleResult> results;
  // One for each rule that does not pass, in the same order.
  std::vector<v1::TagResult> tags;
};
StandingVerdict AssessStanding(const Ruleset& ruleset, const v1::Facts& facts, absl::Time as_of);

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_ASSESS_H_
