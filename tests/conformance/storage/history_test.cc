#include "storage/history.h"

#include "core/limits.h"
#include "storage/merger.h"
#include "tests/conformance/storage/model.h"
#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;

class HistoryTest : public StorageTest {
 protected:
  // Logs points in batches of different sizes, so that chunks overlap.
  void LogShuffled(const std::string& run_id, std::vector<Point> points, std::mt19937_64& random) {
    std::shuffle(points.begin(), points.end(), random);
    for (size_t begin = 0; begin < points.size();) {
      const size_t size = std::min<size_t>(1 + random() % 400, points.size() - begin);
      ASSERT_OK(LogPoints(run_id, "x", {points.begin() + begin, points.begin() + begin + size}));
      begin += size;
    }
  }
  absl::StatusOr<std::vector<SeriesRef>> Find(const v1::GetMetricHistoryRequest& request) {
    return ReadFor([&](ReadTxn& txn) { return FindSeriesRefs(txn, request); });
  }
  SeriesRef Only(const std::string& run_id) {
    v1::GetMetricHistoryRequest request;
    request.add_run_ids(run_id);
    request.add_keys("x");
    absl::StatusOr<std::vector<SeriesRef>> found = Find(request);
    EXPECT_OK(found);
    EXPECT_EQ(found.value().size(), 1u);
    return found->front();
  }
  absl::StatusOr<std::vector<Point>> Read(const SeriesRef& series, StepRange range, size_t page) {
    return ReadFor([&](ReadTxn& txn) -> absl::StatusOr<std::vector<Point>> {
      std::vector<Point> all;
      std::optional<Point> after;
      for (bool more = true; more;) {
        Points points;
        ASSAY_ASSIGN_OR_RETURN(more, ReadPoints(txn, series, range, after, page, &points));
        for (size_t i = 0; i < points.size(); ++i) all.push_back(points[i]);
        if (more && points.empty()) return absl::InternalError("a page without points");
        if (!points.empty()) after = points[points.size() - 1];
      }
      return all;
    });
  }
  absl::StatusOr<std::vector<Summary>> Buckets(const SeriesRef& series, StepRange range,
                                               int buckets) {
    return ReadFor([&](ReadTxn& txn) { return ReadBuckets(txn, series, range, buckets); });
  }
  // Buckets cover the model's points from the first to the last, each exactly.
  static void ExpectBuckets(const std::vector<Summary>& buckets, const std::vector<Point>& points,
                            int max_buckets) {
    EXPECT_LE(buckets.size(), static_cast<size_t>(max_buckets));
    size_t at = 0;
    for (const Summary& bucket : buckets) {
      ASSERT_GT(bucket.count, 0);
      ASSERT_LE(at + bucket.count, points.size());
      Points part;
      for (int64_t i = 0; i < bucket.count; ++i) part.Add(points[at + i]);
      at += bucket.count;
      int64_t nans = 0;
      std::optional<Point> min, max;
      for (size_t i = 0; i < part.size(); ++i) {
        const Point point = part[i];
        if (std::isnan(point.value)) {
          ++nans;
          continue;
        }
        if (!min || point.value < min->value) min = point;
        if (!max || point.value > max->value) max = point;
      }
      EXPECT_EQ(bucket.first, part[0]);
      EXPECT_EQ(bucket.last, part[part.size() - 1]);
      EXPECT_EQ(bucket.nan_count, nans);
      if (min) {
        EXPECT_EQ(bucket.min.value, min->value);
        EXPECT_EQ(bucket.min.step, min->step);
        EXPECT_EQ(bucket.max.value, max->value);
        EXPECT_EQ(bucket.max.step, max->step);
      }
    }
    EXPECT_EQ(at, points.size());
  }
  void Merge() {
    for (bool more = true; more;) {
      ASSERT_OK_AND_ASSIGN(more, MergeOne(*store_));
    }
  }
};
ASSAY_STORAGE_SUITE_OF(HistoryTest);

