#include "client/dataset.h"

#include "cli/internal/cli.h"
#include "cli/internal/dataset_view.h"
#include "cli/internal/json.h"
#include "cli/internal/progress.h"
#include "cli/internal/resolve_node.h"
#include "cli/internal/table.h"
#include "cli/internal/text.h"
#include "cli/internal/view.h"
#include "client/lineage.h"
#include "core/status_macros.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

struct RegisterOptions {
  std::string path;
  DatasetOptions dataset;
  std::vector<std::string> derived_from;
  bool no_cache = false;
};

struct NoOptions {};

struct NameOptions {
  std::string name;
};

struct DiffOptions {
  std::string base;
  std::string other;
};

void DeclareRegister(CLI::App& command, RegisterOptions& options) {
  command.add_option("PATH", options.path, "A file or directory")->required()->type_name("");
  command.add_option("--name", options.dataset.name, "The dataset's name (the file's)")
      ->type_name("NAME");
  command.add_option("--version", options.dataset.version, "A label of this version, as 2026-03")
      ->type_name("LABEL");
  command.add_option("--uri", options.dataset.uri, "Where others find it (the path)")
      ->type_name("URI");
  command
      .add_option(
          "--derived-from", options.derived_from,
          "A dataset (NAME, NAME@VERSION) or content that it was made from; may be repeated")
      ->type_name("NODE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command.add_flag("--no-cache", options.no_cache,
                   "Read every byte, also of files that seem not to have changed");
}

void DeclareNothing(CLI::App&, NoOptions&) {}

void DeclareName(CLI::App& command, NameOptions& options) {
  command.add_option("NAME", options.name, "The dataset's name")->required()->type_name("");
}

void DeclareVersion(CLI::App& command, NameOptions& options) {
  command.add_option("DATASET", options.name, "NAME for its newest version, or NAME@VERSION")
      ->required()
      ->type_name("");
}

void DeclareDiff(CLI::App& command, DiffOptions& options) {
  for (auto [name, text] : {std::pair("BASE", &options.base), std::pair("OTHER", &options.other)}) {
    command.add_option(name, *text, "NAME for its newest version, or NAME@VERSION")
        ->required()
        ->type_name("");
  }
}

absl::StatusOr<Dataset> OpenShown(const Cli& cli, const RegisterOptions& options) {
  Progress progress(options.path, HumanBytes, cli.terminal, cli.err);
  DatasetOptions dataset = options.dataset;
  dataset.trust_cache = !options.no_cache;
  dataset.hash.progress = [&](const HashProgress& done) {
    progress.Show(done.bytes_done, done.bytes_total);
  };
  return Dataset::Open(options.path, dataset);
}

// What a derivation names: a dataset, unless it is a node or lies on disk.
absl::StatusOr<std::string> FindSource(const Cli& cli, Client& client, const std::string& text) {
  auto dataset = FindVersionName(client, text);
  if (dataset.ok() || !absl::IsNotFound(dataset.status())) return dataset;
  const auto node = FindNode(cli, client, text);
  return node.ok() ? node : dataset;
}

absl::Status Register(Cli& cli, const RegisterOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const Dataset dataset, OpenShown(cli, options));
  Client client = cli.Connect();
  LineageClient lineage(client.connection(), client.workspace());
  v1::RegisterDatasetVersionRequest request;
  *request.mutable_version() = dataset.version();
  for (const std::string& text : options.derived_from) {
    ASSAY_ASSIGN_OR_RETURN(*request.add_derived_from(), FindSource(cli, client, text));
  }
  ASSAY_ASSIGN_OR_RETURN(const v1::RegisteredDatasetVersion registered,
                         lineage.RegisterDatasetVersion(std::move(request)));
  if (cli.json) {
    cli.PrintJson(registered);
    return absl::OkStatus();
  }
  cli.out << RenderVersion(registered, cli.terminal);
  if (dataset.from_cache()) {
    cli.out << "The digest is from the cache, for the file has not changed; --no-cache reads it.\n";
  }
  return absl::OkStatus();
}

