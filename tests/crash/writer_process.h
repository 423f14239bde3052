// A crash_writer as a process.
#ifndef ASSAY_TESTS_CRASH_WRITER_PROCESS_H_
#define ASSAY_TESTS_CRASH_WRITER_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace assay::crash {

struct WriterOptions {
  std::string server;
  std::string spool_dir;
  std::string run_id;
  int64_t steps = 0;
  int64_t flush_every = 0;
  std::string mark_file;
};

// Not thread-safe. The process dies with this object, and with the test's own process.
class WriterProcess {
 public:
  explicit WriterProcess(const WriterOptions& options);
  ~WriterProcess() { Kill(); }
  WriterProcess(WriterProcess&& other) noexcept : pid_(other.pid_) { other.pid_ = -1; }
  WriterProcess& operator=(WriterProcess&&) = delete;

  // Sends SIGKILL and waits for the end.
  void Kill();
  // Waits for the end; the exit code, or -1 when a signal ended it.
  int Wait();

 private:
  pid_t pid_;
};

// The last mark in a writer's file: so many steps were acknowledged. 0 when there is none.
int64_t LastMark(const std::string& mark_file);

}  // namespace assay::crash

#endif  // ASSAY_TESTS_CRASH_WRITER_PROCESS_H_
