// The noun `version` with a verb: versions of models. Without one it is this program's.
#include "cli/internal/cli.h"
#include "cli/internal/json.h"
#include "cli/internal/registry.h"
#include "cli/internal/registry_view.h"
#include "cli/internal/resolve.h"
#include "core/errors.h"
#include "core/status_macros.h"

namespace assay::cli {
namespace {

struct OneOptions {
  std::string version;
};

struct RegisterOptions {
  std::string path;
  v1::ModelVersion version;
  RunName run;
  std::string artifact;
  std::string fine_tuned_from;
  std::string contract;
  std::vector<std::string> labels;
  std::string algorithm;
};

struct ListOptions {
  std::string model;
};

struct LabelOptions {
  std::string version;
  std::vector<std::string> set;
  std::vector<std::string> remove;
};

struct AliasOptions {
  std::string version;
  std::string alias;
  std::string reason;
  bool remove = false;
};

struct AliasesOptions {
  std::string model;
  std::string alias;
};

void DeclareOne(CLI::App& command, OneOptions& options) {
  AddVersionNameArgument(command, options.version);
}

void DeclareRegister(CLI::App& command, RegisterOptions& options) {
  const auto text = [&command](const char* flag, std::string* value, const char* help,
                               const char* type) {
    command.add_option(flag, *value, help)->type_name(type);
  };
  AddModelArgument(command, *options.version.mutable_model());
  command.add_option("PATH", options.path, "The model's file or directory")->type_name("");
  text("--run", &options.run.run, "The run that fitted it, by id or name", "RUN");
  text("--experiment", &options.run.experiment, "Where the run's name is looked for", "EXPERIMENT");
  text("--artifact", &options.artifact, "The run's output that it is, in place of PATH", "NAME");
  text("--framework", options.version.mutable_framework(), "What it was fitted with", "NAME");
  text("--framework-version", options.version.mutable_framework_version(), "Its version",
       "VERSION");
  text("--algorithm", &options.algorithm, "What was chosen, for the estimator's digest", "NAME");
  text("--fine-tuned-from", &options.fine_tuned_from, "The version that training began from",
       "VERSION");
  text("--contract", &options.contract, "A file with the contract as JSON; - for stdin", "FILE");
  text("--uri", options.version.mutable_uri(), "Where others find it", "URI");
  text("--inputs", options.version.mutable_signature()->mutable_inputs(), "What goes in, as text",
       "TEXT");
  text("--outputs", options.version.mutable_signature()->mutable_outputs(), "What comes out",
       "TEXT");
  text("--description", options.version.mutable_description(), "What is new in it", "TEXT");
  AddRepeatedFlag(command, "--label", options.labels, "A label to set", "KEY=VALUE");
}

void DeclareList(CLI::App& command, ListOptions& options) {
  AddModelArgument(command, options.model);
}

void DeclareLabel(CLI::App& command, LabelOptions& options) {
  AddVersionNameArgument(command, options.version);
  command.add_option("LABEL", options.set, "KEY=VALUE to set; may be repeated")->type_name("");
  AddRepeatedFlag(command, "--delete", options.remove, "A key to delete", "KEY");
}

void DeclareAlias(CLI::App& command, AliasOptions& options) {
  command
      .add_option("VERSION", options.version,
                  "The version that it points at, MODEL/NUMBER; with --delete the MODEL")
      ->required()
      ->type_name("");
  command.add_option("ALIAS", options.alias, "The alias")->required()->type_name("");
  command.add_option("--reason", options.reason, "Why; kept in its history")->type_name("TEXT");
  command.add_flag("--delete", options.remove, "Take the alias away");
}

void DeclareAliases(CLI::App& command, AliasesOptions& options) {
  AddModelArgument(command, options.model);
  command.add_option("ALIAS", options.alias, "One alias only")->type_name("");
}

using Renderer = std::string (*)(const v1::ModelVersion&, const Terminal&);

absl::Status Print(const absl::StatusOr<v1::ModelVersion>& version, const Cli& cli,
                   Renderer render = RenderModelVersion) {
  ASSAY_RETURN_IF_ERROR(version.status());
  if (cli.json) {
    cli.PrintJson(*version);
  } else {
    cli.out << render(*version, cli.terminal);
  }
  return absl::OkStatus();
}

// The content of a run's output of this name.
absl::StatusOr<v1::Content> FindOutput(Client& client, const std::string& run_id,
                                       const std::string& path) {
  for (auto& item : client.ListIo(run_id, v1::IO_DIRECTION_OUTPUT, path)) {
    ASSAY_RETURN_IF_ERROR(item.status());
    if (item->artifact().path() == path) return item->artifact().content();
  }
  return NotFound("ARTIFACT_NOT_FOUND",
                  "The run {} has no output {}. `assay artifacts list` shows those that it has.",
                  run_id, path);
}

absl::Status FindArtifact(const Cli& cli, const RegisterOptions& options,
                          v1::ModelVersion* version) {
  if (options.path.empty() == options.artifact.empty()) {
    return UsageError("Say which file it is: its PATH, or with --run the run's --artifact.");
  }
  if (!options.path.empty()) {
    ASSAY_ASSIGN_OR_RETURN(*version->mutable_artifact(), ContentOf(cli, options.path));
    return absl::OkStatus();
  }
  if (version->run_id().empty()) return UsageError("--artifact needs the --run that it is of.");
  Client client = cli.Connect();
  ASSAY_ASSIGN_OR_RETURN(*version->mutable_artifact(),
                         FindOutput(client, version->run_id(), options.artifact));
  return absl::OkStatus();
}

absl::Status Register(Cli& cli, const RegisterOptions& options) {
  v1::ModelVersion version = options.version;
  if (!options.run.run.empty()) {
    Client client = cli.Connect();
    ASSAY_ASSIGN_OR_RETURN(*version.mutable_run_id(), FindRunId(client, options.run));
  }
  ASSAY_RETURN_IF_ERROR(FindArtifact(cli, options, &version));
  if (!options.algorithm.empty()) version.mutable_estimator()->set_algorithm(options.algorithm);
  if (!options.fine_tuned_from.empty()) {
    ASSAY_ASSIGN_OR_RETURN(*version.mutable_fine_tuned_from(),
                           ParseVersionName(options.fine_tuned_from));
  }
  if (!options.contract.empty()) {
    ASSAY_ASSIGN_OR_RETURN(*version.mutable_contract(), ReadContract(cli, options.contract));
  }
  ASSAY_ASSIGN_OR_RETURN(const Pairs labels, ParsePairs("label", options.labels));
  for (const auto& [key, value] : labels) {
    v1::Tag* label = version.add_labels();
    label->set_key(key);
    label->set_value(value);
  }
  return Print(Registry(cli).CreateModelVersion(std::move(version), /*create_model=*/true), cli);
}

absl::Status List(Cli& cli, const ListOptions& options) {
  v1::ListModelVersionsResponse all;
  RegistryClient registry = Registry(cli);
  for (auto& version : registry.ListModelVersions(options.model)) {
    ASSAY_RETURN_IF_ERROR(version.status());
    *all.add_versions() = *std::move(version);
  }
  if (cli.json) {
    cli.PrintJson(all);
  } else {
    cli.out << RenderModelVersions(all, cli.terminal);
  }
  return absl::OkStatus();
}

absl::Status Show(Cli& cli, const OneOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const v1::ModelVersionName name, ParseVersionName(options.version));
  return Print(Registry(cli).GetModelVersion(name), cli);
}

absl::Status Label(Cli& cli, const LabelOptions& options) {
  if (options.set.empty() && options.remove.empty()) {
    return UsageError("Say what to set, KEY=VALUE, or what to delete, --delete KEY.");
  }
  ASSAY_ASSIGN_OR_RETURN(const v1::ModelVersionName name, ParseVersionName(options.version));
  ASSAY_ASSIGN_OR_RETURN(const Pairs set, ParsePairs("label", options.set));
  return Print(Registry(cli).SetModelVersionLabels(name, set, options.remove), cli,
               RenderVersionFacts);
}

absl::Status Alias(Cli& cli, const AliasOptions& options) {
  RegistryClient registry = Registry(cli);
  if (!options.remove) {
    ASSAY_ASSIGN_OR_RETURN(const v1::ModelVersionName name, ParseVersionName(options.version));
    return Print(registry.SetAlias(name, options.alias, options.reason), cli, RenderVersionFacts);
  }
  ASSAY_ASSIGN_OR_RETURN(const v1::RegisteredModel model,
                         registry.DeleteAlias(options.version, options.alias, options.reason));
  if (cli.json) {
    cli.PrintJson(model);
  } else {
    cli.out << RenderModel(model, cli.terminal);
  }
  return absl::OkStatus();
}

absl::Status Aliases(Cli& cli, const AliasesOptions& options) {
  v1::ListAliasHistoryResponse all;
  RegistryClient registry = Registry(cli);
  for (auto& change : registry.ListAliasHistory(options.model, options.alias)) {
    ASSAY_RETURN_IF_ERROR(change.status());
    *all.add_changes() = *std::move(change);
  }
  if (cli.json) {
    cli.PrintJson(all);
  } else {
    cli.out << RenderAliasHistory(all, cli.terminal);
  }
  return absl::OkStatus();
}

}  // namespace

void AddModelVersions(CLI::App& version, Cli& cli) {
  AddCommand<RegisterOptions>(version, cli, "register", "Register a fitted model as a version",
                              DeclareRegister, Register);
  AddCommand<ListOptions>(version, cli, "list", "The versions of a model, newest first",
                          DeclareList, List);
  AddCommand<OneOptions>(version, cli, "show", "One version, with its contract", DeclareOne, Show);
  AddCommand<LabelOptions>(version, cli, "label", "Set or delete its labels", DeclareLabel, Label);
  AddCommand<AliasOptions>(version, cli, "alias", "Point an alias at it", DeclareAlias, Alias);
  AddCommand<AliasesOptions>(version, cli, "aliases", "How the aliases of a model changed",
                             DeclareAliases, Aliases);
}

}  // namespace assay::cli
