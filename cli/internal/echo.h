// Typing what nobody may read over the shoulder.
#ifndef ASSAY_CLI_INTERNAL_ECHO_H_
#define ASSAY_CLI_INTERNAL_ECHO_H_

#include <termios.h>

namespace assay::cli {

// While it lives the terminal at stdin does not show what is typed. Does nothing when stdin is no
// terminal.
class EchoOff {
 public:
  EchoOff();
  ~EchoOff();
  EchoOff(const EchoOff&) = delete;
  EchoOff& operator=(const EchoOff&) = delete;

  // Whether there is a terminal, and so a person.
  bool on_terminal() const { return on_terminal_; }

 private:
  bool on_terminal_;
  termios before_{};
};

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_ECHO_H_
