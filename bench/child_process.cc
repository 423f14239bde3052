#include "bench/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "core/errors.h"
#include "core/status_macros.h"

namespace assay::bench {
namespace {

constexpr std::string_view kHost = "127.0.0.1:";
// Below this share of a core a process counts as idle: a server's timers wake now and then.
constexpr double kIdleShare = 0.02;

}  // namespace

absl::StatusOr<std::unique_ptr<ChildProcess>> ChildProcess::Start(
    const std::vector<std::string>& arguments) {
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) {
    return FailedPrecondition("NO_PIPE", "Can't make a pipe: {}.", std::strerror(errno));
  }
  std::unique_ptr<ChildProcess> child(new ChildProcess());
  child->output_ = pipe_ends[0];
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  child->start_time_ = SteadyClock::now();
  const int error = posix_spawn(&child->pid_, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(pipe_ends[1]);
  if (error != 0) {
    child->pid_ = 0;
    return FailedPrecondition("NO_PROGRAM", "Can't run {}: {}.", arguments[0],
                              std::strerror(error));
  }
  ASSAY_RETURN_IF_ERROR(child->ReadAddress());
  return child;
}

absl::Status ChildProcess::ReadAddress() {
  std::string line;
  for (char c; read(output_, &c, 1) == 1 && c != '\n';) line += c;
  const size_t begin = line.find(kHost);
  if (begin == std::string::npos) {
    return FailedPrecondition("NO_ADDRESS", "The server did not say where it listens: \"{}\".",
                              line);
  }
  address_ = line.substr(begin, line.find(' ', begin) - begin);
  return absl::OkStatus();
}

ChildProcess::~ChildProcess() {
  (void)Stop();
  if (output_ >= 0) close(output_);
}

absl::Status ChildProcess::Stop() {
  if (pid_ == 0) return absl::OkStatus();
  kill(pid_, SIGTERM);
  int state = 0;
  waitpid(pid_, &state, 0);
  pid_ = 0;
  if (WIFEXITED(state) && WEXITSTATUS(state) == 0) return absl::OkStatus();
  return FailedPrecondition("SERVER_DIED", "The server did not end well (wait status {}).", state);
}

double ChildProcess::StatusMiB(const char* field) const {
  std::ifstream file("/proc/" + std::to_string(pid_) + "/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(field)) return std::atof(line.c_str() + std::strlen(field)) / 1024;
  }
  return 0;
}

double ChildProcess::CpuSeconds() const {
  std::ifstream file("/proc/" + std::to_string(pid_) + "/stat");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  // Behind the program's name in brackets: state, ten other fields, utime, stime.
  std::istringstream fields(text.substr(std::min(text.size(), text.rfind(')') + 2)));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  double user = 0, system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

void ChildProcess::WaitUntilIdle() const {
  for (double used = CpuSeconds();;) {
    std::this_thread::sleep_for(std::chrono::seconds(1));
    const double now = CpuSeconds();
    if (now - used <= kIdleShare) return;
    used = now;
  }
}

absl::StatusOr<std::unique_ptr<ChildProcess>> StartServer(const std::string& assayd,
                                                          const std::string& data) {
  return ChildProcess::Start({assayd, "--data", data, "--listen", "127.0.0.1:0"});
}

absl::StatusOr<std::unique_ptr<ChildProcess>> StartFreshServer(const std::string& assayd,
                                                               const std::string& data) {
  std::error_code error;
  std::filesystem::remove_all(data, error);
  std::filesystem::create_directories(data, error);
  if (error)
    return FailedPrecondition("DATA_FOLDER_UNUSABLE", "Can't make {}: {}.", data, error.message());
  return StartServer(assayd, data);
}

absl::StatusOr<std::unique_ptr<ChildProcess>> StartBareServer() {
  return ChildProcess::Start({"/proc/self/exe", "--bare-server"});
}

}  // namespace assay::bench
