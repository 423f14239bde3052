// Facts from outside: flags, checks and drift.
#include "cli/internal/cli.h"
#include "cli/internal/governance.h"
#include "cli/internal/governance_view.h"
#include "cli/internal/registry.h"
#include "cli/internal/resolve.h"
#include "core/status_macros.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

struct FlagOptions {
  std::string version;
  std::string flag;
  std::string reason;
};

struct ListOptions {
  std::string version;
};

struct CheckOptions {
  std::string version;
  std::string check;
  bool passed = false;
  bool failed = false;
  std::string detail;
};

struct DriftOptions {
  std::string version;
  std::string measure;
  double value = 0;
};

void DeclareFlag(CLI::App& command, FlagOptions& options) {
  AddVersionNameArgument(command, options.version);
  command.add_option("FLAG", options.flag, "For example legal-hold")->required()->type_name("");
  command.add_option("--reason", options.reason, "Why; recorded for ever")->type_name("TEXT");
}

void DeclareList(CLI::App& command, ListOptions& options) {
  AddVersionNameArgument(command, options.version);
}

void DeclareCheck(CLI::App& command, CheckOptions& options) {
  AddVersionNameArgument(command, options.version);
  command.add_option("CHECK", options.check, "Its name, as fairness-audit")
      ->required()
      ->type_name("");
  CLI::Option* passed = command.add_flag("--passed", options.passed, "It passed");
  command.add_flag("--failed", options.failed, "It failed")->excludes(passed);
  command.add_option("--detail", options.detail, "For example where its report is")
      ->type_name("TEXT");
}

void DeclareDrift(CLI::App& command, DriftOptions& options) {
  AddVersionNameArgument(command, options.version);
  command.add_option("MEASURE", options.measure, "Its name, as psi.income")
      ->required()
      ->type_name("");
  command.add_option("VALUE", options.value, "A number")->required()->type_name("");
}

void Print(const v1::Flag& flag, const Cli& cli) {
  if (cli.json) return cli.PrintJson(flag);
  Facts facts = {{"model version", VersionText(flag.version())},
                 {"flag", flag.flag()},
                 {"set", TimeText(flag.set_time())},
                 {"set by", flag.set_by()}};
  if (!flag.reason().empty()) facts.emplace_back("reason", flag.reason());
  if (flag.has_clear_time()) {
    facts.emplace_back("cleared", TimeText(flag.clear_time()));
    facts.emplace_back("cleared by", flag.cleared_by());
    if (!flag.clear_reason().empty()) facts.emplace_back("clear reason", flag.clear_reason());
  }
  cli.out << RenderFacts(facts, cli.terminal);
}

// Setting and clearing: requests with the same fields.
template <typename Request>
absl::Status Change(Cli& cli, const FlagOptions& options, const std::string& method) {
  Request request;
  ASSAY_ASSIGN_OR_RETURN(*request.mutable_version(), FindModelVersion(cli, options.version));
  request.set_flag(options.flag);
  request.set_reason(options.reason);
  ASSAY_ASSIGN_OR_RETURN(const v1::Flag flag, Govern<v1::Flag>(cli, method, request));
  Print(flag, cli);
  return absl::OkStatus();
}

absl::Status Set(Cli& cli, const FlagOptions& options) {
  return Change<v1::SetFlagRequest>(cli, options, "SetFlag");
}

absl::Status Clear(Cli& cli, const FlagOptions& options) {
  return Change<v1::ClearFlagRequest>(cli, options, "ClearFlag");
}

absl::Status List(Cli& cli, const ListOptions& options) {
  v1::ListFlagsRequest request;
  ASSAY_ASSIGN_OR_RETURN(*request.mutable_version(), FindModelVersion(cli, options.version));
  ASSAY_ASSIGN_OR_RETURN(const auto flags,
                         Govern<v1::ListFlagsResponse>(cli, "ListFlags", request));
  if (cli.json) {
    cli.PrintJson(flags);
    return absl::OkStatus();
  }
  Table table({{"FLAG", false, true}, {"STATE"}, {"SET"}, {"BY"}, {"REASON"}});
  for (const v1::Flag& flag : flags.flags()) {
    table.Add({flag.flag(), flag.has_clear_time() ? "cleared" : "set", TimeText(flag.set_time()),
               flag.set_by(), flag.reason()});
  }
  cli.out << table.Render(cli.terminal);
  return absl::OkStatus();
}

absl::Status RecordCheck(Cli& cli, const CheckOptions& options) {
  // Nothing passes because nobody said otherwise.
  if (!options.passed && !options.failed) {
    return UsageError("Say how the check went: --passed or --failed.");
  }
  v1::RecordCheckRequest request;
  ASSAY_ASSIGN_OR_RETURN(*request.mutable_version(), FindModelVersion(cli, options.version));
  request.mutable_check()->set_check(options.check);
  request.mutable_check()->set_passed(options.passed);
  request.mutable_check()->set_detail(options.detail);
  ASSAY_ASSIGN_OR_RETURN(const v1::CheckFact check,
                         Govern<v1::CheckFact>(cli, "RecordCheck", request));
  if (cli.json) {
    cli.PrintJson(check);
    return absl::OkStatus();
  }
  cli.out << RenderFacts(
      {{"check", check.check()},
       {"result", check.passed() ? Cell("passed", Ink::kGreen) : Cell("FAILED", Ink::kRed)},
       {"by", check.principal()},
       {"time", TimeText(check.time())},
       {"detail", check.detail()}},
      cli.terminal);
  return absl::OkStatus();
}

absl::Status RecordDrift(Cli& cli, const DriftOptions& options) {
  v1::RecordDriftRequest request;
  ASSAY_ASSIGN_OR_RETURN(*request.mutable_version(), FindModelVersion(cli, options.version));
  request.mutable_drift()->set_measure(options.measure);
  request.mutable_drift()->mutable_value()->set_double_value(options.value);
  ASSAY_ASSIGN_OR_RETURN(const v1::DriftFact drift,
                         Govern<v1::DriftFact>(cli, "RecordDrift", request));
  if (cli.json) {
    cli.PrintJson(drift);
    return absl::OkStatus();
  }
  cli.out << RenderFacts({{"measure", drift.measure()},
                          {"value", FactText(drift.value())},
                          {"by", drift.recorded_by()},
                          {"time", TimeText(drift.time())}},
                         cli.terminal);
  return absl::OkStatus();
}

}  // namespace

void AddFlagsAndChecks(CLI::App& app, Cli& cli) {
  CLI::App* flag = AddNoun(app, "flag", "Marks on model versions, as a legal hold");
  AddCommand<FlagOptions>(*flag, cli, "set", "Set a flag", DeclareFlag, Set);
  AddCommand<FlagOptions>(*flag, cli, "clear", "Clear it", DeclareFlag, Clear);
  AddCommand<ListOptions>(*flag, cli, "list", "Flags that are or were set", DeclareList, List);
  CLI::App* check = AddNoun(app, "check", "Results of external checks");
  AddCommand<CheckOptions>(*check, cli, "record", "Record one, as your own word", DeclareCheck,
                           RecordCheck);
  CLI::App* drift = AddNoun(app, "drift", "Drift of models in production");
  AddCommand<DriftOptions>(*drift, cli, "record", "Record a value of a measure", DeclareDrift,
                           RecordDrift);
}

}  // namespace assay::cli
