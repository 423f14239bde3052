#include "client/spool.h"

#include <set>
#include <string>
#include <vector>

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
  std::vector<std::string> names;  // of writers for push, of runs for drop
};

void DeclareList(CLI::App& command, Options& options) {
  command.add_option("--dir", options.dir, "The spool's folder (~/.local/share/assay/spool)")
      ->envname("ASSAY_SPOOL_DIR")
      ->type_name("FOLDER");
}

void DeclarePush(CLI::App& command, Options& options) {
  DeclareList(command, options);
  command.add_option("WRITER", options.names, "Only the spools of these (all)")->type_name("");
}

void DeclareDrop(CLI::App& command, Options& options) {
  DeclareList(command, options);
  command.add_option("RUN", options.names, "Ids of runs")->required()->type_name("");
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

// The spools whose `name` was given, or without names all that are not in use, in the order in
// which they can be delivered. SPOOL_NOT_FOUND for a name that none has; `noun` says what it is.
absl::StatusOr<std::vector<SpoolInfo>> Choose(const Options& options, const char* noun,
                                              std::string SpoolInfo::*name) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<SpoolInfo> spools, ListSpools(DirOf(options)));
  std::set<std::string> missing(options.names.begin(), options.names.end());
  const std::set<std::string> wanted = missing;
  std::vector<SpoolInfo> chosen;
  for (const SpoolInfo& spool : spools) {
    // What a running program still writes, it delivers itself.
    if (wanted.empty() ? spool.in_use : !wanted.contains(spool.*name)) continue;
    missing.erase(spool.*name);
    chosen.push_back(spool);
  }
  if (missing.empty()) return chosen;
  return NotFound("SPOOL_NOT_FOUND",
                  "There is no spool of the {} {}. `assay spool list` shows those that there are.",
                  noun, *missing.begin());
}

std::string ContentText(const SpoolInfo& spool) {
  return HumanCount(spool.batches) + " batches, " + HumanCount(spool.points) + " points";
}

// Whether the error is about this spool alone, so that others may be delivered.
bool IsRefusal(const absl::Status& status) {
  return absl::IsFailedPrecondition(status) || absl::IsNotFound(status) ||
         absl::IsInvalidArgument(status) || absl::IsAlreadyExists(status) ||
         absl::IsPermissionDenied(status);
}

absl::Status PushShown(Cli& cli, Connection& connection, const std::string& dir,
                       const SpoolInfo& spool) {
  Progress progress("run " + spool.run_id, HumanCount, cli.terminal, cli.err);
  return PushSpool(connection, dir, spool,
                   [&](int64_t done) { progress.Show(done, spool.batches); });
}

absl::Status Push(Cli& cli, const Options& options) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<SpoolInfo> spools,
                         Choose(options, "writer", &SpoolInfo::writer_id));
  Client client = cli.Connect();
  Json pushed = Json::array();
  Json refused = Json::array();
  for (const SpoolInfo& spool : spools) {
    const absl::Status status = PushShown(cli, *client.connection(), DirOf(options), spool);
    if (status.ok()) {
      pushed.push_back(ToJson(spool));
      if (!cli.json) cli.out << "run " << spool.run_id << ": " << ContentText(spool) << "\n";
      continue;
    }
    if (!IsRefusal(status)) return status;
    refused.push_back({{"writer_id", spool.writer_id},
                       {"run_id", spool.run_id},
                       {"reason", ErrorReason(status)},
                       {"message", std::string(status.message())}});
    if (!cli.json) {
      cli.err << "run " << spool.run_id << ": " << Visible(std::string(status.message())) << "\n";
    }
  }
  cli.answer_is_no = !refused.empty();
  if (cli.json) {
    cli.out << Dump({{"pushed", std::move(pushed)}, {"refused", std::move(refused)}});
  } else if (spools.empty()) {
    cli.out << "Nothing waits to be delivered.\n";
  }
  return absl::OkStatus();
}

absl::Status Drop(Cli& cli, const Options& options) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<SpoolInfo> spools,
                         Choose(options, "run", &SpoolInfo::run_id));
  Json dropped = Json::array();
  for (const SpoolInfo& spool : spools) {
    ASSAY_RETURN_IF_ERROR(DropSpool(DirOf(options), spool));
    dropped.push_back(ToJson(spool));
    if (!cli.json) cli.out << "run " << spool.run_id << ": dropped " << ContentText(spool) << "\n";
  }
  if (cli.json) cli.out << Dump({{"dropped", std::move(dropped)}});
  return absl::OkStatus();
}

}  // namespace

void AddSpool(CLI::App& app, Cli& cli) {
  CLI::App* spool = AddNoun(app, "spool", "What programs logged and could not deliver");
  AddCommand<Options>(*spool, cli, "list", "What waits on this machine", DeclareList, List);
  AddCommand<Options>(*spool, cli, "push", "Deliver it", DeclarePush, Push);
  AddCommand<Options>(*spool, cli, "drop", "Discard what waits of a run", DeclareDrop, Drop);
}

}  // namespace assay::cli
