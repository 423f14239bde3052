#include "storage/governance/policies.h"

#include <limits>

#include "core/errors.h"
#include "core/status_macros.h"
#include "storage/experiments.h"
#include "storage/governance/body.h"
#include "storage/times.h"
#include "storage/workspaces.h"

namespace assay {
namespace {

absl::Status PolicyNotFound(std::string_view name) {
  return NotFound("POLICY_NOT_FOUND", "There is no policy \"{}\". List those that are.", name);
}

absl::Status DraftNotFound(std::string_view name) {
  return NotFound("POLICY_DRAFT_NOT_FOUND",
                  "The policy \"{}\" has no draft. Create one from its text.", name);
}

void SetName(std::string_view workspace, std::string_view name, int64_t version,
             v1::PolicyInfo* info) {
  v1::PolicyRef* ref = info->mutable_name();
  ref->set_workspace(std::string(workspace.empty() ? kDefaultWorkspace : workspace));
  ref->set_name(std::string(name));
  ref->set_version(static_cast<int32_t>(version));
}

// The columns: workspace's name, policy's name, number, digest, published_us, published_by, at_us
// and actor of the retirement.
v1::PolicyInfo ReadVersion(const Rows& rows) {
  v1::PolicyInfo info;
  SetName(rows.Text(0), rows.Text(1), rows.Int(2), &info);
  info.set_digest(rows.String(3));
  SetTime(rows.Int(4), info.mutable_time());
  info.set_actor(rows.String(5));
  info.set_state(rows.IsNull(6) ? v1::POLICY_STATE_PUBLISHED : v1::POLICY_STATE_RETIRED);
  if (!rows.IsNull(6)) {
    SetTime(rows.Int(6), info.mutable_retire_time());
    info.set_retired_by(rows.String(7));
  }
  return info;
}

// The newest version of a policy whose number is below `before`, without its text.
absl::StatusOr<std::vector<v1::PolicyInfo>> ReadVersions(ReadTxn& txn, int64_t policy,
                                                         int64_t before, int limit) {
  Rows rows = txn.Query(
      "SELECT w.name, p.name, v.number, v.digest, v.published_us, v.published_by, r.at_us, r.actor "
      "FROM policy_version v JOIN policy p ON p.id = v.policy "
      "JOIN workspace w ON w.id = p.workspace "
      "LEFT JOIN policy_retirement r ON r.policy_version = v.id "
      "WHERE v.policy = $1 AND v.number < $2 ORDER BY v.number DESC LIMIT $3",
      {policy, before, int64_t{limit}});
  std::vector<v1::PolicyInfo> versions;
  while (rows.Next()) versions.push_back(ReadVersion(rows));
  ASSAY_RETURN_IF_ERROR(rows.status());
  return versions;
}

// The policy of this name, made when there is none.
absl::StatusOr<PolicyRow> FindOrCreatePolicy(WriteTxn& txn, std::string_view workspace,
                                             std::string_view name, std::string_view actor) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t workspace_row, FindWorkspace(txn, workspace));
  ASSAY_RETURN_IF_ERROR(
      txn.Run("INSERT INTO policy (workspace, name, created_us, created_by) "
              "VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
              {workspace_row, name, txn.now_us(), actor}));
  return FindPolicy(txn, workspace, name);
}

}  // namespace

absl::StatusOr<PolicyRow> FindPolicy(ReadTxn& txn, std::string_view workspace,
                                     std::string_view name) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t workspace_row, FindWorkspace(txn, workspace));
  Rows rows =
      txn.Query("SELECT id FROM policy WHERE workspace = $1 AND name = $2", {workspace_row, name});
  if (rows.Next()) return PolicyRow{rows.Int(0), workspace_row};
  ASSAY_RETURN_IF_ERROR(rows.status());
  return PolicyNotFound(name);
}

