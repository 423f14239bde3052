#include "tests/testing/server_process.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "core/errors.h"
#include "core/status_macros.h"

namespace assay::testing {
namespace {

constexpr char kProgram[] = ASSAY_BINARY_DIR "/server/assayd";

// Between fork and exec: system calls only.
[[noreturn]] void Execute(char* const* arguments, bool obey_permissions, int out, int err) {
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (obey_permissions) {
    prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0);
    prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH, 0, 0, 0);
  }
  execv(arguments[0], arguments);
  _exit(127);
}

std::string ReadAll(int fd) {
  std::string text;
  char buffer[4096];
  for (off_t at = 0;;) {
    const ssize_t size = pread(fd, buffer, sizeof(buffer), at);
    if (size <= 0) return text;
    text.append(buffer, static_cast<size_t>(size));
    at += size;
  }
}

// One line of a pipe, or what came before its end.
std::string ReadLine(int fd) {
  std::string line;
  char c;
  while (read(fd, &c, 1) == 1 && c != '\n') line += c;
  return line;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ServerProcess>> ServerProcess::Start(const ServerOptions& options) {
  std::unique_ptr<ServerProcess> server(new ServerProcess(options));
  ASSAY_RETURN_IF_ERROR(server->Launch());
  return server;
}

ServerProcess::~ServerProcess() {
  Kill();
  if (stderr_ >= 0) close(stderr_);
}

absl::Status ServerProcess::Launch() {
  std::vector<std::string> words = {kProgram, "--data", options_.data, "--listen", options_.listen};
  words.insert(words.end(), options_.flags.begin(), options_.flags.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  int out[2];
  if (pipe2(out, O_CLOEXEC) != 0) return absl::InternalError("no pipe");
  if (stderr_ >= 0) close(stderr_);
  stderr_ = memfd_create("assayd-stderr", MFD_CLOEXEC);
  pid_ = fork();
  if (pid_ == 0) Execute(arguments.data(), options_.obey_permissions, out[1], stderr_);
  close(out[1]);
  stdout_ = out[0];

  const std::string line = ReadLine(stdout_);
  const size_t colon = line.find("127.0.0.1:");
  if (line.find(" serves gRPC on ") == std::string::npos || colon == std::string::npos) {
    Wait();
    return MakeError(absl::StatusCode::kFailedPrecondition, "SERVER_DID_NOT_START", Log());
  }
  port_ = std::atoi(line.c_str() + colon + sizeof("127.0.0.1:") - 1);
  return absl::OkStatus();
}

int ServerProcess::Wait() {
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  close(stdout_);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int ServerProcess::Terminate() {
  if (!running()) return -1;
  kill(pid_, SIGTERM);
  return Wait();
}

void ServerProcess::Kill() {
  if (!running()) return;
  kill(pid_, SIGKILL);
  Wait();
}

absl::Status ServerProcess::Restart() {
  options_.listen = address();
  return Launch();
}

std::string ServerProcess::NextLine() { return ReadLine(stdout_); }

std::string ServerProcess::Log() const { return ReadAll(stderr_); }

}  // namespace assay::testing
