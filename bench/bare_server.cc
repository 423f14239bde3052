#include "bench/bare_server.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <memory>

#include "assay/v1/tracking_service.grpc.pb.h"
#include "bench/echo.grpc.pb.h"
#include "bench/workload.h"
#include "core/limits.h"
#include "core/mutex.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"

namespace assay::bench {
namespace {

// Acknowledges the latest batch, one acknowledgement at a time.
class AckStream : public grpc::ServerBidiReactor<v1::LogBatchRequest, v1::LogBatchResponse> {
 public:
  AckStream() { StartRead(&batch_); }

  void OnReadDone(bool ok) override {
    {
      MutexLock lock(mutex_);
      if (ok) {
        latest_ = batch_.sequence();
      } else {
        read_to_end_ = true;
      }
      if (!writing_ && !read_to_end_) Acknowledge();
      if (writing_ && read_to_end_) return;
    }
    if (ok) {
      StartRead(&batch_);
    } else {
      Finish(grpc::Status::OK);
    }
  }

  void OnWriteDone(bool) override {
    {
      MutexLock lock(mutex_);
      writing_ = false;
      if (acknowledged_ < latest_) Acknowledge();
      if (writing_ || !read_to_end_) return;
    }
    Finish(grpc::Status::OK);
  }

  void OnDone() override { delete this; }

 private:
  void Acknowledge() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    acknowledged_ = latest_;
    ack_.set_sequence(latest_);
    writing_ = true;
    StartWrite(&ack_);
  }

  v1::LogBatchRequest batch_;
  v1::LogBatchResponse ack_;
  Mutex mutex_;
  int64_t latest_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t acknowledged_ ABSL_GUARDED_BY(mutex_) = 0;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool read_to_end_ ABSL_GUARDED_BY(mutex_) = false;
};

// The same message again and again.
class PointStream : public grpc::ServerWriteReactor<v1::GetMetricHistoryResponse> {
 public:
  explicit PointStream(int64_t points) : left_(points) {
    constexpr int kPoints = 65'536;
    FillColumns("loss", kPoints, 0, message_.add_series()->mutable_points());
    OnWriteDone(true);
  }
  void OnWriteDone(bool ok) override {
    if (!ok || left_ <= 0) return Finish(grpc::Status::OK);
    left_ -= message_.series(0).points().values_size();
    StartWrite(&message_);
  }
  void OnDone() override { delete this; }

 private:
  v1::GetMetricHistoryResponse message_;
  int64_t left_;
};

grpc::ServerUnaryReactor* Done(grpc::CallbackServerContext* context) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(grpc::Status::OK);
  return reactor;
}

class BareEchoService : public EchoService::CallbackService {
 public:
  grpc::ServerUnaryReactor* IdentifyContent(grpc::CallbackServerContext* context,
                                            const v1::IdentifyContentResponse* request,
                                            v1::IdentifyContentResponse* response) override {
    *response = *request;
    return Done(context);
  }
};

class BareService : public v1::TrackingService::CallbackService {
 public:
  grpc::ServerUnaryReactor* UpdateRun(grpc::CallbackServerContext* context,
                                      const v1::UpdateRunRequest* request,
                                      v1::Run* response) override {
    *response = request->run();
    {
      MutexLock lock(mutex_);
      run_ = request->run();
    }
    return Done(context);
  }

  grpc::ServerUnaryReactor* GetRun(grpc::CallbackServerContext* context, const v1::GetRunRequest*,
                                   v1::Run* response) override {
    {
      MutexLock lock(mutex_);
      *response = run_;
    }
    return Done(context);
  }

  grpc::ServerUnaryReactor* CreateRun(grpc::CallbackServerContext* context,
                                      const v1::CreateRunRequest* request,
                                      v1::Run* response) override {
    response->set_run_id(request->run_id());
    response->set_name(request->name());
    *response->mutable_params() = request->params();
    *response->mutable_tags() = request->tags();
    return Done(context);
  }

  grpc::ServerUnaryReactor* LogBatch(grpc::CallbackServerContext* context,
                                     const v1::LogBatchRequest* request,
                                     v1::LogBatchResponse* response) override {
    response->set_sequence(request->sequence());
    return Done(context);
  }

  grpc::ServerBidiReactor<v1::LogBatchRequest, v1::LogBatchResponse>* StreamLog(
      grpc::CallbackServerContext*) override {
    return new AckStream();
  }

  grpc::ServerWriteReactor<v1::GetMetricHistoryResponse>* StreamMetricHistory(
      grpc::CallbackServerContext*, const v1::GetMetricHistoryRequest* request) override {
    return new PointStream(request->page_size());
  }

 private:
  Mutex mutex_;
  v1::Run run_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

int ServeBare() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  BareService service;
  BareEchoService echo_service;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.SetMaxReceiveMessageSize(static_cast<int>(limits::kMessageBytes));
  builder.RegisterService(&service);
  builder.RegisterService(&echo_service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  std::printf("bare server on 127.0.0.1:%d\n", port);
  std::fflush(stdout);
  int signal = 0;
  sigwait(&signals, &signal);
  return 0;
}

}  // namespace assay::bench
