#include "server/doors/grpc/log_stream.h"

#include <algorithm>
#include <utility>

#include "core/errors.h"
#include "core/mutex.h"
#include "server/call.h"
#include "server/logging.h"

namespace assay {
namespace {

// Batches of one stream that are being written; more wait in the network.
constexpr int kWindow = 4;

// Messages are read one after the other, and the next one only when the one before has been queued
// for writing: so they are written in order, while up to kWindow of them wait for their commits.
class LogStream : public grpc::ServerBidiReactor<v1::LogBatchRequest, v1::LogBatchResponse> {
 public:
  LogStream(ServerEnv& env, grpc::CallbackServerContext* context)
      : call_(env, context, "StreamLog") {
    // A stream has no deadline for its writes: the client ends it when it wants.
    StartRead(&incoming_);
    env.streams.Add(this, [this] { Stop(); });
  }

  void OnReadDone(bool ok) override {
    if (!ok) {
      Update([this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        reading_ = false;
        read_to_end_ = true;
      });
      return;
    }
    bool take;
    {
      MutexLock lock(mutex_);
      // After a failure nothing more is taken, and the stream may have ended already.
      take = status_.ok() && !finished_;
      taking_ = take;
      if (!take) reading_ = false;
    }
    if (!take) return Update([] {});
    if (!call_.env().pool.Submit([this] { Take(); })) {
      Update([this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        reading_ = taking_ = false;
        Fail(Overloaded());
      });
    }
  }

  void OnWriteDone(bool ok) override {
    Update([this, ok]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      writing_ = false;
      if (!ok) Fail(absl::CancelledError());
    });
  }

  void OnCancel() override {
    Update([this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { Fail(absl::CancelledError()); });
  }

  void OnDone() override {
    call_.env().streams.Remove(this);
    delete this;
  }

 private:
  void Stop() {
    Update([this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      Fail(
          MakeError(absl::StatusCode::kUnavailable, "SERVER_STOPPING",
                    "The server is stopping. What was acknowledged is safe; send the rest again."));
    });
  }

  // On a worker: queues what was read, and reads on.
  void Take() {
    {
      MutexLock lock(mutex_);
      ++in_flight_;
    }
    if (absl::Status status = call_.Admit(incoming_); !status.ok()) {
      Logged(std::move(status));
    } else {
      tracking::LogBatch(
          call_.env(), call_.context(), std::move(incoming_), tracking::ParamConflict::kRefuseParam,
          sql::WriteOn::kWriterThread,
          [this](absl::StatusOr<v1::LogBatchResponse> result) { Logged(std::move(result)); });
    }
    Update([this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { reading_ = taking_ = false; });
  }

  void Logged(absl::StatusOr<v1::LogBatchResponse> result) {
    Update([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      --in_flight_;
      if (!result.ok()) return Fail(result.status());
      waiting_.set_sequence(std::max(waiting_.sequence(), result->sequence()));
      for (v1::RefusedParam& refused : *result->mutable_refused_params()) {
        *waiting_.add_refused_params() = std::move(refused);
      }
      to_write_ = true;
    });
  }

  void Fail(absl::Status status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (status_.ok()) status_ = std::move(status);
  }

  // Changes the state, and starts whatever can be started then. The stream may be gone afterwards.
  template <typename Change>
  void Update(Change change) {
    absl::Status end;
    {
      MutexLock lock(mutex_);
      change();
      if (finished_) return;
      Proceed();
      if (!finished_) return;
      end = status_;
    }
    // Not under the lock: OnDone deletes the stream.
    Finish(call_.End(end));
  }

  void Proceed() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const bool cancelled = absl::IsCancelled(status_);
    if (to_write_ && !writing_ && !cancelled) {
      outgoing_.Swap(&waiting_);
      waiting_.Clear();
      to_write_ = false;
      writing_ = true;
      StartWrite(&outgoing_);
    }
    if (!reading_ && !read_to_end_ && status_.ok() && in_flight_ < kWindow) {
      reading_ = true;
      incoming_.Clear();
      StartRead(&incoming_);
    }
    const bool quiet = in_flight_ == 0 && !writing_ && (!to_write_ || cancelled);
    finished_ = quiet && !taking_ && (read_to_end_ || !status_.ok());
  }

  Call call_;
  v1::LogBatchRequest incoming_;
  v1::LogBatchResponse outgoing_;
  Mutex mutex_;
  v1::LogBatchResponse waiting_ ABSL_GUARDED_BY(mutex_);
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
  int in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  bool reading_ ABSL_GUARDED_BY(mutex_) = true;
  // A worker has the message that was read: the stream must not end meanwhile.
  bool taking_ ABSL_GUARDED_BY(mutex_) = false;
  bool read_to_end_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool to_write_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

grpc::ServerBidiReactor<v1::LogBatchRequest, v1::LogBatchResponse>* StartLogStream(
    ServerEnv& env, grpc::CallbackServerContext* context) {
  return new LogStream(env, context);
}

}  // namespace assay
