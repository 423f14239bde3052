// Policies and bindings.
#include <utility>

#include "core/errors.h"
#include "governance/digests.h"
#include "governance/policy_yaml.h"
#include "server/answer.h"
#include "server/governance/policing.h"
#include "server/governance/policy_diff.h"
#include "server/governance_service.h"
#include "storage/governance/bindings.h"
#include "storage/governance/policies.h"
#include "storage/governance/slots.h"
#include "storage/workspaces.h"

namespace assay::governance_service {
namespace {

constexpr int kMostBindings = 1'000;

// The draft, read.
absl::StatusOr<v1::PolicyInfo> ReadDraft(ReadTxn& txn, const std::string& workspace,
                                         const std::string& name) {
  ASSAY_ASSIGN_OR_RETURN(v1::PolicyInfo info, GetPolicyDraft(txn, workspace, name));
  ASSAY_ASSIGN_OR_RETURN(*info.mutable_policy(), ReadPolicy(info.yaml()));
  info.mutable_policy()->set_state(v1::POLICY_STATE_DRAFT);
  return info;
}

absl::StatusOr<v1::Policy> PolicyOrDraft(ReadTxn& txn, const v1::PolicyRef& name) {
  if (name.version() == 0) {
    ASSAY_ASSIGN_OR_RETURN(v1::PolicyInfo draft, ReadDraft(txn, name.workspace(), name.name()));
    return std::move(*draft.mutable_policy());
  }
  ASSAY_ASSIGN_OR_RETURN(v1::PolicyInfo version, GetPolicyVersion(txn, name));
  return std::move(*version.mutable_policy());
}

absl::StatusOr<v1::ListPoliciesResponse> ListByName(ServerEnv& env, ReadTxn& txn,
                                                    const v1::ListPoliciesRequest& request,
                                                    const std::string& after, int size) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t workspace, FindWorkspace(txn, request.workspace()));
  ASSAY_ASSIGN_OR_RETURN(std::vector<v1::PolicyInfo> policies,
                         assay::ListPolicies(txn, workspace, after, size + 1));
  v1::ListPoliciesResponse response;
  if (policies.size() > static_cast<size_t>(size)) {
    policies.pop_back();
    response.set_next_page_token(NextPageToken(env, request, policies.back().name().name()));
  }
  for (v1::PolicyInfo& policy : policies) *response.add_policies() = std::move(policy);
  return response;
}

absl::StatusOr<v1::ListPoliciesResponse> ListVersions(ServerEnv& env, ReadTxn& txn,
                                                      const v1::ListPoliciesRequest& request,
                                                      const std::string& after, int size) {
  ASSAY_ASSIGN_OR_RETURN(const PolicyRow row, FindPolicy(txn, request.workspace(), request.name()));
  ASSAY_ASSIGN_OR_RETURN(std::vector<v1::PolicyInfo> versions,
                         ListPolicyVersions(txn, row, RowPosition(after), size + 1));
  v1::ListPoliciesResponse response;
  if (versions.size() > static_cast<size_t>(size)) {
    versions.pop_back();
    response.set_next_page_token(
        NextPageToken(env, request, std::to_string(versions.back().name().version())));
  }
  for (v1::PolicyInfo& version : versions) *response.add_policies() = std::move(version);
  return response;
}

}  // namespace

void CreatePolicyDraft(ServerEnv& env, const RequestContext& context,
                       const v1::CreatePolicyDraftRequest& request, Done<v1::PolicyInfo> done) {
  absl::StatusOr<v1::Policy> policy = ReadPolicy(request.yaml());
  if (!policy.ok()) return done(policy.status());
  WriteOnce<v1::PolicyInfo>(
      env, context, request, std::move(done),
      [&, name = policy->name()](WriteTxn& txn) -> absl::StatusOr<v1::PolicyInfo> {
        ASSAY_RETURN_IF_ERROR(assay::CreatePolicyDraft(txn, request.workspace(), name,
                                                       request.yaml(), context.caller));
        return ReadDraft(txn, request.workspace(), name);
      });
}

void UpdatePolicyDraft(ServerEnv& env, const RequestContext& context,
                       const v1::UpdatePolicyDraftRequest& request, Done<v1::PolicyInfo> done) {
  absl::StatusOr<v1::Policy> policy = ReadPolicy(request.yaml());
  if (!policy.ok()) return done(policy.status());
  WriteOnce<v1::PolicyInfo>(
      env, context, request, std::move(done),
      [&, name = policy->name()](WriteTxn& txn) -> absl::StatusOr<v1::PolicyInfo> {
        ASSAY_RETURN_IF_ERROR(assay::UpdatePolicyDraft(
            txn, request.workspace(), name, request.yaml(), request.etag(), context.caller));
        return ReadDraft(txn, request.workspace(), name);
      });
}

