#include "client/spool.h"

#include <algorithm>

#include "cli/internal/cli.h"
#include "cli/internal/json.h"
#include "cli/internal/progress.h"
#include "cli/internal/resolve.h"
#include "cli/internal/table.h"
#include "cli/internal/text.h"
#include "core/errors.h"
#include "core/status_macros.h"

namespace assay::cli {
namespace {

struct Options {
  std::string dir;
  std::vector<std::string> writers;
};

void DeclareList(CLI::App& command, Options& options) {
  command.add_option("--dir", options.dir, "The spool's folder (~/.local/share/assay/spool)")
      ->envname("ASSAY_SPOOL_DIR")
      ->type_name("FOLDER");
}

void DeclarePush(CLI::App& command, Options& options) {
  DeclareList(command, options);
  command.add_option("WRITER", options.writers, "Only the spools of these (all)")->type_name("");
}

std::string DirOf(const Options& options) {
  return options.dir.empty() ? DefaultSpoolDir() : options.dir;
}

Json ToJson(const SpoolInfo& spool) {
  return {{"writer_id", spool.writer_id},
          {"run_id", spool.run_id},
          {"first_sequence", spool.first_sequence},
          {"last_sequence", spool.last_sequence},
          {"batches", spool.batches},
          {"points", spool.points},
          {"bytes", spool.bytes},
          {"torn_bytes", spool.torn_bytes},
          {"in_use", spool.in_use}};
}

absl::Status List(Cli& cli, const Options& options) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<SpoolInfo> spools, ListSpools(DirOf(options)));
  if (cli.json) {
    Json all = Json::array();
    for (const SpoolInfo& spool : spools) all.push_back(ToJson(spool));
    cli.out << Dump({{"spools", std::move(all)}});
    return absl::OkStatus();
  }
  Table table({{"WRITER", false, true},
               {"RUN", false, true},
               {"BATCHES", true},
               {"POINTS", true},
               {"SIZE", true},
               {"STATE"}});
  for (const SpoolInfo& spool : spools) {
    const std::string state = spool.in_use ? "in use" : spool.torn_bytes > 0 ? "cut off" : "waits";
    table.Add({spool.writer_id, spool.run_id, HumanCount(spool.batches), HumanCount(spool.points),
               HumanBytes(spool.bytes), state});
  }
  cli.out << table.Render(cli.terminal);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<SpoolInfo>> Choose(const Options& options) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<SpoolInfo> spools, ListSpools(DirOf(options)));
  std::vector<SpoolInfo> chosen;
  if (options.writers.empty()) {
    // What a running program still writes, it delivers itself.
    for (const SpoolInfo& spool : spools) {
      if (!spool.in_use) chosen.push_back(spool);
    }
    return chosen;
  }
  for (const std::string& writer : options.writers) {
    const auto it = std::find_if(spools.begin(), spools.end(),
                                 [&](const SpoolInfo& spool) { return spool.writer_id == writer; });
    if (it == spools.end()) {
      return NotFound(
          "SPOOL_NOT_FOUND",
          "There is no spool of the writer {}. `assay spool list` shows those that there "
          "are.",
          writer);
    }
    chosen.push_back(*it);
  }
  return chosen;
}

absl::Status Push(Cli& cli, const Options& options) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<SpoolInfo> spools, Choose(options));
  Client client = cli.Connect();
  Json pushed = Json::array();
  for (const SpoolInfo& spool : spools) {
    {
      Progress progress("run " + spool.run_id, HumanCount, cli.terminal, cli.err);
      ASSAY_RETURN_IF_ERROR(PushSpool(*client.connection(), DirOf(options), spool,
                                      [&](int64_t done) { progress.Show(done, spool.batches); }));
    }
    pushed.push_back(ToJson(spool));
    if (cli.json) continue;
    cli.out << "run " << spool.run_id << ": " << HumanCount(spool.batches) << " batches, "
            << HumanCount(spool.points) << " points\n";
  }
  if (cli.json) cli.out << Dump({{"pushed", std::move(pushed)}});
  if (!cli.json && spools.empty()) cli.out << "Nothing waits to be delivered.\n";
  return absl::OkStatus();
}

}  // namespace

void AddSpool(CLI::App& app, Cli& cli) {
  CLI::App* spool = AddNoun(app, "spool", "What programs logged and could not deliver");
  AddCommand<Options>(*spool, cli, "list", "What waits on this machine", DeclareList, List);
  AddCommand<Options>(*spool, cli, "push", "Deliver it", DeclarePush, Push);
}

}  // namespace assay::cli
