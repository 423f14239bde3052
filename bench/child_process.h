// Programs that are measured run as children of the benchmark.
#ifndef ASSAY_BENCH_CHILD_PROCESS_H_
#define ASSAY_BENCH_CHILD_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "bench/harness.h"

namespace assay::bench {

// A server in another process, which says on stdout where it listens. Stopped when it is destroyed.
class ChildProcess {
 public:
  // Starts `arguments[0]` and waits for a line with "127.0.0.1:PORT".
  static absl::StatusOr<std::unique_ptr<ChildProcess>> Start(
      const std::vector<std::string>& arguments);
  ~ChildProcess();

  // "127.0.0.1:PORT".
  const std::string& address() const { return address_; }
  // Just before the program was executed.
  SteadyClock::time_point start_time() const { return start_time_; }
  double ResidentMiB() const { return StatusMiB("VmRSS:"); }
  // The most that was resident at any time.
  double PeakResidentMiB() const { return StatusMiB("VmHWM:"); }
  // Processor time of all threads until now.
  double CpuSeconds() const;
  // Waits until the process has used next to no processor time for a second: its background work is
  // done.
  void WaitUntilIdle() const;
  // Sends SIGTERM and waits for the end. FailedPrecondition when the program did not end well.
  absl::Status Stop();

 private:
  ChildProcess() = default;
  absl::Status ReadAddress();
  double StatusMiB(const char* field) const;

  pid_t pid_ = 0;
  int output_ = -1;
  std::string address_;
  SteadyClock::time_point start_time_;
};

// assayd with the data folder `data`, otherwise as users run it.
absl::StatusOr<std::unique_ptr<ChildProcess>> StartServer(const std::string& assayd,
                                                          const std::string& data);
// The same, in a folder that is emptied first.
absl::StatusOr<std::unique_ptr<ChildProcess>> StartFreshServer(const std::string& assayd,
                                                               const std::string& data);
// The server that does nothing (bare_server.h).
absl::StatusOr<std::unique_ptr<ChildProcess>> StartBareServer();

}  // namespace assay::bench

#endif  // ASSAY_BENCH_CHILD_PROCESS_H_
