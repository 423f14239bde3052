// Questions to a server, and changes of what it holds. Programs that train log through Run (run.h).
//
//   assay::Client client(assay::MakeConnection({.server = "127.0.0.1:7401"}));
//   for (auto& run : client.SearchRuns({.filter = "metrics.auc > 0.9", .order_by = "metrics.auc
//   desc"})) {
//     if (!run.ok()) return run.status();
//     std::cout << run->name() << "\n";
//   }
#ifndef ASSAY_CLIENT_CLIENT_H_
#define ASSAY_CLIENT_CLIENT_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/connection.h"
#include "client/metrics.h"
#include "client/stream_range.h"

namespace assay {

struct SearchOptions {
  // In the expression language, for example `metrics.auc > 0.9 && params.model == "xgb"`. Empty
  // matches every run. A run for which it errs, for example because the metric is absent, does not
  // match.
  std::string filter = {};
  // For example "metrics.auc desc, start_time". Empty means newest first.
  std::string order_by = {};
  // Empty means every experiment of the workspace.
  std::vector<std::string> experiment_ids = {};
  bool show_deleted = false;
  // Runs in a page, at most 1,000; 0 lets the server choose.
  int page_size = 0;
};

// What to change of an experiment or a run; what is absent stays.
struct Changes {
  std::optional<std::string> name = {};
  std::optional<std::string> description = {};
  // When not empty: only if nobody changed it since this etag was read, else ABORTED/ETAG_STALE.
  std::string etag = {};
};

// Thread-safe; a copy shares the connection. Errors have the server's reasons (ErrorReason of
// core/errors.h); UNREACHABLE when no server answers. Writes are sent again when an answer is lost,
// and applied once.
class Client {
 public:
  // An empty workspace is "default". Ids, where there are any, need no workspace.
  explicit Client(std::shared_ptr<Connection> connection, std::string workspace = "");

  const std::shared_ptr<Connection>& connection() const { return connection_; }
  const std::string& workspace() const { return workspace_; }

  // Workspaces, by name.
  absl::StatusOr<v1::Workspace> CreateWorkspace(const std::string& name,
                                                const std::string& description = "");
  absl::StatusOr<v1::Workspace> GetWorkspace(const std::string& name);
  StreamRange<v1::Workspace> ListWorkspaces();

  // Experiments. EXPERIMENT_EXISTS when the name is taken, also by a deleted one;
  // EXPERIMENT_NOT_FOUND.
  absl::StatusOr<v1::Experiment> CreateExperiment(const std::string& name,
                                                  const std::string& description = "");
  absl::StatusOr<v1::Experiment> GetExperiment(const std::string& experiment_id);
  absl::StatusOr<v1::Experiment> GetExperimentByName(const std::string& name);
  // Newest first.
  StreamRange<v1::Experiment> ListExperiments(bool show_deleted = false);
  absl::StatusOr<v1::Experiment> UpdateExperiment(const std::string& experiment_id,
                                                  const Changes& changes);
  // Hides it, until it is undeleted. Deleting twice is fine.
  absl::StatusOr<v1::Experiment> DeleteExperiment(const std::string& experiment_id);
  absl::StatusOr<v1::Experiment> UndeleteExperiment(const std::string& experiment_id);

  // Runs. RUN_NOT_FOUND. A deleted run is returned, with its delete_time.
  absl::StatusOr<v1::Run> GetRun(const std::string& run_id);
  absl::StatusOr<v1::Run> UpdateRun(const std::string& run_id, const Changes& changes);
  absl::StatusOr<v1::Run> FinishRun(const std::string& run_id,
                                    v1::RunStatus status = v1::RUN_STATUS_FINISHED);
  absl::StatusOr<v1::Run> DeleteRun(const std::string& run_id);
  absl::StatusOr<v1::Run> UndeleteRun(const std::string& run_id);
  // Sets the tags in `set`, then deletes the keys in `remove`; a key that is not there is fine.
  absl::StatusOr<v1::Run> UpdateTags(const std::string& run_id,
                                     const std::map<std::string, std::string>& set,
                                     const std::vector<std::string>& remove = {});

  // Runs with params, tags, metrics, code and environment, without inputs and outputs.
  StreamRange<v1::Run> SearchRuns(const SearchOptions& options = {});
  // One page of the same; `page_token` is the last page's next_page_token.
  absl::StatusOr<v1::SearchRunsResponse> SearchRunsPage(const SearchOptions& options,
                                                        const std::string& page_token = "");
  // What differs between 2 to 100 runs; with `include_equal` also in what they agree.
  absl::StatusOr<v1::CompareRunsResponse> CompareRuns(const std::vector<std::string>& run_ids,
                                                      bool include_equal = false);
  // What a run read or wrote, by path or role. With `path_prefix` only artifacts whose path begins
  // so.
  StreamRange<v1::RunIo> ListIo(const std::string& run_id, v1::IoDirection direction,
                                const std::string& path_prefix = "");
  // Adds what a run read or wrote, also after it has ended; the same again is fine. Items come from
  // Dataset::Use (dataset.h) and DescribeArtifact (artifact.h).
  absl::Status LogIo(const std::string& run_id, v1::IoDirection direction,
                     const std::vector<v1::RunIo>& items);

  // Whole series, in the order of the runs as asked, then key, then context.
  absl::StatusOr<std::vector<Series>> ReadMetrics(const MetricQuery& query);
  // The same, part by part as it arrives, for more points than fit in memory: a part continues the
  // series of the part before when run, key and context are equal. Ends early when `on_part`
  // returns false.
  absl::Status ReadMetricParts(const MetricQuery& query,
                               const std::function<bool(const Series& part)>& on_part);
  // Every series reduced to at most `max_buckets` (1 to 10,000) buckets of consecutive points, with
  // the extremes of each, so that no spike is lost.
  absl::StatusOr<std::vector<SeriesBuckets>> DownsampleMetrics(const MetricQuery& query,
                                                               int max_buckets);

  // Calls `on_news` with the run as it is, then with whatever is new, until the run has ended or
  // `on_news` returns false. Blocks for so long.
  absl::Status WatchRun(const std::string& run_id,
                        const std::function<bool(const v1::WatchRunResponse&)>& on_news);

 private:
  std::shared_ptr<Connection> connection_;
  std::string workspace_;
};

}  // namespace assay

#endif  // ASSAY_CLIENT_CLIENT_H_
