#include "cli/internal/plot.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "cli/internal/canvas.h"
#include "cli/internal/text.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr int kLeastDrawing = 10;
// Rows between two labels of the axis, about.
constexpr int kRowsPerTick = 3;

struct Point {
  int64_t step = 0;
  double y = 0;  // on the axis: a value, or its logarithm
};

// What is drawn in one stroke.
using Stroke = std::vector<Point>;

std::optional<double> OnAxis(double value, bool log_y) {
  if (std::isnan(value) || (log_y && value <= 0)) return std::nullopt;
  return log_y ? std::log10(value) : value;
}

std::vector<Stroke> ToStrokes(const v1::MetricBuckets& buckets, bool log_y) {
  std::vector<Stroke> strokes(1);
  for (int i = 0; i < buckets.counts_size(); ++i) {
    std::array<std::pair<int64_t, double>, 4> points = {{
        {buckets.first_steps(i), buckets.first_values(i)},
        {buckets.min_steps(i), buckets.mins(i)},
        {buckets.max_steps(i), buckets.maxs(i)},
        {buckets.last_steps(i), buckets.last_values(i)},
    }};
    std::stable_sort(points.begin(), points.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    bool drawn = false;
    for (const auto& [step, value] : points) {
      const std::optional<double> y = OnAxis(value, log_y);
      if (!y) continue;
      strokes.back().push_back({step, *y});
      drawn = true;
    }
    if (!drawn && !strokes.back().empty()) strokes.emplace_back();
  }
  if (strokes.back().empty()) strokes.pop_back();
  return strokes;
}

// What the axes have to cover.
struct Bounds {
  int64_t first_step = std::numeric_limits<int64_t>::max();
  int64_t last_step = std::numeric_limits<int64_t>::min();
  double low = kInfinity;
  double high = -kInfinity;

  void Add(const Point& point) {
    first_step = std::min(first_step, point.step);
    last_step = std::max(last_step, point.step);
    if (!std::isfinite(point.y)) return;
    low = std::min(low, point.y);
    high = std::max(high, point.y);
  }
  // A constant lies in the middle; infinities alone get some axis.
  void Widen() {
    if (low > high) low = high = 0;
    if (low < high) return;
    const double margin = low == 0 ? 1 : std::abs(low) / 10;
    low -= margin;
    high += margin;
  }
};

// Where a share of [0, 1] lies among `dots`.
int ToDot(double share, int dots) {
  return static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * (dots - 1)));
}

int DotX(const Bounds& bounds, int64_t step, int dots) {
  if (bounds.first_step == bounds.last_step) return dots / 2;
  const double first = static_cast<double>(bounds.first_step);
  return ToDot(
      (static_cast<double>(step) - first) / (static_cast<double>(bounds.last_step) - first), dots);
}

int DotY(const Bounds& bounds, double y, int dots) {
  // Halves, because the distance of two doubles may be too large for one.
  const double share = (y / 2 - bounds.low / 2) / (bounds.high / 2 - bounds.low / 2);
  return dots - 1 - ToDot(share, dots);
}

// The labels of the y axis by row.
std::map<int, std::string> TickLabels(const Bounds& bounds, int rows, bool log_y) {
  std::map<int, std::string> labels;
  // One label alone says nothing of the scale.
  for (int most = std::max(1, rows / kRowsPerTick); labels.size() < 2 && most <= 2 * rows;
       most *= 2) {
    labels.clear();
    for (const double tick : RoundTicks(bounds.low, bounds.high, most)) {
      labels[DotY(bounds, tick, rows)] = fmt::format("{:.4g}", log_y ? std::pow(10, tick) : tick);
    }
  }
  return labels;
}

