#include "server/governance/policing.h"

#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"
#include "governance/digests.h"
#include "server/governance/deciding.h"
#include "storage/audit_log.h"
#include "storage/governance/bindings.h"
#include "storage/governance/flags.h"
#include "storage/governance/model_names.h"
#include "storage/governance/policies.h"
#include "storage/governance/recorded_names.h"
#include "storage/governance/slots.h"
#include "storage/workspaces.h"

namespace assay {
namespace {

constexpr int kSlotsAtOnce = 500;

std::string VersionText(const v1::PolicyRef& name, int32_t version) {
  return fmt::format("{}/{}@{}", name.workspace(), name.name(), version);
}

// Requests of the slots that a selector selects were assessed by other rules than hold now.
absl::Status OutdateSelected(WriteTxn& txn, int64_t workspace, const v1::SlotSelector& selector) {
  v1::SlotRef after;
  for (;;) {
    ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::Slot> slots,
                           ListSlots(txn, workspace, after, kSlotsAtOnce));
    for (const v1::Slot& slot : slots) {
      if (!governance::Selects(selector, slot.slot())) continue;
      ASSAY_ASSIGN_OR_RETURN(const SlotRow row, FindSlot(txn, slot.slot()));
      ASSAY_RETURN_IF_ERROR(OutdateRequests(txn, row.id));
    }
    if (slots.size() < static_cast<size_t>(kSlotsAtOnce)) return absl::OkStatus();
    after = slots.back().slot();
  }
}

absl::Status RecordBindingChange(WriteTxn& txn, int64_t workspace, const v1::Binding& binding,
                                 bool removed, const std::string& comment, const Actor& actor) {
  v1::Decision decision;
  decision.set_kind(v1::DECISION_KIND_BINDING_CHANGE);
  *decision.mutable_binding() = binding;
  decision.set_binding_removed(removed);
  decision.set_comment(comment);
  ASSAY_RETURN_IF_ERROR(Record(txn, workspace, nullptr, std::move(decision), actor).status());
  return OutdateSelected(txn, workspace, binding.slots());
}

}  // namespace

std::vector<v1::PolicyMistake> Mistakes(const std::vector<governance::PolicyProblem>& problems) {
  std::vector<v1::PolicyMistake> mistakes(problems.size());
  for (size_t i = 0; i < problems.size(); ++i) {
    mistakes[i].set_reason(problems[i].reason);
    mistakes[i].set_message(problems[i].message);
  }
  return mistakes;
}

absl::StatusOr<v1::Policy> ReadPolicy(std::string_view yaml, const governance::KnownNames& known) {
  v1::Policy policy;
  const std::vector<governance::PolicyProblem> problems =
      governance::LintPolicy(yaml, known, &policy);
  if (problems.empty()) return policy;
  std::string message;
  for (const governance::PolicyProblem& problem : problems) {
    message += (message.empty() ? "" : "\n") + problem.message;
  }
  return MakeError(absl::StatusCode::kInvalidArgument, problems[0].reason, message, "yaml");
}

absl::StatusOr<v1::PolicyInfo> PublishPolicy(WriteTxn& txn, const v1::PublishPolicyRequest& request,
                                             const Actor& actor) {
  ASSAY_ASSIGN_OR_RETURN(const v1::PolicyInfo draft,
                         GetPolicyDraft(txn, request.workspace(), request.name()));
  if (!request.etag().empty() && request.etag() != draft.etag()) {
    return Aborted("ETAG_STALE", "Somebody changed the draft since it was read. Read it again.");
  }
  ASSAY_ASSIGN_OR_RETURN(const PolicyRow row, FindPolicy(txn, request.workspace(), request.name()));
  NewPolicyVersion version{.yaml = draft.yaml()};
  ASSAY_ASSIGN_OR_RETURN(RecordedNames names, LoadRecordedNames(txn, row.workspace));
  ASSAY_ASSIGN_OR_RETURN(version.policy, ReadPolicy(draft.yaml(), {.metrics = names.metrics,
                                                                   .datasets = names.datasets,
                                                                   .principals = names.principals,
                                                                   .roles = names.roles}));
  version.rules_digest = governance::PolicyDigest(version.policy);
  ASSAY_ASSIGN_OR_RETURN(const int32_t number, NextPolicyNumber(txn, row));
  version.policy.set_version(number);
  version.policy.set_state(v1::POLICY_STATE_PUBLISHED);
  version.digest = governance::PolicyDigest(version.policy);
  ASSAY_RETURN_IF_ERROR(AddPolicyVersion(txn, row, version, actor.name).status());
  v1::Decision decision;
  decision.set_kind(v1::DECISION_KIND_POLICY_PUBLISH);
  v1::AppliedPolicy* published = decision.add_policies();
  published->set_policy(request.name());
  published->set_version(number);
  published->set_policy_digest(version.digest);
  ASSAY_RETURN_IF_ERROR(Record(txn, row.workspace, nullptr, std::move(decision), actor).status());
  v1::PolicyRef name;
  name.set_workspace(request.workspace());
  name.set_name(request.name());
  name.set_version(number);
  return GetPolicyVersion(txn, name);
}

