#include "client/internal/run_logger.h"

#include <algorithm>
#include <utility>

#include "client/internal/spool_order.h"
#include "core/errors.h"
#include "core/limits.h"
#include "core/metric_context.h"
#include "core/names.h"
#include "core/status_macros.h"

namespace assay {
namespace {

// A batch holds about so much of points and names, so that it is large enough to be cheap and far
// from the limits.
constexpr size_t kBatchBytes = 48 * 1'024 * sizeof(LoggedPoint);
// Params, tags, inputs and outputs of a batch together. Each is of some thousand bytes at most, but
// for a directory with its manifest (client/artifact.h), which fills a batch and leaves it within a
// message.
constexpr int kBatchItems = 1'000;

bool IsEmpty(const v1::LogBatchRequest& batch) { return batch.ByteSizeLong() == 0; }

int CountItems(const v1::LogBatchRequest& batch) {
  return batch.params_size() + batch.tags_size() + batch.inputs_size() + batch.outputs_size();
}

// Returns about how many bytes it adds.
size_t AddColumns(const SeriesBuffer& series, v1::LogBatchRequest* batch) {
  v1::MetricColumns* columns = batch->add_metrics();
  columns->set_key(series.key());
  columns->mutable_context()->insert(series.context().begin(), series.context().end());
  return columns->ByteSizeLong();
}

void AddPoints(const PointBlock& block, v1::MetricColumns* columns) {
  const int size = columns->values_size() + static_cast<int>(block.size);
  columns->mutable_steps()->Reserve(size);
  columns->mutable_times_ms()->Reserve(size);
  columns->mutable_values()->Reserve(size);
  for (size_t i = 0; i < block.size; ++i) {
    const LoggedPoint& point = block.points[i];
    columns->mutable_steps()->AddAlreadyReserved(point.step);
    columns->mutable_times_ms()->AddAlreadyReserved(point.time_ms);
    columns->mutable_values()->AddAlreadyReserved(point.value);
  }
}

// The parts can't be confused, for their lengths are there.
std::string SeriesKey(std::string_view key, const MetricContext& context) {
  return fmt::format("{}:{}{}", key.size(), key, ContextText(context));
}

absl::Status CheckUnchanged(const v1::Value& present, const v1::Param& param) {
  if (present.SerializeAsString() == param.value().SerializeAsString()) return absl::OkStatus();
  v1::LogBatchResponse response;
  v1::RefusedParam* refused = response.add_refused_params();
  refused->set_key(param.key());
  *refused->mutable_present() = present;
  *refused->mutable_refused() = param.value();
  return RefusedParamsError(response);
}

v1::FinishRunRequest MakeFinish(v1::RunStatus status, int64_t now_micros) {
  v1::FinishRunRequest finish;
  finish.set_status(status);
  finish.mutable_end_time()->set_seconds(now_micros / 1'000'000);
  finish.mutable_end_time()->set_nanos(static_cast<int32_t>(now_micros % 1'000'000 * 1'000));
  return finish;
}

}  // namespace

RunLogger::RunLogger(RunOptions options, std::string run_id, std::string writer_id,
                     std::string spool_folder)
    : options_(std::move(options)),
      run_id_(std::move(run_id)),
      errors_(options_.on_error),
      pool_(options_.max_memory / 2),
      outbox_(std::move(writer_id), options_.spool, std::move(spool_folder),
              options_.max_memory / 2) {}

RunLogger::~RunLogger() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    wake_cond_.NotifyOne();
  }
  pool_.Close();
  outbox_.Close();
  if (packer_.joinable()) packer_.join();
  if (sealed_) RefuseLatePoints();
  delivery_ = nullptr;
  courier_ = nullptr;
  // What Finish had no time for may have been delivered since.
  outbox_.RemoveSpoolIfDelivered();
}

absl::Status RunLogger::Start(v1::LogBatchRequest first) {
  if (options_.spool == Spool::kAlways) ASSAY_RETURN_IF_ERROR(outbox_.OpenSpool());
  ASSAY_RETURN_IF_ERROR(outbox_.Push(std::move(first)));
  if (!options_.offline) {
    courier_ = std::make_unique<Courier>(
        options_.connection, options_.server, &outbox_, &errors_,
        [this](const absl::Status& refused) {
          return ExplainRefusal(refused, options_.spool_dir, {"", run_id_, options_.parent_run_id});
        });
    if (options_.spool != Spool::kNever) {
      MutexLock lock(finish_mutex_);
      delivery_ = std::make_unique<SpoolDelivery>(options_.connection, options_.server,
                                                  options_.spool_dir, &errors_);
    }
  }
  packer_ = std::thread([this] { Pack(); });
  return absl::OkStatus();
}

void RunLogger::Wake() {
  MutexLock lock(mutex_);
  woken_ = true;
  wake_cond_.NotifyOne();
}

absl::StatusOr<SeriesBuffer*> RunLogger::FindSeries(std::string_view key,
                                                    const MetricContext& context) {
  ASSAY_RETURN_IF_ERROR(ValidateKey("metric", key));
  ASSAY_RETURN_IF_ERROR(ValidateMetricContext(context));
  MutexLock lock(mutex_);
  SeriesBuffer*& buffer = series_index_[SeriesKey(key, context)];
  if (buffer == nullptr) {
    series_.push_back(std::make_unique<SeriesBuffer>(std::string(key), context, &pool_, this));
    buffer = series_.back().get();
  }
  return buffer;
}

absl::Status RunLogger::Log(std::string_view key, double value, int64_t step, int64_t time_ms) {
  if (ended_.load(std::memory_order_relaxed)) return Ended();
  SeriesBuffer* buffer = nullptr;
  {
    SpinLockHolder lock(names_lock_);
    const auto it = by_name_.find(absl::string_view(key.data(), key.size()));
    if (it != by_name_.end()) buffer = it->second;
  }
  if (buffer == nullptr) {
    ASSAY_ASSIGN_OR_RETURN(buffer, FindSeries(key, {}));
    SpinLockHolder lock(names_lock_);
    by_name_.emplace(std::string(key), buffer);
  }
  buffer->Append({step, time_ms, value});
  return absl::OkStatus();
}

absl::Status RunLogger::LogParam(v1::Param param) {
  ASSAY_RETURN_IF_ERROR(ValidateKey("param", param.key()));
  if (param.value().has_string_value()) {
    ASSAY_RETURN_IF_ERROR(
        ValidateText("value of a param", param.value().string_value(), limits::kParamValueBytes));
  }
  {
    MutexLock lock(mutex_);
    if (!ended_) {
      const auto [it, added] = params_.try_emplace(param.key(), param.value());
      if (!added) return CheckUnchanged(it->second, param);
      *Pending().add_params() = std::move(param);
      return absl::OkStatus();
    }
  }
  return Ended();
}

absl::Status RunLogger::LogOther(v1::LogBatchRequest part) {
  {
    MutexLock lock(mutex_);
    if (!ended_) {
      Pending().MergeFrom(part);
      return absl::OkStatus();
    }
  }
  return Ended();
}

v1::LogBatchRequest& RunLogger::Pending() {
  if (pending_.empty() || CountItems(pending_.back()) >= kBatchItems ||
      pending_.back().ByteSizeLong() >= kBatchBytes)
    pending_.emplace_back();
  return pending_.back();
}

void RunLogger::Pack() {
  for (;;) {
    int64_t request;
    {
      MutexLock lock(mutex_);
      const auto next = std::chrono::steady_clock::now() + options_.flush_interval;
      while (!woken_ && !stopping_ && std::chrono::steady_clock::now() < next) {
        wake_cond_.WaitUntil(mutex_, next);
      }
      if (stopping_) return;
      woken_ = false;
      request = requested_;
    }
    PackOnce();
    MutexLock lock(mutex_);
    packed_ = request;
    packed_cond_.NotifyAll();
  }
}

void RunLogger::PackOnce() {
  if (sealed_) return RefuseLatePoints();
  std::vector<v1::LogBatchRequest> parts;
  std::optional<v1::FinishRunRequest> ending;
  {
    MutexLock lock(mutex_);
    parts.swap(pending_);
    ending.swap(ending_);
  }
  v1::LogBatchRequest batch;
  for (v1::LogBatchRequest& part : parts) {
    if (!IsEmpty(batch)) PushBatch(&batch);
    batch.Swap(&part);
  }
  PackPoints(&batch);
  // Last, so that whoever watches the run has seen every point when it ends.
  if (ending) *batch.mutable_finish() = *std::move(ending);
  sealed_ = batch.has_finish();
  if (!IsEmpty(batch)) PushBatch(&batch);
}

void RunLogger::PackPoints(v1::LogBatchRequest* batch) {
  size_t bytes = 0;
  for (SeriesBuffer* series : AllSeries()) {
    bool begun = false;
    for (PointBlock& block : series->Collect()) {
      if (!std::exchange(begun, true)) bytes += AddColumns(*series, batch);
      AddPoints(block, batch->mutable_metrics(batch->metrics_size() - 1));
      bytes += block.size * sizeof(LoggedPoint);
      pool_.GiveBack(std::move(block));
      if (bytes < kBatchBytes &&
          batch->metrics_size() < static_cast<int>(limits::kMetricsPerBatch)) {
        continue;
      }
      PushBatch(batch);
      bytes = 0;
      begun = false;
    }
  }
}

void RunLogger::PushBatch(v1::LogBatchRequest* batch) {
  batch->set_run_id(run_id_);
  if (absl::Status status = outbox_.Push(std::move(*batch)); !status.ok()) errors_.Report(status);
  batch->Clear();
}

std::vector<SeriesBuffer*> RunLogger::AllSeries() {
  MutexLock lock(mutex_);
  std::vector<SeriesBuffer*> all;
  all.reserve(series_.size());
  for (const auto& series : series_) all.push_back(series.get());
  return all;
}

void RunLogger::RefuseLatePoints() {
  for (SeriesBuffer* series : AllSeries()) {
    for (PointBlock& block : series->Collect()) {
      errors_.Report(Ended());
      pool_.GiveBack(std::move(block));
    }
  }
}

absl::Status RunLogger::Ended() {
  return FailedPrecondition(
      "RUN_FINISHED", "The run {} was finished here: what is logged afterwards is not recorded.",
      run_id_);
}

absl::Status RunLogger::Undelivered() const {
  const absl::Status why = courier_->stopped();
  const int64_t batches = outbox_.Undelivered();
  const std::string fate =
      options_.spool == Spool::kNever
          ? "They are lost, for no spool is allowed."
          : fmt::format("They are safe in {}; `assay spool push` delivers them.",
                        outbox_.spool_folder());
  if (why.ok()) {
    return MakeError(absl::StatusCode::kDeadlineExceeded, "UNDELIVERED",
                     fmt::format("{} batches of the run {} could not be delivered in time. {}",
                                 batches, run_id_, fate));
  }
  return MakeError(why.code(), ErrorReason(why),
                   fmt::format("{} {} batches of the run {} are not delivered. {}",
                               std::string(why.message()), batches, run_id_, fate));
}

bool RunLogger::WaitPacked(Deadline deadline) {
  MutexLock lock(mutex_);
  const int64_t request = ++requested_;
  woken_ = true;
  wake_cond_.NotifyOne();
  while (packed_ < request) {
    if (!packed_cond_.WaitUntil(mutex_, deadline)) break;
  }
  return packed_ >= request;
}

absl::Status RunLogger::Flush(std::chrono::milliseconds timeout) {
  const Deadline deadline = std::chrono::steady_clock::now() + timeout;
  const bool packed = WaitPacked(deadline);
  if (packed && (options_.offline || outbox_.WaitDelivered(deadline))) return errors_.first();
  if (!options_.offline && !courier_->stopped().ok()) return courier_->stopped();
  return MakeError(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                   fmt::format("{} batches of the run {} are not delivered yet.",
                               outbox_.Undelivered(), run_id_));
}

absl::Status RunLogger::Finish(v1::RunStatus status) {
  MutexLock lock(finish_mutex_);
  if (!finished_) {
    finished_ = FinishOnce(status);
    if (!finished_->ok()) errors_.Report(*finished_);
  }
  return *finished_;
}

absl::Status RunLogger::FinishOnce(v1::RunStatus status) {
  const Deadline deadline = std::chrono::steady_clock::now() + options_.finish_timeout;
  {
    MutexLock lock(mutex_);
    ending_ = MakeFinish(status, options_.clock->NowMicros());
    ended_.store(true, std::memory_order_relaxed);
  }
  if (!WaitPacked(deadline)) {
    // Memory is full, and nobody makes room.
    outbox_.NeverWait();
    WaitPacked(Deadline::max());
  }
  const bool delivered = !options_.offline && outbox_.WaitDelivered(deadline);
  delivery_ = nullptr;
  if (delivered) {
    outbox_.RemoveSpoolIfDelivered();
    return errors_.first();
  }
  ASSAY_RETURN_IF_ERROR(outbox_.Save());
  return options_.offline ? errors_.first() : Undelivered();
}

}  // namespace assay
