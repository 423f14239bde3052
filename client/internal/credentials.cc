#include "client/credentials.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <system_error>

#include "client/internal/defaults.h"
#include "core/errors.h"
#include "core/status_macros.h"

namespace assay {
namespace {

using Tokens = std::map<std::string, std::string>;  // by server

constexpr mode_t kOthers = S_IRWXG | S_IRWXO;

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string HomeFolder() {
  if (const std::string home = Environment("HOME"); !home.empty()) return home;
  const passwd* entry = getpwuid(geteuid());
  return entry == nullptr ? "" : entry->pw_dir;
}

absl::Status Unusable(const std::string& path, int error) {
  return FailedPrecondition("CREDENTIALS_UNUSABLE",
                            "The file of tokens, {}, can't be used: {}. Name another with "
                            "ASSAY_CREDENTIALS, or give the token in ASSAY_TOKEN.",
                            path, std::strerror(error));
}

absl::StatusOr<Tokens> Load(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return Tokens();
    return Unusable(path, errno);
  }
  if ((info.st_mode & kOthers) != 0) {
    return FailedPrecondition("CREDENTIALS_EXPOSED",
                              "Others can read the file of tokens, {}. Run `chmod 600 {}`, and "
                              "make new tokens if somebody may have read it.",
                              path, path);
  }
  std::ifstream file(path);
  if (!file) return Unusable(path, EACCES);
  Tokens tokens;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string server;
    std::string token;
    if (words >> server >> token) tokens[server] = token;
  }
  return tokens;
}

// Beside the file and then over it, so that a crash leaves the one or the other.
absl::Status Save(const std::string& path, const Tokens& tokens) {
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
  if (error) return Unusable(path, error.value());
  std::string text;
  for (const auto& [server, token] : tokens) text += server + " " + token + "\n";
  std::string beside = path + ".XXXXXX";
  const int fd = mkostemp(beside.data(), O_CLOEXEC);  // mode 0600
  if (fd < 0) return Unusable(path, errno);
  bool saved =
      write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(fd) == 0;
  saved = close(fd) == 0 && saved;
  if (saved && rename(beside.c_str(), path.c_str()) == 0) return absl::OkStatus();
  const int why = errno;
  unlink(beside.c_str());
  return Unusable(path, why);
}

}  // namespace

std::string CredentialsPath() {
  if (const std::string path = Environment("ASSAY_CREDENTIALS"); !path.empty()) return path;
  std::string config = Environment("XDG_CONFIG_HOME");
  if (config.empty()) config = HomeFolder() + "/.config";
  return config + "/assay/credentials";
}

std::string ServerOf(const ConnectionOptions& options) {
  return internal::ServerOrDefault(options.server);
}

absl::StatusOr<std::string> StoredToken(const std::string& path, const std::string& server) {
  ASSAY_ASSIGN_OR_RETURN(const Tokens tokens, Load(path));
  const auto it = tokens.find(server);
  return it == tokens.end() ? std::string() : it->second;
}

absl::Status StoreToken(const std::string& path, const std::string& server,
                        const std::string& token) {
  const bool printable = !token.empty() && std::all_of(token.begin(), token.end(),
                                                       [](char c) { return c > ' ' && c < 0x7f; });
  if (!printable) {
    return InvalidArgument("TOKEN_MALFORMED", "token",
                           "This is no token. It begins with \"assay_\" and has no spaces.");
  }
  ASSAY_ASSIGN_OR_RETURN(Tokens tokens, Load(path));
  tokens[server] = token;
  return Save(path, tokens);
}

absl::StatusOr<bool> ForgetToken(const std::string& path, const std::string& server) {
  ASSAY_ASSIGN_OR_RETURN(Tokens tokens, Load(path));
  if (tokens.erase(server) == 0) return false;
  ASSAY_RETURN_IF_ERROR(Save(path, tokens));
  return true;
}

}  // namespace assay
