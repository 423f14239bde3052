#include "cli/internal/cli.h"
#include "cli/internal/comparison.h"
#include "cli/internal/resolve_node.h"
#include "client/lineage.h"
#include "core/status_macros.h"

namespace assay::cli {
namespace {

struct Options {
  std::vector<std::string> names;
  bool all = false;
};

void Declare(CLI::App& command, Options& options) {
  command
      .add_option("NAME", options.names,
                  "Runs (ids or names), or model versions (model:WORKSPACE/NAME/NUMBER): 2 to 100")
      ->required()
      ->expected(2, 100)
      ->type_name("");
  command.add_flag("--all", options.all, "Also in what they agree");
}

absl::Status Run(Cli& cli, const Options& options) {
  Client client = cli.Connect();
  LineageClient lineage(client.connection(), client.workspace());
  std::vector<std::string> names;
  for (const std::string& text : options.names) {
    ASSAY_ASSIGN_OR_RETURN(std::string name, FindNode(cli, client, text));
    names.push_back(std::move(name));
  }
  ASSAY_ASSIGN_OR_RETURN(const v1::CompareEntitiesResponse comparison,
                         lineage.Compare(names, options.all));
  if (cli.json) {
    cli.PrintJson(comparison);
    return absl::OkStatus();
  }
  if (comparison.rows().empty()) {
    cli.out << "They do not differ.\n";
    return absl::OkStatus();
  }
  std::vector<std::string> titles;
  for (const v1::LineageNode& node : comparison.nodes()) {
    titles.push_back(node.title().empty() ? node.name() : node.title());
  }
  cli.out << RenderComparison(titles, comparison.rows(), cli.terminal);
  return absl::OkStatus();
}

}  // namespace

void AddCompare(CLI::App& app, Cli& cli) {
  AddCommand<Options>(app, cli, "compare", "What differs between runs, or between model versions",
                      Declare, Run);
}

}  // namespace assay::cli
