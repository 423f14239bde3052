#include "cli/internal/cli.h"
#include "cli/internal/stale_view.h"
#include "client/lineage.h"
#include "core/status_macros.h"

namespace assay::cli {
namespace {

struct Options {
  std::string dataset;
  bool registered_only = false;
  std::string format = "tree";
};

void Declare(CLI::App& command, Options& options) {
  command.add_option("DATASET", options.dataset, "Only what read this dataset, by its name (all)")
      ->type_name("");
  command.add_flag("--registered", options.registered_only,
                   "Only runs that a model version was registered from");
  command.add_option("--format", options.format, "How to show it")
      ->check(CLI::IsMember({"tree", "table"}).description(""))
      ->type_name("tree|table")
      ->capture_default_str();
}

absl::Status Run(Cli& cli, const Options& options) {
  Client client = cli.Connect();
  LineageClient lineage(client.connection(), client.workspace());
  v1::ListStaleResponse all;
  for (auto& use : lineage.ListStale(options.dataset, options.registered_only)) {
    ASSAY_RETURN_IF_ERROR(use.status());
    *all.add_uses() = *std::move(use);
  }
  if (cli.json) {
    cli.PrintJson(all);
  } else if (all.uses().empty()) {
    cli.out << "Nothing that is recorded was trained on a version that has a newer one.\n";
  } else {
    const auto render = options.format == "table" ? RenderStaleTable : RenderStaleTrees;
    cli.out << render(all.uses(), cli.terminal);
  }
  return absl::OkStatus();
}

}  // namespace

void AddLineageStale(CLI::App& lineage, Cli& cli) {
  AddCommand<Options>(lineage, cli, "stale",
                      "What was trained on a version of a dataset that has a newer one", Declare,
                      Run);
}

}  // namespace assay::cli
