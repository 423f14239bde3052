#include "storage/series.h"

#include <limits>

#include "core/limits.h"
#include "storage/merger.h"
#include "tests/conformance/storage/model.h"
#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;

constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
const double kNan = std::numeric_limits<double>::quiet_NaN();
const double kInf = std::numeric_limits<double>::infinity();

class SeriesTest : public StorageTest {
 protected:
  void ExpectSeries(const std::string& run_id, std::string_view key, const ModelSeries& model) {
    ASSERT_OK_AND_ASSIGN(const std::vector<Point> points, ReadSeries(run_id, key));
    EXPECT_EQ(points, model.All());
  }
  // The summary of the only series of a run.
  void ExpectSummary(const std::string& run_id, const ModelSeries& model) {
    ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(run_id));
    ASSERT_EQ(run.metrics_size(), 1);
    const v1::MetricSummary& summary = run.metrics(0);
    EXPECT_EQ(summary.count(), model.count());
    EXPECT_EQ(summary.nan_count(), model.nan_count());
    EXPECT_EQ(summary.last().step(), model.last().step);
    EXPECT_EQ(summary.last().time_ms(), model.last().time_ms);
    ExpectSameNumber(summary.last().value(), model.last().value);
    ExpectSameNumber(summary.min(), model.min());
    ExpectSameNumber(summary.max(), model.max());
  }
  // Equal, or both NaN: summaries do not keep the bits of a NaN.
  static void ExpectSameNumber(double actual, double expected) {
    if (std::isnan(expected)) {
      EXPECT_TRUE(std::isnan(actual)) << actual;
    } else {
      EXPECT_EQ(actual, expected);
    }
  }
};
ASSAY_STORAGE_SUITE_OF(SeriesTest);

TEST_P(SeriesTest, PointsAreReadInOrderHoweverTheyCame) {
  const std::string run_id = NewRun();
  ASSERT_OK(LogPoints(run_id, "loss", {{5, 50, 0.5}, {1, 10, 0.9}, {3, 30, 0.7}}));
  ASSERT_OK(LogPoints(run_id, "loss", {{2, 20, 0.8}, {9, 90, 0.1}}));
  ASSERT_OK(LogPoints(run_id, "loss", {{3, 29, 0.7}, {3, 30, 0.6}, {0, 99, 1.0}}));
  Reopen();
  ASSERT_OK_AND_ASSIGN(const std::vector<Point> points, ReadSeries(run_id, "loss"));
  EXPECT_THAT(points, ElementsAre(Point{0, 99, 1.0}, Point{1, 10, 0.9}, Point{2, 20, 0.8},
                                  Point{3, 29, 0.7}, Point{3, 30, 0.6}, Point{3, 30, 0.7},
                                  Point{5, 50, 0.5}, Point{9, 90, 0.1}));
}

TEST_P(SeriesTest, AnExactDuplicateCountsOnceWithinAndAcrossBatches) {
  const std::string run_id = NewRun();
  ModelSeries model;
  const std::vector<Point> points = {{1, 10, 0.5}, {1, 10, 0.5}, {1, 11, 0.5}, {2, 10, 0.5}};
  model.Add(points);
  for (int i = 0; i < 3; ++i) ASSERT_OK(LogPoints(run_id, "loss", points));
  v1::LogBatchRequest twice;
  twice.set_run_id(run_id);
  AddColumn("loss", {{1, 10, 0.5}, {7, 70, 7}}, &twice);
  AddColumn("loss", {{7, 70, 7}, {2, 10, 0.5}}, &twice);
  ASSERT_OK(Log(twice));
  model.Add({{7, 70, 7}});
  ExpectSeries(run_id, "loss", model);
  ExpectSummary(run_id, model);
  EXPECT_EQ(model.count(), 4);
}

TEST_P(SeriesTest, DuplicatesCountOnceAcrossMerges) {
  const std::string run_id = NewRun();
  std::mt19937_64 random(1);
  ModelSeries model;
  const std::vector<Point> points = Curve(random, 600, 0);
  model.Add(points);
  for (size_t i = 0; i < points.size(); i += 10) {
    ASSERT_OK(LogPoints(run_id, "loss", {points.begin() + i, points.begin() + i + 10}));
  }
  for (bool more = true; more;) {
    ASSERT_OK_AND_ASSIGN(more, MergeOne(*store_));
  }
  ASSERT_OK(LogPoints(run_id, "loss", {points.begin() + 95, points.begin() + 195}));
  ASSERT_OK(LogPoints(run_id, "loss", points));
  ExpectSeries(run_id, "loss", model);
  ExpectSummary(run_id, model);
}

