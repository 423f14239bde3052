// What a ConnectionOptions leaves open.
#ifndef ASSAY_CLIENT_INTERNAL_DEFAULTS_H_
#define ASSAY_CLIENT_INTERNAL_DEFAULTS_H_

#include <string>

namespace assay::internal {

// `server`, else the environment's ASSAY_SERVER, else 127.0.0.1:7401.
std::string ServerOrDefault(const std::string& server);

// `user`, else the environment's ASSAY_USER, else the system's name of the user of this process.
// Empty when there is none.
std::string UserOrDefault(const std::string& user);

// Whether `server` is this machine by a loopback name, which no proxy could reach.
bool IsLoopback(const std::string& server);

}  // namespace assay::internal

#endif  // ASSAY_CLIENT_INTERNAL_DEFAULTS_H_
