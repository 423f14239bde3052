#include "server/doors/grpc/watch_stream.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/mutex.h"
#include "core/status_macros.h"
#include "server/call.h"
#include "storage/log_batch.h"
#include "storage/names.h"
#include "storage/runs.h"

namespace assay {
namespace {

// Points that wait for a slow watcher; beyond it gets `missed`.
constexpr int64_t kMaxWaitingPoints = 500'000;

using Batch = std::shared_ptr<const PreparedBatch>;

bool ChangesRun(const PreparedBatch& batch) {
  const v1::LogBatchRequest& request = batch.request;
  return request.has_create() || request.params_size() > 0 || request.tags_size() > 0 ||
         request.has_code() || request.has_environment() || request.has_finish();
}

int64_t CountPoints(const PreparedBatch& batch) {
  int64_t points = 0;
  for (const PreparedColumn& column : batch.metrics) points += column.summary.count;
  return points;
}

absl::Status AddColumns(const PreparedBatch& batch, v1::WatchRunResponse* response) {
  for (const PreparedColumn& column : batch.metrics) {
    ASSAY_ASSIGN_OR_RETURN(const Points points, DecodePoints(column));
    v1::MetricColumns* columns = response->add_metrics();
    columns->set_key(column.key);
    ParseContext(column.context, columns->mutable_context());
    columns->mutable_steps()->Add(points.steps.begin(), points.steps.end());
    columns->mutable_times_ms()->Add(points.times_ms.begin(), points.times_ms.end());
    columns->mutable_values()->Add(points.values.begin(), points.values.end());
  }
  return absl::OkStatus();
}

// At any time it does one of three things: waits for news, makes a message on a worker, or writes
// one.
class WatchStream : public grpc::ServerWriteReactor<v1::WatchRunResponse> {
 public:
  WatchStream(ServerEnv& env, grpc::CallbackServerContext* context,
              const v1::WatchRunRequest& request)
      : call_(env, context, "WatchRun"), request_(request), run_id_(request.run_id()) {
    // First listen, then read: so nothing falls between the two.
    env.watch_hub.Add(run_id_, this, [this](const Batch& batch) { Heard(batch); });
    env.streams.Add(this, [this] {
      End(MakeError(absl::StatusCode::kUnavailable, "SERVER_STOPPING",
                    "The server is stopping. Watch again."));
    });
    Update([]() {});
  }

  void OnWriteDone(bool ok) override {
    Update([this, ok]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      busy_ = false;
      if (!ok) SetEnd(absl::CancelledError());
      if (run_ended_) SetEnd(absl::OkStatus());
    });
  }
  void OnCancel() override { End(absl::CancelledError()); }
  void OnDone() override {
    call_.env().watch_hub.Remove(run_id_, this);
    call_.env().streams.Remove(this);
    delete this;
  }

 private:
  void Heard(const Batch& batch) {
    Update([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      if (batch == nullptr || ChangesRun(*batch)) run_changed_ = true;
      if (batch == nullptr || batch->request.has_finish()) heard_of_end_ = true;
      if (batch == nullptr || batch->metrics.empty()) return;
      const int64_t points = CountPoints(*batch);
      if (waiting_points_ > 0 && waiting_points_ + points > kMaxWaitingPoints) {
        missed_ = true;
        return;
      }
      waiting_.push_back(batch);
      waiting_points_ += points;
    });
  }

  void End(absl::Status status) {
    Update([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { SetEnd(std::move(status)); });
  }
  void SetEnd(absl::Status status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (!ending_) end_ = std::move(status);
    ending_ = true;
  }

  // Changes the state, and begins what can begin. The stream may be gone afterwards.
  template <typename Change>
  void Update(Change change) {
    absl::Status end;
    {
      MutexLock lock(mutex_);
      change();
      if (finished_ || busy_) return;
      if (!ending_ && (run_changed_ || missed_ || !waiting_.empty())) {
        busy_ = true;
        if (call_.env().pool.Submit([this] { MakeMessage(); })) return;
        SetEnd(Overloaded());
      }
      if (!ending_) return;
      finished_ = true;
      end = end_;
    }
    Finish(call_.End(end));
  }

  // On a worker.
  void MakeMessage() {
    std::vector<Batch> batches;
    bool run_changed;
    message_.Clear();
    {
      MutexLock lock(mutex_);
      batches.swap(waiting_);
      waiting_points_ = 0;
      run_changed = std::exchange(run_changed_, false);
      message_.set_missed(std::exchange(missed_, false));
    }
    absl::Status status = call_.Admit(request_);
    for (const Batch& batch : batches) status.Update(AddColumns(*batch, &message_));
    if (run_changed && status.ok()) status.Update(ReadRun());
    if (!status.ok()) {
      Update([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        busy_ = false;
        SetEnd(std::move(status));
      });
      return;
    }
    StartWrite(&message_);
  }

  absl::Status ReadRun() {
    ASSAY_RETURN_IF_ERROR(
        call_.env().store.Read(call_.context().deadline, [&](ReadTxn& txn) -> absl::Status {
          ASSAY_ASSIGN_OR_RETURN(*message_.mutable_run(), GetRun(txn, run_id_, RunParts::kSummary));
          return absl::OkStatus();
        }));
    if (message_.run().status() != v1::RUN_STATUS_RUNNING) {
      MutexLock lock(mutex_);
      // What was committed before the end may be heard of only after it could be read: so the last
      // message is one that was made after the end was heard of. At the first message it is long
      // past, or will be.
      run_ended_ = waiting_.empty() && (heard_of_end_ || first_message_);
    }
    {
      MutexLock lock(mutex_);
      first_message_ = false;
    }
    return absl::OkStatus();
  }

  Call call_;
  const v1::WatchRunRequest request_;
  const std::string run_id_;
  v1::WatchRunResponse message_;
  Mutex mutex_;
  std::vector<Batch> waiting_ ABSL_GUARDED_BY(mutex_);
  bool run_changed_ ABSL_GUARDED_BY(mutex_) = true;
  bool missed_ ABSL_GUARDED_BY(mutex_) = false;
  bool busy_ ABSL_GUARDED_BY(mutex_) = false;
  int64_t waiting_points_ ABSL_GUARDED_BY(mutex_) = 0;
  bool first_message_ ABSL_GUARDED_BY(mutex_) = true;
  bool heard_of_end_ ABSL_GUARDED_BY(mutex_) = false;
  bool run_ended_ ABSL_GUARDED_BY(mutex_) = false;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

grpc::ServerWriteReactor<v1::WatchRunResponse>* StartWatchStream(
    ServerEnv& env, grpc::CallbackServerContext* context, const v1::WatchRunRequest& request) {
  return new WatchStream(env, context, request);
}

}  // namespace assay