TEST_P(SeriesTest, EveryBitOfOddValuesIsKept) {
  const std::string run_id = NewRun();
  ModelSeries model;
  std::vector<Point> points;
  for (double value : OddValues()) {
    points.push_back({static_cast<int64_t>(points.size()), 1, value});
    points.push_back({1'000, 1, value});
  }
  model.Add(points);
  ASSERT_OK(LogPoints(run_id, "odd", points));
  ExpectSeries(run_id, "odd", model);
  ExpectSummary(run_id, model);
}

TEST_P(SeriesTest, StepsMayBeAnyInt64AndTimesAnyThatAreNotNegative) {
  const std::string run_id = NewRun();
  ModelSeries model;
  const std::vector<Point> points = {{kMin, 0, 1}, {kMin, kMax, 2}, {-1, 1, 3},
                                     {0, 0, 4},    {kMax, 0, 5},    {kMax, kMax, 6}};
  model.Add(points);
  for (const Point& point : points) ASSERT_OK(LogPoints(run_id, "one", {point}));
  ASSERT_OK(LogPoints(run_id, "all", points));
  ExpectSeries(run_id, "one", model);
  ExpectSeries(run_id, "all", model);
}

TEST_P(SeriesTest, SummariesKnowNanAndInfinity) {
  const auto summary_of = [&](const std::vector<Point>& points) {
    const std::string run_id = NewRun();
    ModelSeries model;
    for (const Point& point : points) {
      EXPECT_OK(LogPoints(run_id, "x", {point}));
      model.Add({point});
      ExpectSummary(run_id, model);
    }
  };
  summary_of({{1, 1, kNan}});
  summary_of({{1, 1, kNan}, {2, 1, -kNan}, {3, 1, 0.5}});
  summary_of({{1, 1, kInf}, {2, 1, -kInf}, {3, 1, kNan}});
  summary_of({{1, 1, 5}, {2, 1, -5}, {0, 1, 9}});
}

TEST_P(SeriesTest, TheLastPointDoesNotDependOnHowPointsWereBatched) {
  // At one step and time the greatest value is the last; a NaN with a sign stands before all
  // numbers.
  std::vector<Point> points;
  for (double value : OddValues()) points.push_back({1, 1, value});
  std::mt19937_64 random(7);
  for (int round = 0; round < 20; ++round) {
    std::shuffle(points.begin(), points.end(), random);
    const std::string run_id = NewRun();
    ModelSeries model;
    for (const Point& point : points) {
      ASSERT_OK(LogPoints(run_id, "x", {point}));
      model.Add({point});
      ExpectSummary(run_id, model);
    }
  }
}

TEST_P(SeriesTest, AnotherContextIsAnotherSeries) {
  const std::string run_id = NewRun();
  v1::LogBatchRequest request;
  request.set_run_id(run_id);
  AddColumn("loss", {{1, 1, 0.1}}, &request);
  (*AddColumn("loss", {{1, 1, 0.2}}, &request)->mutable_context())["split"] = "validation";
  auto* two = AddColumn("loss", {{1, 1, 0.3}}, &request)->mutable_context();
  (*two)["split"] = "validation";
  (*two)["slice"] = "age<25";
  ASSERT_OK(Log(request));
  Reopen();
  ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(run_id));
  ASSERT_EQ(run.metrics_size(), 3);
  EXPECT_EQ(run.metrics(0).context_size(), 0);
  EXPECT_EQ(run.metrics(0).last().value(), 0.1);
  EXPECT_EQ(run.metrics(1).context().at("slice"), "age<25");
  EXPECT_EQ(run.metrics(1).last().value(), 0.3);
  EXPECT_EQ(run.metrics(2).context().at("split"), "validation");
  EXPECT_EQ(run.metrics(2).last().value(), 0.2);
}

TEST_P(SeriesTest, ContextsThatLookAlikeAreKeptApart) {
  const std::string run_id = NewRun();
  v1::LogBatchRequest request;
  request.set_run_id(run_id);
  (*AddColumn("x", {{1, 1, 1}}, &request)->mutable_context())["a"] = "1:b1:c";
  auto* two = AddColumn("x", {{1, 1, 2}}, &request)->mutable_context();
  (*two)["a"] = "1";
  (*two)["b"] = "c";
  (*AddColumn("x", {{1, 1, 3}}, &request)->mutable_context())["a1"] = "";
  (*AddColumn("x", {{1, 1, 4}}, &request)->mutable_context())["a"] = "";
  ASSERT_OK(Log(request));
  ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(run_id));
  EXPECT_EQ(run.metrics_size(), 4);
  for (const v1::MetricSummary& metric : run.metrics()) EXPECT_EQ(metric.count(), 1);
}

