#include "cli/internal/completion.h"

#include <string>

#include "cli/internal/cli.h"
#include "cli/internal/json.h"

namespace assay::cli {
namespace {

using Writer = std::string (*)(const CLI::App&);

void AddShell(CLI::App& completion, const CLI::App& app, Cli& cli, const std::string& shell,
              const std::string& use, Writer write) {
  completion.add_subcommand(shell, "The script for " + shell + "; use: " + use)
      ->callback([&app, &cli, write] {
        cli.action = [&app, &cli, write] {
          const std::string script = write(app);
          cli.out << (cli.json ? Dump({{"script", script}}) : script);
          return absl::OkStatus();
        };
      });
}

}  // namespace

void AddCompletion(CLI::App& app, Cli& cli) {
  CLI::App* completion = AddNoun(app, "completion", "Scripts that complete commands in a shell");
  AddShell(*completion, app, cli, "bash", "source <(assay completion bash)", BashCompletion);
  AddShell(*completion, app, cli, "zsh", "source <(assay completion zsh)", ZshCompletion);
  AddShell(*completion, app, cli, "fish", "assay completion fish | source", FishCompletion);
}

}  // namespace assay::cli
