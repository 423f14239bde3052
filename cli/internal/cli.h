// What every command has: where it reads and writes, the flags that all commands share, and how it
// begins and ends.
#ifndef ASSAY_CLI_INTERNAL_CLI_H_
#define ASSAY_CLI_INTERNAL_CLI_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <istream>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "cli/internal/terminal.h"
#include "client/client.h"
#include "google/protobuf/message.h"

namespace assay::cli {

// The exit codes of `assay`.
inline constexpr int kExitYes = 0;
inline constexpr int kExitNo = 1;           // the answer is no, not found, or refused
inline constexpr int kExitUsage = 2;        // the command line is wrong
inline constexpr int kExitUnreachable = 3;  // no server answers

// The reason of errors that are mistakes on the command line.
inline constexpr char kUsageReason[] = "USAGE";

struct Cli {
  Cli(std::istream& cin, std::ostream& cout, std::ostream& cerr) : in(cin), out(cout), err(cerr) {}

  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  Terminal terminal;

  // Flags.
  std::string server;
  std::string workspace;
  double timeout_seconds = 30;
  bool json = false;
  std::string color = "auto";

  // What the command line asks for; set by the callback of the command.
  std::function<absl::Status()> action;
  // Set by an action that worked and whose answer is no: exit code 1.
  bool answer_is_no = false;

  // What the flags say of the connection.
  ConnectionOptions connection_options() const;
  // A client of the server that the flags name.
  Client Connect() const;
  // Prints a message of the API as JSON.
  void PrintJson(const google::protobuf::Message& message) const;
};

// Adds a command whose options are an Options, which `declare` binds, and which `run` carries out
// after the command line was parsed.
template <typename Options>
CLI::App* AddCommand(CLI::App& parent, Cli& cli, const std::string& name,
                     const std::string& description, void (*declare)(CLI::App&, Options&),
                     absl::Status (*run)(Cli&, const Options&)) {
  CLI::App* command = parent.add_subcommand(name, description);
  auto options = std::make_shared<Options>();
  declare(*command, *options);
  command->callback(
      [&cli, options, run] { cli.action = [&cli, options, run] { return run(cli, *options); }; });
  return command;
}

// Adds a noun, which needs a command behind it.
CLI::App* AddNoun(CLI::App& app, const std::string& name, const std::string& description);

// One for each noun.
void AddWorkspaces(CLI::App& app, Cli& cli);
void AddExperiments(CLI::App& app, Cli& cli);
void AddRuns(CLI::App& app, Cli& cli);
void AddMetrics(CLI::App& app, Cli& cli);
void AddArtifacts(CLI::App& app, Cli& cli);
void AddHash(CLI::App& app, Cli& cli);
void AddDatasets(CLI::App& app, Cli& cli);
void AddLineage(CLI::App& app, Cli& cli);
// Also the verb verify.
void AddWhence(CLI::App& app, Cli& cli);
void AddCompare(CLI::App& app, Cli& cli);
void AddReproduce(CLI::App& app, Cli& cli);
void AddModels(CLI::App& app, Cli& cli);
void AddContracts(CLI::App& app, Cli& cli);
void AddEvaluations(CLI::App& app, Cli& cli);
void AddSpool(CLI::App& app, Cli& cli);
void AddExpr(CLI::App& app, Cli& cli);
void AddPolicies(CLI::App& app, Cli& cli);
void AddSlots(CLI::App& app, Cli& cli);
void AddRequests(CLI::App& app, Cli& cli);
void AddReviews(CLI::App& app, Cli& cli);
// Also the verbs rollback, withdraw and recall.
void AddDecisions(CLI::App& app, Cli& cli);
void AddOverrides(CLI::App& app, Cli& cli);
// Also the verbs explain and replay, and `watch slot`.
void AddChampion(CLI::App& app, Cli& cli);
void AddFlagsAndChecks(CLI::App& app, Cli& cli);
void AddLogin(CLI::App& app, Cli& cli);
void AddPrincipals(CLI::App& app, Cli& cli);
void AddRoles(CLI::App& app, Cli& cli);
void AddTokens(CLI::App& app, Cli& cli);
void AddAudit(CLI::App& app, Cli& cli);
void AddBackup(CLI::App& app, Cli& cli);
void AddCompletion(CLI::App& app, Cli& cli);
void AddVersion(CLI::App& app, Cli& cli);

// The commands of the noun `runs` beyond reading.
void AddRunWatch(CLI::App& runs, Cli& cli);
void AddRunChanges(CLI::App& runs, Cli& cli);

// The commands of other nouns that have files of their own.
void AddLineageStale(CLI::App& lineage, Cli& cli);
void AddLineageCompleteness(CLI::App& lineage, Cli& cli);
void AddModelVersions(CLI::App& version, Cli& cli);
void AddPolicyLint(CLI::App& policy, Cli& cli);
void AddPolicySimulate(CLI::App& policy, Cli& cli);
void AddSlotBindings(CLI::App& slot, Cli& cli);

// Parses and runs a command line without the program's name; returns the exit code.
int Main(const std::vector<std::string>& arguments, Cli& cli);

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_CLI_H_
