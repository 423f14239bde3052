#include "cli/internal/terminal.h"

#include <langinfo.h>
#include <locale.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "fmt/format.h"

namespace assay::cli {
namespace {

// Narrower than this, a table can't say anything.
constexpr int kLeastColumns = 20;

std::string_view Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

int ColumnsOfEnvironment() {
  const std::string_view text = Environment("COLUMNS");
  int columns = 0;
  std::from_chars(text.data(), text.data() + text.size(), columns);
  return columns;
}

int CodeOf(Ink ink) {
  switch (ink) {
    case Ink::kPlain:
      return 0;
    case Ink::kBold:
      return 1;
    case Ink::kDim:
      return 2;
    case Ink::kRed:
      return 31;
    case Ink::kGreen:
      return 32;
    case Ink::kYellow:
      return 33;
    case Ink::kBlue:
      return 34;
    case Ink::kMagenta:
      return 35;
    case Ink::kCyan:
      return 36;
  }
  return 0;
}

}  // namespace

std::string Terminal::Paint(std::string_view text, Ink ink) const {
  if (!color || ink == Ink::kPlain || text.empty()) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", CodeOf(ink), text);
}

Terminal DetectTerminal() {
  Terminal terminal;
  const bool shown = isatty(STDOUT_FILENO) != 0;
  winsize size{};
  if (shown && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
    terminal.columns = size.ws_col;
    if (size.ws_row > 0) terminal.rows = size.ws_row;
  }
  if (const int columns = ColumnsOfEnvironment(); columns > 0) terminal.columns = columns;
  if (terminal.columns > 0) terminal.columns = std::max(terminal.columns, kLeastColumns);
  terminal.color = shown && Environment("NO_COLOR").empty() && Environment("TERM") != "dumb";
  terminal.progress = isatty(STDERR_FILENO) != 0 && Environment("TERM") != "dumb";
  setlocale(LC_CTYPE, "");
  terminal.unicode = std::string_view(nl_langinfo(CODESET)) == "UTF-8";
  return terminal;
}

}  // namespace assay::cli