TEST_P(SeriesTest, ALongColumnIsCutIntoChunks) {
  const std::string run_id = NewRun();
  std::mt19937_64 random(2);
  ModelSeries model;
  const std::vector<Point> points = Curve(random, 3 * kChunkPoints + 5, -100);
  model.Add(points);
  ASSERT_OK(LogPoints(run_id, "loss", points));
  ExpectSeries(run_id, "loss", model);
  ExpectSummary(run_id, model);
}

TEST_P(SeriesTest, RefusesMalformedColumnsAndSaysWhich) {
  const std::string run_id = NewRun();
  const auto log = [&](const std::function<void(v1::MetricColumns*)>& spoil) {
    v1::LogBatchRequest request;
    request.set_run_id(run_id);
    AddColumn("fine", {{1, 1, 1}}, &request);
    spoil(AddColumn("loss", {{1, 1, 1}, {2, 2, 2}}, &request));
    return Log(request);
  };
  const auto invalid = StatusCode::kInvalidArgument;
  EXPECT_THAT(log([](auto* c) { c->set_key(""); }),
              IsErrorAt(invalid, "KEY_EMPTY", "metrics[1].key"));
  EXPECT_THAT(log([](auto* c) { c->set_key(std::string(251, 'k')); }),
              IsErrorAt(invalid, "KEY_TOO_LONG", "metrics[1].key"));
  EXPECT_THAT(log([](auto* c) { c->set_key("a\x01"); }),
              IsErrorAt(invalid, "KEY_INVALID", "metrics[1].key"));
  EXPECT_THAT(log([](auto* c) { c->add_steps(3); }),
              IsErrorAt(invalid, "COLUMNS_UNEQUAL", "metrics[1].values"));
  EXPECT_THAT(log([](auto* c) { c->mutable_times_ms()->RemoveLast(); }),
              IsErrorAt(invalid, "COLUMNS_UNEQUAL", "metrics[1].values"));
  EXPECT_THAT(log([](auto* c) { c->mutable_values()->RemoveLast(); }),
              IsErrorAt(invalid, "COLUMNS_UNEQUAL", "metrics[1].values"));
  EXPECT_THAT(log([](auto* c) {
                c->clear_steps();
                c->clear_times_ms();
                c->clear_values();
              }),
              IsErrorAt(invalid, "COLUMNS_EMPTY", "metrics[1].values"));
  EXPECT_THAT(log([](auto* c) { c->set_times_ms(1, -1); }),
              IsErrorAt(invalid, "TIME_NEGATIVE", "metrics[1].times_ms"));
  EXPECT_THAT(log([](auto* c) { (*c->mutable_context())["a"] = std::string(501, 'x'); }),
              IsError(invalid, "VALUE_TOO_LONG"));
  EXPECT_THAT(log([](auto* c) { (*c->mutable_context())[""] = "x"; }),
              IsError(invalid, "KEY_EMPTY"));
  EXPECT_THAT(log([](auto* c) {
                for (size_t i = 0; i <= limits::kContextEntries; ++i) {
                  (*c->mutable_context())[std::to_string(i)] = "x";
                }
              }),
              IsErrorAt(invalid, "CONTEXT_TOO_LARGE", "metrics[1].context"));
  ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(run_id));
  EXPECT_EQ(run.metrics_size(), 0);
}

TEST_P(SeriesTest, RefusesMoreThanABatchMayHave) {
  const std::string run_id = NewRun();
  v1::LogBatchRequest request;
  request.set_run_id(run_id);
  for (size_t i = 0; i <= limits::kMetricsPerBatch; ++i) {
    AddColumn("m" + std::to_string(i), {{1, 1, 1}}, &request);
  }
  EXPECT_THAT(Log(request), IsErrorAt(StatusCode::kInvalidArgument, "BATCH_TOO_LARGE", "metrics"));
  request.clear_metrics();
  std::vector<Point> many(limits::kPointsPerBatch + 1, Point{1, 1, 1});
  AddColumn("m", many, &request);
  EXPECT_THAT(Log(request), IsError(StatusCode::kInvalidArgument, "BATCH_TOO_LARGE"));
}

}  // namespace
}  // namespace assay::testing
