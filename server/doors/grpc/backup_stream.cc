#include "server/doors/grpc/backup_stream.h"

#include <atomic>
#include <memory>
#include <utility>

#include "core/errors.h"
#include "server/backup.h"
#include "server/call.h"
#include "spdlog/spdlog.h"

namespace assay {
namespace {

// One thing at a time: a message is made on a worker, written, and then the next one.
class BackupStream : public grpc::ServerWriteReactor<v1::BackUpResponse> {
 public:
  BackupStream(ServerEnv& env, grpc::CallbackServerContext* context,
               const v1::BackUpRequest& request)
      : call_(env, context, "BackUp"), request_(request) {
    env.streams.Add(this, [this] { stopping_.store(true); });
    Next();
  }

  void OnWriteDone(bool ok) override {
    if (!ok || cancelled_.load()) return End(absl::CancelledError());
    if (reader_->AtEnd()) {
      // Whatever calls have a line: with it goes everything that the server knows.
      spdlog::info("A backup of {} bytes was handed out to \"{}\".", message_.total_bytes(),
                   call_.context().caller);
      return End(absl::OkStatus());
    }
    Next();
  }
  // Also when the deadline passes.
  void OnCancel() override { cancelled_.store(true); }
  void OnDone() override {
    call_.env().streams.Remove(this);
    delete this;
  }

 private:
  void Next() {
    if (stopping_.load()) {
      return End(MakeError(absl::StatusCode::kUnavailable, "SERVER_STOPPING",
                           "The server is stopping. Take the backup again."));
    }
    if (!call_.env().pool.Submit([this] { ReadAndWrite(); })) End(Overloaded());
  }

  void ReadAndWrite() {
    if (absl::Status status = call_.Admit(request_); !status.ok()) return End(std::move(status));
    if (!reader_) {
      auto reader = admin::BackupReader::Open(call_.env());
      if (!reader.ok()) return End(reader.status());
      reader_ = *std::move(reader);
    }
    if (absl::Status status = reader_->ReadMessage(&message_); !status.ok()) {
      return End(std::move(status));
    }
    StartWrite(&message_);
  }

  // The place is free before the caller hears of the end.
  void End(absl::Status status) {
    reader_.reset();
    Finish(call_.End(status));
  }

  Call call_;
  const v1::BackUpRequest request_;
  std::unique_ptr<admin::BackupReader> reader_;
  v1::BackUpResponse message_;
  std::atomic<bool> cancelled_{false};
  std::atomic<bool> stopping_{false};
};

}  // namespace

grpc::ServerWriteReactor<v1::BackUpResponse>* StartBackupStream(
    ServerEnv& env, grpc::CallbackServerContext* context, const v1::BackUpRequest& request) {
  return new BackupStream(env, context, request);
}

}  // namespace assay
