#include "cli/internal/canvas.h"

#include <array>
#include <cstdlib>

namespace assay::cli {
namespace {

// The bits of U+2800 and following, by row and column of the dot.
constexpr uint8_t kBraille[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

std::string BrailleText(uint8_t dots) {
  // U+2800 + dots in UTF-8.
  return {static_cast<char>(0xE2), static_cast<char>(0xA0 | dots >> 6),
          static_cast<char>(0x80 | (dots & 0x3F))};
}

}  // namespace

Ink PenInk(int pen) {
  constexpr std::array kInks = {Ink::kCyan,    Ink::kYellow, Ink::kGreen,
                                Ink::kMagenta, Ink::kRed,    Ink::kBlue};
  return kInks[static_cast<size_t>(pen) % kInks.size()];
}

std::string PenMark(int pen, bool unicode) {
  constexpr std::array kMarks = {"●", "○", "▲", "△", "■", "□", "◆", "◇"};
  constexpr std::array kAsciiMarks = {"*", "+", "o", "x", "#", "@", "%", "="};
  const size_t index = static_cast<size_t>(pen) % kMarks.size();
  return unicode ? kMarks[index] : kAsciiMarks[index];
}

Canvas::Canvas(int columns, int rows, bool braille)
    : columns_(columns),
      rows_(rows),
      dots_x_(braille ? 2 : 1),
      dots_y_(braille ? 4 : 1),
      dots_(static_cast<size_t>(columns * rows)),
      pens_(static_cast<size_t>(columns * rows)) {}

void Canvas::Dot(int x, int y, int pen) {
  if (x < 0 || y < 0 || x >= width() || y >= height()) return;
  const auto cell = static_cast<size_t>(y / dots_y_ * columns_ + x / dots_x_);
  dots_[cell] |= kBraille[y % dots_y_][x % dots_x_];
  pens_[cell] = pen;
}

// Bresenham's algorithm.
void Canvas::Line(int x0, int y0, int x1, int y1, int pen) {
  const int dx = std::abs(x1 - x0);
  const int dy = -std::abs(y1 - y0);
  const int step_x = x0 < x1 ? 1 : -1;
  const int step_y = y0 < y1 ? 1 : -1;
  int error = dx + dy;
  while (true) {
    Dot(x0, y0, pen);
    if (x0 == x1 && y0 == y1) return;
    const int twice = 2 * error;
    if (twice >= dy) {
      error += dy;
      x0 += step_x;
    }
    if (twice <= dx) {
      error += dx;
      y0 += step_y;
    }
  }
}

std::string Canvas::Row(int row, const Terminal& terminal) const {
  std::string text;
  for (int column = 0; column < columns_; ++column) {
    const auto cell = static_cast<size_t>(row * columns_ + column);
    if (dots_[cell] == 0) {
      text += ' ';
    } else {
      text += terminal.Paint(
          dots_x_ == 2 ? BrailleText(dots_[cell]) : PenMark(pens_[cell], terminal.unicode),
          PenInk(pens_[cell]));
    }
  }
  return text;
}

}  // namespace assay::cli
