#include <csignal>
#include <cstdio>
#include <filesystem>

#include "absl/synchronization/mutex.h"
#include "core/version.h"
#include "server/config.h"
#include "server/server.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

// jemalloc's settings, which it looks for under this name. Messages of a megabyte come and go on
// many threads: few arenas, and what is freed given back within half a second by a thread of its
// own, keep the memory near what is in use.
extern "C" {
const char* malloc_conf =  // NOLINT: not const, as jemalloc declares it
    "narenas:4,dirty_decay_ms:500,muzzy_decay_ms:0,background_thread:true";
}

int main(int argc, char** argv) {
  // gRPC's locks are Abseil's, which in Debian's build look for deadlocks each time they are taken.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  int exit_code = 0;
  const auto config = assay::ParseConfig(argc, argv, &exit_code);
  if (!config) return exit_code;

  // The log goes to stderr; what a person or script starts from goes to stdout.
  spdlog::set_default_logger(spdlog::stderr_logger_mt("assayd"));
  spdlog::set_level(spdlog::level::from_str(config->log_level));

  // Blocked before any thread starts, so that only sigwait below gets them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  auto server = assay::Server::Start(*config);
  if (!server.ok()) {
    std::fprintf(stderr, "assayd: %s\n", std::string(server.status().message()).c_str());
    return 1;
  }
  const std::string host = config->listen.substr(0, config->listen.rfind(':'));
  std::printf("assayd %s serves gRPC on %s:%d with data in %s\n", assay::kVersion, host.c_str(),
              (*server)->port(),
              std::filesystem::absolute(config->data).lexically_normal().c_str());
  if (const std::string secret = (*server)->TakeFirstSecret(); !secret.empty()) {
    std::printf("The token of the administrator %s, shown only now: %s\n",
                config->first_administrator.c_str(), secret.c_str());
  }
  std::fflush(stdout);

  int signal = 0;
  sigwait(&signals, &signal);
  std::printf("assayd stops: it ends what is in flight.\n");
  std::fflush(stdout);
  server->reset();
  return 0;
}
