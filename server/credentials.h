// What the server's port is protected with.
#ifndef ASSAY_SERVER_CREDENTIALS_H_
#define ASSAY_SERVER_CREDENTIALS_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "grpcpp/security/server_credentials.h"
#include "server/config.h"

namespace assay {

// FailedPrecondition with reason AUTHENTICATION_NEEDED when a server that asks nobody who they are
// would listen beyond this machine.
absl::Status CheckExposure(const Config& config);

// TLS when the settings name a certificate, else plain text. FailedPrecondition with reason
// TLS_UNUSABLE.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> ServerCredentials(const Config& config);

}  // namespace assay

#endif  // ASSAY_SERVER_CREDENTIALS_H_
