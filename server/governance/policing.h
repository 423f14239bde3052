// Policies, bindings and flags as governance records them: each change with its decision or audit
// leaf, in one transaction. See GovernanceService for their errors.
#ifndef ASSAY_SERVER_GOVERNANCE_POLICING_H_
#define ASSAY_SERVER_GOVERNANCE_POLICING_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/governance_service.pb.h"
#include "governance/policy_check.h"
#include "governance/policy_yaml.h"
#include "storage/identity/actor.h"
#include "storage/store.h"

namespace assay {

// The policy of a text that can be published. InvalidArgument with the reason of the first mistake
// and all of them in the message.
absl::StatusOr<v1::Policy> ReadPolicy(std::string_view yaml,
                                      const governance::KnownNames& known = {});
std::vector<v1::PolicyMistake> Mistakes(const std::vector<governance::PolicyProblem>& problems);

absl::StatusOr<v1::PolicyInfo> PublishPolicy(WriteTxn& txn, const v1::PublishPolicyRequest& request,
                                             const Actor& actor);
absl::StatusOr<v1::PolicyInfo> RetirePolicy(WriteTxn& txn, const v1::RetirePolicyRequest& request,
                                            const Actor& actor);

absl::StatusOr<v1::Binding> SetBinding(WriteTxn& txn, const v1::SetBindingRequest& request,
                                       const Actor& actor);
absl::StatusOr<v1::Binding> RemoveBinding(WriteTxn& txn, const v1::RemoveBindingRequest& request,
                                          const Actor& actor);

// Sets a flag, and says so in the audit log. A recall is more than a flag: moving.h has it.
absl::StatusOr<v1::Flag> RecordFlag(WriteTxn& txn, int64_t model_version, std::string_view flag,
                                    std::string_view reason, const Actor& actor);
absl::StatusOr<v1::Flag> ClearFlag(WriteTxn& txn, const v1::ClearFlagRequest& request,
                                   const Actor& actor);

}  // namespace assay

#endif  // ASSAY_SERVER_GOVERNANCE_POLICING_H_
