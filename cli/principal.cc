#include <string>

#include "cli/internal/cli.h"
#include "cli/internal/table.h"
#include "cli/internal/view.h"
#include "client/admin.h"
#include "core/status_macros.h"

namespace assay::cli {
namespace {

struct CreateOptions {
  std::string name;
  std::string kind = "person";
  std::string description;
};

struct ListOptions {
  bool all = false;
};

struct DeactivateOptions {
  std::string name;
};

void DeclareCreate(CLI::App& command, CreateOptions& options) {
  command.add_option("NAME", options.name, "The name that writes record")
      ->required()
      ->type_name("");
  command.add_option("--kind", options.kind, "A service can't approve")
      ->check(CLI::IsMember({"person", "service"}).description(""))
      ->type_name("person|service")
      ->capture_default_str();
  command.add_option("--description", options.description, "Who it is")->type_name("TEXT");
}

void DeclareList(CLI::App& command, ListOptions& options) {
  command.add_flag("--all", options.all, "Also those that are deactivated");
}

void DeclareDeactivate(CLI::App& command, DeactivateOptions& options) {
  command.add_option("NAME", options.name, "Who")->required()->type_name("");
}

std::string KindText(v1::PrincipalKind kind) {
  return kind == v1::PRINCIPAL_KIND_SERVICE ? "service" : "person";
}

void Show(Cli& cli, const v1::ListPrincipalsResponse& all) {
  if (cli.json) return cli.PrintJson(all);
  Table table({{"NAME"}, {"KIND"}, {"CREATED"}, {"BY"}, {"DEACTIVATED"}, {"DESCRIPTION"}});
  for (const v1::Principal& principal : all.principals()) {
    table.Add({principal.name(), KindText(principal.kind()), TimeText(principal.create_time()),
               principal.created_by(), TimeText(principal.deactivate_time()),
               principal.description()});
  }
  cli.out << table.Render(cli.terminal);
}

absl::Status ShowOne(Cli& cli, absl::StatusOr<v1::Principal> principal) {
  ASSAY_RETURN_IF_ERROR(principal.status());
  if (cli.json) {
    cli.PrintJson(*principal);
    return absl::OkStatus();
  }
  v1::ListPrincipalsResponse all;
  *all.add_principals() = *std::move(principal);
  Show(cli, all);
  return absl::OkStatus();
}

absl::Status Create(Cli& cli, const CreateOptions& options) {
  const v1::PrincipalKind kind =
      options.kind == "service" ? v1::PRINCIPAL_KIND_SERVICE : v1::PRINCIPAL_KIND_PERSON;
  AdminClient client(cli.Connect().connection());
  return ShowOne(cli, client.CreatePrincipal(options.name, kind, options.description));
}

absl::Status List(Cli& cli, const ListOptions& options) {
  v1::ListPrincipalsResponse all;
  AdminClient client(cli.Connect().connection());
  for (auto& principal : client.ListPrincipals(options.all)) {
    ASSAY_RETURN_IF_ERROR(principal.status());
    *all.add_principals() = *std::move(principal);
  }
  Show(cli, all);
  return absl::OkStatus();
}

absl::Status Deactivate(Cli& cli, const DeactivateOptions& options) {
  AdminClient client(cli.Connect().connection());
  return ShowOne(cli, client.DeactivatePrincipal(options.name));
}

}  // namespace

void AddPrincipals(CLI::App& app, Cli& cli) {
  CLI::App* principal = AddNoun(app, "principal", "Persons and programs that call");
  AddCommand<CreateOptions>(*principal, cli, "create", "Make a person or a service", DeclareCreate,
                            Create);
  AddCommand<ListOptions>(*principal, cli, "list", "All of them, by name", DeclareList, List);
  AddCommand<DeactivateOptions>(*principal, cli, "deactivate", "Let them in no more, for good",
                                DeclareDeactivate, Deactivate);
}

}  // namespace assay::cli
