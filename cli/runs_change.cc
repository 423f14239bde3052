// The commands of `assay runs` that change a run.
#include <map>

#include "cli/internal/cli.h"
#include "cli/internal/json.h"
#include "cli/internal/resolve.h"
#include "cli/internal/view.h"
#include "core/status_macros.h"

namespace assay::cli {
namespace {

struct TagOptions {
  RunName name;
  std::vector<std::string> set;
  std::vector<std::string> remove;
};

struct FinishOptions {
  RunName name;
  std::string status = "finished";
};

struct ManyOptions {
  std::vector<std::string> runs;
  std::string experiment;
};

void DeclareTag(CLI::App& command, TagOptions& options) {
  AddRunName(command, options.name);
  command.add_option("TAG", options.set, "KEY=VALUE to set; may be repeated")->type_name("");
  command.add_option("--delete", options.remove, "A key to delete; may be repeated")
      ->type_name("KEY")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void DeclareFinish(CLI::App& command, FinishOptions& options) {
  AddRunName(command, options.name);
  command.add_option("--status", options.status, "How it ended")
      ->check(CLI::IsMember({"finished", "failed", "killed"}).description(""))
      ->type_name("finished|failed|killed")
      ->capture_default_str();
}

void DeclareMany(CLI::App& command, ManyOptions& options) {
  command.add_option("RUN", options.runs, "Ids or names of runs")->required()->type_name("");
  command.add_option("--experiment", options.experiment, "Where the names are looked for")
      ->type_name("EXPERIMENT");
}

absl::Status Tag(Cli& cli, const TagOptions& options) {
  std::map<std::string, std::string> set;
  for (const std::string& text : options.set) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      return UsageError("A tag is written KEY=VALUE, and not \"" + text + "\".");
    }
    set[text.substr(0, equals)] = text.substr(equals + 1);
  }
  if (set.empty() && options.remove.empty()) {
    return UsageError("Say what to set, KEY=VALUE, or what to delete, --delete KEY.");
  }
  Client client = cli.Connect();
  ASSAY_ASSIGN_OR_RETURN(const std::string id, FindRunId(client, options.name));
  ASSAY_ASSIGN_OR_RETURN(const v1::Run run, client.UpdateTags(id, set, options.remove));
  if (cli.json) {
    cli.PrintJson(run);
    return absl::OkStatus();
  }
  Facts facts;
  for (const v1::Tag& tag : run.tags()) facts.emplace_back(tag.key(), tag.value());
  cli.out << RenderFacts(facts, cli.terminal);
  return absl::OkStatus();
}

absl::Status Finish(Cli& cli, const FinishOptions& options) {
  Client client = cli.Connect();
  ASSAY_ASSIGN_OR_RETURN(const std::string id, FindRunId(client, options.name));
  const v1::RunStatus status = options.status == "failed"   ? v1::RUN_STATUS_FAILED
                               : options.status == "killed" ? v1::RUN_STATUS_KILLED
                                                            : v1::RUN_STATUS_FINISHED;
  ASSAY_ASSIGN_OR_RETURN(const v1::Run run, client.FinishRun(id, status));
  if (cli.json) {
    cli.PrintJson(run);
  } else {
    cli.out << RenderRuns({run}, cli.terminal);
  }
  return absl::OkStatus();
}

// Changes one run after the other; those before a failure stay changed.
absl::Status ForEach(Cli& cli, const ManyOptions& options,
                     absl::StatusOr<v1::Run> (Client::*change)(const std::string&)) {
  Client client = cli.Connect();
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                         FindRunIds(client, options.runs, options.experiment));
  std::vector<v1::Run> runs;
  for (const std::string& id : ids) {
    ASSAY_ASSIGN_OR_RETURN(v1::Run run, (client.*change)(id));
    runs.push_back(std::move(run));
  }
  if (cli.json) {
    v1::SearchRunsResponse all;
    for (v1::Run& run : runs) *all.add_runs() = std::move(run);
    cli.PrintJson(all);
  } else {
    cli.out << RenderRuns(runs, cli.terminal);
  }
  return absl::OkStatus();
}

absl::Status Delete(Cli& cli, const ManyOptions& options) {
  return ForEach(cli, options, &Client::DeleteRun);
}

absl::Status Undelete(Cli& cli, const ManyOptions& options) {
  return ForEach(cli, options, &Client::UndeleteRun);
}

}  // namespace

void AddRunChanges(CLI::App& runs, Cli& cli) {
  AddCommand<TagOptions>(runs, cli, "tag", "Set and delete tags", DeclareTag, Tag);
  AddCommand<FinishOptions>(runs, cli, "finish", "End a run whose program is gone", DeclareFinish,
                            Finish);
  AddCommand<ManyOptions>(runs, cli, "delete", "Hide runs, until they are undeleted", DeclareMany,
                          Delete);
  AddCommand<ManyOptions>(runs, cli, "undelete", "Bring runs back, by id", DeclareMany, Undelete);
}

}  // namespace assay::cli