absl::Status List(Cli& cli, const NoOptions&) {
  Client client = cli.Connect();
  LineageClient lineage(client.connection(), client.workspace());
  v1::ListDatasetsResponse all;
  for (auto& dataset : lineage.ListDatasets()) {
    ASSAY_RETURN_IF_ERROR(dataset.status());
    *all.add_datasets() = *std::move(dataset);
  }
  if (cli.json) {
    cli.PrintJson(all);
    return absl::OkStatus();
  }
  Table table({{"NAME"}, {"VERSIONS", true}, {"NEWEST"}, {"RECORDED"}, {"SIZE", true}, {"DIGEST"}});
  for (const v1::Dataset& dataset : all.datasets()) {
    const v1::DatasetVersion& latest = dataset.latest();
    table.Add({dataset.name(), HumanCount(dataset.version_count()), latest.version(),
               TimeText(latest.create_time()),
               latest.content().has_size() ? HumanBytes(latest.content().size()) : "",
               latest.content().digest()});
  }
  cli.out << table.Render(cli.terminal);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::RegisteredDatasetVersion>> VersionsOf(LineageClient& lineage,
                                                                     const std::string& name) {
  std::vector<v1::RegisteredDatasetVersion> versions;
  for (auto& version : lineage.ListDatasetVersions(name)) {
    ASSAY_RETURN_IF_ERROR(version.status());
    versions.push_back(*std::move(version));
  }
  return versions;
}

absl::Status Show(Cli& cli, const NameOptions& options) {
  Client client = cli.Connect();
  ASSAY_ASSIGN_OR_RETURN(const v1::RegisteredDatasetVersion version,
                         FindVersion(client, options.name));
  if (cli.json) {
    cli.PrintJson(version);
  } else {
    cli.out << RenderVersion(version, cli.terminal);
  }
  return absl::OkStatus();
}

absl::Status Versions(Cli& cli, const NameOptions& options) {
  Client client = cli.Connect();
  LineageClient lineage(client.connection(), client.workspace());
  ASSAY_ASSIGN_OR_RETURN(const auto versions, VersionsOf(lineage, options.name));
  if (cli.json) {
    v1::ListDatasetVersionsResponse all;
    all.mutable_versions()->Assign(versions.begin(), versions.end());
    cli.PrintJson(all);
  } else {
    cli.out << RenderVersions(versions, cli.terminal);
  }
  return absl::OkStatus();
}

absl::Status Diff(Cli& cli, const DiffOptions& options) {
  Client client = cli.Connect();
  LineageClient lineage(client.connection(), client.workspace());
  ASSAY_ASSIGN_OR_RETURN(const std::string base, FindVersionName(client, options.base));
  ASSAY_ASSIGN_OR_RETURN(const std::string other, FindVersionName(client, options.other));
  ASSAY_ASSIGN_OR_RETURN(const v1::DiffDatasetVersionsResponse diff,
                         lineage.DiffDatasetVersions(base, other));
  if (cli.json) {
    cli.PrintJson(diff);
  } else {
    cli.out << RenderDiff(diff, cli.terminal);
  }
  return absl::OkStatus();
}

}  // namespace

void AddDatasets(CLI::App& app, Cli& cli) {
  CLI::App* dataset = AddNoun(app, "dataset", "Datasets and their versions");
  AddCommand<RegisterOptions>(*dataset, cli, "register", "Record a version, without a run",
                              DeclareRegister, Register);
  AddCommand<NoOptions>(*dataset, cli, "list", "Datasets by name", DeclareNothing, List);
  AddCommand<NameOptions>(*dataset, cli, "show", "One version, with its columns", DeclareVersion,
                          Show);
  AddCommand<NameOptions>(*dataset, cli, "versions", "The versions of a dataset, newest first",
                          DeclareName, Versions);
  AddCommand<DiffOptions>(*dataset, cli, "diff",
                          "What differs between two versions: columns, profile, files", DeclareDiff,
                          Diff);
}

}  // namespace assay::cli
