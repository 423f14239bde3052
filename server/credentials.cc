#include "server/credentials.h"

#include <fstream>
#include <iterator>
#include <string>

#include "core/errors.h"
#include "core/status_macros.h"

namespace assay {
namespace {

bool IsLoopback(const std::string& listen) {
  return listen.starts_with("127.") || listen.starts_with("localhost:") ||
         listen.starts_with("[::1]:") || listen.starts_with("unix:");
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path);
  if (!file) {
    return FailedPrecondition("TLS_UNUSABLE",
                              "The file \"{}\" can't be read. TLS needs both, --tls-cert and "
                              "--tls-key.",
                              path);
  }
  return std::string((std::istreambuf_iterator<char>(file)), {});
}

}  // namespace

absl::Status CheckExposure(const Config& config) {
  if (config.auth != Auth::kNone || config.open_to_network || IsLoopback(config.listen)) {
    return absl::OkStatus();
  }
  return FailedPrecondition(
      "AUTHENTICATION_NEEDED",
      "Without authentication whoever reaches {} could change everything. Start with --auth token, "
      "listen on 127.0.0.1, or say --open-to-network if the network is yours alone.",
      config.listen);
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> ServerCredentials(const Config& config) {
  if (config.tls_cert.empty() && config.tls_key.empty()) return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions::PemKeyCertPair pair;
  ASSAY_ASSIGN_OR_RETURN(pair.private_key, ReadFile(config.tls_key));
  ASSAY_ASSIGN_OR_RETURN(pair.cert_chain, ReadFile(config.tls_cert));
  grpc::SslServerCredentialsOptions options;
  options.pem_key_cert_pairs.push_back(std::move(pair));
  return grpc::SslServerCredentials(options);
}

}  // namespace assay
