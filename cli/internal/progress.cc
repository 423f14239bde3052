#include "cli/internal/progress.h"

#include <algorithm>
#include <utility>

#include "cli/internal/text.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kInterval{100};
constexpr int kBarWidth = 30;
constexpr int kUsualColumns = 80;

std::string Bar(int64_t done, int64_t total, bool unicode) {
  const int full =
      static_cast<int>(static_cast<double>(done) / static_cast<double>(total) * kBarWidth);
  std::string bar;
  for (int i = 0; i < kBarWidth; ++i) {
    bar += i < full ? (unicode ? "█" : "#") : (unicode ? "░" : ".");
  }
  return bar;
}

}  // namespace

std::string ProgressLine(std::string_view label, int64_t done, int64_t total,
                         const std::function<std::string(int64_t)>& human,
                         const Terminal& terminal) {
  const int columns = terminal.columns > 0 ? terminal.columns : kUsualColumns;
  if (total <= 0)
    return Elide(fmt::format("{} {}", label, human(done)), columns, terminal.Ellipsis());
  done = std::clamp<int64_t>(done, 0, total);
  const std::string end = fmt::format(
      " {} {:3.0f}% {} of {}", Bar(done, total, terminal.unicode),
      100.0 * static_cast<double>(done) / static_cast<double>(total), human(done), human(total));
  return Elide(label, std::max(0, columns - DisplayWidth(end)), terminal.Ellipsis()) + end;
}

Progress::Progress(std::string label, std::function<std::string(int64_t)> human,
                   const Terminal& terminal, std::ostream& err)
    : label_(Visible(label)), human_(std::move(human)), terminal_(terminal), err_(err) {}

Progress::~Progress() {
  if (shown_) err_ << "\r\x1b[K" << std::flush;
}

void Progress::Show(int64_t done, int64_t total) {
  const auto now = steady_clock::now();
  if (!terminal_.progress || now < next_) return;
  next_ = now + kInterval;
  shown_ = true;
  err_ << "\r" << ProgressLine(label_, done, total, human_, terminal_) << "\x1b[K" << std::flush;
}

}  // namespace assay::cli
