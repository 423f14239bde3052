#include "expression/string_literal.h"

#include <cstdint>

#include "core/errors.h"
#include "core/status_macros.h"
#include "fmt/format.h"

namespace assay::expression {
namespace {

// The escapes of one letter, and what they stand for at the same place.
constexpr std::string_view kLetters = "abfnrtv\\?\"'`";
constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v\\?\"'`";

void AppendUtf8(uint32_t code, std::string* out) {
  if (code < 0x80) {
    *out += static_cast<char>(code);
    return;
  }
  const int extra = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  static constexpr uint32_t kLead[] = {0, 0xc0, 0xe0, 0xf0};
  *out += static_cast<char>(kLead[extra] | code >> (6 * extra));
  for (int i = extra - 1; i >= 0; --i) *out += static_cast<char>(0x80 | (code >> (6 * i) & 0x3f));
}

int DigitValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 16;
}

// How the digits of an escape are written; `digits` is 0 when the escape has none.
struct NumericEscape {
  size_t skip;  // letters between the backslash and the digits
  size_t digits;
  int base;
};

NumericEscape NumericEscapeOf(char c) {
  switch (c) {
    case 'x':
    case 'X':
      return {1, 2, 16};
    case 'u':
      return {1, 4, 16};
    case 'U':
      return {1, 8, 16};
    default:
      return c >= '0' && c <= '3' ? NumericEscape{0, 3, 8} : NumericEscape{0, 0, 0};
  }
}

// Reads the escape that starts `rest` (its backslash), appends what it stands for, and gives its
// length.
absl::StatusOr<size_t> DecodeOne(std::string_view rest, std::string* out) {
  if (rest.size() < 2) {
    return InvalidArgument("EXPRESSION_SYNTAX", "", "a string can't end in a single backslash");
  }
  if (const size_t letter = kLetters.find(rest[1]); letter != std::string_view::npos) {
    *out += kMeanings[letter];
    return 2;
  }
  const NumericEscape form = NumericEscapeOf(rest[1]);
  const size_t length = 1 + form.skip + form.digits;
  bool valid = form.digits > 0 && length <= rest.size();
  uint32_t code = 0;
  for (size_t i = 1 + form.skip; valid && i < length; ++i) {
    valid = DigitValue(rest[i]) < form.base;
    code = code * form.base + DigitValue(rest[i]);
  }
  if (!valid || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    return InvalidArgument("EXPRESSION_SYNTAX", "",
                           "{} is not an escape of a string; write \\\\ for a backslash, or "
                           "r\"...\" for a string without escapes",
                           QuoteString(rest.substr(0, std::min<size_t>(2, rest.size()))));
  }
  AppendUtf8(code, out);
  return length;
}

}  // namespace

std::string QuoteString(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const size_t meaning =
        c == '?' || c == '\'' || c == '`' ? std::string_view::npos : kMeanings.find(c);
    if (meaning != std::string_view::npos) {
      quoted += '\\';
      quoted += kLetters[meaning];
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      quoted += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

absl::StatusOr<std::string> DecodeEscapes(std::string_view inside) {
  std::string text;
  text.reserve(inside.size());
  while (!inside.empty()) {
    if (inside[0] != '\\') {
      text += inside[0];
      inside.remove_prefix(1);
      continue;
    }
    ASSAY_ASSIGN_OR_RETURN(const size_t length, DecodeOne(inside, &text));
    inside.remove_prefix(length);
  }
  return text;
}

}  // namespace assay::expression
