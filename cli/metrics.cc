#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "cli/internal/cli.h"
#include "cli/internal/csv.h"
#include "cli/internal/json.h"
#include "cli/internal/plot.h"
#include "cli/internal/progress.h"
#include "cli/internal/resolve.h"
#include "cli/internal/text.h"
#include "cli/internal/view.h"
#include "core/errors.h"
#include "core/status_macros.h"
#include "fmt/format.h"
#include "fmt/ranges.h"

namespace assay::cli {
namespace {

constexpr int kUsualColumns = 80;
// Of a downsampled history, as the server limits it.
constexpr int kMostBuckets = 10'000;

struct TableOptions {
  RunName name;
  std::vector<std::string> keys;
};

struct PointOptions {
  std::vector<std::string> runs;
  std::string experiment;
  std::vector<std::string> keys;
  std::optional<int64_t> min_step;
  std::optional<int64_t> max_step;
};

struct PlotCommandOptions {
  PointOptions points;
  bool log_y = false;
  int height = 15;
  int width = 0;
};

void DeclareTable(CLI::App& command, TableOptions& options) {
  AddRunName(command, options.name);
  command.add_option("KEY", options.keys, "Only these metrics")->type_name("");
}

void DeclarePoints(CLI::App& command, PointOptions& options) {
  command.add_option("RUN", options.runs, "Ids or names of runs")->required()->type_name("");
  command.add_option("--experiment", options.experiment, "Where the names are looked for")
      ->type_name("EXPERIMENT");
  command.add_option("--key", options.keys, "Only this metric; may be repeated")
      ->type_name("KEY")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command.add_option("--min-step", options.min_step, "Only from this step on")->type_name("STEP");
  command.add_option("--max-step", options.max_step, "Only up to this step")->type_name("STEP");
}

void DeclarePlot(CLI::App& command, PlotCommandOptions& options) {
  DeclarePoints(command, options.points);
  command.get_option("--key")->required();
  command.add_flag("--log", options.log_y, "A logarithmic axis");
  command.add_option("--height", options.height, "Lines of the drawing")
      ->check(CLI::Range(3, 1'000).description(""))
      ->type_name("LINES")
      ->capture_default_str();
  command.add_option("--width", options.width, "Columns of the plot (those of the terminal)")
      ->check(CLI::Range(20, 1'000).description(""))
      ->type_name("COLUMNS");
}

absl::Status ShowTable(Cli& cli, const TableOptions& options) {
  Client client = cli.Connect();
  ASSAY_ASSIGN_OR_RETURN(const std::string id, FindRunId(client, options.name));
  ASSAY_ASSIGN_OR_RETURN(const v1::Run run, client.GetRun(id));
  if (!cli.json) {
    cli.out << RenderMetrics(run, options.keys, cli.terminal);
    return absl::OkStatus();
  }
  Json list = Json::array();
  for (const v1::MetricSummary& metric : run.metrics()) {
    if (options.keys.empty() ||
        std::find(options.keys.begin(), options.keys.end(), metric.key()) != options.keys.end()) {
      list.push_back(Json::parse(ToJson(metric)));
    }
  }
  cli.out << Dump({{"run_id", run.run_id()}, {"metrics", std::move(list)}});
  return absl::OkStatus();
}

absl::StatusOr<MetricQuery> ToQuery(Client& client, const PointOptions& options) {
  MetricQuery query;
  ASSAY_ASSIGN_OR_RETURN(query.run_ids, FindRunIds(client, options.runs, options.experiment));
  query.keys = options.keys;
  query.min_step = options.min_step;
  query.max_step = options.max_step;
  return query;
}

// Labels that say no more than it takes to tell the series apart; runs by the names they were asked
// by.
std::vector<PlotSeries> Label(std::vector<SeriesBuckets> series,
                              const std::map<std::string, std::string>& run_names) {
  std::set<std::string> keys;
  for (const SeriesBuckets& one : series) keys.insert(one.id.key);
  std::vector<PlotSeries> labelled;
  for (SeriesBuckets& one : series) {
    std::vector<std::string> parts;
    if (run_names.size() > 1) parts.push_back(run_names.at(one.id.run_id));
    if (keys.size() > 1 || run_names.size() == 1) parts.push_back(one.id.key);
    if (!one.id.context.empty()) parts.push_back(ContextText(one.id.context));
    labelled.push_back({fmt::format("{}", fmt::join(parts, " ")), std::move(one.buckets)});
  }
  return labelled;
}

absl::Status ShowPlot(Cli& cli, const PlotCommandOptions& options) {
  Client client = cli.Connect();
  ASSAY_ASSIGN_OR_RETURN(const MetricQuery query, ToQuery(client, options.points));
  std::map<std::string, std::string> run_names;
  for (size_t i = 0; i < query.run_ids.size(); ++i) {
    run_names[query.run_ids[i]] = options.points.runs[i];
  }
  PlotOptions plot;
  plot.columns = options.width > 0          ? options.width
                 : cli.terminal.columns > 0 ? cli.terminal.columns
                                            : kUsualColumns;
  plot.rows = options.height;
  plot.log_y = options.log_y;
  // A bucket for every dot across.
  ASSAY_ASSIGN_OR_RETURN(std::vector<SeriesBuckets> series,
                         client.DownsampleMetrics(query, std::min(2 * plot.columns, kMostBuckets)));
  if (cli.json) {
    v1::GetMetricHistoryResponse all;
    for (SeriesBuckets& one : series) {
      v1::SeriesHistory* history = all.add_series();
      history->set_run_id(one.id.run_id);
      history->mutable_points()->set_key(one.id.key);
      history->mutable_points()->mutable_context()->insert(one.id.context.begin(),
                                                           one.id.context.end());
      *history->mutable_buckets() = std::move(one.buckets);
    }
    cli.PrintJson(all);
    return absl::OkStatus();
  }
  if (series.empty()) {
    return MakeError(
        absl::StatusCode::kNotFound, "METRIC_NOT_FOUND",
        "The runs have no such metric. `assay metrics table RUN` shows those that there "
        "are.");
  }
  std::string title;
  for (const std::string& key : options.points.keys) title += (title.empty() ? "" : ", ") + key;
  cli.out << cli.terminal.Paint(Visible(title), Ink::kBold) << "\n"
          << Plot(Label(std::move(series), run_names), plot, cli.terminal);
  return absl::OkStatus();
}

absl::Status Export(Cli& cli, const PointOptions& options) {
  Client client = cli.Connect();
  ASSAY_ASSIGN_OR_RETURN(const MetricQuery query, ToQuery(client, options));
  Progress progress("exporting points", HumanCount, cli.terminal, cli.err);
  int64_t done = 0;
  if (!cli.json) cli.out << kCsvHeader;
  return client.ReadMetricParts(query, [&](const Series& part) {
    cli.out << (cli.json ? ToJsonLines(part) : ToCsv(part));
    done += static_cast<int64_t>(part.steps.size());
    progress.Show(done, 0);
    return static_cast<bool>(cli.out);
  });
}

}  // namespace

void AddMetrics(CLI::App& app, Cli& cli) {
  CLI::App* metrics = AddNoun(app, "metrics", "What was measured, step by step");
  AddCommand<TableOptions>(*metrics, cli, "table", "The metrics of a run in figures", DeclareTable,
                           ShowTable);
  AddCommand<PlotCommandOptions>(*metrics, cli, "plot", "Draw metrics over their steps",
                                 DeclarePlot, ShowPlot);
  AddCommand<PointOptions>(*metrics, cli, "export", "All points as CSV; with --json a line each",
                           DeclarePoints, Export);
}

}  // namespace assay::cli
