// Line plots of series, in characters.
#ifndef ASSAY_CLI_INTERNAL_PLOT_H_
#define ASSAY_CLI_INTERNAL_PLOT_H_

#include <string>
#include <vector>

#include "assay/v1/tracking_service.pb.h"
#include "cli/internal/terminal.h"

namespace assay::cli {

struct PlotSeries {
  std::string label;
  // Drawn through the first, least, greatest and last point of every bucket, so that spikes show. A
  // bucket of NaN only leaves a gap; infinities lie on the edge.
  v1::MetricBuckets buckets;
};

struct PlotOptions {
  int columns = 80;  // of the whole plot
  int rows = 15;     // of the drawing, without axis and legend
  // Powers of ten in equal distance; values that are not positive are left out.
  bool log_y = false;
};

// The drawing over an axis of steps, and a legend when there are several series. Lines in braille
// where the terminal has Unicode, and colours to tell several series apart; else a mark for each
// series.
std::string Plot(const std::vector<PlotSeries>& series, const PlotOptions& options,
                 const Terminal& terminal);

// Round numbers within [low, high], at most `most` + 1 of them: 1, 2 or 5 times a power of ten
// apart.
std::vector<double> RoundTicks(double low, double high, int most);

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_PLOT_H_
