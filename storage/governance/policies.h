// Policies: drafts that change, and versions that don't.
#ifndef ASSAY_STORAGE_GOVERNANCE_POLICIES_H_
#define ASSAY_STORAGE_GOVERNANCE_POLICIES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/governance_service.pb.h"
#include "assay/v1/policy.pb.h"
#include "storage/store.h"

namespace assay {

struct PolicyRow {
  int64_t id = 0;
  int64_t workspace = 0;
};

// What other entities need of a published version.
struct PolicyVersionRow {
  int64_t id = 0;
  int64_t policy = 0;
  int32_t number = 0;
  bool retired = false;
};

// A published version with its rules.
struct PublishedPolicy {
  int64_t id = 0;
  std::string digest = {};
  v1::Policy policy = {};
};

// NotFound (POLICY_NOT_FOUND).
absl::StatusOr<PolicyRow> FindPolicy(ReadTxn& txn, std::string_view workspace,
                                     std::string_view name);
// Version 0 is the newest. NotFound (POLICY_NOT_FOUND); FailedPrecondition (POLICY_NOT_PUBLISHED)
// when the policy has a draft only.
absl::StatusOr<PolicyVersionRow> FindPolicyVersion(ReadTxn& txn, const v1::PolicyRef& name);
absl::StatusOr<PublishedPolicy> LoadPolicyVersion(ReadTxn& txn, int64_t policy_version);

// A version with its text; 0 for the newest. Errors as FindPolicyVersion.
absl::StatusOr<v1::PolicyInfo> GetPolicyVersion(ReadTxn& txn, const v1::PolicyRef& name);
// NotFound (POLICY_DRAFT_NOT_FOUND). `policy` of the answer is left to the caller, who can read
// YAML.
absl::StatusOr<v1::PolicyInfo> GetPolicyDraft(ReadTxn& txn, std::string_view workspace,
                                              std::string_view name);

// AlreadyExists (POLICY_DRAFT_EXISTS). Makes the policy when there is none.
absl::Status CreatePolicyDraft(WriteTxn& txn, std::string_view workspace, std::string_view name,
                               std::string_view yaml, std::string_view actor);
// NotFound (POLICY_DRAFT_NOT_FOUND); Aborted (ETAG_STALE).
absl::Status UpdatePolicyDraft(WriteTxn& txn, std::string_view workspace, std::string_view name,
                               std::string_view yaml, std::string_view etag,
                               std::string_view actor);

// What a draft becomes.
struct NewPolicyVersion {
  v1::Policy policy = {};  // with its version
  std::string digest = {};
  std::string rules_digest = {};  // of the same without the version
  std::string yaml = {};
};
// The number that the next version of a policy gets.
absl::StatusOr<int32_t> NextPolicyNumber(ReadTxn& txn, const PolicyRow& row);
// Adds the version and removes the draft. FailedPrecondition (POLICY_PUBLISHED) when a version of
// this policy says the same.
absl::StatusOr<int64_t> AddPolicyVersion(WriteTxn& txn, const PolicyRow& row,
                                         const NewPolicyVersion& version, std::string_view actor);
// FailedPrecondition (POLICY_RETIRED) when it is retired already.
absl::Status RetirePolicyVersion(WriteTxn& txn, const v1::PolicyRef& name, std::string_view reason,
                                 std::string_view actor);

// Up to `limit` policies with names after `after`, by name: the newest version of each, or its
// draft when there is no version.
absl::StatusOr<std::vector<v1::PolicyInfo>> ListPolicies(ReadTxn& txn, int64_t workspace,
                                                         std::string_view after, int limit);
// Up to `limit` versions of a policy with numbers below `before` (0 for the first page), newest
// first.
absl::StatusOr<std::vector<v1::PolicyInfo>> ListPolicyVersions(ReadTxn& txn, const PolicyRow& row,
                                                               int64_t before, int limit);

}  // namespace assay

#endif  // ASSAY_STORAGE_GOVERNANCE_POLICIES_H_
