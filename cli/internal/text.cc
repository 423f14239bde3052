#include "cli/internal/text.h"

#include <locale.h>
#include <wchar.h>

#include <algorithm>
#include <cmath>

#include "fmt/format.h"

namespace assay::cli {
namespace {

// Widths come from a locale that knows all characters, whatever the terminal's.
int RuneWidth(char32_t code) {
  static const locale_t kLocale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  const locale_t before = kLocale != nullptr ? uselocale(kLocale) : nullptr;
  const int width = wcwidth(static_cast<wchar_t>(code));
  if (before != nullptr) uselocale(before);
  return std::max(width, 0);
}

}  // namespace

std::string VisibleLines(std::string_view text) {
  std::string result;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    result += Visible(text.substr(begin, end - begin)) + "\n";
    begin = end + 1;
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
