#include <string>
#include <vector>

#include "cli/internal/cli.h"
#include "cli/internal/table.h"
#include "cli/internal/view.h"
#include "client/admin.h"
#include "core/status_macros.h"

namespace assay::cli {
namespace {

struct RoleOptions {
  std::string principal;
  std::string role;
  bool everywhere = false;
};

struct ListOptions {
  std::string principal;
  bool all = false;
};

void DeclareRole(CLI::App& command, RoleOptions& options) {
  command.add_option("PRINCIPAL", options.principal, "Who")->required()->type_name("");
  command
      .add_option("ROLE", options.role,
                  "viewer, contributor, maintainer, reviewer:ROLE, policy_author, "
                  "governance_admin, auditor, break_glass, administrator")
      ->required()
      ->type_name("");
  command.add_flag("--everywhere", options.everywhere,
                   "In every workspace, in place of that of --workspace");
}

void DeclareList(CLI::App& command, ListOptions& options) {
  command.add_option("PRINCIPAL", options.principal, "Whose (everybody's)")->type_name("");
  command.add_flag("--all", options.all, "Also those that were taken away");
}

void Show(Cli& cli, const v1::ListRolesResponse& all) {
  if (cli.json) return cli.PrintJson(all);
  Table table({{"PRINCIPAL"}, {"ROLE"}, {"WORKSPACE"}, {"GRANTED"}, {"BY"}, {"REVOKED"}, {"BY"}});
  for (const v1::RoleGrant& grant : all.grants()) {
    table.Add({grant.principal(), grant.role(), grant.workspace(), TimeText(grant.grant_time()),
               grant.granted_by(), TimeText(grant.revoke_time()), grant.revoked_by()});
  }
  cli.out << table.Render(cli.terminal);
}

Role RoleOf(const Cli& cli, const RoleOptions& options) {
  return {options.principal, options.role, options.everywhere ? "*" : cli.workspace};
}

absl::Status ShowOne(Cli& cli, absl::StatusOr<v1::RoleGrant> grant) {
  ASSAY_RETURN_IF_ERROR(grant.status());
  if (cli.json) {
    cli.PrintJson(*grant);
    return absl::OkStatus();
  }
  v1::ListRolesResponse all;
  *all.add_grants() = *std::move(grant);
  Show(cli, all);
  return absl::OkStatus();
}

absl::Status Grant(Cli& cli, const RoleOptions& options) {
  return ShowOne(cli, AdminClient(cli.Connect().connection()).GrantRole(RoleOf(cli, options)));
}

absl::Status Revoke(Cli& cli, const RoleOptions& options) {
  return ShowOne(cli, AdminClient(cli.Connect().connection()).RevokeRole(RoleOf(cli, options)));
}

absl::Status List(Cli& cli, const ListOptions& options) {
  v1::ListRolesResponse all;
  AdminClient client(cli.Connect().connection());
  for (auto& grant : client.ListRoles(options.principal, cli.workspace, options.all)) {
    ASSAY_RETURN_IF_ERROR(grant.status());
    *all.add_grants() = *std::move(grant);
  }
  Show(cli, all);
  return absl::OkStatus();
}

}  // namespace

void AddRoles(CLI::App& app, Cli& cli) {
  CLI::App* role = AddNoun(app, "role", "What principals may do in a workspace");
  AddCommand<RoleOptions>(*role, cli, "grant", "Give a role", DeclareRole, Grant);
  AddCommand<RoleOptions>(*role, cli, "revoke", "Take it away, at once", DeclareRole, Revoke);
  AddCommand<ListOptions>(*role, cli, "list", "Who has which, newest first", DeclareList, List);
}

}  // namespace assay::cli
