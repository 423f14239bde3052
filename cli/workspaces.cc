#include "cli/internal/cli.h"
#include "cli/internal/json.h"
#include "cli/internal/table.h"
#include "cli/internal/view.h"
#include "core/status_macros.h"

namespace assay::cli {
namespace {

struct NoOptions {};

struct CreateOptions {
  std::string name;
  std::string description;
};

void DeclareNothing(CLI::App&, NoOptions&) {}

void DeclareCreate(CLI::App& command, CreateOptions& options) {
  command.add_option("NAME", options.name, "Its name")->required()->type_name("");
  command.add_option("--description", options.description, "What it is for")->type_name("TEXT");
}

absl::Status List(Cli& cli, const NoOptions&) {
  Client client = cli.Connect();
  v1::ListWorkspacesResponse all;
  for (auto& workspace : client.ListWorkspaces()) {
    ASSAY_RETURN_IF_ERROR(workspace.status());
    *all.add_workspaces() = *std::move(workspace);
  }
  if (cli.json) {
    cli.PrintJson(all);
    return absl::OkStatus();
  }
  Table table({{"WORKSPACE"}, {"CREATED"}, {"DESCRIPTION"}});
  for (const v1::Workspace& workspace : all.workspaces()) {
    table.Add({workspace.name(), TimeText(workspace.create_time()), workspace.description()});
  }
  cli.out << table.Render(cli.terminal);
  return absl::OkStatus();
}

absl::Status Create(Cli& cli, const CreateOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const v1::Workspace workspace,
                         cli.Connect().CreateWorkspace(options.name, options.description));
  if (cli.json) {
    cli.PrintJson(workspace);
  } else {
    cli.out << RenderFacts({{"created", workspace.name()}}, cli.terminal);
  }
  return absl::OkStatus();
}

}  // namespace

void AddWorkspaces(CLI::App& app, Cli& cli) {
  CLI::App* workspaces = AddNoun(app, "workspaces", "What holds everything that one team names");
  AddCommand<NoOptions>(*workspaces, cli, "list", "All workspaces, by name", DeclareNothing, List);
  AddCommand<CreateOptions>(*workspaces, cli, "create", "Make a workspace", DeclareCreate, Create);
}

}  // namespace assay::cli
