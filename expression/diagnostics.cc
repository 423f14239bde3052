#include "expression/diagnostics.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "core/errors.h"
#include "fmt/format.h"

namespace assay::expression {
namespace {

// What is shown of a long line: this many code points on each side of the caret.
constexpr int kContext = 60;

bool StartsCodePoint(char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }

std::string_view LineOf(std::string_view source, int line) {
  for (; line > 1; --line) {
    const size_t end = source.find('\n');
    if (end == std::string_view::npos) break;
    source.remove_prefix(end + 1);
  }
  return source.substr(0, source.find('\n'));
}

// The line with `column` in it, and a second line with the caret.
std::string Excerpt(std::string_view line, int column) {
  const bool cut = column > kContext + 1;
  std::string text = cut ? "..." : "";
  std::string caret(text.size(), ' ');
  int at = 0;
  for (const char c : line) {
    if (StartsCodePoint(c)) ++at;
    if (at + kContext < column) continue;
    if (at > column + kContext) {
      text += "...";
      break;
    }
    // A tab moves both lines alike; other control characters would garble the terminal.
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    text += control && c != '\t' ? ' ' : c;
    if (at < column && StartsCodePoint(c)) caret += c == '\t' ? '\t' : ' ';
  }
  return fmt::format("  {}\n  {}^", text, caret);
}

}  // namespace

absl::Status Locate(const absl::Status& error, std::string_view source, Position at) {
  std::string message(error.message());
  if (!message.empty() && message.back() != '.' && message.back() != '?') message += '.';
  if (at.line > 0) {
    const bool one_line = source.find('\n') == std::string_view::npos;
    message = fmt::format("{}olumn {}: {}\n{}", one_line ? "C" : fmt::format("Line {}, c", at.line),
                          at.column, message, Excerpt(LineOf(source, at.line), at.column));
  }
  return MakeError(error.code(), ErrorReason(error), message, ErrorField(error));
}

int EditDistance(std::string_view a, std::string_view b) {
  // One row of the Levenshtein table at a time.
  std::vector<int> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (size_t i = 0; i < a.size(); ++i) {
    int diagonal = row[0];
    row[0] = static_cast<int>(i) + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const int change = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({change, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace assay::expression
