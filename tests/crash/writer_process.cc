#include "tests/crash/writer_process.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <vector>

namespace assay::crash {

WriterProcess::WriterProcess(const WriterOptions& options) {
  std::vector<std::string> words = {CRASH_WRITER,
                                    options.server,
                                    options.spool_dir,
                                    options.run_id,
                                    std::to_string(options.steps),
                                    std::to_string(options.flush_every),
                                    options.mark_file};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_ = fork();
  if (pid_ != 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  execv(arguments[0], arguments.data());
  _exit(127);
}

void WriterProcess::Kill() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  Wait();
}

int WriterProcess::Wait() {
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int64_t LastMark(const std::string& mark_file) {
  std::ifstream file(mark_file);
  int64_t last = 0;
  // A line that the kill cut off has no newline.
  for (std::string line; std::getline(file, line) && !file.eof();) last = std::stoll(line);
  return last;
}

}  // namespace assay::crash
