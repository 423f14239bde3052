#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "client/connection.h"
#include "client/internal/backoff.h"
#include "client/internal/defaults.h"
#include "client/internal/grpc_call.h"
#include "core/ids.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"
#include "grpcpp/support/sync_stream.h"

namespace assay {
namespace {

using internal::Peer;
using internal::TrackingStub;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// A page of history may be larger than gRPC's 4 MiB.
constexpr int kMostReceivedBytes = 64 << 20;
// gRPC servers allow a few such pings on a connection that is otherwise silent, and a client sends
// no more.
constexpr int kKeepaliveMillis = 60'000;
constexpr int kKeepaliveTimeoutMillis = 20'000;
// How long one attempt to connect may take.
constexpr int kConnectMillis = 10'000;

std::shared_ptr<grpc::Channel> MakeChannel(const ConnectionOptions& options) {
  grpc::ChannelArguments args;
  args.SetMaxReceiveMessageSize(kMostReceivedBytes);
  args.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMillis);
  args.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMillis);
  args.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kConnectMillis);
  args.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS,
              static_cast<int>(options.first_backoff.count()));
  args.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, static_cast<int>(options.most_backoff.count()));
  // The retries are ours: gRPC's own would count twice.
  args.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  if (internal::IsLoopback(options.server)) args.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return grpc::CreateCustomChannel(options.server, grpc::InsecureChannelCredentials(), args);
}

// The id of a call, the same in all its tries: the request's own where it has one, so that the
// server's log and its memory of requests agree.
template <typename Request>
std::string PrepareId(Request& request) {
  if constexpr (requires { request.set_request_id(std::string()); }) {
    if (request.request_id().empty()) request.set_request_id(RandomIds().New());
    return request.request_id();
  } else {
    return RandomIds().New();
  }
}

class GrpcConnection : public Connection {
 public:
  explicit GrpcConnection(const ConnectionOptions& options)
      : peer_(std::make_shared<const Peer>(options)),
        stub_(v1::TrackingService::NewStub(MakeChannel(peer_->options))) {}

#define ASSAY_UNARY(Method, Request, Response)                       \
  absl::StatusOr<Response> Method(Request request) override {        \
    return Unary<Request, Response>(&TrackingStub::Method, request); \
  }
  ASSAY_UNARY(CreateWorkspace, v1::CreateWorkspaceRequest, v1::Workspace)
  ASSAY_UNARY(GetWorkspace, v1::GetWorkspaceRequest, v1::Workspace)
  ASSAY_UNARY(ListWorkspaces, v1::ListWorkspacesRequest, v1::ListWorkspacesResponse)
  ASSAY_UNARY(CreateExperiment, v1::CreateExperimentRequest, v1::Experiment)
  ASSAY_UNARY(GetExperiment, v1::GetExperimentRequest, v1::Experiment)
  ASSAY_UNARY(ListExperiments, v1::ListExperimentsRequest, v1::ListExperimentsResponse)
  ASSAY_UNARY(UpdateExperiment, v1::UpdateExperimentRequest, v1::Experiment)
  ASSAY_UNARY(DeleteExperiment, v1::DeleteExperimentRequest, v1::Experiment)
  ASSAY_UNARY(UndeleteExperiment, v1::UndeleteExperimentRequest, v1::Experiment)
  ASSAY_UNARY(CreateRun, v1::CreateRunRequest, v1::Run)
  ASSAY_UNARY(GetRun, v1::GetRunRequest, v1::Run)
  ASSAY_UNARY(UpdateRun, v1::UpdateRunRequest, v1::Run)
  ASSAY_UNARY(FinishRun, v1::FinishRunRequest, v1::Run)
  ASSAY_UNARY(DeleteRun, v1::DeleteRunRequest, v1::Run)
  ASSAY_UNARY(UndeleteRun, v1::UndeleteRunRequest, v1::Run)
  ASSAY_UNARY(UpdateTags, v1::UpdateTagsRequest, v1::Run)
  ASSAY_UNARY(ListRunIo, v1::ListRunIoRequest, v1::ListRunIoResponse)
  // A repeat is harmless: equal points, params and files count once.
  ASSAY_UNARY(LogBatch, v1::LogBatchRequest, v1::LogBatchResponse)
  ASSAY_UNARY(SearchRuns, v1::SearchRunsRequest, v1::SearchRunsResponse)
  ASSAY_UNARY(GetMetricHistory, v1::GetMetricHistoryRequest, v1::GetMetricHistoryResponse)
  ASSAY_UNARY(CompareRuns, v1::CompareRunsRequest, v1::CompareRunsResponse)
#undef ASSAY_UNARY

