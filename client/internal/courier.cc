#include "client/internal/courier.h"

#include <cstdlib>
#include <utility>

#include "client/internal/backoff.h"
#include "core/errors.h"
#include "core/status_macros.h"
#include "core/value_text.h"

namespace assay {
namespace {

absl::Status Kept(const absl::Status& unavailable) {
  return MakeError(
      unavailable.code(), "UNREACHABLE",
      fmt::format("{} What is logged meanwhile is kept, and sent when the server is back.",
                  std::string(unavailable.message())));
}

}  // namespace

bool IsPassing(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
      return true;
    default:
      return false;
  }
}

absl::Status RefusedParamsError(const v1::LogBatchResponse& response) {
  const v1::RefusedParam& first = response.refused_params(0);
  return FailedPrecondition(
      "PARAM_CHANGED",
      "The param \"{}\" is {} and can't become {}: params do not change. The rest was "
      "logged. Use a tag, or log to a new run.",
      first.key(), ValueText(first.present()), ValueText(first.refused()));
}

Courier::Courier(std::shared_ptr<Connection> connection, const ConnectionOptions& options,
                 Outbox* outbox, ErrorSink* errors, Explain explain)
    : connection_(std::move(connection)),
      options_(options),
      outbox_(outbox),
      errors_(errors),
      explain_(std::move(explain)),
      thread_([this] { Loop(); }) {}

Courier::~Courier() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    if (stream_ != nullptr) stream_->Cancel();
    stop_cond_.NotifyAll();
  }
  thread_.join();
}

absl::Status Courier::stopped() const {
  MutexLock lock(mutex_);
  return stopped_;
}

bool Courier::CanRetry(const absl::Status& status) const {
  if (ErrorReason(status) != "SEQUENCE_GAP") return status.ok() || IsPassing(status);
  // Sending again from the oldest batch closes the gap, unless what is missing is gone from here.
  const auto metadata = ErrorMetadata(status);
  const auto expected = metadata.find("expected_sequence");
  return expected != metadata.end() &&
         std::atoll(expected->second.c_str()) >= outbox_->first_undelivered();
}

void Courier::Loop() {
  internal::Backoff backoff(options_, internal::RandomFraction);
  bool told = false;
  for (;;) {
    const absl::Status status = Deliver();
    if (outbox_->closed()) return;
    if (!CanRetry(status)) return Stop(status);
    if (absl::IsUnavailable(status) && !std::exchange(told, true)) errors_->Tell(Kept(status));
    MutexLock lock(mutex_);
    if (std::exchange(progressed_, false)) backoff.Reset();
    const auto next = std::chrono::steady_clock::now() + backoff.Wait(status);
    while (!stopping_ && std::chrono::steady_clock::now() < next)
      stop_cond_.WaitUntil(mutex_, next);
    if (stopping_) return;
  }
}

void Courier::Stop(const absl::Status& refused) {
  const absl::Status status = explain_(refused);
  {
    MutexLock lock(mutex_);
    stopped_ = status;
  }
  errors_->Report(status);
  // Whoever waits for delivery waits in vain.
  outbox_->GiveUp();
}

absl::Status Courier::Deliver() {
  outbox_->Rewind();
  LogStream* stream;
  {
    MutexLock lock(mutex_);
    if (stopping_) return absl::CancelledError();
    stream_ = connection_->OpenLogStream();
    stream = stream_.get();
  }
  std::thread reader([this, stream] { ReadAcks(stream); });
  absl::Status local;
  for (;;) {
    absl::StatusOr<SharedBatch> batch = outbox_->Next();
    if (!batch.ok()) local = batch.status();
    if (!batch.ok() || *batch == nullptr || !stream->Write(**batch)) break;
  }
  stream->WritesDone();
  if (!local.ok()) stream->Cancel();
  reader.join();
  absl::Status status = stream->Finish();
  MutexLock lock(mutex_);
  stream_ = nullptr;
  return local.ok() ? status : local;
}

void Courier::ReadAcks(LogStream* stream) {
  v1::LogBatchResponse response;
  while (stream->Read(&response)) {
    // First the error: whoever waits for delivery asks for it next.
    if (response.refused_params_size() > 0) errors_->Report(RefusedParamsError(response));
    outbox_->Acknowledge(response.sequence());
    MutexLock lock(mutex_);
    progressed_ = true;
  }
  // The server ended the stream while Next waits for a batch.
  outbox_->Interrupt();
}

}  // namespace assay
