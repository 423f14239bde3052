#include <map>
#include <optional>

#include "cli/internal/cli.h"
#include "cli/internal/json.h"
#include "cli/internal/registry.h"
#include "cli/internal/registry_view.h"
#include "cli/internal/resolve.h"
#include "core/status_macros.h"

namespace assay::cli {
namespace {

struct OneOptions {
  std::string model;
};

struct CreateOptions {
  std::string model;
  std::string description;
  std::vector<std::string> labels;
};

struct ListOptions {
  bool deleted = false;
};

struct UpdateOptions {
  std::string model;
  std::optional<std::string> description;
  std::vector<std::string> labels;
  std::vector<std::string> delete_labels;
};

void DeclareOne(CLI::App& command, OneOptions& options) {
  AddModelArgument(command, options.model);
}

void DeclareCreate(CLI::App& command, CreateOptions& options) {
  AddModelArgument(command, options.model);
  command.add_option("--description", options.description, "What it is for")->type_name("TEXT");
  AddRepeatedFlag(command, "--label", options.labels, "A label to set", "KEY=VALUE");
}

void DeclareList(CLI::App& command, ListOptions& options) {
  command.add_flag("--deleted", options.deleted, "Deleted ones, too");
}

void DeclareUpdate(CLI::App& command, UpdateOptions& options) {
  AddModelArgument(command, options.model);
  command.add_option("--description", options.description, "Its new description")
      ->type_name("TEXT");
  AddRepeatedFlag(command, "--label", options.labels, "A label to set", "KEY=VALUE");
  AddRepeatedFlag(command, "--delete-label", options.delete_labels, "A label to delete", "KEY");
}

absl::Status Print(const absl::StatusOr<v1::RegisteredModel>& model, const Cli& cli) {
  ASSAY_RETURN_IF_ERROR(model.status());
  if (cli.json) {
    cli.PrintJson(*model);
  } else {
    cli.out << RenderModel(*model, cli.terminal);
  }
  return absl::OkStatus();
}

void SetLabels(const std::map<std::string, std::string>& labels, v1::RegisteredModel* model) {
  model->clear_labels();
  for (const auto& [key, value] : labels) {
    v1::Tag* label = model->add_labels();
    label->set_key(key);
    label->set_value(value);
  }
}

absl::Status Create(Cli& cli, const CreateOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const Pairs labels, ParsePairs("label", options.labels));
  v1::RegisteredModel model;
  model.set_name(options.model);
  model.set_description(options.description);
  SetLabels({labels.begin(), labels.end()}, &model);
  return Print(Registry(cli).CreateModel(std::move(model)), cli);
}

absl::Status List(Cli& cli, const ListOptions& options) {
  v1::ListModelsResponse all;
  RegistryClient registry = Registry(cli);
  for (auto& model : registry.ListModels(options.deleted)) {
    ASSAY_RETURN_IF_ERROR(model.status());
    *all.add_models() = *std::move(model);
  }
  if (cli.json) {
    cli.PrintJson(all);
  } else {
    cli.out << RenderModels(all, cli.terminal);
  }
  return absl::OkStatus();
}

absl::Status Show(Cli& cli, const OneOptions& options) {
  return Print(Registry(cli).GetModel(options.model), cli);
}

absl::Status Update(Cli& cli, const UpdateOptions& options) {
  const bool relabel = !options.labels.empty() || !options.delete_labels.empty();
  if (!options.description && !relabel) {
    return UsageError("Say what to change: --description, --label, --delete-label.");
  }
  ASSAY_ASSIGN_OR_RETURN(const Pairs set, ParsePairs("label", options.labels));
  RegistryClient registry = Registry(cli);
  // Its etag sees to it that what is changed is what was read.
  ASSAY_ASSIGN_OR_RETURN(v1::RegisteredModel model, registry.GetModel(options.model));
  std::vector<std::string> fields;
  if (options.description) {
    model.set_description(*options.description);
    fields.emplace_back("description");
  }
  if (relabel) {
    std::map<std::string, std::string> labels;
    for (const v1::Tag& label : model.labels()) labels[label.key()] = label.value();
    for (const std::string& key : options.delete_labels) labels.erase(key);
    for (const auto& [key, value] : set) labels[key] = value;
    SetLabels(labels, &model);
    fields.emplace_back("labels");
  }
  return Print(registry.UpdateModel(std::move(model), fields), cli);
}

absl::Status Delete(Cli& cli, const OneOptions& options) {
  return Print(Registry(cli).DeleteModel(options.model), cli);
}

absl::Status Undelete(Cli& cli, const OneOptions& options) {
  return Print(Registry(cli).UndeleteModel(options.model), cli);
}

}  // namespace

void AddModels(CLI::App& app, Cli& cli) {
  CLI::App* model = AddNoun(app, "model", "Names under which fitted models are registered");
  AddCommand<CreateOptions>(*model, cli, "create", "Register a name", DeclareCreate, Create);
  AddCommand<ListOptions>(*model, cli, "list", "Models by name", DeclareList, List);
  AddCommand<OneOptions>(*model, cli, "show", "One model", DeclareOne, Show);
  AddCommand<UpdateOptions>(*model, cli, "update", "Change its description or labels",
                            DeclareUpdate, Update);
  AddCommand<OneOptions>(*model, cli, "delete", "Hide it and refuse new versions, until undeleted",
                         DeclareOne, Delete);
  AddCommand<OneOptions>(*model, cli, "undelete", "Bring it back", DeclareOne, Undelete);
}

}  // namespace assay::cli