  absl::Status StreamMetricHistory(
      v1::GetMetricHistoryRequest request,
      const std::function<bool(const v1::GetMetricHistoryResponse&)>& on_message) override {
    return Stream<v1::GetMetricHistoryResponse>(&TrackingStub::StreamMetricHistory, request,
                                                on_message);
  }

  absl::Status WatchRun(
      v1::WatchRunRequest request,
      const std::function<bool(const v1::WatchRunResponse&)>& on_message) override {
    return Stream<v1::WatchRunResponse>(&TrackingStub::WatchRun, request, on_message);
  }

  std::unique_ptr<LogStream> OpenLogStream() override {
    return internal::StartLogStream(*stub_, peer_);
  }

 private:
  // Calls `attempt` until it succeeds, fails for good, or the time of the call is over.
  template <typename Attempt>
  absl::Status Retry(const Attempt& attempt) const {
    const auto deadline = steady_clock::now() + peer_->options.timeout;
    internal::Backoff backoff(peer_->options, internal::RandomFraction);
    while (true) {
      const auto left = [&] {
        return std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
      };
      const absl::Status status = attempt(left());
      if (status.ok()) return status;
      const auto wait = backoff.Next(status, left());
      if (!wait) return status;
      std::this_thread::sleep_for(*wait);
    }
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Unary(grpc::Status (TrackingStub::*method)(grpc::ClientContext*,
                                                                      const Request&, Response*),
                                 Request& request) const {
    const std::string call_id = PrepareId(request);
    Response response;
    const absl::Status status = Retry([&](milliseconds left) {
      grpc::ClientContext context;
      peer_->AddHeaders(call_id, &context);
      context.set_deadline(std::chrono::system_clock::now() + left);
      return peer_->ToStatus((stub_.get()->*method)(&context, request, &response));
    });
    if (!status.ok()) return status;
    return response;
  }

  // Tries again only until the first message: what came before a break can't be taken back.
  template <typename Response, typename Request>
  absl::Status Stream(std::unique_ptr<grpc::ClientReader<Response>> (TrackingStub::*method)(
                          grpc::ClientContext*, const Request&),
                      const Request& request,
                      const std::function<bool(const Response&)>& on_message) const {
    const std::string call_id = RandomIds().New();
    absl::Status broken;
    const absl::Status status = Retry([&](milliseconds) {
      grpc::ClientContext context;
      peer_->AddHeaders(call_id, &context);
      const auto reader = (stub_.get()->*method)(&context, request);
      bool begun = false;
      bool wanted = true;
      for (Response response; wanted && reader->Read(&response);) {
        begun = true;
        wanted = on_message(response);
      }
      if (!wanted) context.TryCancel();
      const absl::Status end = peer_->ToStatus(reader->Finish());
      if (!begun) return end;
      if (wanted) broken = end;
      return absl::OkStatus();
    });
    return status.ok() ? broken : status;
  }

  const std::shared_ptr<const Peer> peer_;
  const std::unique_ptr<TrackingStub> stub_;
};

}  // namespace

std::shared_ptr<Connection> MakeConnection(const ConnectionOptions& options) {
  return std::make_shared<GrpcConnection>(options);
}

}  // namespace assay
