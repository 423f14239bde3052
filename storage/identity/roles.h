// Roles: what a principal may do in a workspace, or in every one. A grant is a row; taking it away
// sets its end, so the history stays.
#ifndef ASSAY_STORAGE_IDENTITY_ROLES_H_
#define ASSAY_STORAGE_IDENTITY_ROLES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/admin_service.pb.h"
#include "storage/identity/actor.h"
#include "storage/identity/principals.h"
#include "storage/store.h"

namespace assay {

inline constexpr char kAdministrator[] = "administrator";
// In place of the name of a workspace or of a principal: every one.
inline constexpr char kEveryone[] = "*";
// What begins the roles in which persons review: "reviewer:risk".
inline constexpr std::string_view kReviewerPrefix = "reviewer:";

// InvalidArgument with reason ROLE_UNKNOWN, which lists those that there are.
absl::Status ValidateRole(std::string_view role);

// Whether who has `held` has `needed` too: maintainer contains contributor, every role but
// administrator contains viewer, and any reviewer role is "reviewer:".
bool RoleContains(std::string_view held, std::string_view needed);

// A role that a principal has now, in a workspace by name, or in "*".
struct HeldRole {
  std::string role;
  std::string workspace;
};
absl::StatusOr<std::vector<HeldRole>> HeldRoles(ReadTxn& txn, int64_t principal);

// The roles that the principal has in a workspace (a row), those in every workspace among them,
// sorted: now, or as it was recorded at `at_us`. None when there is no such principal, or when it
// was deactivated by then.
absl::StatusOr<std::vector<std::string>> RolesOf(ReadTxn& txn, std::string_view principal,
                                                 int64_t workspace,
                                                 std::optional<int64_t> at_us = std::nullopt);

// The names of up to `limit` active persons who have exactly this role in a workspace now, sorted.
absl::StatusOr<std::vector<std::string>> PersonsWithRole(ReadTxn& txn, std::string_view role,
                                                         int64_t workspace, int limit);

// The names of up to `limit` active administrators, persons or not, sorted.
absl::StatusOr<std::vector<std::string>> Administrators(ReadTxn& txn, int limit);
// FailedPrecondition with reason LAST_ADMINISTRATOR when `principal` is the only one.
absl::Status CheckAnotherAdministrator(ReadTxn& txn, const PrincipalRow& principal);

// `grant` says principal, workspace and role.
absl::StatusOr<v1::RoleGrant> GrantRole(WriteTxn& txn, const v1::RoleGrant& grant,
                                        const Actor& actor);
// NotFound with reason ROLE_NOT_GRANTED; FailedPrecondition with reason LAST_ADMINISTRATOR.
absl::StatusOr<v1::RoleGrant> RevokeRole(WriteTxn& txn, const v1::RoleGrant& grant,
                                         const Actor& actor);

struct RoleFilter {
  std::string principal = {};  // empty means everybody
  std::string workspace = {};  // empty means any; "*" those in every workspace
  bool show_revoked = false;
};

// Up to `limit` grants with rows below `before` (0 for no bound), newest first; `*last` becomes the
// last one's row.
absl::StatusOr<std::vector<v1::RoleGrant>> ListRoles(ReadTxn& txn, const RoleFilter& filter,
                                                     int64_t before, int limit, int64_t* last);

}  // namespace assay

#endif  // ASSAY_STORAGE_IDENTITY_ROLES_H_
