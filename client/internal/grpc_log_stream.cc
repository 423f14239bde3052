#include <utility>

#include "client/internal/grpc_call.h"
#include "core/ids.h"
#include "grpcpp/support/sync_stream.h"

namespace assay::internal {
namespace {

class GrpcLogStream : public LogStream {
 public:
  GrpcLogStream(TrackingStub& stub, std::shared_ptr<const Peer> peer) : peer_(std::move(peer)) {
    peer_->AddHeaders(RandomIds().New(), &context_);
    stream_ = stub.StreamLog(&context_);
  }

  // gRPC wants every call ended, also one that nobody is interested in any more.
  ~GrpcLogStream() override {
    if (finished_) return;
    context_.TryCancel();
    for (v1::LogBatchResponse rest; stream_->Read(&rest);) continue;
    (void)stream_->Finish();
  }

  bool Write(const v1::LogBatchRequest& request) override { return stream_->Write(request); }
  bool Read(v1::LogBatchResponse* response) override { return stream_->Read(response); }
  void WritesDone() override { stream_->WritesDone(); }
  void Cancel() override { context_.TryCancel(); }

  absl::Status Finish() override {
    finished_ = true;
    return peer_->ToStatus(stream_->Finish());
  }

 private:
  const std::shared_ptr<const Peer> peer_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::LogBatchRequest, v1::LogBatchResponse>> stream_;
  bool finished_ = false;
};

}  // namespace

std::unique_ptr<LogStream> StartLogStream(TrackingStub& stub, std::shared_ptr<const Peer> peer) {
  return std::make_unique<GrpcLogStream>(stub, std::move(peer));
}

}  // namespace assay::internal
