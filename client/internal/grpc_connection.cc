#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <string_view>
#include <thread>
#include <utility>

#include "client/connection.h"
#include "client/internal/backoff.h"
#include "client/internal/defaults.h"
#include "client/internal/grpc_call.h"
#include "core/ids.h"
#include "google/protobuf/message.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/impl/codegen/client_unary_call.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"
#include "grpcpp/support/sync_stream.h"

namespace assay {
namespace {

using google::protobuf::Message;
using internal::Peer;
using internal::TrackingStub;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

const std::string kPackage = "/assay.v1.";

// A page of history may be larger than gRPC's 4 MiB.
constexpr int kMostReceivedBytes = 64 << 20;
// gRPC servers allow a few such pings on a connection that is otherwise silent, and a client sends
// no more.
constexpr int kKeepaliveMillis = 60'000;
constexpr int kKeepaliveTimeoutMillis = 20'000;
// How long one attempt to connect may take.
constexpr int kConnectMillis = 10'000;

constexpr std::string_view kTlsScheme = "https://";

// Without a file, those of the system; with one that can't be read, none: then no server is
// trusted.
std::shared_ptr<grpc::ChannelCredentials> TlsCredentials(const std::string& ca_path) {
  grpc::SslCredentialsOptions options;
  if (!ca_path.empty()) {
    std::ifstream file(ca_path);
    options.pem_root_certs.assign(std::istreambuf_iterator<char>(file), {});
    if (options.pem_root_certs.empty()) options.pem_root_certs = "no certificates";
  }
  return grpc::SslCredentials(options);
}

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
  const bool tls = options.server.starts_with(kTlsScheme);
  const std::string server = options.server.substr(tls ? kTlsScheme.size() : 0);
  if (internal::IsLoopback(server)) args.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return grpc::CreateCustomChannel(
      server, tls ? TlsCredentials(options.tls_ca) : grpc::InsecureChannelCredentials(), args);
}

// The id of a call, the same in all its tries: the request's own where it has one, so that the
// server's log and its memory of requests agree.
std::string PrepareId(google::protobuf::Message* request) {
  const google::protobuf::FieldDescriptor* field =
      request->GetDescriptor()->FindFieldByName("request_id");
  if (field == nullptr) return RandomIds().New();
  const google::protobuf::Reflection& reflection = *request->GetReflection();
  if (reflection.GetString(*request, field).empty()) {
    reflection.SetString(request, field, RandomIds().New());
  }
  return reflection.GetString(*request, field);
}

// gRPC's generated stubs are made of these two calls and the names of the methods.
grpc::Status CallOnce(grpc::Channel& channel, const std::string& path, grpc::ClientContext* context,
                      const Message& request, Message* response) {
  const grpc::internal::RpcMethod method(path.c_str(), grpc::internal::RpcMethod::NORMAL_RPC);
  return grpc::internal::BlockingUnaryCall<Message, Message, grpc::protobuf::MessageLite,
                                           grpc::protobuf::MessageLite>(&channel, method, context,
                                                                        request, response);
}

std::unique_ptr<grpc::ClientReader<Message>> BeginStream(grpc::Channel& channel,
                                                         const std::string& path,
                                                         grpc::ClientContext* context,
                                                         const Message& request) {
  const grpc::internal::RpcMethod method(path.c_str(), grpc::internal::RpcMethod::SERVER_STREAMING);
  return std::unique_ptr<grpc::ClientReader<Message>>(
      grpc::internal::ClientReaderFactory<Message>::Create(&channel, method, context, request));
}

class GrpcConnection : public Connection {
 public:
  explicit GrpcConnection(const ConnectionOptions& options)
      : peer_(std::make_shared<const Peer>(options)),
        channel_(MakeChannel(peer_->options)),
        stub_(v1::TrackingService::NewStub(channel_)) {}

  absl::Status Call(const std::string& method, Message* request, Message* response) override {
    if (!peer_->broken.ok()) return peer_->broken;
    const std::string call_id = PrepareId(request);
    return Retry([&](milliseconds left) {
      grpc::ClientContext context;
      peer_->AddHeaders(call_id, &context);
      context.set_deadline(std::chrono::system_clock::now() + left);
      return peer_->ToStatus(CallOnce(*channel_, kPackage + method, &context, *request, response));
    });
  }

  absl::Status CallStream(const std::string& method, const Message& request, Message* message,
                          const std::function<bool()>& on_message) override {
    if (!peer_->broken.ok()) return peer_->broken;
    const std::string call_id = RandomIds().New();
    absl::Status broken;
    const absl::Status status = Retry([&](milliseconds) {
      grpc::ClientContext context;
      peer_->AddHeaders(call_id, &context);
      const auto reader = BeginStream(*channel_, kPackage + method, &context, request);
      bool begun = false;
      bool wanted = true;
      while (wanted && reader->Read(message)) {
        begun = true;
        wanted = on_message();
      }
      if (!wanted) context.TryCancel();
      const absl::Status end = peer_->ToStatus(reader->Finish());
      if (!begun) return end;
      if (wanted) broken = end;
      return absl::OkStatus();
    });
    return status.ok() ? broken : status;
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

  const std::shared_ptr<const Peer> peer_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<TrackingStub> stub_;
};

}  // namespace

std::shared_ptr<Connection> MakeConnection(const ConnectionOptions& options) {
  return std::make_shared<GrpcConnection>(options);
}

}  // namespace assay
