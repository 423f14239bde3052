// What a policy would have said of facts that are stored.
#ifndef ASSAY_GOVERNANCE_SIMULATE_H_
#define ASSAY_GOVERNANCE_SIMULATE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "assay/v1/facts.pb.h"
#include "assay/v1/governance.pb.h"
#include "governance/ruleset.h"

namespace assay::governance {

// One item of a simulation.
struct SimulatedItem {
  v1::AssessmentOutcome outcome = v1::ASSESSMENT_OUTCOME_UNSPECIFIED;
  bool refused = false;
  // Whether it was eligible when it was assessed, and is not now; or the other way round.
  bool newly_refused = false;
  bool newly_allowed = false;
  // "rule-id: sentence" of each enforced rule that does not pass.
  std::vector<std::string> reasons;
};

// Counts as items are added, so that any number of them needs little memory. Not thread-safe.
class Simulation {
 public:
  // `ruleset` has to outlive this; usually one draft bound as it would be.
  explicit Simulation(const Ruleset& ruleset) : ruleset_(ruleset) {}

  // Facts in normal form, as they are stored, and whether the candidate was eligible then.
  SimulatedItem Add(const v1::Facts& facts, absl::Time as_of, bool was_eligible);

  int64_t total() const { return total_; }
  int64_t refused() const { return refused_; }
  int64_t newly_refused() const { return newly_refused_; }
  int64_t newly_allowed() const { return newly_allowed_; }
  // By rule id: how often an enforced rule did not pass.
  const std::map<std::string, int64_t>& refusals_by_rule() const { return by_rule_; }

  // "Would have refused 3 of 20." and what else there is to say, a line each.
  std::string Summary() const;

 private:
  const Ruleset& ruleset_;
  int64_t total_ = 0;
  int64_t refused_ = 0;
  int64_t newly_refused_ = 0;
  int64_t newly_allowed_ = 0;
  std::map<std::string, int64_t> by_rule_;
};

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_SIMULATE_H_
