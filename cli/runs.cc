#include <algorithm>

#include "cli/internal/cli.h"
#include "cli/internal/comparison.h"
#include "cli/internal/json.h"
#include "cli/internal/resolve.h"
#include "cli/internal/view.h"
#include "core/status_macros.h"

namespace assay::cli {
namespace {

constexpr int kMostInPage = 1'000;

struct ListOptions {
  std::string filter;
  std::string order_by;
  std::vector<std::string> experiments;
  int limit = 20;
  bool deleted = false;
};

struct CompareOptions {
  std::vector<std::string> runs;
  std::string experiment;
  bool all = false;
};

void DeclareList(CLI::App& command, ListOptions& options) {
  command.add_option("--experiment", options.experiments, "Only of this one; may be repeated")
      ->type_name("EXPERIMENT")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command
      .add_option("--order-by", options.order_by, "For example 'metrics.auc desc' (newest first)")
      ->type_name("ORDER");
  command.add_option("--limit", options.limit, "At most so many; 0 for all")
      ->check(CLI::Range(0, 1'000'000'000).description(""))
      ->type_name("N")
      ->capture_default_str();
  command.add_flag("--deleted", options.deleted, "Deleted ones, too");
}

void DeclareSearch(CLI::App& command, ListOptions& options) {
  command.add_option("FILTER", options.filter, "For example 'metrics.auc > 0.9'")
      ->required()
      ->type_name("");
  DeclareList(command, options);
}

void DeclareCompare(CLI::App& command, CompareOptions& options) {
  command.add_option("RUN", options.runs, "Ids or names of 2 to 100 runs")
      ->required()
      ->expected(2, 100)
      ->type_name("");
  command.add_option("--experiment", options.experiment, "Where the names are looked for")
      ->type_name("EXPERIMENT");
  command.add_flag("--all", options.all, "Also in what they agree");
}

absl::StatusOr<std::vector<v1::Run>> Search(Client& client, const ListOptions& options) {
  SearchOptions search;
  search.filter = options.filter;
  search.order_by = options.order_by;
  search.show_deleted = options.deleted;
  search.page_size = options.limit == 0 ? kMostInPage : std::min(options.limit, kMostInPage);
  for (const std::string& name : options.experiments) {
    ASSAY_ASSIGN_OR_RETURN(const v1::Experiment experiment, FindExperiment(client, name));
    search.experiment_ids.push_back(experiment.experiment_id());
  }
  std::vector<v1::Run> runs;
  for (auto& run : client.SearchRuns(search)) {
    ASSAY_RETURN_IF_ERROR(run.status());
    runs.push_back(*std::move(run));
    if (runs.size() == static_cast<size_t>(options.limit)) break;
  }
  return runs;
}

absl::Status List(Cli& cli, const ListOptions& options) {
  Client client = cli.Connect();
  ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::Run> runs, Search(client, options));
  if (cli.json) {
    v1::SearchRunsResponse all;
    for (const v1::Run& run : runs) *all.add_runs() = run;
    cli.PrintJson(all);
    return absl::OkStatus();
  }
  cli.out << RenderRuns(runs, cli.terminal);
  if (!runs.empty() && runs.size() == static_cast<size_t>(options.limit) && cli.terminal.progress) {
    cli.err << "The first " << options.limit << "; --limit shows more.\n";
  }
  return absl::OkStatus();
}

absl::Status Show(Cli& cli, const RunName& name) {
  Client client = cli.Connect();
  ASSAY_ASSIGN_OR_RETURN(const std::string id, FindRunId(client, name));
  ASSAY_ASSIGN_OR_RETURN(const v1::Run run, client.GetRun(id));
  if (cli.json) {
    cli.PrintJson(run);
  } else {
    cli.out << RenderRun(run, cli.terminal);
  }
  return absl::OkStatus();
}

absl::Status Compare(Cli& cli, const CompareOptions& options) {
  Client client = cli.Connect();
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                         FindRunIds(client, options.runs, options.experiment));
  ASSAY_ASSIGN_OR_RETURN(const v1::CompareRunsResponse comparison,
                         client.CompareRuns(ids, options.all));
  if (cli.json) {
    cli.PrintJson(comparison);
  } else if (comparison.rows().empty()) {
    cli.out << "The runs do not differ.\n";
  } else {
    std::vector<std::string> titles;
    for (const v1::Run& run : comparison.runs()) {
      titles.push_back(run.name().empty() ? run.run_id() : run.name());
    }
    cli.out << RenderComparison(titles, comparison.rows(), cli.terminal);
  }
  return absl::OkStatus();
}

}  // namespace

void AddRuns(CLI::App& app, Cli& cli) {
  CLI::App* runs = AddNoun(app, "runs", "Executions that logged");
  AddCommand<ListOptions>(*runs, cli, "list", "Runs, newest first", DeclareList, List);
  AddCommand<ListOptions>(*runs, cli, "search", "Runs that match a filter", DeclareSearch, List);
  AddCommand<RunName>(*runs, cli, "show", "All that is known of a run", AddRunName, Show);
  AddCommand<CompareOptions>(*runs, cli, "compare", "What differs between runs", DeclareCompare,
                             Compare);
  AddRunWatch(*runs, cli);
  AddRunChanges(*runs, cli);
}

}  // namespace assay::cli
