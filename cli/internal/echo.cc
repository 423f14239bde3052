#include "cli/internal/echo.h"

#include <unistd.h>

namespace assay::cli {

EchoOff::EchoOff() : on_terminal_(tcgetattr(STDIN_FILENO, &before_) == 0) {
  if (!on_terminal_) return;
  termios hidden = before_;
  hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
}

EchoOff::~EchoOff() {
  if (on_terminal_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
}

}  // namespace assay::cli
