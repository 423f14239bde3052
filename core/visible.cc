#include "core/visible.h"

#include <array>

#include "fmt/format.h"

namespace assay {
namespace {

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

}  // namespace

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

std::string EscapeHtml(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

}  // namespace assay