absl::StatusOr<PolicyVersionRow> FindPolicyVersion(ReadTxn& txn, const v1::PolicyRef& name) {
  ASSAY_ASSIGN_OR_RETURN(const PolicyRow policy, FindPolicy(txn, name.workspace(), name.name()));
  Rows rows = txn.Query(
      "SELECT v.id, v.number, r.at_us FROM policy_version v "
      "LEFT JOIN policy_retirement r ON r.policy_version = v.id "
      "WHERE v.policy = $1 AND ($2 = 0 OR v.number = $2) ORDER BY v.number DESC LIMIT 1",
      {policy.id, int64_t{name.version()}});
  if (rows.Next()) {
    return PolicyVersionRow{.id = rows.Int(0),
                            .policy = policy.id,
                            .number = static_cast<int32_t>(rows.Int(1)),
                            .retired = !rows.IsNull(2)};
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  if (name.version() != 0) {
    return PolicyNotFound(fmt::format("{}@{}", name.name(), name.version()));
  }
  return FailedPrecondition("POLICY_NOT_PUBLISHED",
                            "The policy \"{}\" has a draft only. Publish it first.", name.name());
}

absl::StatusOr<PublishedPolicy> LoadPolicyVersion(ReadTxn& txn, int64_t policy_version) {
  Rows rows = txn.Query("SELECT digest, body FROM policy_version WHERE id = $1", {policy_version});
  if (!rows.Next()) {
    ASSAY_RETURN_IF_ERROR(rows.status());
    return absl::DataLossError("A row names a policy that is not there.");
  }
  PublishedPolicy published{.id = policy_version, .digest = rows.String(0)};
  ASSAY_ASSIGN_OR_RETURN(published.policy, ReadBody<v1::Policy>(rows.Blob(1)));
  return published;
}

absl::StatusOr<v1::PolicyInfo> GetPolicyVersion(ReadTxn& txn, const v1::PolicyRef& name) {
  ASSAY_ASSIGN_OR_RETURN(const PolicyVersionRow row, FindPolicyVersion(txn, name));
  ASSAY_ASSIGN_OR_RETURN(std::vector<v1::PolicyInfo> versions,
                         ReadVersions(txn, row.policy, int64_t{row.number} + 1, 1));
  if (versions.empty()) return PolicyNotFound(name.name());
  v1::PolicyInfo& info = versions[0];
  Rows rows = txn.Query("SELECT body, yaml FROM policy_version WHERE id = $1", {row.id});
  if (!rows.Next()) return absl::DataLossError("The text of a policy is not there.");
  ASSAY_ASSIGN_OR_RETURN(*info.mutable_policy(), ReadBody<v1::Policy>(rows.Blob(0)));
  info.mutable_policy()->set_state(info.state());
  info.set_yaml(rows.String(1));
  return info;
}

absl::StatusOr<v1::PolicyInfo> GetPolicyDraft(ReadTxn& txn, std::string_view workspace,
                                              std::string_view name) {
  ASSAY_ASSIGN_OR_RETURN(const PolicyRow policy, FindPolicy(txn, workspace, name));
  Rows rows =
      txn.Query("SELECT yaml, version, updated_us, updated_by FROM policy_draft WHERE policy = $1",
                {policy.id});
  if (!rows.Next()) {
    ASSAY_RETURN_IF_ERROR(rows.status());
    return DraftNotFound(name);
  }
  v1::PolicyInfo info;
  SetName(workspace, name, 0, &info);
  info.set_yaml(rows.String(0));
  info.set_state(v1::POLICY_STATE_DRAFT);
  info.set_etag(std::to_string(rows.Int(1)));
  SetTime(rows.Int(2), info.mutable_time());
  info.set_actor(rows.String(3));
  return info;
}

absl::Status CreatePolicyDraft(WriteTxn& txn, std::string_view workspace, std::string_view name,
                               std::string_view yaml, std::string_view actor) {
  ASSAY_ASSIGN_OR_RETURN(const PolicyRow policy, FindOrCreatePolicy(txn, workspace, name, actor));
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t inserted,
      txn.Execute("INSERT INTO policy_draft (policy, yaml, version, updated_us, updated_by) "
                  "VALUES ($1, $2, 1, $3, $4) ON CONFLICT DO NOTHING",
                  {policy.id, yaml, txn.now_us(), actor}));
  if (inserted == 1) return absl::OkStatus();
  return AlreadyExists("POLICY_DRAFT_EXISTS",
                       "The policy \"{}\" has a draft already. Update or publish it.", name);
}

absl::Status UpdatePolicyDraft(WriteTxn& txn, std::string_view workspace, std::string_view name,
                               std::string_view yaml, std::string_view etag,
                               std::string_view actor) {
  ASSAY_ASSIGN_OR_RETURN(const v1::PolicyInfo draft, GetPolicyDraft(txn, workspace, name));
  ASSAY_RETURN_IF_ERROR(CheckEtag(etag, std::stoll(draft.etag())));
  ASSAY_ASSIGN_OR_RETURN(const PolicyRow policy, FindPolicy(txn, workspace, name));
  return txn.Run(
      "UPDATE policy_draft SET yaml = $1, version = version + 1, updated_us = $2, updated_by = $3 "
      "WHERE policy = $4",
      {yaml, txn.now_us(), actor, policy.id});
}

