#include "client/run.h"

#include <time.h>

#include <exception>
#include <utility>

#include "client/code.h"
#include "client/environment.h"
#include "client/internal/run_logger.h"
#include "client/spool.h"
#include "core/data_rules.h"
#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"

namespace assay {
namespace {

// A few nanoseconds, and right to the kernel's tick of a few milliseconds.
int64_t CoarseMillis() {
  timespec now;
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return int64_t{now.tv_sec} * 1'000 + now.tv_nsec / 1'000'000;
}

absl::Status Validate(const RunOptions& options) {
  ASSAY_RETURN_IF_ERROR(PrefixField(ValidateName("experiment", options.experiment), "experiment"));
  if (!options.name.empty()) ASSAY_RETURN_IF_ERROR(ValidateName("run", options.name));
  if (!options.workspace.empty()) {
    ASSAY_RETURN_IF_ERROR(PrefixField(ValidateName("workspace", options.workspace), "workspace"));
  }
  ASSAY_RETURN_IF_ERROR(
      ValidateText("description", options.description, limits::kDescriptionBytes));
  for (const auto& [id, field] :
       {std::pair(&options.run_id, "run_id"), std::pair(&options.parent_run_id, "parent_run_id")}) {
    if (!id->empty() && !IsId(*id)) {
      return InvalidArgument("ID_MALFORMED", field,
                             "The {} is not an id: write 32 lower-case hex digits.", field);
    }
  }
  for (const auto& [key, value] : options.tags) {
    ASSAY_RETURN_IF_ERROR(ValidateKey("tag", key));
    ASSAY_RETURN_IF_ERROR(ValidateText("value of a tag", value, limits::kTagValueBytes));
  }
  if (options.offline && options.spool == Spool::kNever) {
    return InvalidArgument("OFFLINE_WITHOUT_SPOOL", "spool",
                           "An offline run needs a spool. Use Spool::kAlways or kWhenFull.");
  }
  return absl::OkStatus();
}

void AddCapturedCode(v1::LogBatchRequest* batch) {
  // A program that does not run in a repository simply has no code version.
  const absl::StatusOr<CodeInfo> code = CaptureCode(".");
  if (!code.ok()) return;
  batch->mutable_code()->set_repository(code->repository_url);
  batch->mutable_code()->set_commit(code->commit);
  batch->mutable_code()->set_branch(code->branch);
  batch->mutable_code()->set_dirty(code->dirty);
  batch->mutable_code()->set_patch_digest(code->patch_digest);
  batch->mutable_code()->set_entry_point(code->entry_point);
}

void AddCapturedEnvironment(v1::LogBatchRequest* batch) {
  const auto environment = CaptureEnvironment();
  if (!environment.ok()) return;
  batch->mutable_environment()->mutable_attributes()->insert(environment->begin(),
                                                             environment->end());
}

v1::LogBatchRequest FirstBatch(const RunOptions& options, const std::string& run_id) {
  v1::LogBatchRequest batch;
  batch.set_run_id(run_id);
  v1::CreateRunRequest* create = batch.mutable_create();
  create->set_workspace(options.workspace);
  create->set_experiment(options.experiment);
  create->set_parent_run_id(options.parent_run_id);
  create->set_name(options.name);
  create->set_description(options.description);
  const int64_t now = options.clock->NowMicros();
  create->mutable_start_time()->set_seconds(now / 1'000'000);
  create->mutable_start_time()->set_nanos(static_cast<int32_t>(now % 1'000'000 * 1'000));
  for (const auto& [key, value] : options.tags) {
    v1::Tag* tag = batch.add_tags();
    tag->set_key(key);
    tag->set_value(value);
  }
  if (options.capture_code) AddCapturedCode(&batch);
  if (options.capture_environment) AddCapturedEnvironment(&batch);
  return batch;
}

v1::Param MakeParam(std::string_view key) {
  v1::Param param;
  param.set_key(std::string(key));
  return param;
}

absl::Status LogArtifact(Run& run, v1::IoDirection direction, const std::string& local_path,
                         const ArtifactOptions& options) {
  v1::RunIo item;
  ASSAY_ASSIGN_OR_RETURN(*item.mutable_artifact(), DescribeArtifact(local_path, options));
  return run.LogIo(direction, std::move(item));
}

}  // namespace

void SeriesHandle::Log(double value, int64_t step) {
  buffer_->Append({step, CoarseMillis(), value});
}

absl::Status SeriesHandle::Log(double value, int64_t step, int64_t time_ms) {
  if (time_ms < 0) {
    return InvalidArgument("TIME_NEGATIVE", "time_ms",
                           "The time {} ms is negative. Times count from 1970.", time_ms);
  }
  buffer_->Append({step, time_ms, value});
  return absl::OkStatus();
}

absl::StatusOr<Run> Run::Open(RunOptions options) {
  ASSAY_RETURN_IF_ERROR(Validate(options));
  if (options.spool_dir.empty()) options.spool_dir = DefaultSpoolDir();
  if (options.connection == nullptr && !options.offline) {
    options.connection = MakeConnection(options.server);
  }
  if (options.offline) options.spool = Spool::kAlways;
  const std::string run_id = options.run_id.empty() ? options.ids->New() : options.run_id;
  const std::string writer_id = options.ids->New();
  v1::LogBatchRequest first = FirstBatch(options, run_id);
  const std::string folder = options.spool_dir + "/" + writer_id;
  auto logger = std::make_unique<RunLogger>(std::move(options), run_id, writer_id, folder);
  ASSAY_RETURN_IF_ERROR(logger->Start(std::move(first)));
  return Run(std::move(logger));
}

Run::Run(std::unique_ptr<RunLogger> logger)
    : logger_(std::move(logger)), exceptions_(std::uncaught_exceptions()) {}
Run::Run(Run&&) noexcept = default;

Run::~Run() {
  if (logger_ == nullptr) return;
  const bool thrown = std::uncaught_exceptions() > exceptions_;
  // What went wrong was told to on_error; a destructor can't return it.
  (void)Finish(thrown ? v1::RUN_STATUS_FAILED : v1::RUN_STATUS_FINISHED);
}

const std::string& Run::run_id() const { return logger_->run_id(); }

absl::Status Run::LogParam(std::string_view key, std::string_view value) {
  v1::Param param = MakeParam(key);
  param.mutable_value()->set_string_value(std::string(value));
  return logger_->LogParam(std::move(param));
}

absl::Status Run::LogParam(std::string_view key, int64_t value) {
  v1::Param param = MakeParam(key);
  param.mutable_value()->set_int_value(value);
  return logger_->LogParam(std::move(param));
}

absl::Status Run::LogParam(std::string_view key, double value) {
  v1::Param param = MakeParam(key);
  param.mutable_value()->set_double_value(value);
  return logger_->LogParam(std::move(param));
}

absl::Status Run::LogParam(std::string_view key, bool value) {
  v1::Param param = MakeParam(key);
  param.mutable_value()->set_bool_value(value);
  return logger_->LogParam(std::move(param));
}

absl::Status Run::SetTag(std::string_view key, std::string_view value) {
  ASSAY_RETURN_IF_ERROR(ValidateKey("tag", key));
  ASSAY_RETURN_IF_ERROR(ValidateText("value of a tag", value, limits::kTagValueBytes));
  v1::LogBatchRequest part;
  v1::Tag* tag = part.add_tags();
  tag->set_key(std::string(key));
  tag->set_value(std::string(value));
  return logger_->LogOther(std::move(part));
}

absl::StatusOr<SeriesHandle> Run::GetSeries(std::string_view key, const MetricContext& context) {
  ASSAY_ASSIGN_OR_RETURN(SeriesBuffer * buffer, logger_->FindSeries(key, context));
  return SeriesHandle(buffer);
}

absl::Status Run::Log(std::string_view key, double value, int64_t step) {
  return logger_->Log(key, value, step, CoarseMillis());
}

absl::Status Run::Log(std::initializer_list<std::pair<std::string_view, double>> metrics,
                      int64_t step) {
  const int64_t now = CoarseMillis();
  for (const auto& [key, value] : metrics) {
    ASSAY_RETURN_IF_ERROR(logger_->Log(key, value, step, now));
  }
  return absl::OkStatus();
}

absl::Status Run::LogInput(const std::string& local_path, const ArtifactOptions& options) {
  return LogArtifact(*this, v1::IO_DIRECTION_INPUT, local_path, options);
}

absl::Status Run::LogOutput(const std::string& local_path, const ArtifactOptions& options) {
  return LogArtifact(*this, v1::IO_DIRECTION_OUTPUT, local_path, options);
}

absl::StatusOr<Dataset> Run::UseDataset(const std::string& local_path, const std::string& role,
                                        const DatasetOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(Dataset dataset, Dataset::Open(local_path, options));
  ASSAY_RETURN_IF_ERROR(UseDataset(dataset, role));
  return dataset;
}

absl::Status Run::UseDataset(const Dataset& dataset, const std::string& role,
                             const std::string& subset) {
  return LogIo(v1::IO_DIRECTION_INPUT, dataset.Use(role, subset));
}

absl::StatusOr<Dataset> Run::WriteDataset(const std::string& local_path, const std::string& role,
                                          const DatasetOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(Dataset dataset, Dataset::Open(local_path, options));
  ASSAY_RETURN_IF_ERROR(WriteDataset(dataset, role));
  return dataset;
}

absl::Status Run::WriteDataset(const Dataset& dataset, const std::string& role,
                               const std::string& subset) {
  return LogIo(v1::IO_DIRECTION_OUTPUT, dataset.Use(role, subset));
}

absl::Status Run::LogIo(v1::IoDirection direction, v1::RunIo item) {
  ASSAY_RETURN_IF_ERROR(ValidateRunIo(item));
  v1::LogBatchRequest part;
  *(direction == v1::IO_DIRECTION_INPUT ? part.add_inputs() : part.add_outputs()) = std::move(item);
  return logger_->LogOther(std::move(part));
}

absl::Status Run::Flush(std::chrono::milliseconds timeout) { return logger_->Flush(timeout); }
absl::Status Run::Finish(v1::RunStatus status) { return logger_->Finish(status); }
absl::Status Run::status() const { return logger_->status(); }

}  // namespace assay
