// What every call over gRPC needs: headers, deadline, and errors that name the server.
#ifndef ASSAY_CLIENT_INTERNAL_GRPC_CALL_H_
#define ASSAY_CLIENT_INTERNAL_GRPC_CALL_H_

#include <chrono>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "assay/v1/tracking_service.grpc.pb.h"
#include "client/connection.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"

namespace assay::internal {

using TrackingStub = v1::TrackingService::Stub;

// The options of a connection with nothing left open.
struct Peer {
  explicit Peer(const ConnectionOptions& given);

  // Sets who calls, under which id.
  void AddHeaders(const std::string& call_id, grpc::ClientContext* context) const;
  // FromWire, and for what gRPC says by itself a message that names the server and what to do.
  absl::Status ToStatus(const grpc::Status& status) const;

  // Why nothing can be called, when that is known beforehand.
  absl::Status broken;
  ConnectionOptions options;
  // `options.user` as a header can carry it: other bytes than printable ASCII become "?".
  std::string user_header;
};

// See Connection::OpenLogStream.
std::unique_ptr<LogStream> StartLogStream(TrackingStub& stub, std::shared_ptr<const Peer> peer);

}  // namespace assay::internal

#endif  // ASSAY_CLIENT_INTERNAL_GRPC_CALL_H_
