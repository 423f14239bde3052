#include "storage/search_test_runs.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "absl/time/time.h"
#include "core/status_macros.h"
#include "gtest/gtest.h"
#include "storage/code_versions.h"
#include "storage/experiments.h"
#include "storage/run_io.h"
#include "storage/runs.h"
#include "storage/series.h"
#include "storage/sketching.h"
#include "storage/sqlite/database.h"
#include "storage/value_index.h"
#include "storage/workspaces.h"

namespace assay {
namespace {

using expression::Value;
using Entries = std::map<std::string, Value, std::less<>>;

// With spread runs, around each boundary of blocks that has some.
constexpr int kRunsAtBoundary = 12;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kDoubles[] = {0.5,
                               0.25,
                               -1.5,
                               0,
                               1,
                               2,
                               1e300,
                               kInfinity,
                               -kInfinity,
                               kNan,
                               9007199254740992.0,
                               9223372036854775808.0};
constexpr int64_t kInts[] = {0,
                             1,
                             2,
                             -1,
                             7,
                             9007199254740993,
                             9007199254740992,
                             9223372036854775807,
                             std::numeric_limits<int64_t>::min()};
constexpr const char* kTexts[] = {"a", "b", "ab",  "",     "na\u00efve", "v1",
                                  "%", "A", "a_b", "true", "1"};

template <typename T, size_t N>
const T& Any(const T (&values)[N], uint32_t random) {
  return values[random % N];
}

Value TimeOf(const google::protobuf::Timestamp& time) {
  return Value::Timestamp(absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos()));
}

Value ValueOf(const v1::Value& value) {
  switch (value.kind_case()) {
    case v1::Value::kStringValue:
      return Value::String(value.string_value());
    case v1::Value::kIntValue:
      return Value::Int(value.int_value());
    case v1::Value::kDoubleValue:
      return Value::Double(value.double_value());
    default:
      return Value::Bool(value.bool_value());
  }
}

void SetUnlessEmpty(Entries* entries, const std::string& name, const std::string& text) {
  if (!text.empty()) (*entries)[name] = Value::String(text);
}

Value ListOf(const std::set<std::string>& texts) {
  expression::ValueList list;
  for (const std::string& text : texts) list.push_back(Value::String(text));
  return Value::List(std::move(list));
}

Value CodeOf(const v1::Run& run) {
  Entries code;
  if (run.has_code()) {
    SetUnlessEmpty(&code, "commit", run.code().commit());
    SetUnlessEmpty(&code, "repository", run.code().repository());
    SetUnlessEmpty(&code, "branch", run.code().branch());
    SetUnlessEmpty(&code, "patch_digest", run.code().patch_digest());
    code["dirty"] = Value::Bool(run.code().dirty());
  }
  return Value::Map(std::move(code));
}

Entries VariablesOf(const v1::Run& run, const std::string& experiment) {
  Entries metrics, params, tags, all;
  for (const auto& metric : run.metrics()) {
    if (metric.context().empty()) metrics[metric.key()] = Value::Double(metric.last().value());
  }
  for (const auto& param : run.params()) params[param.key()] = ValueOf(param.value());
  for (const auto& tag : run.tags()) tags[tag.key()] = Value::String(tag.value());
  std::set<std::string> names, digests;
  for (const auto* items : {&run.inputs(), &run.outputs()}) {
    for (const v1::RunIo& item : *items) {
      if (!item.has_dataset()) continue;
      names.insert(item.dataset().dataset().name());
      digests.insert(item.dataset().dataset().content().digest());
    }
  }
  all["metrics"] = Value::Map(std::move(metrics));
  all["params"] = Value::Map(std::move(params));
  all["tags"] = Value::Map(std::move(tags));
  all["code"] = CodeOf(run);
  all["dataset_names"] = ListOf(names);
  all["dataset_digests"] = ListOf(digests);
  all["run_id"] = Value::String(run.run_id());
  all["name"] = Value::String(run.name());
  all["status"] = Value::String(v1::RunStatus_Name(run.status()).substr(sizeof("RUN_STATUS_") - 1));
  all["experiment"] = Value::String(experiment);
  all["experiment_id"] = Value::String(run.experiment_id());
  all["created_by"] = Value::String(run.created_by());
  SetUnlessEmpty(&all, "parent_run_id", run.parent_run_id());
  all["start_time"] = TimeOf(run.start_time());
  if (run.has_end_time()) {
    all["end_time"] = TimeOf(run.end_time());
    all["duration"] =
        Value::Duration(all["end_time"].AsTimestamp() - all["start_time"].AsTimestamp());
  }
  return all;
}

}  // namespace

