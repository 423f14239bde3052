#include "cli/internal/cli.h"

#include <chrono>

#include "cli/internal/json.h"
#include "cli/internal/text.h"
#include "core/errors.h"
#include "core/version.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

constexpr char kFooter[] =
    "Exit codes: 0 done; 1 the answer is no, not found, or refused by the server; 2 the command "
    "line\n"
    "is wrong; 3 no server answers.";

void AddFlags(CLI::App& app, Cli& cli) {
  app.add_option("--server", cli.server, "Where assayd serves gRPC, host:port (127.0.0.1:7401)")
      ->envname("ASSAY_SERVER")
      ->type_name("ADDRESS");
  app.add_option("--workspace", cli.workspace, "The workspace (default)")
      ->envname("ASSAY_WORKSPACE")
      ->type_name("NAME");
  app.add_flag("--json", cli.json, "Print JSON, errors too");
  app.add_option("--timeout", cli.timeout_seconds, "Seconds that a call may take")
      ->check(CLI::Range(0.001, 86'400.0).description(""))
      ->type_name("SECONDS")
      ->capture_default_str();
  app.add_option("--color", cli.color, "Colours (auto: on a terminal, without NO_COLOR)")
      ->check(CLI::IsMember({"auto", "always", "never"}).description(""))
      ->type_name("auto|always|never");
}

void Build(CLI::App& app, Cli& cli) {
  // Flags may stand behind the command, too.
  app.fallthrough();
  app.set_version_flag("--version", std::string("assay ") + kVersion);
  app.footer(kFooter);
  AddFlags(app, cli);
  AddExperiments(app, cli);
  AddRuns(app, cli);
  AddMetrics(app, cli);
  AddArtifacts(app, cli);
  AddDatasets(app, cli);
  AddLineage(app, cli);
  AddWhence(app, cli);
  AddCompare(app, cli);
  AddReproduce(app, cli);
  AddHash(app, cli);
  AddModels(app, cli);
  AddContracts(app, cli);
  AddEvaluations(app, cli);
  AddSpool(app, cli);
  AddExpr(app, cli);
  AddWorkspaces(app, cli);
  AddPolicies(app, cli);
  AddSlots(app, cli);
  AddRequests(app, cli);
  AddReviews(app, cli);
  AddDecisions(app, cli);
  AddOverrides(app, cli);
  AddChampion(app, cli);
  AddFlagsAndChecks(app, cli);
  AddLogin(app, cli);
  AddPrincipals(app, cli);
  AddRoles(app, cli);
  AddTokens(app, cli);
  AddAudit(app, cli);
  AddBackup(app, cli);
  AddCompletion(app, cli);
  AddVersion(app, cli);
}

// The command line ends before it says what to do.
absl::Status CommandMissing(const CLI::App& app) {
  const CLI::App* last = &app;
  while (!last->get_subcommands().empty()) last = last->get_subcommands().front();
  std::string names;
  for (const CLI::App* command : last->get_subcommands([](const CLI::App*) { return true; })) {
    names += (names.empty() ? "" : ", ") + command->get_name();
  }
  return MakeError(absl::StatusCode::kInvalidArgument, kUsageReason,
                   fmt::format("{} needs a command: {}. Run with --help for more information.",
                               last->get_name(), names));
}

int Report(const absl::Status& status, const Cli& cli) {
  if (cli.json) {
    cli.err << Dump(ErrorToJson(status), /*one_line=*/true);
  } else {
    // The message may quote a name that others chose; its own line breaks are wanted.
    cli.err << "assay: " << VisibleLines(std::string(status.message()) + "\n");
  }
  const bool unreachable = status.code() == absl::StatusCode::kUnavailable ||
                           status.code() == absl::StatusCode::kDeadlineExceeded;
  if (unreachable) return kExitUnreachable;
  return ErrorReason(status) == kUsageReason ? kExitUsage : kExitNo;
}

}  // namespace

ConnectionOptions Cli::connection_options() const {
  ConnectionOptions options;
  options.server = server;
  options.timeout = std::chrono::milliseconds(static_cast<int64_t>(timeout_seconds * 1'000));
  // Someone sits in front of it.
  options.wait_for_server = false;
  return options;
}

Client Cli::Connect() const { return Client(MakeConnection(connection_options()), workspace); }

void Cli::PrintJson(const google::protobuf::Message& message) const { out << ToJson(message); }

CLI::App* AddNoun(CLI::App& app, const std::string& name, const std::string& description) {
  return app.add_subcommand(name, description);
}

int Main(const std::vector<std::string>& arguments, Cli& cli) {
  CLI::App app("assay: asks and changes what an assayd server knows of experiments and runs.",
               "assay");
  Build(app, cli);
  try {
    // CLI11 takes them in reverse.
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError& error) {
    return app.exit(error, cli.out, cli.err) == 0 ? kExitYes : kExitUsage;
  }
  if (!cli.action) return Report(CommandMissing(app), cli);
  if (cli.color != "auto") cli.terminal.color = cli.color == "always";
  const absl::Status status = cli.action();
  if (!status.ok()) return Report(status, cli);
  if (!cli.out.flush()) {
    return Report(MakeError(absl::StatusCode::kDataLoss, "WRITE_FAILED",
                            "The output could not be written. Is the disk full?"),
                  cli);
  }
  return cli.answer_is_no ? kExitNo : kExitYes;
}

}  // namespace assay::cli
