#include "storage/search.h"

#include <charconv>
#include <limits>

#include "core/errors.h"
#include "core/status_macros.h"
#include "fmt/format.h"
#include "storage/experiments.h"
#include "storage/in_list.h"
#include "storage/workspaces.h"

namespace assay {
namespace {

struct Position {
  int64_t start_us = std::numeric_limits<int64_t>::max();
  int64_t run = std::numeric_limits<int64_t>::max();
};

absl::StatusOr<Position> ParsePosition(std::string_view text) {
  Position position;
  if (text.empty()) return position;
  const char* end = text.data() + text.size();
  const auto [middle, error] = std::from_chars(text.data(), end, position.start_us);
  if (error == std::errc() && middle != end && *middle == ' ') {
    const auto [last, run_error] = std::from_chars(middle + 1, end, position.run);
    if (run_error == std::errc() && last == end) return position;
  }
  return InvalidArgument("PAGE_TOKEN_INVALID", "page_token", "The page token can't be read.");
}

}  // namespace

absl::StatusOr<SearchPage> SearchRuns(ReadTxn& txn, const v1::SearchRunsRequest& request,
                                      std::string_view position, int limit) {
  if (!request.filter().empty()) {
    return InvalidArgument("FILTER_UNSUPPORTED", "filter", "Filters are not supported.");
  }
  if (!request.order_by().empty()) {
    return InvalidArgument("ORDER_BY_INVALID", "order_by", "Runs are listed newest first only.");
  }
  ASSAY_ASSIGN_OR_RETURN(const int64_t workspace, FindWorkspace(txn, request.workspace()));
  ASSAY_ASSIGN_OR_RETURN(const Position after, ParsePosition(position));
  std::vector<int64_t> experiments;
  for (const std::string& id : request.experiment_ids()) {
    ASSAY_ASSIGN_OR_RETURN(const ExperimentRow experiment, FindExperiment(txn, id));
    experiments.push_back(experiment.id);
  }
  sql::Builder builder;
  builder.Append("SELECT r.start_us, r.id FROM run r WHERE r.workspace = ").Bind(workspace);
  builder.Append(" AND (r.start_us, r.id) < (").Bind(after.start_us).Append(", ").Bind(after.run);
  builder.Append(")");
  if (!experiments.empty()) {
    builder.Append(" AND r.experiment IN ");
    AppendList(experiments, &builder);
  }
  if (!request.show_deleted()) builder.Append(" AND r.deleted_us IS NULL");
  builder.Append(" ORDER BY r.start_us DESC, r.id DESC LIMIT ").Bind(int64_t{limit} + 1);
  SearchPage page;
  Position last;
  Rows rows = txn.Query(builder);
  while (rows.Next()) {
    if (page.runs.size() == static_cast<size_t>(limit)) {
      page.next = fmt::format("{} {}", last.start_us, last.run);
      break;
    }
    last = {rows.Int(0), rows.Int(1)};
    page.runs.push_back(last.run);
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return page;
}

}  // namespace assay
