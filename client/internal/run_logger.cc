#include "client/internal/run_logger.h"

#include <algorithm>
#include <utility>

#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"

namespace assay {
namespace {

// A batch holds about so many points, so that it is large enough to be cheap and far from the limits.
constexpr size_t kBatchPoints = 48 * 1'024;

bool IsEmpty(const v1::LogBatchRequest& batch) { return batch.ByteSizeLong() == 0; }

size_t CountPoints(const std::vector<PointBlock>& blocks) {
  size_t points = 0;
  for (const PointBlock& block : blocks) points += block.size;
  return points;
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

// One text for a context; the parts can't be confused, for keys and values are length-prefixed.
std::string SeriesKey(std::string_view key, const MetricContext& context) {
  std::string text = fmt::format("{}:{}", key.size(), key);
  for (const auto& [name, value] : context) {
    text += fmt::format("{}:{}{}:{}", name.size(), name, value.size(), value);
  }
  return text;
}

absl::Status ValidateContext(const MetricContext& context) {
  if (context.size() > limits::kContextEntries) {
    return InvalidArgument("CONTEXT_TOO_LARGE", "context", "The context has {} entries; at most {} are allowed.",
                           context.size(), limits::kContextEntries);
  }
  for (const auto& [key, value] : context) {
    ASSAY_RETURN_IF_ERROR(ValidateKey("context entry", key));
    ASSAY_RETURN_IF_ERROR(ValidateText("value of a context entry", value, limits::kContextValueBytes));
  }
  return absl::OkStatus();
}

}  // namespace

RunLogger::RunLogger(RunOptions options, std::string run_id, std::string writer_id,
                     std::string spool_folder)
    : options_(std::move(options)),
      run_id_(std::move(run_id)),
      errors_(options_.on_error),
      pool_(options_.max_memory / 2),
      outbox_(std::move(writer_id), options_.spool, std::move(spool_folder), options_.max_memory / 2) {}

RunLogger::~RunLogger() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    wake_cond_.NotifyOne();
  }
  pool_.Close();
  outbox_.Close();
  if (packer_.joinable()) packer_.join();
  courier_ = nullptr;
}

