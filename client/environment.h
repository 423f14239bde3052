// The environment that a run runs in.
#ifndef ASSAY_CLIENT_ENVIRONMENT_H_
#define ASSAY_CLIENT_ENVIRONMENT_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"

namespace assay {

struct EnvironmentOptions {
  std::string lock_file;  // pins the versions of what the code depends on; empty for none
};

// What describes this machine and process; a key whose value can't be found is left out:
//   os, kernel, architecture, hostname, cpu_model, cpu_count (cores), memory_bytes
//   compiler          of this library
//   client_version    of Assay
//   image_digest      of the container image, from the variable ASSAY_IMAGE_DIGEST
//   command           of this process, quoted for a shell
//   lock_file_digest  "sha256:<hex>"
// No other environment variable is read. In the command, values of arguments that are named like a
// secret ("--api-key=...") and credentials in URLs become "***". Fails only when the lock file
// can't be hashed, with the reasons of HashFile. Thread-safe.
absl::StatusOr<std::map<std::string, std::string>> CaptureEnvironment(
    const EnvironmentOptions& options = {});

}  // namespace assay

#endif  // ASSAY_CLIENT_ENVIRONMENT_H_
