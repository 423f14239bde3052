// Text for terminals: how wide it is, and how to show what others wrote without letting it act.
#ifndef ASSAY_CLI_INTERNAL_TEXT_H_
#define ASSAY_CLI_INTERNAL_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "core/visible.h"

namespace assay::cli {

// `text` with every line of it made visible by itself, and a line break behind each.
std::string VisibleLines(std::string_view text);

// Columns of a terminal that `text` (of Visible) takes: 2 for wide characters, 0 for combining
// ones.
int DisplayWidth(std::string_view text);

// The longest beginning of `text` that with `mark` behind takes at most `width` columns; `text`
// itself when that fits.
std::string Elide(std::string_view text, int width, std::string_view mark);

// "1.5 MB": three digits at least, in powers of 1000.
std::string HumanBytes(int64_t bytes);
// "3d 04h", "1h 02m", "3m 05s", "12s", "250ms".
std::string HumanMillis(int64_t millis);
// 1234567 is "1,234,567".
std::string HumanCount(int64_t count);
// In 6 significant digits: "0.91", "1.5e-07", "NaN", "Infinity".
std::string HumanDouble(double number);
// The shortest text that reads back as the same double; "NaN", "Infinity", "-Infinity".
std::string ExactDouble(double number);

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_TEXT_H_
