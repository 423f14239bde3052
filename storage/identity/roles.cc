#include "storage/identity/roles.h"

#include <algorithm>
#include <array>
#include <limits>

#include "core/errors.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "fmt/ranges.h"
#include "storage/audit_log.h"
#include "storage/identity/audited.h"
#include "storage/times.h"
#include "storage/workspaces.h"

namespace assay {
namespace {

constexpr std::array<std::string_view, 7> kRoles = {
    "viewer",           "contributor", "maintainer", "policy_author",
    "governance_admin", "auditor",     "break_glass"};

// The row of a workspace; 0 for "*".
absl::StatusOr<int64_t> WorkspaceOf(ReadTxn& txn, std::string_view name) {
  if (name == kEveryone) return int64_t{0};
  return FindWorkspace(txn, name);
}

sql::Param OrNull(int64_t workspace) {
  return workspace == 0 ? sql::Param(nullptr) : sql::Param(workspace);
}

// The columns: id, principal's name, workspace's name or NULL, role, granted_us, granted_by,
// revoked_us, revoked_by.
v1::RoleGrant FromRow(const Rows& rows) {
  v1::RoleGrant grant;
  grant.set_principal(rows.String(1));
  grant.set_workspace(rows.IsNull(2) ? kEveryone : rows.String(2));
  grant.set_role(rows.String(3));
  SetTime(rows.Int(4), grant.mutable_grant_time());
  grant.set_granted_by(rows.String(5));
  if (!rows.IsNull(6)) SetTime(rows.Int(6), grant.mutable_revoke_time());
  grant.set_revoked_by(rows.String(7));
  return grant;
}

absl::StatusOr<v1::RoleGrant> GetGrant(ReadTxn& txn, int64_t id) {
  Rows rows = txn.Query(
      "SELECT g.id, p.name, w.name, g.role, g.granted_us, g.granted_by, g.revoked_us, g.revoked_by "
      "FROM role_grant g JOIN principal p ON p.id = g.principal "
      "LEFT JOIN workspace w ON w.id = g.workspace WHERE g.id = $1",
      {id});
  if (rows.Next()) return FromRow(rows);
  ASSAY_RETURN_IF_ERROR(rows.status());
  return absl::InternalError("A grant was not found again.");
}

// The row of a grant that stands; 0 when there is none.
absl::StatusOr<int64_t> FindGrant(ReadTxn& txn, int64_t principal, int64_t workspace,
                                  std::string_view role) {
  Rows rows = txn.Query(
      "SELECT id FROM role_grant WHERE principal = $1 AND role = $2 "
      "AND coalesce(workspace, 0) = $3 AND revoked_us IS NULL",
      {principal, role, workspace});
  const int64_t id = rows.Next() ? rows.Int(0) : 0;
  ASSAY_RETURN_IF_ERROR(rows.status());
  return id;
}

absl::Status Audit(WriteTxn& txn, const char* kind, int64_t id, const PrincipalRow& principal,
                   int64_t workspace, const v1::RoleGrant& grant, const Actor& actor) {
  return AppendAuditLeaf(txn,
                         {.kind = kind,
                          .subject = fmt::format("role_grant:{}", id),
                          .digest = GrantDigest(principal.uid, workspace, grant.role()),
                          .actor = actor,
                          .comment = fmt::format("{} {} in {}", principal.name, grant.role(),
                                                 workspace == 0              ? "every workspace"
                                                 : grant.workspace().empty() ? kDefaultWorkspace
                                                                             : grant.workspace())})
      .status();
}

// Names of active principals with a role in `workspace` or in every one; `kind` 0 for any.
absl::StatusOr<std::vector<std::string>> HoldersOf(ReadTxn& txn, std::string_view role,
                                                   int64_t workspace, int kind, int limit) {
  Rows rows = txn.Query(
      "SELECT DISTINCT p.name FROM role_grant g JOIN principal p ON p.id = g.principal "
      "WHERE g.role = $1 AND g.revoked_us IS NULL AND coalesce(g.workspace, $2) = $2 "
      "AND p.deactivated_us IS NULL AND ($3 = 0 OR p.kind = $3) ORDER BY p.name LIMIT $4",
      {role, workspace, int64_t{kind}, int64_t{limit}});
  std::vector<std::string> names;
  while (rows.Next()) names.push_back(rows.String(0));
  ASSAY_RETURN_IF_ERROR(rows.status());
  return names;
}

}  // namespace

absl::Status ValidateRole(std::string_view role) {
  const bool reviewer = role.starts_with(kReviewerPrefix) && role.size() > kReviewerPrefix.size() &&
                        ValidateName("role", role).ok();
  if (reviewer || role == kAdministrator ||
      std::find(kRoles.begin(), kRoles.end(), role) != kRoles.end()) {
    return absl::OkStatus();
  }
  return InvalidArgument("ROLE_UNKNOWN", "role",
                         "There is no role \"{}\". There are: {}, reviewer:NAME and {}.", role,
                         fmt::join(kRoles, ", "), kAdministrator);
}

bool RoleContains(std::string_view held, std::string_view needed) {
  if (held == needed) return true;
  if (needed == "viewer") return held != kAdministrator;
  if (needed == "contributor") return held == "maintainer";
  return needed == kReviewerPrefix && held.starts_with(kReviewerPrefix);
}

absl::StatusOr<std::vector<HeldRole>> HeldRoles(ReadTxn& txn, int64_t principal) {
  Rows rows = txn.Query(
      "SELECT g.role, coalesce(w.name, '*') FROM role_grant g "
      "LEFT JOIN workspace w ON w.id = g.workspace "
      "WHERE g.principal = $1 AND g.revoked_us IS NULL ORDER BY g.id",
      {principal});
  std::vector<HeldRole> roles;
  while (rows.Next()) roles.push_back({rows.String(0), rows.String(1)});
  ASSAY_RETURN_IF_ERROR(rows.status());
  return roles;
}

absl::StatusOr<std::vector<std::string>> RolesOf(ReadTxn& txn, std::string_view principal,
                                                 int64_t workspace, std::optional<int64_t> at_us) {
  const int64_t at = at_us.value_or(std::numeric_limits<int64_t>::max());
  Rows rows = txn.Query(
      "SELECT DISTINCT g.role FROM principal p JOIN role_grant g ON g.principal = p.id "
      "WHERE p.name = $1 AND coalesce(g.workspace, $2) = $2 AND g.granted_us <= $3 "
      "AND (g.revoked_us IS NULL OR g.revoked_us > $3) "
      "AND (p.deactivated_us IS NULL OR p.deactivated_us > $3) ORDER BY g.role",
      {principal, workspace, at});
  std::vector<std::string> roles;
  while (rows.Next()) roles.push_back(rows.String(0));
  ASSAY_RETURN_IF_ERROR(rows.status());
  return roles;
}

absl::StatusOr<std::vector<std::string>> PersonsWithRole(ReadTxn& txn, std::string_view role,
                                                         int64_t workspace, int limit) {
  return HoldersOf(txn, role, workspace, v1::PRINCIPAL_KIND_PERSON, limit);
}

absl::StatusOr<std::vector<std::string>> Administrators(ReadTxn& txn, int limit) {
  return HoldersOf(txn, kAdministrator, 0, 0, limit);
}

absl::Status CheckAnotherAdministrator(ReadTxn& txn, const PrincipalRow& principal) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> names, Administrators(txn, 2));
  if (names.size() != 1 || names.front() != principal.name) return absl::OkStatus();
  return FailedPrecondition("LAST_ADMINISTRATOR",
                            "\"{}\" is the only administrator. Make another one first.",
                            principal.name);
}

