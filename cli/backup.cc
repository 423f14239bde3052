#include "cli/internal/cli.h"
#include "cli/internal/json.h"
#include "cli/internal/progress.h"
#include "cli/internal/text.h"
#include "cli/internal/view.h"
#include "client/admin.h"
#include "core/status_macros.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

struct Options {
  std::string file;
};

void Declare(CLI::App& command, Options& options) {
  command.add_option("FILE", options.file, "A new file")->required()->type_name("");
}

absl::StatusOr<Backup> BackUpShown(Cli& cli, const std::string& file) {
  Progress copying("the server copies", HumanBytes, cli.terminal, cli.err);
  Progress receiving(file, HumanBytes, cli.terminal, cli.err);
  return AdminClient(cli.Connect().connection()).BackUp(file, [&](const BackupProgress& progress) {
    if (progress.received == 0) {
      copying.Show(progress.copied, progress.total);
    } else {
      receiving.Show(progress.received, progress.total);
    }
  });
}

absl::Status Run(Cli& cli, const Options& options) {
  ASSAY_ASSIGN_OR_RETURN(const Backup backup, BackUpShown(cli, options.file));
  if (cli.json) {
    cli.out << Dump({{"file", options.file}, {"bytes", backup.bytes}, {"digest", backup.digest}});
    return absl::OkStatus();
  }
  cli.out << RenderFacts(
      {{"file", options.file},
       {"bytes", fmt::format("{} ({})", HumanCount(backup.bytes), HumanBytes(backup.bytes))},
       {"digest", backup.digest}},
      cli.terminal);
  cli.out << "To restore it, put it into an empty folder as assay.db, and start assayd there.\n"
             "The server's audit.key is not in it: keep that elsewhere.\n";
  return absl::OkStatus();
}

}  // namespace

void AddBackup(CLI::App& app, Cli& cli) {
  AddCommand<Options>(app, cli, "backup", "A copy of the whole database, while the server serves",
                      Declare, Run);
}

}  // namespace assay::cli
