// Whether the people who approved fill the places of a policy.
#ifndef ASSAY_GOVERNANCE_QUORUM_H_
#define ASSAY_GOVERNANCE_QUORUM_H_

#include <set>
#include <string>
#include <vector>

#include "assay/v1/governance.pb.h"
#include "assay/v1/policy.pb.h"

namespace assay::governance {

struct Approver {
  std::string name;
  std::set<std::string> roles;
};

// Fills as many places as can be filled: a maximum bipartite matching of places to approvers
// (Kuhn's algorithm), since filling them one by one fails when the only person for a later place
// already sits on an earlier one. Each person has one entry in each list. `could_approve` are all
// who might still approve, the approvers included: `possible` says whether they would do.
// Thread-safe.
v1::QuorumVerdict JudgeQuorum(const v1::ReviewRules& rules, const std::vector<Approver>& approvers,
                              const std::vector<Approver>& could_approve);

// The places one by one: a place of count 2 is there twice.
std::vector<std::string> PlacesOf(const v1::ReviewRules& rules);

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_QUORUM_H_
