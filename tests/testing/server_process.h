// assayd as a process of its own, as users run it.
#ifndef ASSAY_TESTS_TESTING_SERVER_PROCESS_H_
#define ASSAY_TESTS_TESTING_SERVER_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace assay::testing {

struct ServerOptions {
  std::string data = {};
  // Port 0 lets the system choose.
  std::string listen = "127.0.0.1:0";
  std::vector<std::string> flags = {};
  // Without root's right to pass over the permissions of files.
  bool obey_permissions = false;
};

// Not thread-safe. The process dies with this object, and with the test's own process.
class ServerProcess {
 public:
  // Starts the server and waits until it says on stdout where it serves. When it ends instead:
  // FailedPrecondition with what it wrote to stderr as the message.
  static absl::StatusOr<std::unique_ptr<ServerProcess>> Start(const ServerOptions& options);
  ~ServerProcess();

  pid_t pid() const { return pid_; }
  int port() const { return port_; }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  bool running() const { return pid_ > 0; }

  // Sends SIGTERM, waits for the end, and returns the exit code (-1 when a signal ended it).
  int Terminate();
  // Sends SIGKILL and waits for the end.
  void Kill();
  // Starts it again, when it has ended, on the same data and port.
  absl::Status Restart();
  // The next line that it writes to stdout, behind the one with its address; waits for it.
  std::string NextLine();
  // What it wrote to stderr since its last start.
  std::string Log() const;

 private:
  explicit ServerProcess(ServerOptions options) : options_(std::move(options)) {}
  absl::Status Launch();
  int Wait();

  ServerOptions options_;
  pid_t pid_ = -1;
  int port_ = 0;
  int stdout_ = -1;
  int stderr_ = -1;
};

}  // namespace assay::testing

#endif  // ASSAY_TESTS_TESTING_SERVER_PROCESS_H_
