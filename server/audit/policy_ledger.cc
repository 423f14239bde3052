#include "server/audit/policy_ledger.h"

#include <set>
#include <utility>

#include "governance/digests.h"
#include "governance/policy_check.h"
#include "server/audit/rows.h"
#include "storage/governance/audited.h"
#include "storage/governance/body.h"
#include "storage/times.h"

namespace assay::audit {
namespace {

// What only one binding in force can have.
std::string PlaceOf(const v1::Binding& binding) {
  return fmt::format("{}/{}/{}/{}", binding.slots().workspace(), binding.slots().use_case(),
                     binding.slots().environment(), binding.policy());
}

}  // namespace

absl::StatusOr<PolicyLedger> PolicyLedger::Load(ReadTxn& txn) {
  PolicyLedger ledger;
  ASSAY_RETURN_IF_ERROR(ForEachRow(
      [&](int64_t after, int limit) { return DecisionsAfter(txn, after, limit); },
      [&](const StoredDecision& stored) -> absl::Status {
        if (stored.kind != v1::DECISION_KIND_POLICY_PUBLISH &&
            stored.kind != v1::DECISION_KIND_BINDING_CHANGE) {
          return absl::OkStatus();
        }
        const auto decision = ReadBody<v1::Decision>(stored.body);
        ASSAY_ASSIGN_OR_RETURN(const auto events, EventsOf(txn, "decision:" + stored.uid));
        // What is wrong with these is told where decisions are compared.
        if (!decision.ok() || events.empty()) return absl::OkStatus();
        if (decision->kind() == v1::DECISION_KIND_POLICY_PUBLISH) {
          ledger.Publish(stored.workspace, *decision, events[0].index());
        } else {
          ledger.Bind(*decision, events[0].index());
        }
        return absl::OkStatus();
      }));
  return ledger;
}

void PolicyLedger::Publish(int64_t workspace, const v1::Decision& decision, int64_t index) {
  for (const v1::AppliedPolicy& policy : decision.policies()) {
    Publication& publication = published_[{workspace, policy.policy(), policy.version()}];
    if (++publication.count > 1) continue;
    publication.digest = policy.policy_digest();
    publication.actor = decision.actor();
    publication.time_us = TimeMicros(decision.time());
    publication.index = index;
  }
}

void PolicyLedger::Bind(const v1::Decision& decision, int64_t index) {
  const v1::Binding& binding = decision.binding();
  std::string& present = in_force_[PlaceOf(binding)];
  if (const auto before = bindings_.find(present); before != bindings_.end()) {
    before->second.end_index = index;
  }
  present.clear();
  if (decision.binding_removed()) return;
  present = binding.binding_id();
  BindingSpan& span = bindings_[present];
  span.binding = binding;
  span.digest = governance::DigestOf(binding);
  span.index = index;
}

absl::Status PolicyLedger::CheckPolicies(ReadTxn& txn, v1::VerifyAuditLogResponse* response) const {
  Check check("policies", "policies are as they were published and retired", response);
  std::set<PolicyKey> stored_keys;
  ASSAY_RETURN_IF_ERROR(ForEachRow(
      [&](int64_t after, int limit) { return PolicyVersionsAfter(txn, after, limit); },
      [&](const StoredPolicyVersion& stored) -> absl::Status {
        AuditedRow row;
        row.name =
            fmt::format("policy {}/{}@{}", stored.workspace_name, stored.policy, stored.number);
        row.subject = "policy:" + row.name.substr(row.name.find(' ') + 1);
        if (stored.retired_us) {
          row.events.push_back(
              {"POLICY_RETIRE", stored.digest, stored.retired_by, stored.retired_us});
        }
        const PolicyKey key = {stored.workspace, stored.policy, stored.number};
        stored_keys.insert(key);
        const auto policy = ReadBody<v1::Policy>(stored.body);
        if (!policy.ok() || governance::PolicyDigest(*policy) != stored.digest) {
          row.problems.push_back("was changed: its rules have another digest.");
        }
        const auto found = published_.find(key);
        if (found == published_.end() || found->second.count != 1) {
          row.problems.push_back(
              fmt::format("must have one decision that published it, and has {}.",
                          found == published_.end() ? 0 : found->second.count));
        } else if (const Publication& told = found->second; told.digest != stored.digest ||
                                                            told.actor != stored.published_by ||
                                                            told.time_us != stored.published_us) {
          row.problems.push_back("is not what the decision that published it tells.");
        }
        return CheckRow(txn, row, check);
      }));
  for (const auto& [key, publication] : published_) {
    if (stored_keys.contains(key)) continue;
    check.Complain("Event {} tells of the publication of policy {}@{}, which is gone.",
                   publication.index, std::get<1>(key), std::get<2>(key));
  }
  return absl::OkStatus();
}

absl::Status PolicyLedger::CheckBindings(ReadTxn& txn, v1::VerifyAuditLogResponse* response) const {
  Check check("bindings", "bindings hold as the decisions say", response);
  std::set<std::string> stored_ids;
  ASSAY_RETURN_IF_ERROR(ForEachRow(
      [&](int64_t after, int limit) { return BindingsAfter(txn, after, limit); },
      [&](const StoredBinding& stored) -> absl::Status {
        check.Count();
        stored_ids.insert(stored.uid);
        const auto found = bindings_.find(stored.uid);
        if (found == bindings_.end()) {
          check.Complain("The binding {} has no decision that made it.", stored.uid);
          return absl::OkStatus();
        }
        const BindingSpan& told = found->second;
        const auto binding = ReadBody<v1::Binding>(stored.body);
        if (!binding.ok() || governance::DigestOf(*binding) != told.digest ||
            stored.workspace_name != told.binding.slots().workspace() ||
            stored.use_case != told.binding.slots().use_case() ||
            stored.environment != told.binding.slots().environment() ||
            stored.policy != told.binding.policy() || stored.number != told.binding.version() ||
            stored.created_by != told.binding.created_by()) {
          check.Complain("The binding {} was changed: it is not what event {} tells of it.",
                         stored.uid, told.index);
        }
        const bool ended = told.end_index != std::numeric_limits<int64_t>::max();
        if (ended != stored.ended) {
          check.Complain("The binding {} {} in force, and the decisions say that it {}.",
                         stored.uid, stored.ended ? "is not" : "is", ended ? "ended" : "holds");
        }
        return absl::OkStatus();
      }));
  for (const auto& [id, span] : bindings_) {
    if (stored_ids.contains(id)) continue;
    check.Complain("Event {} tells of the binding {}, which is gone.", span.index, id);
  }
  return absl::OkStatus();
}

std::string PolicyLedger::WhyNot(int64_t workspace, const v1::AppliedPolicy& applied,
                                 int64_t index) const {
  const auto published = published_.find({workspace, applied.policy(), applied.version()});
  if (published == published_.end() || published->second.index > index) {
    return "was not published before";
  }
  if (published->second.digest != applied.policy_digest()) return "said something else";
  const auto bound = bindings_.find(applied.binding_id());
  if (bound == bindings_.end() || bound->second.index > index) return "was not bound before";
  return "";
}

absl::Status PolicyLedger::CheckOrder(ReadTxn& txn, v1::VerifyAuditLogResponse* response) const {
  Check check("policies_first", "policies were published before what they judged", response);
  return ForEachRow(
      [&](int64_t after, int limit) { return AssessmentsAfter(txn, after, limit); },
      [&](const StoredAssessment& stored) -> absl::Status {
        check.Count();
        const auto assessment = ReadBody<v1::Assessment>(stored.body);
        ASSAY_ASSIGN_OR_RETURN(const auto events, EventsOf(txn, "assessment:" + stored.digest));
        // What is wrong with these is told where assessments are compared.
        if (!assessment.ok() || events.empty()) return absl::OkStatus();
        for (const v1::AppliedPolicy& applied : assessment->policies()) {
          const std::string why = WhyNot(stored.workspace, applied, events[0].index());
          if (why.empty()) continue;
          check.Complain("The assessment {} applied policy {}@{}, which {}.", stored.digest,
                         applied.policy(), applied.version(), why);
        }
        return absl::OkStatus();
      });
}

std::set<std::string> PolicyLedger::InForce(const v1::SlotRef& slot, int64_t index) const {
  std::set<std::string> ids;
  for (const auto& [id, span] : bindings_) {
    if (span.index >= index || span.end_index < index) continue;
    if (span.binding.slots().workspace() != slot.workspace()) continue;
    if (governance::Selects(span.binding.slots(), slot)) ids.insert(id);
  }
  return ids;
}

}  // namespace assay::audit