std::string StepAxis(const Bounds& bounds, int gutter, int columns, bool unicode) {
  std::string axis(static_cast<size_t>(gutter), ' ');
  axis += unicode ? "└" : "+";
  for (int i = 0; i < columns; ++i) axis += unicode ? "─" : "-";
  const std::string first = fmt::format("{}", bounds.first_step);
  const std::string last =
      bounds.first_step == bounds.last_step ? "" : fmt::format("{}", bounds.last_step);
  const std::string name = "step";
  const int used = static_cast<int>(first.size() + last.size() + name.size());
  const int gaps = std::max(2, columns - used);
  std::string steps = fmt::format("{:{}}{}{:{}}{}{:{}}{}", "", gutter + 1, first, "", gaps / 2,
                                  name, "", gaps - gaps / 2, last);
  steps.erase(steps.find_last_not_of(' ') + 1);
  return axis + "\n" + steps + "\n";
}

std::string Legend(const std::vector<PlotSeries>& series, bool braille, int columns,
                   const Terminal& terminal) {
  std::string legend;
  for (size_t i = 0; i < series.size(); ++i) {
    const int pen = static_cast<int>(i);
    const std::string mark = braille ? "──" : PenMark(pen, terminal.unicode);
    legend += "  " + terminal.Paint(mark, PenInk(pen)) + " " +
              Elide(Visible(series[i].label), columns - 5, terminal.Ellipsis()) + "\n";
  }
  return legend;
}

}  // namespace

std::vector<double> RoundTicks(double low, double high, int most) {
  const double rough = (high - low) / most;
  if (!(rough > 0) || !std::isfinite(rough)) return {};
  const double power = std::pow(10, std::floor(std::log10(rough)));
  const double factor = rough / power <= 1   ? 1
                        : rough / power <= 2 ? 2
                        : rough / power <= 5 ? 5
                                             : 10;
  const double distance = factor * power;
  std::vector<double> ticks;
  for (double i = std::ceil(low / distance - 1e-9); i * distance <= high + distance * 1e-9; ++i) {
    if (ticks.size() > static_cast<size_t>(most)) break;
    ticks.push_back(i == 0 ? 0 : i * distance);
  }
  return ticks;
}

std::string Plot(const std::vector<PlotSeries>& series, const PlotOptions& options,
                 const Terminal& terminal) {
  std::vector<std::vector<Stroke>> strokes;
  Bounds bounds;
  for (const PlotSeries& one : series) {
    strokes.push_back(ToStrokes(one.buckets, options.log_y));
    for (const Stroke& stroke : strokes.back()) {
      for (const Point& point : stroke) bounds.Add(point);
    }
  }
  if (bounds.first_step > bounds.last_step) return "There are no points to draw.\n";
  bounds.Widen();

  const std::map<int, std::string> labels = TickLabels(bounds, options.rows, options.log_y);
  size_t label_width = 0;
  for (const auto& [row, label] : labels) label_width = std::max(label_width, label.size());
  const int gutter = static_cast<int>(label_width) + 1;
  const int columns = std::max(kLeastDrawing, options.columns - gutter - 1);
  const bool braille = terminal.unicode && (series.size() == 1 || terminal.color);
  Canvas canvas(columns, options.rows, braille);
  for (size_t i = 0; i < strokes.size(); ++i) {
    for (const Stroke& stroke : strokes[i]) {
      const Point* from = &stroke.front();
      for (const Point& to : stroke) {
        canvas.Line(DotX(bounds, from->step, canvas.width()),
                    DotY(bounds, from->y, canvas.height()), DotX(bounds, to.step, canvas.width()),
                    DotY(bounds, to.y, canvas.height()), static_cast<int>(i));
        from = &to;
      }
    }
  }

  std::string result;
  for (int row = 0; row < canvas.rows(); ++row) {
    const auto label = labels.find(row);
    const bool tick = label != labels.end();
    const char* axis = terminal.unicode ? (tick ? "┤" : "│") : "|";
    std::string line = fmt::format("{:>{}} {}{}", tick ? label->second : "", label_width, axis,
                                   canvas.Row(row, terminal));
    line.erase(line.find_last_not_of(' ') + 1);
    result += line + "\n";
  }
  result += StepAxis(bounds, gutter, columns, terminal.unicode);
  if (series.size() > 1) result += Legend(series, braille, options.columns, terminal);
  return result;
}

}  // namespace assay::cli