TestRuns::TestRuns(uint32_t seed, int count, bool spread) : random_(seed) {
  std::string pattern = (std::filesystem::temp_directory_path() / "assay-search-XXXXXX").string();
  folder_ = mkdtemp(pattern.data());
  auto database = sql::sqlite::Open({.path = (folder_ / "assay.db").string(), .readers = 1});
  EXPECT_TRUE(database.ok()) << database.status();
  auto store = Store::Open(*std::move(database), sql::sqlite::SqliteDialect(), clock_, ids_);
  EXPECT_TRUE(store.ok()) << store.status();
  store_ = *std::move(store);
  const absl::Status added = store_->Write(kNoDeadline, [&](WriteTxn& txn) -> absl::Status {
    for (int i = 0; i < count; ++i) {
      if (spread && i % kRunsAtBoundary == 0) ASSAY_RETURN_IF_ERROR(SkipToBoundary(txn));
      ASSAY_RETURN_IF_ERROR(AddRun(txn));
    }
    return absl::OkStatus();
  });
  EXPECT_TRUE(added.ok()) << added;
  Load();
}

TestRuns::~TestRuns() {
  store_.reset();
  std::filesystem::remove_all(folder_);
}

v1::CreateRunRequest TestRuns::RandomRun() {
  v1::CreateRunRequest request;
  request.set_experiment(Pick(3) == 0 ? "small" : "large");
  request.set_name(Any(kTexts, random_()));
  // Few different starts, so that there are ties.
  request.mutable_start_time()->set_seconds(1'700'000'000 + Pick(40));
  request.mutable_start_time()->set_nanos(Pick(2) * 500'000);
  if (!run_ids_.empty() && Pick(3) == 0)
    request.set_parent_run_id(run_ids_[Pick(5) % run_ids_.size()]);
  *request.mutable_params() = RandomParams();
  *request.mutable_tags() = RandomTags();
  return request;
}

ParamList TestRuns::RandomParams() {
  ParamList params;
  for (const char* key : {"p0", "p1", "p.2"}) {
    v1::Value value;
    switch (Pick(7)) {
      case 0:
      case 1:
        value.set_string_value(Any(kTexts, random_()));
        break;
      case 2:
        value.set_int_value(Any(kInts, random_()));
        break;
      case 3:
      case 4:
        value.set_double_value(Any(kDoubles, random_()));
        break;
      case 5:
        value.set_bool_value(Pick(2) == 0);
        break;
      default:
        continue;
    }
    v1::Param* param = params.Add();
    param->set_key(key);
    *param->mutable_value() = value;
  }
  return params;
}

TagList TestRuns::RandomTags() {
  TagList tags;
  for (const char* key : {"t0", "t 1"}) {
    if (Pick(3) == 0) continue;
    v1::Tag* tag = tags.Add();
    tag->set_key(key);
    tag->set_value(Any(kTexts, random_()));
  }
  return tags;
}

absl::Status TestRuns::AddMetrics(WriteTxn& txn, int64_t run) {
  MetricList metrics;
  for (const char* key : {"m0", "m1", "val/auc"}) {
    if (Pick(4) == 0) continue;
    v1::MetricColumns* column = metrics.Add();
    column->set_key(key);
    // Of the metric in another context no filter knows.
    if (Pick(5) == 0) (*column->mutable_context())["split"] = "test";
    for (int step = 0; step < 2; ++step) {
      column->add_steps(step);
      column->add_times_ms(step);
      column->add_values(Any(kDoubles, random_()));
    }
  }
  ASSAY_ASSIGN_OR_RETURN(const auto prepared, PrepareMetrics(metrics));
  for (const PreparedColumn& column : prepared)
    ASSAY_RETURN_IF_ERROR(AppendPoints(txn, run, column));
  return absl::OkStatus();
}

absl::Status TestRuns::AddInputs(WriteTxn& txn, const std::string& run_id) {
  ASSAY_ASSIGN_OR_RETURN(const RunRow row, FindRunToWrite(txn, run_id));
  IoList inputs, outputs;
  for (IoList* items : {&inputs, &outputs}) {
    for (int i = Pick(3); i > 0; --i) {
      v1::DatasetUse* dataset = items->Add()->mutable_dataset();
      dataset->set_role("training");
      dataset->mutable_dataset()->set_name(Pick(2) == 0 ? "iris" : "mnist");
      v1::Content* content = dataset->mutable_dataset()->mutable_content();
      content->set_digest("sha256:" + std::string(64, static_cast<char>('a' + Pick(3))));
      content->set_kind(v1::CONTENT_KIND_FILE);
    }
  }
  return AddIo(txn, row, inputs, outputs, "tester");
}

absl::Status TestRuns::AddRun(WriteTxn& txn) {
  v1::Run run;
  ASSAY_ASSIGN_OR_RETURN(const RunRow row,
                         CreateRun(txn, RandomRun(), Pick(2) == 0 ? "ann" : "", &run));
  const std::string& id = run.run_id();
  run_ids_.push_back(id);
  ASSAY_RETURN_IF_ERROR(AddMetrics(txn, row.id));
  ASSAY_RETURN_IF_ERROR(AddInputs(txn, id));
  if (Pick(3) > 0) {
    v1::CodeVersion code;
    code.set_commit(Pick(2) == 0 ? "c0ffee" : "beef");
    code.set_branch(Pick(2) == 0 ? "main" : "");
    code.set_dirty(Pick(2) == 0);
    ASSAY_RETURN_IF_ERROR(SetCodeVersion(txn, row.id, code));
  }
  if (Pick(4) > 0) {
    v1::FinishRunRequest finish;
    finish.set_status(static_cast<v1::RunStatus>(2 + Pick(3)));
    finish.mutable_end_time()->set_seconds(1'700'000'020 + Pick(40));
    ASSAY_RETURN_IF_ERROR(FinishRun(txn, row, finish, "tester"));
  }
  if (run_ids_.size() % 11 == 0) return SetRunDeleted(txn, id, "", true, "tester");
  return absl::OkStatus();
}

absl::Status TestRuns::SkipToBoundary(WriteTxn& txn) {
  // A run that no search finds, for it is in another workspace.
  v1::CreateRunRequest filler;
  filler.set_workspace("elsewhere");
  filler.set_experiment("filler");
  if (run_ids_.empty()) {
    v1::Workspace workspace;
    workspace.set_name(filler.workspace());
    ASSAY_RETURN_IF_ERROR(CreateWorkspace(txn, workspace, "").status());
  }
  v1::Run run;
  ASSAY_ASSIGN_OR_RETURN(const RunRow row, CreateRun(txn, filler, "", &run));
  const int64_t boundary = (row.id / kBlockRuns + 2) * kBlockRuns;
  return txn.Run("UPDATE run SET id = $1 WHERE id = $2",
                 {boundary - kRunsAtBoundary / 2 - 1, row.id});
}

void TestRuns::Index(size_t place) {
  const absl::Status indexed = store_->Write(kNoDeadline, [&](WriteTxn& txn) -> absl::Status {
    for (;;) {
      ASSAY_ASSIGN_OR_RETURN(const IndexedRuns indexed, FindIndexedRuns(txn));
      if (indexed.Has(runs_[place].row)) return absl::OkStatus();
      ASSAY_RETURN_IF_ERROR(IndexSomeRuns(txn, 1).status());
    }
  });
  EXPECT_TRUE(indexed.ok()) << indexed;
}

void TestRuns::Sketch(int64_t most_loose) {
  for (absl::StatusOr<bool> sketched = true; sketched.ok() && *sketched;) {
    sketched = SketchOne(*store_, most_loose);
    EXPECT_TRUE(sketched.ok()) << sketched.status();
  }
}

absl::Status TestRuns::Change(WriteTxn& txn, const std::string& run_id) {
  const absl::StatusOr<RunRow> row = FindRunToWrite(txn, run_id);
  if (absl::IsFailedPrecondition(row.status())) return absl::OkStatus();  // deleted
  ASSAY_RETURN_IF_ERROR(row.status());
  if (Pick(2) == 0) ASSAY_RETURN_IF_ERROR(AddMetrics(txn, row->id));
  RefusedParams refused;
  if (Pick(2) == 0) ASSAY_RETURN_IF_ERROR(AddParams(txn, *row, RandomParams(), &refused));
  if (Pick(2) == 0) ASSAY_RETURN_IF_ERROR(SetTags(txn, *row, RandomTags()));
  google::protobuf::RepeatedPtrField<std::string> keys;
  if (Pick(2) == 0) keys.Add("t0");
  return DeleteTags(txn, row->id, keys);
}

void TestRuns::ChangeSome(int count) {
  const absl::Status changed = store_->Write(kNoDeadline, [&](WriteTxn& txn) -> absl::Status {
    for (int i = 0; i < count; ++i) {
      const auto run = static_cast<size_t>(Pick(static_cast<int>(run_ids_.size())));
      ASSAY_RETURN_IF_ERROR(Change(txn, run_ids_[run]));
    }
    return absl::OkStatus();
  });
  EXPECT_TRUE(changed.ok()) << changed;
  runs_.clear();
  Load();
}

void TestRuns::Load() {
  const absl::Status loaded = store_->Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
    std::map<std::string, std::string> experiments;
    for (const std::string& id : run_ids_) {
      ASSAY_ASSIGN_OR_RETURN(v1::Run run, GetRun(txn, id, RunParts::kAll));
      ASSAY_ASSIGN_OR_RETURN(const RunRow row, FindRun(txn, id));
      std::string& experiment = experiments[run.experiment_id()];
      if (experiment.empty()) {
        ASSAY_ASSIGN_OR_RETURN(const v1::Experiment found, GetExperiment(txn, run.experiment_id()));
        experiment = found.name();
        experiment_ids_.push_back(run.experiment_id());
      }
      auto variables = std::make_shared<expression::EagerMap>(VariablesOf(run, experiment));
      runs_.push_back({row.id, std::move(run), std::move(variables)});
    }
    return absl::OkStatus();
  });
  EXPECT_TRUE(loaded.ok()) << loaded;
}

v1::SearchRunsRequest TestRuns::Request(const std::string& filter,
                                        const std::string& order_by) const {
  v1::SearchRunsRequest request;
  request.set_filter(filter);
  request.set_order_by(order_by);
  return request;
}

absl::StatusOr<std::vector<int64_t>> TestRuns::SearchAll(const v1::SearchRunsRequest& request,
                                                         int limit, const SearchLimits& limits) {
  std::vector<int64_t> rows;
  const absl::Status read = store_->Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
    // Every page is full, or looked at as many runs as it may, of each of five groups.
    const size_t most_pages =
        runs_.size() * 5 / static_cast<size_t>(std::min<int64_t>(limit, limits.walked)) + 6;
    std::string position;
    for (size_t pages = 0; pages == 0 || !position.empty(); ++pages) {
      if (pages == most_pages) return absl::InternalError("The pages do not end.");
      ASSAY_ASSIGN_OR_RETURN(const SearchPage page,
                             SearchRuns(txn, request, position, limit, limits));
      rows.insert(rows.end(), page.runs.begin(), page.runs.end());
      if (!page.next.empty() && page.runs.size() != static_cast<size_t>(limit) &&
          limits.walked >= static_cast<int64_t>(5 * runs_.size())) {
        return absl::InternalError("A page that is not the last is not full.");
      }
      position = page.next;
    }
    return absl::OkStatus();
  });
  if (!read.ok()) return read;
  return rows;
}

}  // namespace assay