absl::StatusOr<v1::RoleGrant> GrantRole(WriteTxn& txn, const v1::RoleGrant& grant,
                                        const Actor& actor) {
  ASSAY_RETURN_IF_ERROR(ValidateRole(grant.role()));
  ASSAY_ASSIGN_OR_RETURN(const int64_t workspace, WorkspaceOf(txn, grant.workspace()));
  if (grant.role() == kAdministrator && workspace != 0) {
    return InvalidArgument("ROLE_NOT_IN_WORKSPACE", "workspace",
                           "An administrator is one for the whole server. Grant it in \"*\".");
  }
  ASSAY_ASSIGN_OR_RETURN(const PrincipalRow principal, FindActivePrincipal(txn, grant.principal()));
  ASSAY_ASSIGN_OR_RETURN(int64_t id, FindGrant(txn, principal.id, workspace, grant.role()));
  if (id != 0) return GetGrant(txn, id);
  ASSAY_ASSIGN_OR_RETURN(
      id, txn.Insert("INSERT INTO role_grant (principal, workspace, role, granted_us, granted_by, "
                     "revoked_by) VALUES ($1, $2, $3, $4, $5, '')",
                     {principal.id, OrNull(workspace), std::string_view(grant.role()), txn.now_us(),
                      std::string_view(actor.name)}));
  ASSAY_RETURN_IF_ERROR(Audit(txn, "ROLE_GRANTED", id, principal, workspace, grant, actor));
  return GetGrant(txn, id);
}

