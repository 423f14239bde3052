#include "cli/internal/text.h"

#include <locale.h>
#include <wchar.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "fmt/format.h"

namespace assay::cli {
namespace {

struct Rune {
  char32_t code = 0;
  int bytes = 1;
  bool valid = false;
};

// The first character of a text that is not empty. An invalid byte is one of its own.
Rune FirstRune(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const int bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
  if (bytes == 0 || lead > 0xF4 || text.size() < static_cast<size_t>(bytes))
    return {lead, 1, false};
  char32_t code = lead & (0x7F >> bytes);
  for (int i = 1; i < bytes; ++i) {
    if ((byte(static_cast<size_t>(i)) & 0xC0) != 0x80) return {lead, 1, false};
    code = code << 6 | (byte(static_cast<size_t>(i)) & 0x3F);
  }
  constexpr std::array<char32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < kLeast[static_cast<size_t>(bytes)] || surrogate || code > 0x10FFFF) {
    return {lead, 1, false};
  }
  return {code, bytes, true};
}

// Whether a character acts on the text around it, or can't be seen.
bool Acts(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code <= 0x9F) || code == 0xAD || code == 0x61C ||
         code == 0x200B || code == 0x200E || code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF ||
         (code >= 0xFFF9 && code <= 0xFFFB) || (code >= 0xE0000 && code <= 0xE007F);
}

std::string Escape(char32_t code) {
  switch (code) {
    case '\n':
      return "\\n";
    case '\t':
      return "\\t";
    case '\r':
      return "\\r";
    default:
      break;
  }
  if (code < 0x100) return fmt::format("\\x{:02x}", static_cast<unsigned>(code));
  if (code < 0x10000) return fmt::format("\\u{:04x}", static_cast<unsigned>(code));
  return fmt::format("\\U{:08x}", static_cast<unsigned>(code));
}

// Widths come from a locale that knows all characters, whatever the terminal's.
int RuneWidth(char32_t code) {
  static const locale_t kLocale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  const locale_t before = kLocale != nullptr ? uselocale(kLocale) : nullptr;
  const int width = wcwidth(static_cast<wchar_t>(code));
  if (before != nullptr) uselocale(before);
  return std::max(width, 0);
}

}  // namespace

std::string Visible(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const Rune rune = FirstRune(text);
    if (!rune.valid || Acts(rune.code)) {
      result += Escape(rune.code);
    } else {
      result += text.substr(0, static_cast<size_t>(rune.bytes));
    }
    text.remove_prefix(static_cast<size_t>(rune.bytes));
  }
  return result;
}

int DisplayWidth(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const Rune rune = FirstRune(text);
    width += rune.code < 0x80 ? 1 : RuneWidth(rune.code);
    text.remove_prefix(static_cast<size_t>(rune.bytes));
  }
  return width;
}

std::string Elide(std::string_view text, int width, std::string_view mark) {
  if (DisplayWidth(text) <= width) return std::string(text);
  int left = width - DisplayWidth(mark);
  if (left < 0) return std::string(mark.substr(0, static_cast<size_t>(std::max(width, 0))));
  size_t kept = 0;
  while (kept < text.size()) {
    const Rune rune = FirstRune(text.substr(kept));
    left -= rune.code < 0x80 ? 1 : RuneWidth(rune.code);
    if (left < 0) break;
    kept += static_cast<size_t>(rune.bytes);
  }
  return std::string(text.substr(0, kept)) + std::string(mark);
}

std::string HumanBytes(int64_t bytes) {
  if (bytes < 1'000) return fmt::format("{} B", bytes);
  double number = static_cast<double>(bytes);
  const char* unit = "";
  for (const char* next : {"kB", "MB", "GB", "TB", "PB", "EB"}) {
    unit = next;
    number /= 1'000;
    if (number < 999.5) break;
  }
  return fmt::format("{:.{}f} {}", number, number < 9.995 ? 2 : number < 99.95 ? 1 : 0, unit);
}

std::string HumanMillis(int64_t millis) {
  if (millis < 1'000) return fmt::format("{}ms", millis);
  const int64_t seconds = millis / 1'000;
  if (seconds < 60) return fmt::format("{}s", seconds);
  if (seconds < 3'600) return fmt::format("{}m {:02}s", seconds / 60, seconds % 60);
  if (seconds < 48 * 3'600) return fmt::format("{}h {:02}m", seconds / 3'600, seconds / 60 % 60);
  return fmt::format("{}d {:02}h", seconds / 86'400, seconds / 3'600 % 24);
}

std::string HumanCount(int64_t count) {
  std::string digits = fmt::format("{}", count);
  const size_t first = digits[0] == '-' ? 1 : 0;
  for (size_t at = digits.size(); at > first + 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string HumanDouble(double number) {
  if (!std::isfinite(number)) return ExactDouble(number);
  return fmt::format("{:.6g}", number);
}

std::string ExactDouble(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
  return fmt::format("{}", number);
}

}  // namespace assay::cli