absl::StatusOr<int32_t> NextPolicyNumber(ReadTxn& txn, const PolicyRow& row) {
  Rows rows = txn.Query(
      "SELECT number FROM policy_version WHERE policy = $1 ORDER BY number DESC LIMIT 1", {row.id});
  const int64_t last = rows.Next() ? rows.Int(0) : 0;
  ASSAY_RETURN_IF_ERROR(rows.status());
  return static_cast<int32_t>(last + 1);
}

absl::StatusOr<int64_t> AddPolicyVersion(WriteTxn& txn, const PolicyRow& row,
                                         const NewPolicyVersion& version, std::string_view actor) {
  {
    Rows rows =
        txn.Query("SELECT number FROM policy_version WHERE policy = $1 AND rules_digest = $2",
                  {row.id, std::string_view(version.rules_digest)});
    if (rows.Next()) {
      return FailedPrecondition("POLICY_PUBLISHED",
                                "The policy \"{}\" says the same in version {} already. Change "
                                "the draft, or use that version.",
                                version.policy.name(), rows.Int(0));
    }
    ASSAY_RETURN_IF_ERROR(rows.status());
  }
  const std::string body = version.policy.SerializeAsString();
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t id,
      txn.Insert("INSERT INTO policy_version (policy, number, digest, rules_digest, body, yaml, "
                 "published_us, published_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                 {row.id, int64_t{version.policy.version()}, std::string_view(version.digest),
                  std::string_view(version.rules_digest), sql::Bytes{body},
                  std::string_view(version.yaml), txn.now_us(), actor}));
  ASSAY_RETURN_IF_ERROR(txn.Run("DELETE FROM policy_draft WHERE policy = $1", {row.id}));
  return id;
}

absl::Status RetirePolicyVersion(WriteTxn& txn, const v1::PolicyRef& name, std::string_view reason,
                                 std::string_view actor) {
  ASSAY_ASSIGN_OR_RETURN(const PolicyVersionRow row, FindPolicyVersion(txn, name));
  if (row.retired) {
    return FailedPrecondition("POLICY_RETIRED", "The policy \"{}@{}\" is retired already.",
                              name.name(), row.number);
  }
  return txn.Run(
      "INSERT INTO policy_retirement (policy_version, at_us, actor, reason) "
      "VALUES ($1, $2, $3, $4)",
      {row.id, txn.now_us(), actor, reason});
}

absl::StatusOr<std::vector<v1::PolicyInfo>> ListPolicies(ReadTxn& txn, int64_t workspace,
                                                         std::string_view after, int limit) {
  std::vector<std::pair<int64_t, std::string>> policies;
  std::string workspace_name;
  {
    Rows rows = txn.Query(
        "SELECT p.id, p.name, w.name FROM policy p JOIN workspace w ON w.id = p.workspace "
        "WHERE p.workspace = $1 AND p.name > $2 ORDER BY p.name LIMIT $3",
        {workspace, after, int64_t{limit}});
    while (rows.Next()) {
      policies.emplace_back(rows.Int(0), rows.String(1));
      workspace_name = rows.String(2);
    }
    ASSAY_RETURN_IF_ERROR(rows.status());
  }
  std::vector<v1::PolicyInfo> all;
  for (const auto& [policy, name] : policies) {
    ASSAY_ASSIGN_OR_RETURN(std::vector<v1::PolicyInfo> newest,
                           ReadVersions(txn, policy, std::numeric_limits<int64_t>::max(), 1));
    if (newest.empty()) {
      ASSAY_ASSIGN_OR_RETURN(v1::PolicyInfo draft, GetPolicyDraft(txn, workspace_name, name));
      draft.clear_yaml();
      newest.push_back(std::move(draft));
    }
    all.push_back(std::move(newest[0]));
  }
  return all;
}

absl::StatusOr<std::vector<v1::PolicyInfo>> ListPolicyVersions(ReadTxn& txn, const PolicyRow& row,
                                                               int64_t before, int limit) {
  if (before == 0) before = std::numeric_limits<int64_t>::max();
  return ReadVersions(txn, row.id, before, limit);
}

}  // namespace assay
