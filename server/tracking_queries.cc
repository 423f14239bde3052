// The handlers of TrackingService that look at many runs at once.
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "core/errors.h"
#include "core/limits.h"
#include "core/status_macros.h"
#include "server/tracking_service.h"
#include "storage/names.h"
#include "storage/page_token.h"
#include "storage/params.h"
#include "storage/runs.h"
#include "storage/search.h"

namespace assay::tracking {
namespace {

using Row = v1::CompareRow;

v1::Value Text(const std::string& text) {
  v1::Value value;
  value.set_string_value(text);
  return value;
}

v1::Value Real(double number) {
  v1::Value value;
  value.set_double_value(number);
  return value;
}

// Rows by section and key, with a value for each run that has one.
class Comparison {
 public:
  explicit Comparison(int runs) : runs_(runs) {}

  void Add(int run, Row::Section section, const std::string& key, v1::Value value) {
    auto [it, added] = rows_.try_emplace({section, key}, static_cast<size_t>(runs_));
    it->second[static_cast<size_t>(run)] = std::move(value);
  }
  void AddText(int run, Row::Section section, const std::string& key, const std::string& text) {
    if (!text.empty()) Add(run, section, key, Text(text));
  }

  void Fill(bool include_equal, v1::CompareRunsResponse* response) && {
    for (auto& [key, values] : rows_) {
      bool equal = true;
      for (const v1::Value& value : values) {
        equal = equal && value.SerializeAsString() == values[0].SerializeAsString();
      }
      if (equal && !include_equal) continue;
      Row* row = response->add_rows();
      row->set_section(key.first);
      row->set_key(key.second);
      row->set_equal(equal);
      for (v1::Value& value : values) *row->add_values() = std::move(value);
    }
  }

 private:
  const int runs_;
  std::map<std::pair<Row::Section, std::string>, std::vector<v1::Value>> rows_;
};

std::string MetricLabel(const v1::MetricSummary& metric) {
  if (metric.context().empty()) return metric.key();
  const std::map<std::string, std::string> sorted(metric.context().begin(), metric.context().end());
  std::string label = metric.key() + " {";
  for (const auto& [key, value] : sorted) {
    if (label.back() != '{') label += ", ";
    label += key + "=" + value;
  }
  return label + "}";
}

void AddIoRows(int index, const v1::Run& run, Comparison* rows) {
  for (const auto& [list, section] :
       {std::pair(&run.inputs(), Row::INPUT), std::pair(&run.outputs(), Row::OUTPUT)}) {
    for (const v1::RunIo& item : *list) {
      if (item.has_dataset()) {
        const v1::DatasetUse& use = item.dataset();
        const std::string role = use.role().empty() ? "" : " (" + use.role() + ")";
        rows->AddText(index, Row::DATASET, use.dataset().name() + role,
                      use.dataset().content().digest());
      } else {
        rows->AddText(index, section, item.artifact().path(), item.artifact().content().digest());
      }
    }
  }
}

void AddRows(int index, const v1::Run& run, Comparison* rows) {
  rows->AddText(index, Row::ATTRIBUTE, "name", run.name());
  rows->AddText(index, Row::ATTRIBUTE, "status", v1::RunStatus_Name(run.status()).substr(11));
  rows->AddText(index, Row::ATTRIBUTE, "experiment_id", run.experiment_id());
  rows->AddText(index, Row::ATTRIBUTE, "created_by", run.created_by());
  for (const v1::Param& param : run.params())
    rows->Add(index, Row::PARAM, param.key(), param.value());
  for (const v1::Tag& tag : run.tags()) rows->AddText(index, Row::TAG, tag.key(), tag.value());
  for (const v1::MetricSummary& metric : run.metrics()) {
    rows->Add(index, Row::METRIC, MetricLabel(metric), Real(metric.last().value()));
  }
  AddIoRows(index, run, rows);
  if (run.has_code()) {
    rows->AddText(index, Row::CODE, "repository", run.code().repository());
    rows->AddText(index, Row::CODE, "commit", run.code().commit());
    rows->AddText(index, Row::CODE, "patch_digest", run.code().patch_digest());
    rows->AddText(index, Row::CODE, "dirty", run.code().dirty() ? "true" : "false");
  }
  for (const auto& [key, value] : run.environment().attributes()) {
    rows->AddText(index, Row::ENVIRONMENT, key, value);
  }
}

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
      AddRows(i, run, &rows);
      *response.add_runs() = WithoutContents(std::move(run));
    }
    return absl::OkStatus();
  }));
  std::move(rows).Fill(request.include_equal(), &response);
  return response;
}

}  // namespace assay::tracking
