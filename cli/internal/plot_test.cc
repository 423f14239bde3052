#include "cli/internal/plot.h"

#include <cmath>
#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/golden.h"

namespace assay::cli {
namespace {

using ::assay::testing::ExpectGolden;

using ::testing::DoubleNear;
using ::testing::ElementsAre;

// One bucket for each value.
v1::MetricBuckets Buckets(const std::vector<double>& values) {
  v1::MetricBuckets buckets;
  for (size_t i = 0; i < values.size(); ++i) {
    const auto step = static_cast<int64_t>(i);
    const bool nan = std::isnan(values[i]);
    buckets.add_counts(1);
    buckets.add_nan_counts(nan ? 1 : 0);
    buckets.add_first_steps(step);
    buckets.add_last_steps(step);
    buckets.add_first_times_ms(step);
    buckets.add_last_times_ms(step);
    buckets.add_first_values(values[i]);
    buckets.add_last_values(values[i]);
    buckets.add_mins(values[i]);
    buckets.add_maxs(values[i]);
    buckets.add_min_steps(nan ? 0 : step);
    buckets.add_max_steps(nan ? 0 : step);
  }
  return buckets;
}

std::vector<double> Decay(double rate) {
  std::vector<double> values;
  for (int i = 0; i < 200; ++i) values.push_back(std::exp(-i * rate));
  return values;
}

PlotOptions Small() {
  PlotOptions options;
  options.columns = 60;
  options.rows = 9;
  return options;
}

TEST(Plot, OneSeriesInBraille) {
  ExpectGolden("cli/plot_one.txt", Plot({{"loss", Buckets(Decay(0.02))}}, Small(), Terminal()));
}

TEST(Plot, SeveralSeriesInMarks) {
  const std::vector<PlotSeries> series = {{"fast", Buckets(Decay(0.05))},
                                          {"slow\x1b[0m", Buckets(Decay(0.01))}};
  Terminal ascii;
  ascii.unicode = false;
  ExpectGolden("cli/plot_several.txt",
               Plot(series, Small(), Terminal()) + "\n" + Plot(series, Small(), ascii));
}

TEST(Plot, ColoursTellSeriesApart) {
  Terminal terminal;
  terminal.color = true;
  const std::string text =
      Plot({{"a", Buckets({1, 2})}, {"b", Buckets({2, 1})}}, Small(), terminal);
  EXPECT_NE(text.find("\x1b[36m"), std::string::npos);
  EXPECT_NE(text.find("\x1b[33m"), std::string::npos);
}

TEST(Plot, LogarithmicAxis) {
  PlotOptions options = Small();
  options.log_y = true;
  std::vector<double> values = Decay(0.05);
  values.push_back(0);  // It has no logarithm.
  ExpectGolden("cli/plot_log.txt", Plot({{"loss", Buckets(values)}}, options, Terminal()));
}

TEST(Plot, ASpikeInsideABucketShows) {
  v1::MetricBuckets buckets = Buckets(std::vector<double>(100, 1.0));
  buckets.set_maxs(50, 9);
  ExpectGolden("cli/plot_spike.txt", Plot({{"loss", buckets}}, Small(), Terminal()));
}

TEST(Plot, GapsAndEdges) {
  const double nan = std::nan("");
  const double infinity = std::numeric_limits<double>::infinity();
  ExpectGolden("cli/plot_gaps.txt",
               Plot({{"a", Buckets({1, 2, nan, nan, 2, 1, infinity, 1})}}, Small(), Terminal()) +
                   "\nconstant\n" + Plot({{"a", Buckets({5, 5, 5})}}, Small(), Terminal()) +
                   "\none point\n" + Plot({{"a", Buckets({5})}}, Small(), Terminal()));
  EXPECT_EQ(Plot({{"a", Buckets({nan})}}, Small(), Terminal()), "There are no points to draw.\n");
  EXPECT_EQ(Plot({}, Small(), Terminal()), "There are no points to draw.\n");
}

TEST(Plot, HugeRangesDoNotOverflow) {
  v1::MetricBuckets buckets =
      Buckets({-std::numeric_limits<double>::max(), 0, std::numeric_limits<double>::max()});
  buckets.set_first_steps(0, std::numeric_limits<int64_t>::min());
  buckets.set_last_steps(2, std::numeric_limits<int64_t>::max());
  const std::string text = Plot({{"a", buckets}}, Small(), Terminal());
  EXPECT_NE(text.find("9223372036854775807"), std::string::npos) << text;
}

TEST(RoundTicks, AreRound) {
  EXPECT_THAT(RoundTicks(0, 1, 5), ElementsAre(0, DoubleNear(0.2, 1e-12), DoubleNear(0.4, 1e-12),
                                               DoubleNear(0.6, 1e-12), DoubleNear(0.8, 1e-12), 1));
  EXPECT_THAT(RoundTicks(-3, 7, 3), ElementsAre(0, 5));
  EXPECT_THAT(RoundTicks(1, 1, 3), ElementsAre());
}

}  // namespace
}  // namespace assay::cli