absl::StatusOr<v1::LintPolicyResponse> LintPolicy(ServerEnv&, const RequestContext&,
                                                  const v1::LintPolicyRequest& request) {
  v1::LintPolicyResponse response;
  v1::Policy policy;
  for (v1::PolicyMistake& mistake : Mistakes(governance::LintPolicy(request.yaml(), {}, &policy))) {
    *response.add_mistakes() = std::move(mistake);
  }
  if (response.mistakes().empty()) {
    response.set_digest(governance::PolicyDigest(policy));
    *response.mutable_policy() = std::move(policy);
  }
  return response;
}

void PublishPolicy(ServerEnv& env, const RequestContext& context,
                   const v1::PublishPolicyRequest& request, Done<v1::PolicyInfo> done) {
  WriteOnce<v1::PolicyInfo>(env, context, request, std::move(done), [&](WriteTxn& txn) {
    return assay::PublishPolicy(txn, request, context.principal);
  });
}

void RetirePolicy(ServerEnv& env, const RequestContext& context,
                  const v1::RetirePolicyRequest& request, Done<v1::PolicyInfo> done) {
  WriteOnce<v1::PolicyInfo>(env, context, request, std::move(done), [&](WriteTxn& txn) {
    return assay::RetirePolicy(txn, request, context.principal);
  });
}

absl::StatusOr<v1::PolicyInfo> GetPolicy(ServerEnv& env, const RequestContext& context,
                                         const v1::GetPolicyRequest& request) {
  return ReadOne<v1::PolicyInfo>(env, context, [&](ReadTxn& txn) {
    return request.draft() ? ReadDraft(txn, request.policy().workspace(), request.policy().name())
                           : GetPolicyVersion(txn, request.policy());
  });
}

absl::StatusOr<v1::ListPoliciesResponse> ListPolicies(ServerEnv& env, const RequestContext& context,
                                                      const v1::ListPoliciesRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const int size, ListPageSize(request.page_size()));
  ASSAY_ASSIGN_OR_RETURN(const std::string after, PagePosition(env, request));
  return ReadOne<v1::ListPoliciesResponse>(env, context, [&](ReadTxn& txn) {
    return request.name().empty() ? ListByName(env, txn, request, after, size)
                                  : ListVersions(env, txn, request, after, size);
  });
}

absl::StatusOr<v1::DiffPoliciesResponse> DiffPolicies(ServerEnv& env, const RequestContext& context,
                                                      const v1::DiffPoliciesRequest& request) {
  return ReadOne<v1::DiffPoliciesResponse>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::DiffPoliciesResponse> {
        ASSAY_ASSIGN_OR_RETURN(const v1::Policy from, PolicyOrDraft(txn, request.from()));
        ASSAY_ASSIGN_OR_RETURN(const v1::Policy to, PolicyOrDraft(txn, request.to()));
        v1::DiffPoliciesResponse response;
        for (v1::PolicyDifference& difference : DiffOf(from, to)) {
          *response.add_differences() = std::move(difference);
        }
        return response;
      });
}

void SetBinding(ServerEnv& env, const RequestContext& context, const v1::SetBindingRequest& request,
                Done<v1::Binding> done) {
  WriteOnce<v1::Binding>(env, context, request, std::move(done), [&](WriteTxn& txn) {
    return assay::SetBinding(txn, request, context.principal);
  });
}

void RemoveBinding(ServerEnv& env, const RequestContext& context,
                   const v1::RemoveBindingRequest& request, Done<v1::Binding> done) {
  WriteOnce<v1::Binding>(env, context, request, std::move(done), [&](WriteTxn& txn) {
    return assay::RemoveBinding(txn, request, context.principal);
  });
}

absl::StatusOr<v1::ListBindingsResponse> ListBindings(ServerEnv& env, const RequestContext& context,
                                                      const v1::ListBindingsRequest& request) {
  return ReadOne<v1::ListBindingsResponse>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::ListBindingsResponse> {
        std::vector<BindingRow> rows;
        if (request.has_slot()) {
          ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, FindSlot(txn, request.slot()));
          ASSAY_ASSIGN_OR_RETURN(rows, BindingsOf(txn, slot));
        } else {
          ASSAY_ASSIGN_OR_RETURN(const int64_t workspace, FindWorkspace(txn, request.workspace()));
          ASSAY_ASSIGN_OR_RETURN(rows, assay::ListBindings(txn, workspace, kMostBindings));
        }
        v1::ListBindingsResponse response;
        for (BindingRow& row : rows) *response.add_bindings() = std::move(row.binding);
        return response;
      });
}

}  // namespace assay::governance_service
