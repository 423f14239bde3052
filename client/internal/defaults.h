// What a ConnectionOptions leaves open.
#ifndef ASSAY_CLIENT_INTERNAL_DEFAULTS_H_
#define ASSAY_CLIENT_INTERNAL_DEFAULTS_H_

#include <string>

#include "absl/status/statusor.h"

namespace assay::internal {

// `server`, else the environment's ASSAY_SERVER, else 127.0.0.1:7401.
std::string ServerOrDefault(const std::string& server);

// `user`, else the environment's ASSAY_USER, else the system's name of the user of this process.
// Empty when there is none.
std::string UserOrDefault(const std::string& user);

// `token`, else the environment's ASSAY_TOKEN when `server` is the environment's, else what the
// file of credentials has for `server`; empty when there is none. CREDENTIALS_EXPOSED,
// CREDENTIALS_UNUSABLE.
absl::StatusOr<std::string> TokenOrDefault(const std::string& token, const std::string& server);

// `path`, else the environment's ASSAY_TLS_CA.
std::string TlsCaOrDefault(const std::string& path);

// Whether `server` is this machine by a loopback name, which no proxy could reach.
bool IsLoopback(const std::string& server);

}  // namespace assay::internal

#endif  // ASSAY_CLIENT_INTERNAL_DEFAULTS_H_
