// The handlers of TrackingService that look at many runs at once.
#include <utility>

#include "core/errors.h"
#include "core/limits.h"
#include "core/status_macros.h"
#include "server/comparison.h"
#include "server/tracking_service.h"
#include "storage/page_token.h"
#include "storage/runs.h"
#include "storage/search.h"

namespace assay::tracking {
namespace {

v1::Run WithoutContents(v1::Run run) {
  run.clear_params();
  run.clear_tags();
  run.clear_metrics();
  run.clear_inputs();
  run.clear_outputs();
  run.clear_code();
  run.clear_environment();
  return run;
}

}  // namespace

absl::StatusOr<v1::SearchRunsResponse> SearchRuns(ServerEnv& env, const RequestContext& context,
                                                  const v1::SearchRunsRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const int size, PageSize(request.page_size(), limits::kDefaultPageSize,
                                                  limits::kMaxPageSize));
  const std::string& secret = env.store.context().secret;
  const std::string scope = PageScope(request);
  std::string position;
  if (!request.page_token().empty()) {
    ASSAY_ASSIGN_OR_RETURN(position, ReadPageToken(secret, scope, request.page_token()));
  }
  v1::SearchRunsResponse response;
  ASSAY_RETURN_IF_ERROR(env.store.Read(context.deadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(SearchPage page, assay::SearchRuns(txn, request, position, size));
    ASSAY_ASSIGN_OR_RETURN(std::vector<v1::Run> runs, LoadRuns(txn, page.runs, RunParts::kSummary));
    for (v1::Run& run : runs) *response.add_runs() = std::move(run);
    if (!page.next.empty()) response.set_next_page_token(MakePageToken(secret, scope, page.next));
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::CompareRunsResponse> CompareRuns(ServerEnv& env, const RequestContext& context,
                                                    const v1::CompareRunsRequest& request) {
  const int count = request.run_ids_size();
  if (count < 2 || count > limits::kMaxRunsToCompare) {
    return InvalidArgument("RUN_COUNT_INVALID", "run_ids",
                           "{} runs can't be compared. Name 2 to {}.", count,
                           limits::kMaxRunsToCompare);
  }
  Comparison rows(count);
  v1::CompareRunsResponse response;
  ASSAY_RETURN_IF_ERROR(env.store.Read(context.deadline, [&](ReadTxn& txn) -> absl::Status {
    for (int i = 0; i < count; ++i) {
      ASSAY_ASSIGN_OR_RETURN(v1::Run run, assay::GetRun(txn, request.run_ids(i), RunParts::kAll));
      rows.AddRun(i, run);
      *response.add_runs() = WithoutContents(std::move(run));
    }
    return absl::OkStatus();
  }));
  std::move(rows).Fill(request.include_equal(), response.mutable_rows());
  return response;
}

}  // namespace assay::tracking
