#include "core/version.h"

#include "cli/internal/cli.h"
#include "cli/internal/json.h"

namespace assay::cli {
namespace {

absl::Status Run(Cli& cli) {
  if (cli.json) {
    cli.out << Dump({{"version", kVersion}});
  } else {
    cli.out << "assay " << kVersion << "\n";
  }
  return absl::OkStatus();
}

}  // namespace

void AddVersion(CLI::App& app, Cli& cli) {
  CLI::App* version = app.add_subcommand(
      "version", "The version of this program; with a command, versions of models");
  version->callback([&cli, version] {
    if (version->get_subcommands().empty()) cli.action = [&cli] { return Run(cli); };
  });
  AddModelVersions(*version, cli);
}

}  // namespace assay::cli
