// `assay runs watch`: a run as it goes on.
#include "cli/internal/cli.h"
#include "cli/internal/json.h"
#include "cli/internal/resolve.h"
#include "cli/internal/text.h"
#include "cli/internal/view.h"
#include "core/status_macros.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

// The latest point of what came.
std::string PointsLine(const v1::MetricColumns& columns, const Terminal& terminal) {
  const int last = columns.steps_size() - 1;
  const std::string more =
      last > 0 ? fmt::format("  (+{} points)", HumanCount(last + 1)) : std::string();
  return fmt::format("{}{}  step {}  {}{}\n", terminal.Paint(Visible(columns.key()), Ink::kBold),
                     Visible(ContextText(columns.context())), columns.steps(last),
                     HumanDouble(columns.values(last)), terminal.Paint(more, Ink::kDim));
}

class Watcher {
 public:
  explicit Watcher(Cli& cli) : cli_(cli) {}

  bool OnNews(const v1::WatchRunResponse& news) {
    if (news.has_run()) status_ = news.run().status();
    if (cli_.json) {
      cli_.out << ToJson(news, /*one_line=*/true);
    } else {
      Print(news);
    }
    return static_cast<bool>(cli_.out.flush());
  }
  v1::RunStatus status() const { return status_; }

 private:
  void Print(const v1::WatchRunResponse& news) {
    if (news.has_run()) PrintRun(news.run());
    for (const v1::MetricColumns& columns : news.metrics()) {
      if (columns.steps_size() > 0) cli_.out << PointsLine(columns, cli_.terminal);
    }
    if (news.missed()) cli_.out << "Some points came too fast to be shown; they are stored.\n";
  }

  // The run at first, then only when its status changes.
  void PrintRun(const v1::Run& run) {
    if (!begun_ && !run.metrics().empty()) cli_.out << RenderMetrics(run, {}, cli_.terminal);
    if (!begun_ || shown_ != run.status()) {
      const Cell status = StatusCell(run.status());
      const std::string duration = DurationOf(run);
      cli_.out << Visible(run.name()) << "  " << cli_.terminal.Paint(status.text, status.ink)
               << (duration.empty() ? "" : "  after " + duration) << "\n";
    }
    begun_ = true;
    shown_ = run.status();
  }

  Cli& cli_;
  bool begun_ = false;
  v1::RunStatus status_ = v1::RUN_STATUS_UNSPECIFIED;
  v1::RunStatus shown_ = v1::RUN_STATUS_UNSPECIFIED;
};

absl::Status Watch(Cli& cli, const RunName& name) {
  Client client = cli.Connect();
  ASSAY_ASSIGN_OR_RETURN(const std::string id, FindRunId(client, name));
  Watcher watcher(cli);
  ASSAY_RETURN_IF_ERROR(
      client.WatchRun(id, [&](const v1::WatchRunResponse& news) { return watcher.OnNews(news); }));
  cli.answer_is_no = watcher.status() != v1::RUN_STATUS_FINISHED;
  return absl::OkStatus();
}

}  // namespace

void AddRunWatch(CLI::App& runs, Cli& cli) {
  AddCommand<RunName>(runs, cli, "watch",
                      "A run as it goes on, to its end; fails when the run does", AddRunName,
                      Watch);
}

}  // namespace assay::cli
