#include "core/version.h"

#include "cli/internal/cli.h"
#include "cli/internal/json.h"

namespace assay::cli {
namespace {

struct Options {};

void Declare(CLI::App&, Options&) {}

absl::Status Run(Cli& cli, const Options&) {
  if (cli.json) {
    cli.out << Dump({{"version", kVersion}});
  } else {
    cli.out << "assay " << kVersion << "\n";
  }
  return absl::OkStatus();
}

}  // namespace

void AddVersion(CLI::App& app, Cli& cli) {
  AddCommand<Options>(app, cli, "version", "The version of this program", Declare, Run);
}

}  // namespace assay::cli
