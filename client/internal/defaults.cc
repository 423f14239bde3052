#include "client/internal/defaults.h"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "client/credentials.h"

namespace assay::internal {
namespace {

constexpr char kDefaultServer[] = "127.0.0.1:7401";

std::string FromEnvironment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string SystemUser() {
  std::array<char, 4'096> buffer;
  passwd entry;
  passwd* found = nullptr;
  if (getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found) != 0 || !found) return "";
  return found->pw_name;
}

}  // namespace

std::string ServerOrDefault(const std::string& server) {
  if (!server.empty()) return server;
  const std::string from_environment = FromEnvironment("ASSAY_SERVER");
  return from_environment.empty() ? kDefaultServer : from_environment;
}

std::string UserOrDefault(const std::string& user) {
  if (!user.empty()) return user;
  const std::string from_environment = FromEnvironment("ASSAY_USER");
  return from_environment.empty() ? SystemUser() : from_environment;
}

absl::StatusOr<std::string> TokenOrDefault(const std::string& token, const std::string& server) {
  if (!token.empty()) return token;
  const std::string from_environment = FromEnvironment("ASSAY_TOKEN");
  if (!from_environment.empty() && server == ServerOrDefault("")) return from_environment;
  return StoredToken(CredentialsPath(), server);
}

std::string TlsCaOrDefault(const std::string& path) {
  return path.empty() ? FromEnvironment("ASSAY_TLS_CA") : path;
}

bool IsLoopback(const std::string& server) {
  return server.starts_with("127.") || server.starts_with("localhost") ||
         server.starts_with("[::1]");
}

}  // namespace assay::internal
