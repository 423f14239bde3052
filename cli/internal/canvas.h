// A drawing in cells of characters.
#ifndef ASSAY_CLI_INTERNAL_CANVAS_H_
#define ASSAY_CLI_INTERNAL_CANVAS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "cli/internal/terminal.h"

namespace assay::cli {

// Dots on a grid: in braille 2 x 4 of them in a cell, else one. The last pen that draws in a cell
// gives the cell its colour or mark.
class Canvas {
 public:
  Canvas(int columns, int rows, bool braille);

  int width() const { return columns_ * dots_x_; }  // in dots
  int height() const { return rows_ * dots_y_; }
  int rows() const { return rows_; }

  // A line between two dots, both included; y grows downwards.
  void Line(int x0, int y0, int x1, int y1, int pen);
  std::string Row(int row, const Terminal& terminal) const;

 private:
  void Dot(int x, int y, int pen);

  const int columns_;
  const int rows_;
  const int dots_x_;
  const int dots_y_;
  std::vector<uint8_t> dots_;
  std::vector<int> pens_;
};

// How a pen looks.
Ink PenInk(int pen);
std::string PenMark(int pen, bool unicode);

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_CANVAS_H_
