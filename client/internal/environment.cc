#include "client/environment.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <thread>
#include <vector>

#include "client/hash.h"
#include "client/internal/command.h"
#include "core/digest.h"
#include "core/status_macros.h"
#include "fmt/format.h"

namespace assay {
namespace {

using Facts = std::map<std::string, std::string>;

// The value of the first line "<key><separator><value>" of a file, without quotes around it.
std::string ValueInFile(const char* path, std::string_view key, char separator) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key)) continue;
    const size_t begin = line.find(separator);
    if (begin == std::string::npos) continue;
    const size_t first = line.find_first_not_of(" \t\"", begin + 1);
    if (first == std::string::npos) return "";
    const size_t last = line.find_last_not_of(" \t\"");
    return line.substr(first, last - first + 1);
  }
  return "";
}

std::vector<std::string> Arguments() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::vector<std::string> arguments;
  for (std::string argument; std::getline(file, argument, '\0');) arguments.push_back(argument);
  return arguments;
}

std::string Compiler() {
#if defined(__clang__)
  return fmt::format("clang {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#else
  return fmt::format("gcc {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
}

// As given, or as the part behind '@' of "<image>@<digest>".
std::string ImageDigest() {
  const char* variable = std::getenv("ASSAY_IMAGE_DIGEST");
  if (variable == nullptr) return "";
  std::string_view digest = variable;
  digest = digest.substr(digest.rfind('@') + 1);
  return ValidateDigest(digest).ok() ? std::string(digest) : "";
}

std::string MemoryBytes() {
  const int64_t pages = sysconf(_SC_PHYS_PAGES);
  const int64_t page_bytes = sysconf(_SC_PAGESIZE);
  return pages > 0 && page_bytes > 0 ? std::to_string(pages * page_bytes) : "";
}

void AddSystem(Facts* facts) {
  utsname system;
  if (uname(&system) != 0) return;
  (*facts)["kernel"] = fmt::format("{} {}", system.sysname, system.release);
  (*facts)["architecture"] = system.machine;
  (*facts)["hostname"] = system.nodename;
}

}  // namespace

absl::StatusOr<Facts> CaptureEnvironment(const EnvironmentOptions& options) {
  Facts facts;
  AddSystem(&facts);
  facts["os"] = ValueInFile("/etc/os-release", "PRETTY_NAME", '=');
  facts["cpu_model"] = ValueInFile("/proc/cpuinfo", "model name", ':');
  const unsigned cores = std::thread::hardware_concurrency();
  facts["cpu_count"] = cores > 0 ? std::to_string(cores) : "";
  facts["memory_bytes"] = MemoryBytes();
  facts["compiler"] = Compiler();
  facts["client_version"] = ASSAY_VERSION;
  facts["image_digest"] = ImageDigest();
  facts["command"] = RenderCommand(Arguments());
  if (!options.lock_file.empty()) {
    ASSAY_ASSIGN_OR_RETURN(const FileDigest file, HashFile(options.lock_file));
    facts["lock_file_digest"] = file.digest;
  }
  std::erase_if(facts, [](const auto& fact) { return fact.second.empty(); });
  return facts;
}

}  // namespace assay