absl::StatusOr<v1::PolicyInfo> RetirePolicy(WriteTxn& txn, const v1::RetirePolicyRequest& request,
                                            const Actor& actor) {
  ASSAY_RETURN_IF_ERROR(PrefixField(ValidateComment(request.reason()), "reason"));
  ASSAY_ASSIGN_OR_RETURN(const PolicyVersionRow row, FindPolicyVersion(txn, request.policy()));
  v1::PolicyRef name = request.policy();
  name.set_version(row.number);
  ASSAY_RETURN_IF_ERROR(RetirePolicyVersion(txn, name, request.reason(), actor.name));
  ASSAY_ASSIGN_OR_RETURN(v1::PolicyInfo info, GetPolicyVersion(txn, name));
  ASSAY_RETURN_IF_ERROR(
      AppendAuditLeaf(txn, {.kind = "POLICY_RETIRE",
                            .subject = "policy:" + VersionText(info.name(), row.number),
                            .digest = info.digest(),
                            .actor = actor,
                            .comment = request.reason()})
          .status());
  return info;
}

absl::StatusOr<v1::Binding> SetBinding(WriteTxn& txn, const v1::SetBindingRequest& request,
                                       const Actor& actor) {
  ASSAY_RETURN_IF_ERROR(ValidateComment(request.comment()));
  v1::Binding binding = request.binding();
  if (binding.slots().workspace().empty()) {
    binding.mutable_slots()->set_workspace(kDefaultWorkspace);
  }
  if (binding.mode() == v1::RULE_MODE_UNSPECIFIED) binding.set_mode(v1::RULE_MODE_ENFORCE);
  ASSAY_ASSIGN_OR_RETURN(const int64_t workspace, FindWorkspace(txn, binding.slots().workspace()));
  v1::PolicyRef name;
  name.set_workspace(binding.slots().workspace());
  name.set_name(binding.policy());
  name.set_version(binding.version());
  ASSAY_ASSIGN_OR_RETURN(const PolicyVersionRow version, FindPolicyVersion(txn, name));
  ASSAY_ASSIGN_OR_RETURN(const PublishedPolicy published, LoadPolicyVersion(txn, version.id));
  binding.set_version(version.number);
  ASSAY_RETURN_IF_ERROR(governance::CheckBinding(binding, published.policy));
  ASSAY_ASSIGN_OR_RETURN(
      binding, assay::SetBinding(txn, std::move(binding), workspace, version, actor.name));
  ASSAY_RETURN_IF_ERROR(
      RecordBindingChange(txn, workspace, binding, false, request.comment(), actor));
  return binding;
}

absl::StatusOr<v1::Binding> RemoveBinding(WriteTxn& txn, const v1::RemoveBindingRequest& request,
                                          const Actor& actor) {
  ASSAY_RETURN_IF_ERROR(ValidateComment(request.comment()));
  ASSAY_ASSIGN_OR_RETURN(BindingRow row,
                         assay::RemoveBinding(txn, request.binding_id(), actor.name));
  ASSAY_RETURN_IF_ERROR(
      RecordBindingChange(txn, row.workspace, row.binding, true, request.comment(), actor));
  return std::move(row.binding);
}

absl::StatusOr<v1::Flag> RecordFlag(WriteTxn& txn, int64_t model_version, std::string_view flag,
                                    std::string_view reason, const Actor& actor) {
  ASSAY_ASSIGN_OR_RETURN(v1::Flag set, SetFlag(txn, model_version, flag, reason, actor.name));
  ASSAY_RETURN_IF_ERROR(
      AppendAuditLeaf(txn, {.kind = "FLAG_SET",
                            .subject = fmt::format("flag:{}/{}", model_version, flag),
                            .digest = governance::DigestOf(set),
                            .actor = actor,
                            .comment = set.version()})
          .status());
  return set;
}

absl::StatusOr<v1::Flag> ClearFlag(WriteTxn& txn, const v1::ClearFlagRequest& request,
                                   const Actor& actor) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t version, FindModelVersionByName(txn, request.version()));
  ASSAY_ASSIGN_OR_RETURN(v1::Flag cleared, assay::ClearFlag(txn, version, request.flag(),
                                                            request.reason(), actor.name));
  ASSAY_RETURN_IF_ERROR(
      AppendAuditLeaf(txn, {.kind = "FLAG_CLEAR",
                            .subject = fmt::format("flag:{}/{}", version, request.flag()),
                            .digest = governance::DigestOf(cleared),
                            .actor = actor,
                            .comment = cleared.version()})
          .status());
  return cleared;
}

}  // namespace assay