absl::StatusOr<v1::RoleGrant> RevokeRole(WriteTxn& txn, const v1::RoleGrant& grant,
                                         const Actor& actor) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t workspace, WorkspaceOf(txn, grant.workspace()));
  ASSAY_ASSIGN_OR_RETURN(const PrincipalRow principal, FindPrincipal(txn, grant.principal()));
  ASSAY_ASSIGN_OR_RETURN(const int64_t id, FindGrant(txn, principal.id, workspace, grant.role()));
  if (id == 0) {
    return NotFound(
        "ROLE_NOT_GRANTED",
        "\"{}\" has no role \"{}\" there. List the roles to see what was granted, and where.",
        grant.principal(), grant.role());
  }
  if (grant.role() == kAdministrator) {
    ASSAY_RETURN_IF_ERROR(CheckAnotherAdministrator(txn, principal));
  }
  ASSAY_RETURN_IF_ERROR(
      txn.Run("UPDATE role_grant SET revoked_us = $1, revoked_by = $2 WHERE id = $3",
              {txn.now_us(), std::string_view(actor.name), id}));
  ASSAY_RETURN_IF_ERROR(Audit(txn, "ROLE_REVOKED", id, principal, workspace, grant, actor));
  return GetGrant(txn, id);
}

absl::StatusOr<std::vector<v1::RoleGrant>> ListRoles(ReadTxn& txn, const RoleFilter& filter,
                                                     int64_t before, int limit, int64_t* last) {
  sql::Builder query;
  query.Append(
      "SELECT g.id, p.name, w.name, g.role, g.granted_us, g.granted_by, g.revoked_us, g.revoked_by "
      "FROM role_grant g JOIN principal p ON p.id = g.principal "
      "LEFT JOIN workspace w ON w.id = g.workspace WHERE g.id < ");
  query.Bind(before == 0 ? std::numeric_limits<int64_t>::max() : before);
  if (!filter.principal.empty()) {
    ASSAY_ASSIGN_OR_RETURN(const PrincipalRow principal, FindPrincipal(txn, filter.principal));
    query.Append(" AND g.principal = ").Bind(principal.id);
  }
  if (filter.workspace == kEveryone) {
    query.Append(" AND g.workspace IS NULL");
  } else if (!filter.workspace.empty()) {
    ASSAY_ASSIGN_OR_RETURN(const int64_t workspace, FindWorkspace(txn, filter.workspace));
    query.Append(" AND g.workspace = ").Bind(workspace);
  }
  if (!filter.show_revoked) query.Append(" AND g.revoked_us IS NULL");
  query.Append(" ORDER BY g.id DESC LIMIT ").Bind(int64_t{limit});
  Rows rows = txn.Query(query);
  std::vector<v1::RoleGrant> grants;
  while (rows.Next()) {
    grants.push_back(FromRow(rows));
    *last = rows.Int(0);
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return grants;
}

}  // namespace assay
