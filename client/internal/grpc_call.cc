#include "client/internal/grpc_call.h"

#include "client/internal/defaults.h"
#include "core/errors.h"

namespace assay::internal {
namespace {

std::string HeaderText(std::string text) {
  for (char& c : text) {
    if (c < ' ' || c > '~') c = '?';
  }
  return text;
}

}  // namespace

Peer::Peer(const ConnectionOptions& given) : options(given) {
  options.server = ServerOrDefault(given.server);
  options.user = UserOrDefault(given.user);
  options.tls_ca = TlsCaOrDefault(given.tls_ca);
  absl::StatusOr<std::string> token = TokenOrDefault(given.token, options.server);
  broken = token.status();
  if (token.ok()) options.token = HeaderText(*std::move(token));
  user_header = HeaderText(options.user);
}

void Peer::AddHeaders(const std::string& call_id, grpc::ClientContext* context) const {
  context->AddMetadata("x-request-id", call_id);
  if (!user_header.empty()) context->AddMetadata("x-assay-user", user_header);
  if (!options.token.empty()) context->AddMetadata("authorization", "Bearer " + options.token);
}

absl::Status Peer::ToStatus(const grpc::Status& status) const {
  if (status.ok()) return absl::OkStatus();
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  if (status.error_details().empty()) {
    switch (code) {
      case absl::StatusCode::kUnavailable:
        return MakeError(code, "UNREACHABLE",
                         fmt::format("No server answers at {} ({}). Start assayd there, or name "
                                     "another server with ASSAY_SERVER.",
                                     options.server, status.error_message()));
      case absl::StatusCode::kDeadlineExceeded:
        return MakeError(code, "DEADLINE_EXCEEDED",
                         fmt::format("The server at {} has not answered within {} ms. Allow more "
                                     "time, ask for less, or see whether it is overloaded.",
                                     options.server, options.timeout.count()));
      case absl::StatusCode::kUnimplemented:
        return MakeError(code, "UNIMPLEMENTED",
                         fmt::format("The server at {} does not know this call: it is an older "
                                     "assayd, or another program. Update it, or name another "
                                     "server with ASSAY_SERVER.",
                                     options.server));
      default:
        break;
    }
  }
  return FromWire(status.error_code(), status.error_message(), status.error_details());
}

}  // namespace assay::internal
