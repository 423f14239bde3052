#include "cli/internal/cli.h"
#include "cli/internal/reproduction.h"
#include "cli/internal/resolve_node.h"
#include "client/lineage.h"
#include "core/status_macros.h"

namespace assay::cli {
namespace {

struct Options {
  std::string name;
  bool script = false;
};

void Declare(CLI::App& command, Options& options) {
  command.add_option("RUN", options.name, "A run's id or name, or a model version's name")
      ->required()
      ->type_name("");
  command.add_flag("--script", options.script,
                   "Print a POSIX shell script that checks digests before it runs");
}

absl::Status Run(Cli& cli, const Options& options) {
  Client client = cli.Connect();
  LineageClient lineage(client.connection(), client.workspace());
  ASSAY_ASSIGN_OR_RETURN(const std::string name, FindNode(cli, client, options.name));
  ASSAY_ASSIGN_OR_RETURN(const v1::GetReproductionResponse reproduction,
                         lineage.GetReproduction(name));
  if (cli.json) {
    cli.PrintJson(reproduction);
  } else if (options.script) {
    cli.out << RenderScript(reproduction);
  } else {
    cli.out << RenderSteps(reproduction, cli.terminal);
  }
  return absl::OkStatus();
}

}  // namespace

void AddReproduce(CLI::App& app, Cli& cli) {
  AddCommand<Options>(app, cli, "reproduce", "Everything that is recorded to run it again", Declare,
                      Run);
}

}  // namespace assay::cli
