// A line on stderr that says how far long work is.
#ifndef ASSAY_CLI_INTERNAL_PROGRESS_H_
#define ASSAY_CLI_INTERNAL_PROGRESS_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>

#include "cli/internal/terminal.h"

namespace assay::cli {

// One line of progress: a bar with percent, or only the count when `total` is 0. Fits `columns` (80
// when that is 0).
std::string ProgressLine(std::string_view label, int64_t done, int64_t total,
                         const std::function<std::string(int64_t)>& human,
                         const Terminal& terminal);

// Rewrites its line a few times a second, and removes it at the end. Silent when nobody watches.
// Calls have to come from one thread at a time.
class Progress {
 public:
  // `human` writes a count, for example HumanBytes.
  Progress(std::string label, std::function<std::string(int64_t)> human, const Terminal& terminal,
           std::ostream& err);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Show(int64_t done, int64_t total);

 private:
  const std::string label_;
  const std::function<std::string(int64_t)> human_;
  const Terminal terminal_;
  std::ostream& err_;
  std::chrono::steady_clock::time_point next_;
  bool shown_ = false;
};

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_PROGRESS_H_
