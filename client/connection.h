// How the client library reaches a server. Programs use Client (client.h) and Run (run.h), which
// stand on a Connection; tests of programs put a MockConnection (mock_connection.h) in its place.
#ifndef ASSAY_CLIENT_CONNECTION_H_
#define ASSAY_CLIENT_CONNECTION_H_

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/tracking_service.pb.h"
#include "google/protobuf/message.h"

namespace assay {

// One StreamLog call. One thread may write while another reads.
class LogStream {
 public:
  virtual ~LogStream() = default;
  // Sends a batch; waits while the network is full. Returns false when the stream is broken.
  virtual bool Write(const v1::LogBatchRequest& request) = 0;
  // Waits for the next acknowledgement. Returns false when none will come.
  virtual bool Read(v1::LogBatchResponse* response) = 0;
  // Says that no more batches come.
  virtual void WritesDone() = 0;
  // Ends waiting reads and writes with a failure. Thread-safe.
  virtual void Cancel() = 0;
  // After Read has returned false: how the stream ended.
  virtual absl::Status Finish() = 0;
};

struct ConnectionOptions {
  // "host:port" of assayd's gRPC door, or "https://host:port" over TLS. Empty means the
  // environment's ASSAY_SERVER, else 127.0.0.1:7401.
  std::string server = {};
  // Who calls; empty means the environment's ASSAY_USER, else the system's user name.
  std::string user = {};
  // Proves who calls, "assay_…". Empty means the environment's ASSAY_TOKEN when `server` is the one
  // that ASSAY_SERVER names, else what `assay login` keeps for this server (client/credentials.h).
  // Sent to this server only.
  std::string token = {};
  // A PEM file with the certificates by which a server over TLS is known. Empty means the
  // environment's ASSAY_TLS_CA, else those that the system trusts.
  std::string tls_ca = {};
  // A call, with its retries, ends after so long.
  std::chrono::milliseconds timeout{30'000};
  // Waits between retries grow from `first` by doubling to `most`, each cut by up to half at
  // random.
  std::chrono::milliseconds first_backoff{50};
  std::chrono::milliseconds most_backoff{5'000};
  // Whether calls wait, within `timeout`, for a server that can't be reached. If not they fail at
  // once.
  bool wait_for_server = true;
};

// Thread-safe. One network connection, shared by all calls. Calls that failed for want of a server
// (UNAVAILABLE, RESOURCE_EXHAUSTED) are tried again when a repeat is harmless: questions, and
// writes, which get a request_id when they have none.
class Connection {
 public:
  virtual ~Connection() = default;

  // One call of a method such as "TrackingService/GetRun". NOT_FOUND and all other errors have the
  // server's reason.
  template <typename Response, typename Request>
  absl::StatusOr<Response> Unary(const std::string& method, Request request) {
    Response response;
    absl::Status status = Call(method, &request, &response);
    if (!status.ok()) return status;
    return response;
  }

  // Calls `on_message` for every message until the stream ends or `on_message` returns false. Tried
  // again only until the first message: what came before a break can't be taken back.
  template <typename Response, typename Request>
  absl::Status Stream(const std::string& method, const Request& request,
                      const std::function<bool(const Response&)>& on_message) {
    Response message;
    return CallStream(method, request, &message, [&] { return on_message(message); });
  }

  // Begins a StreamLog call. It has no timeout.
  virtual std::unique_ptr<LogStream> OpenLogStream() = 0;

  // What Unary and Stream stand on. Gives `request` a request_id when its type has one and it is
  // empty.
  virtual absl::Status Call(const std::string& method, google::protobuf::Message* request,
                            google::protobuf::Message* response) = 0;
  // `message` has what came when `on_message` is called.
  virtual absl::Status CallStream(const std::string& method,
                                  const google::protobuf::Message& request,
                                  google::protobuf::Message* message,
                                  const std::function<bool()>& on_message) = 0;
};

// A connection over gRPC. Does not wait for the server: the first call does.
std::shared_ptr<Connection> MakeConnection(const ConnectionOptions& options);

// The error of a failed call, with the server's reason, field and metadata (see core/errors.h);
// made from what gRPC carries as details.
absl::Status FromWire(int code, const std::string& message, const std::string& details);

}  // namespace assay

#endif  // ASSAY_CLIENT_CONNECTION_H_