TEST_P(HistoryTest, PagesOfEverySizeGiveTheSamePoints) {
  std::mt19937_64 random(3);
  const std::string run_id = NewRun();
  ModelSeries model;
  for (int i = 0; i < 8; ++i) {
    const std::vector<Point> points = CollidingPoints(random, 60, 40);
    ASSERT_OK(LogPoints(run_id, "x", points));
    model.Add(points);
  }
  const SeriesRef series = Only(run_id);
  EXPECT_EQ(series.count, model.count());
  for (size_t page : {1, 2, 3, 7, 50, 1'000}) {
    ASSERT_OK_AND_ASSIGN(const std::vector<Point> points, Read(series, {}, page));
    EXPECT_EQ(points, model.All()) << "in pages of " << page;
  }
}

TEST_P(HistoryTest, RangesOfStepsMatchAPlainFilter) {
  std::mt19937_64 random(4);
  const std::string run_id = NewRun();
  ModelSeries model;
  const std::vector<Point> curve = Curve(random, 5'000, -2'500);
  model.Add(curve);
  LogShuffled(run_id, curve, random);
  const SeriesRef series = Only(run_id);
  const int64_t lowest = std::numeric_limits<int64_t>::min();
  const int64_t highest = std::numeric_limits<int64_t>::max();
  for (const StepRange range : {StepRange{lowest, highest}, StepRange{-2'500, -2'500},
                                StepRange{2'499, highest}, StepRange{-17, 1'234}, StepRange{5, 4},
                                StepRange{3'000, 4'000}, StepRange{lowest, -2'501}}) {
    const std::vector<Point> expected = model.Within(range.min, range.max);
    ASSERT_OK_AND_ASSIGN(const std::vector<Point> points, Read(series, range, 777));
    EXPECT_EQ(points, expected) << range.min << " to " << range.max;
    ASSERT_OK_AND_ASSIGN(const std::vector<Summary> buckets, Buckets(series, range, 9));
    ExpectBuckets(buckets, expected, 9);
  }
}

TEST_P(HistoryTest, BucketsMatchBruteForceBeforeAndAfterMerges) {
  std::mt19937_64 random(5);
  for (const size_t count : {1, 2, 999, 40'000}) {
    const std::string run_id = NewRun();
    ModelSeries model;
    std::vector<Point> points = Curve(random, count, 0);
    for (size_t i = 0; i < points.size(); i += 97) points[i].value = OddValues()[random() % 14];
    model.Add(points);
    LogShuffled(run_id, points, random);
    const SeriesRef series = Only(run_id);
    for (int buckets : {1, 2, 10, 1'000, limits::kMaxBuckets}) {
      ASSERT_OK_AND_ASSIGN(const std::vector<Summary> before, Buckets(series, {}, buckets));
      ExpectBuckets(before, model.All(), buckets);
    }
    Merge();
    for (int buckets : {1, 2, 10, 1'000, limits::kMaxBuckets}) {
      ASSERT_OK_AND_ASSIGN(const std::vector<Summary> after, Buckets(series, {}, buckets));
      ExpectBuckets(after, model.All(), buckets);
    }
  }
}

TEST_P(HistoryTest, BucketsOfLongChunksComeFromTheirBlocks) {
  std::mt19937_64 random(6);
  const std::string run_id = NewRun();
  ModelSeries model;
  const std::vector<Point> points = Curve(random, 200'000, 0);
  model.Add(points);
  ASSERT_OK(LogPoints(run_id, "x", points));
  const SeriesRef series = Only(run_id);
  for (int max : {3, 20}) {
    ASSERT_OK_AND_ASSIGN(const std::vector<Summary> buckets, Buckets(series, {}, max));
    ExpectBuckets(buckets, model.All(), max);
    ASSERT_OK_AND_ASSIGN(const std::vector<Summary> clipped, Buckets(series, {777, 150'001}, max));
    ExpectBuckets(clipped, model.Within(777, 150'001), max);
  }
}

TEST_P(HistoryTest, SeriesComeByRunAsAskedThenKeyThenContext) {
  const std::string a = NewRun();
  const std::string b = NewRun();
  for (const std::string& run_id : {a, b}) {
    v1::LogBatchRequest request;
    request.set_run_id(run_id);
    AddColumn("z", {{1, 1, 1}}, &request);
    (*AddColumn("loss", {{1, 1, 1}}, &request)->mutable_context())["split"] = "val";
    AddColumn("loss", {{1, 1, 1}}, &request);
    ASSERT_OK(Log(request));
  }
  const auto describe = [&](const v1::GetMetricHistoryRequest& request) {
    std::vector<std::string> texts;
    absl::StatusOr<std::vector<SeriesRef>> found = Find(request);
    EXPECT_OK(found);
    for (const SeriesRef& ref : *found) {
      texts.push_back((ref.run_id == a ? "a " : "b ") + ref.key + (ref.context.empty() ? "" : "+"));
    }
    return texts;
  };
  v1::GetMetricHistoryRequest request;
  request.add_run_ids(b);
  request.add_run_ids(a);
  EXPECT_THAT(describe(request),
              ElementsAre("b loss", "b loss+", "b z", "a loss", "a loss+", "a z"));
  request.add_keys("loss");
  request.add_keys("unknown");
  EXPECT_THAT(describe(request), ElementsAre("b loss", "b loss+", "a loss", "a loss+"));
  request.mutable_context();
  EXPECT_THAT(describe(request), ElementsAre("b loss", "a loss"));
  (*request.mutable_context()->mutable_entries())["split"] = "val";
  EXPECT_THAT(describe(request), ElementsAre("b loss+", "a loss+"));
}

TEST_P(HistoryTest, UnknownRunsAndTooManySeriesAreRefused) {
  v1::GetMetricHistoryRequest request;
  request.add_run_ids(std::string(32, 'f'));
  EXPECT_THAT(Find(request), IsError(StatusCode::kNotFound, "RUN_NOT_FOUND"));
  const std::string run_id = NewRun();
  v1::LogBatchRequest batch;
  batch.set_run_id(run_id);
  for (int i = 0; i <= limits::kMaxSeriesPerQuery; ++i) {
    AddColumn("m" + std::to_string(i), {{1, 1, 1}}, &batch);
  }
  ASSERT_OK(Log(batch));
  request.set_run_ids(0, run_id);
  EXPECT_THAT(Find(request), IsErrorAt(StatusCode::kInvalidArgument, "TOO_MANY_SERIES", "keys"));
  request.add_keys("m7");
  EXPECT_OK(Find(request));
}

}  // namespace
}  // namespace assay::testing
