#include "server/doors/grpc/slot_stream.h"

#include <string>
#include <utility>

#include "core/errors.h"
#include "core/mutex.h"
#include "core/status_macros.h"
#include "server/call.h"
#include "server/governance_service.h"

namespace assay {
namespace {

// At any time it does one of three things: waits for news, reads the champion on a worker, or
// writes it.
class SlotStream : public grpc::ServerWriteReactor<v1::Champion> {
 public:
  SlotStream(ServerEnv& env, grpc::CallbackServerContext* context,
             const v1::WatchSlotRequest& request)
      : call_(env, context, "WatchSlot"),
        request_(request),
        key_(governance_service::WatchKey(request.slot())) {
    question_.mutable_slot()->CopyFrom(request.slot());
    // First listen, then read: so nothing falls between the two.
    env.watch_hub.Add(key_, this, [this](const auto&) {
      Update([this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { moved_ = true; });
    });
    env.streams.Add(this, [this] {
      End(MakeError(absl::StatusCode::kUnavailable, "SERVER_STOPPING",
                    "The server is stopping. Watch again."));
    });
    Update([] {});
  }

  void OnWriteDone(bool ok) override {
    Update([this, ok]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      busy_ = false;
      if (!ok) SetEnd(absl::CancelledError());
    });
  }
  void OnCancel() override { End(absl::CancelledError()); }
  void OnDone() override {
    call_.env().watch_hub.Remove(key_, this);
    call_.env().streams.Remove(this);
    delete this;
  }

 private:
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
      if (!ending_ && moved_) {
        busy_ = true;
        moved_ = false;
        if (call_.env().pool.Submit([this] { Read(); })) return;
        SetEnd(Overloaded());
      }
      if (!ending_) return;
      finished_ = true;
      end = end_;
    }
    Finish(call_.End(end));
  }

  // On a worker. Every message is admitted: rights may have been taken away.
  void Read() {
    absl::Status status = call_.Admit(request_);
    if (status.ok()) {
      absl::StatusOr<v1::Champion> champion =
          governance_service::GetChampion(call_.env(), call_.context(), question_);
      status = champion.status();
      const bool news =
          champion.ok() && (!told_ || champion->decision_id() != message_.decision_id());
      if (news) {
        told_ = true;
        message_ = *std::move(champion);
        StartWrite(&message_);
        return;
      }
    }
    Update([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      busy_ = false;
      if (!status.ok()) SetEnd(std::move(status));
    });
  }

  Call call_;
  const v1::WatchSlotRequest request_;
  const std::string key_;
  v1::GetChampionRequest question_;
  v1::Champion message_;
  bool told_ = false;
  Mutex mutex_;
  bool moved_ ABSL_GUARDED_BY(mutex_) = true;
  bool busy_ ABSL_GUARDED_BY(mutex_) = false;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

grpc::ServerWriteReactor<v1::Champion>* StartSlotStream(ServerEnv& env,
                                                        grpc::CallbackServerContext* context,
                                                        const v1::WatchSlotRequest& request) {
  return new SlotStream(env, context, request);
}

}  // namespace assay