absl::Status RunLogger::Start(v1::LogBatchRequest first) {
  if (options_.spool == Spool::kAlways) ASSAY_RETURN_IF_ERROR(outbox_.OpenSpool());
  ASSAY_RETURN_IF_ERROR(outbox_.Push(std::move(first)));
  if (!options_.offline) {
    courier_ = std::make_unique<Courier>(options_.connection, options_.server, &outbox_, &errors_);
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
  ASSAY_RETURN_IF_ERROR(ValidateContext(context));
  MutexLock lock(mutex_);
  SeriesBuffer*& buffer = series_index_[SeriesKey(key, context)];
  if (buffer == nullptr) {
    series_.push_back(std::make_unique<SeriesBuffer>(std::string(key), context, &pool_, this));
    buffer = series_.back().get();
  }
  return buffer;
}

absl::Status RunLogger::Log(std::string_view key, double value, int64_t step, int64_t time_ms) {
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
  MutexLock lock(mutex_);
  const auto [it, added] = params_.try_emplace(param.key(), param.value());
  if (!added) {
    if (it->second.SerializeAsString() == param.value().SerializeAsString()) return absl::OkStatus();
    v1::LogBatchResponse response;
    v1::RefusedParam* refused = response.add_refused_params();
    refused->set_key(param.key());
    *refused->mutable_present() = it->second;
    *refused->mutable_refused() = param.value();
    return RefusedParamsError(response);
  }
  *pending_.add_params() = std::move(param);
  return absl::OkStatus();
}

absl::Status RunLogger::LogOther(v1::LogBatchRequest part) {
  MutexLock lock(mutex_);
  pending_.MergeFrom(part);
  return absl::OkStatus();
}

void RunLogger::Pack() {
  for (;;) {
    {
      MutexLock lock(mutex_);
      const auto next = std::chrono::steady_clock::now() + options_.flush_interval;
      while (!woken_ && !stopping_ && std::chrono::steady_clock::now() < next) {
        wake_cond_.WaitUntil(mutex_, next);
      }
      if (stopping_) return;
      woken_ = false;
    }
    if (absl::Status status = PackOnce(); !status.ok()) errors_.Report(status);
  }
}

absl::Status RunLogger::PackOnce() {
  MutexLock pack(pack_mutex_);
  v1::LogBatchRequest batch;
  {
    MutexLock lock(mutex_);
    batch.Swap(&pending_);
  }
  ASSAY_RETURN_IF_ERROR(PackPoints(&batch));
  return IsEmpty(batch) ? absl::OkStatus() : PushBatch(&batch);
}

absl::Status RunLogger::PackPoints(v1::LogBatchRequest* batch) {
  size_t count;
  {
    MutexLock lock(mutex_);
    count = series_.size();
  }
  size_t points = 0;
  for (size_t i = 0; i < count; ++i) {
    SeriesBuffer* series;
    {
      MutexLock lock(mutex_);
      series = series_[i].get();
    }
    std::vector<PointBlock> blocks = series->Collect();
    if (blocks.empty()) continue;
    points += CountPoints(blocks);
    v1::MetricColumns* columns = batch->add_metrics();
    columns->set_key(series->key());
    columns->mutable_context()->insert(series->context().begin(), series->context().end());
    for (PointBlock& block : blocks) {
      AddPoints(block, columns);
      pool_.GiveBack(std::move(block));
    }
    if (points >= kBatchPoints) {
      ASSAY_RETURN_IF_ERROR(PushBatch(batch));
      points = 0;
    }
  }
  return absl::OkStatus();
}

absl::Status RunLogger::PushBatch(v1::LogBatchRequest* batch) {
  batch->set_run_id(run_id_);
  absl::Status status = outbox_.Push(std::move(*batch));
  batch->Clear();
  return status;
}

absl::Status RunLogger::Undelivered() const {
  absl::Status why = courier_ == nullptr ? absl::OkStatus() : courier_->stopped();
  const std::string reason = why.ok() ? "" : " " + std::string(why.message());
  if (options_.spool == Spool::kNever) {
    return MakeError(absl::StatusCode::kDeadlineExceeded, "UNDELIVERED",
                     fmt::format("{} batches of the run {} could not be delivered in time and are lost, for "
                                 "no spool is allowed.{}",
                                 outbox_.Undelivered(), run_id_, reason));
  }
  return MakeError(absl::StatusCode::kDeadlineExceeded, "UNDELIVERED",
                   fmt::format("{} batches of the run {} are not delivered yet. They are safe in {}; "
                               "`assay spool push` delivers them.{}",
                               outbox_.Undelivered(), run_id_, outbox_.spool_folder(), reason));
}

absl::Status RunLogger::Flush(std::chrono::milliseconds timeout) {
  ASSAY_RETURN_IF_ERROR(PackOnce());
  if (options_.offline) return absl::OkStatus();
  if (outbox_.WaitDelivered(std::chrono::steady_clock::now() + timeout)) return errors_.first();
  if (absl::Status stopped = courier_->stopped(); !stopped.ok()) return stopped;
  return MakeError(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                   fmt::format("{} batches of the run {} are not delivered yet.", outbox_.Undelivered(),
                               run_id_));
}

absl::Status RunLogger::Finish(v1::RunStatus status) {
  MutexLock lock(finish_mutex_);
  if (!finished_) finished_ = FinishOnce(status);
  return *finished_;
}

absl::Status RunLogger::FinishOnce(v1::RunStatus status) {
  v1::LogBatchRequest last;
  last.mutable_finish()->set_status(status);
  last.mutable_finish()->mutable_end_time()->set_seconds(options_.clock->NowMicros() / 1'000'000);
  last.mutable_finish()->mutable_end_time()->set_nanos(
      static_cast<int32_t>(options_.clock->NowMicros() % 1'000'000 * 1'000));
  ASSAY_RETURN_IF_ERROR(LogOther(std::move(last)));
  absl::Status packed = PackOnce();
  if (options_.offline) {
    ASSAY_RETURN_IF_ERROR(packed);
    return outbox_.Save();
  }
  const bool delivered =
      outbox_.WaitDelivered(std::chrono::steady_clock::now() + options_.finish_timeout);
  if (!delivered) {
    ASSAY_RETURN_IF_ERROR(outbox_.Save());
    return Undelivered();
  }
  outbox_.RemoveSpoolIfDelivered();
  return packed.ok() ? errors_.first() : packed;
}

}  // namespace assay
