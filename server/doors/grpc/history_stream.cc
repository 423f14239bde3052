#include "server/doors/grpc/history_stream.h"

#include <atomic>
#include <optional>
#include <utility>

#include "server/call.h"
#include "server/history.h"

namespace assay {
namespace {

constexpr size_t kPointsPerMessage = 65'536;

// One thing at a time: a page is read on a worker, written, and then the next one.
class HistoryStream : public grpc::ServerWriteReactor<v1::GetMetricHistoryResponse> {
 public:
  HistoryStream(ServerEnv& env, grpc::CallbackServerContext* context,
                const v1::GetMetricHistoryRequest& request)
      : call_(env, context, "StreamMetricHistory"), request_(request) {
    Next();
  }

  void OnWriteDone(bool ok) override {
    if (!ok || cancelled_.load()) return End(absl::CancelledError());
    if (reader_->AtEnd()) return End(absl::OkStatus());
    Next();
  }
  void OnCancel() override { cancelled_.store(true); }
  void OnDone() override { delete this; }

 private:
  void Next() {
    if (!call_.env().pool.Submit([this] { ReadAndWrite(); })) End(Overloaded());
  }

  void ReadAndWrite() {
    if (absl::Status status = call_.Admit(request_); !status.ok()) return End(std::move(status));
    if (!reader_) {
      auto reader = tracking::HistoryReader::Open(call_.env(), call_.context(), request_);
      if (!reader.ok()) return End(reader.status());
      reader_ = *std::move(reader);
    }
    page_.Clear();
    absl::Status status =
        reader_->ReadPage(call_.env(), call_.context(), kPointsPerMessage, &page_);
    if (!status.ok()) return End(std::move(status));
    StartWrite(&page_);
  }

  void End(absl::Status status) { Finish(call_.End(status)); }

  Call call_;
  const v1::GetMetricHistoryRequest request_;
  std::optional<tracking::HistoryReader> reader_;
  v1::GetMetricHistoryResponse page_;
  std::atomic<bool> cancelled_{false};
};

}  // namespace

grpc::ServerWriteReactor<v1::GetMetricHistoryResponse>* StartHistoryStream(
    ServerEnv& env, grpc::CallbackServerContext* context,
    const v1::GetMetricHistoryRequest& request) {
  return new HistoryStream(env, context, request);
}

}  // namespace assay
