// Showing text that others wrote without letting it act on a terminal or a page.
#ifndef ASSAY_CORE_VISIBLE_H_
#define ASSAY_CORE_VISIBLE_H_

#include <string>
#include <string_view>

namespace assay {

// One character of a text.
struct Rune {
  char32_t code = 0;
  int bytes = 1;
  bool valid = false;
};

// The first character of a text that is not empty. An invalid byte is one of its own.
Rune FirstRune(std::string_view text);

// `text` with everything escaped that is not to be seen as it is: control characters (and with them
// ANSI escapes), characters that reorder or hide text, and bytes that are no UTF-8: "a\tb",
// "\x1b[31m",
// "\u202e".
std::string Visible(std::string_view text);

// `text` with the characters that mean something in HTML, in text or a quoted attribute, as
// entities.
std::string EscapeHtml(std::string_view text);

}  // namespace assay

#endif  // ASSAY_CORE_VISIBLE_H_
