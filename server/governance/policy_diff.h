// What differs between two policies.
#ifndef ASSAY_SERVER_GOVERNANCE_POLICY_DIFF_H_
#define ASSAY_SERVER_GOVERNANCE_POLICY_DIFF_H_

#include <vector>

#include "assay/v1/governance_service.pb.h"

namespace assay {

// One for each leaf that differs, by path. Rules and windows are matched by id, so that moving one
// is no difference; other lists are compared place by place. Version and state are left out.
std::vector<v1::PolicyDifference> DiffOf(const v1::Policy& from, const v1::Policy& to);

}  // namespace assay

#endif  // ASSAY_SERVER_GOVERNANCE_POLICY_DIFF_H_
