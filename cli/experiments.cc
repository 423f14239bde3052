#include <optional>

#include "cli/internal/cli.h"
#include "cli/internal/json.h"
#include "cli/internal/resolve.h"
#include "cli/internal/table.h"
#include "cli/internal/view.h"
#include "core/status_macros.h"

namespace assay::cli {
namespace {

struct ListOptions {
  bool deleted = false;
};

struct OneOptions {
  std::string experiment;
};

struct CreateOptions {
  std::string name;
  std::string description;
};

struct UpdateOptions {
  std::string experiment;
  std::optional<std::string> name;
  std::optional<std::string> description;
};

void DeclareList(CLI::App& command, ListOptions& options) {
  command.add_flag("--deleted", options.deleted, "Deleted ones, too");
}

void DeclareOne(CLI::App& command, OneOptions& options) {
  command.add_option("EXPERIMENT", options.experiment, "Its name or id")->required()->type_name("");
}

void DeclareCreate(CLI::App& command, CreateOptions& options) {
  command.add_option("NAME", options.name, "Its name")->required()->type_name("");
  command.add_option("--description", options.description, "What it is about")->type_name("TEXT");
}

void DeclareUpdate(CLI::App& command, UpdateOptions& options) {
  command.add_option("EXPERIMENT", options.experiment, "Its name or id")->required()->type_name("");
  command.add_option("--name", options.name, "Its new name")->type_name("NAME");
  command.add_option("--description", options.description, "Its new description")
      ->type_name("TEXT");
}

void Print(const v1::Experiment& experiment, const Cli& cli) {
  if (cli.json) return cli.PrintJson(experiment);
  Facts facts = {{"id", experiment.experiment_id()},
                 {"name", experiment.name()},
                 {"workspace", experiment.workspace()},
                 {"created", TimeText(experiment.create_time())}};
  const auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) facts.emplace_back(name, text);
  };
  add("created by", experiment.created_by());
  if (experiment.updated_by() != experiment.created_by()) {
    add("changed by", experiment.updated_by());
  }
  add("deleted", TimeText(experiment.delete_time()));
  add("deleted by", experiment.deleted_by());
  add("description", experiment.description());
  cli.out << RenderFacts(facts, cli.terminal);
}

absl::Status List(Cli& cli, const ListOptions& options) {
  Client client = cli.Connect();
  v1::ListExperimentsResponse all;
  for (auto& experiment : client.ListExperiments(options.deleted)) {
    ASSAY_RETURN_IF_ERROR(experiment.status());
    *all.add_experiments() = *std::move(experiment);
  }
  if (cli.json) {
    cli.PrintJson(all);
    return absl::OkStatus();
  }
  Table table({{"EXPERIMENT", false, true}, {"NAME"}, {"CREATED"}, {"DESCRIPTION"}});
  for (const v1::Experiment& experiment : all.experiments()) {
    table.Add({experiment.experiment_id(),
               experiment.name() + (experiment.has_delete_time() ? " (deleted)" : ""),
               TimeText(experiment.create_time()), experiment.description()});
  }
  cli.out << table.Render(cli.terminal);
  return absl::OkStatus();
}

absl::Status Show(Cli& cli, const OneOptions& options) {
  Client client = cli.Connect();
  ASSAY_ASSIGN_OR_RETURN(const v1::Experiment experiment,
                         FindExperiment(client, options.experiment));
  Print(experiment, cli);
  return absl::OkStatus();
}

absl::Status Create(Cli& cli, const CreateOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const v1::Experiment experiment,
                         cli.Connect().CreateExperiment(options.name, options.description));
  Print(experiment, cli);
  return absl::OkStatus();
}

absl::Status Update(Cli& cli, const UpdateOptions& options) {
  if (!options.name && !options.description) {
    return UsageError("Say what to change: --name, --description, or both.");
  }
  Client client = cli.Connect();
  ASSAY_ASSIGN_OR_RETURN(const v1::Experiment found, FindExperiment(client, options.experiment));
  Changes changes;
  changes.name = options.name;
  changes.description = options.description;
  changes.etag = found.etag();
  ASSAY_ASSIGN_OR_RETURN(const v1::Experiment experiment,
                         client.UpdateExperiment(found.experiment_id(), changes));
  Print(experiment, cli);
  return absl::OkStatus();
}

absl::Status Delete(Cli& cli, const OneOptions& options) {
  Client client = cli.Connect();
  ASSAY_ASSIGN_OR_RETURN(const v1::Experiment found, FindExperiment(client, options.experiment));
  ASSAY_ASSIGN_OR_RETURN(const v1::Experiment experiment,
                         client.DeleteExperiment(found.experiment_id()));
  Print(experiment, cli);
  return absl::OkStatus();
}

absl::Status Undelete(Cli& cli, const OneOptions& options) {
  Client client = cli.Connect();
  ASSAY_ASSIGN_OR_RETURN(const v1::Experiment found, FindExperiment(client, options.experiment));
  ASSAY_ASSIGN_OR_RETURN(const v1::Experiment experiment,
                         client.UndeleteExperiment(found.experiment_id()));
  Print(experiment, cli);
  return absl::OkStatus();
}

}  // namespace

void AddExperiments(CLI::App& app, Cli& cli) {
  CLI::App* experiments = AddNoun(app, "experiments", "Groups of runs that belong together");
  AddCommand<ListOptions>(*experiments, cli, "list", "Experiments, newest first", DeclareList,
                          List);
  AddCommand<OneOptions>(*experiments, cli, "show", "One experiment", DeclareOne, Show);
  AddCommand<CreateOptions>(*experiments, cli, "create", "Make an experiment", DeclareCreate,
                            Create);
  AddCommand<UpdateOptions>(*experiments, cli, "update", "Change its name or description",
                            DeclareUpdate, Update);
  AddCommand<OneOptions>(*experiments, cli, "delete",
                         "Hide it and refuse new runs, until undeleted", DeclareOne, Delete);
  AddCommand<OneOptions>(*experiments, cli, "undelete", "Bring it back", DeclareOne, Undelete);
}

}  // namespace assay::cli
