// What the output goes to, and how it may look there.
#ifndef ASSAY_CLI_INTERNAL_TERMINAL_H_
#define ASSAY_CLI_INTERNAL_TERMINAL_H_

#include <string>
#include <string_view>

namespace assay::cli {

enum class Ink { kPlain, kBold, kDim, kRed, kGreen, kYellow, kBlue, kMagenta, kCyan };

struct Terminal {
  // What tables and plots have to fit; 0 for no bound, as in a file.
  int columns = 0;
  int rows = 24;
  bool color = false;
  // Whether it shows UTF-8.
  bool unicode = true;
  // Whether someone watches stderr, for progress.
  bool progress = false;

  // `text` in a colour, when there are colours.
  std::string Paint(std::string_view text, Ink ink) const;
  // What stands where something was left out.
  std::string_view Ellipsis() const { return unicode ? "…" : "..."; }
};

// Looks at stdout, stderr and the environment: COLUMNS (also bounds what goes into a file),
// NO_COLOR, TERM, and the locale.
Terminal DetectTerminal();

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_TERMINAL_H_
