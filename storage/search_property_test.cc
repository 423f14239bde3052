// Search against a plain model: what evaluating the filter on each run says, sorted in memory.
#include <algorithm>
#include <cmath>
#include <compare>
#include <random>
#include <variant>

#include "core/errors.h"
#include "expression/evaluator.h"
#include "gtest/gtest.h"
#include "storage/run_order.h"
#include "storage/run_schema.h"
#include "storage/search_test_filters.h"
#include "storage/search_test_runs.h"

namespace assay {
namespace {

using expression::Value;

bool Matches(const expression::Expression& filter, const TestRun& run) {
  const auto value = expression::Evaluate(filter, *run.variables);
  return value.ok() && value->kind() == Value::Kind::kBool && value->AsBool();
}

// What a run has for a key: its group, and in it a value.
struct Standing {
  int group = 4;
  std::variant<double, std::string, absl::Time, absl::Duration> value;
};

Standing StandingOf(const TestRun& run, const RunField& field) {
  std::optional<Value> value = run.variables->Find(field.variable);
  if (value && !field.key.empty()) value = value->AsMap().Find(field.key);
  if (!value) return {};
  switch (value->kind()) {
    case Value::Kind::kInt:
      return {0, static_cast<double>(value->AsInt())};
    case Value::Kind::kDouble:
      if (std::isnan(value->AsDouble())) return {1, 0.0};
      return {0, value->AsDouble()};
    case Value::Kind::kBool:
      return {3, value->AsBool() ? 1.0 : 0.0};
    case Value::Kind::kTimestamp:
      return {0, value->AsTimestamp()};
    case Value::Kind::kDuration:
      return {0, value->AsDuration()};
    default:
      return {2, value->AsString()};
  }
}

bool Before(const TestRun& a, const TestRun& b, const std::vector<OrderKey>& order) {
  for (const OrderKey& key : order) {
    const Standing x = StandingOf(a, key.field), y = StandingOf(b, key.field);
    if (x.group != y.group) return x.group < y.group;
    if (x.value != y.value) return key.descending ? y.value < x.value : x.value < y.value;
  }
  return order.back().descending ? a.row > b.row : a.row < b.row;
}

std::vector<int64_t> Expected(const TestRuns& runs, const v1::SearchRunsRequest& request,
                              const expression::Expression* filter) {
  std::vector<TestRun> found;
  for (const TestRun& run : runs.runs()) {
    const auto& ids = request.experiment_ids();
    if (!ids.empty() && std::count(ids.begin(), ids.end(), run.run.experiment_id()) == 0) continue;
    if (run.run.has_delete_time() && !request.show_deleted()) continue;
    if (filter == nullptr || Matches(*filter, run)) found.push_back(run);
  }
  const auto order = ParseRunOrder(request.order_by());
  EXPECT_TRUE(order.ok()) << order.status();
  std::sort(found.begin(), found.end(),
            [&](const TestRun& a, const TestRun& b) { return Before(a, b, *order); });
  std::vector<int64_t> rows;
  for (const TestRun& run : found) rows.push_back(run.row);
  return rows;
}

class Random {
 public:
  explicit Random(uint32_t seed) : random_(seed) {}
  int Pick(int n) { return static_cast<int>(random_() % static_cast<uint32_t>(n)); }

  // Mostly so few that pages end before they are full, and that sketches do not tell enough.
  SearchLimits Limits() {
    SearchLimits limits;
    if (Pick(3) > 0) limits.walked = 1 + Pick(40);
    limits.sieve.rare = Pick(3) == 0 ? 10 : 0;
    limits.sieve.walk = Pick(2) == 0 ? Pick(100) : 0;
    if (Pick(3) > 0) limits.sieve.listed = Pick(3) == 0 ? Pick(4) : 10 + Pick(100);
    return limits;
  }

  std::string Order() {
    static constexpr const char* kKeys[] = {
        "metrics.m0", "metrics[\"val/auc\"]", "metrics.none", "params.p0", "params[\"p.2\"]",
        "tags.t0",    "tags[\"t 1\"]",        "start_time",   "end_time",  "duration",
        "name",       "experiment",           "created_by"};
    static constexpr const char* kDirections[] = {"", " asc", " desc"};
    std::string order;
    for (int i = Pick(3); i >= 0; --i) {
      if (!order.empty()) order += ", ";
      order += kKeys[Pick(13)];
      order += kDirections[Pick(3)];
    }
    return Pick(8) == 0 ? "" : order;
  }

 private:
  std::mt19937 random_;
};

void SetScope(const TestRuns& runs, Random& random, v1::SearchRunsRequest* request) {
  request->set_show_deleted(random.Pick(4) == 0);
  const int scope = random.Pick(6);
  if (scope < 2) request->add_experiment_ids(runs.experiment_ids()[static_cast<size_t>(scope)]);
  if (scope == 2) {
    for (const std::string& id : runs.experiment_ids()) request->add_experiment_ids(id);
  }
}

// Searches for each of `count` filters; returns how many were not refused.
template <typename NextFilter>
int CompareAll(TestRuns& runs, int count, const NextFilter& next_filter, uint32_t seed = 17) {
  Random random(seed);
  int compared = 0;
  for (int i = 0; i < count; ++i) {
    const std::string source = next_filter();
    v1::SearchRunsRequest request = runs.Request(source, random.Order());
    SetScope(runs, random, &request);
    const auto filter = ParseRunFilter(source);
    const auto found =
        runs.SearchAll(request, 1 + random.Pick(i % 4 == 0 ? 100 : 7), random.Limits());
    if (!filter.ok()) {
      EXPECT_EQ(ErrorReason(found.status()), ErrorReason(filter.status())) << source;
      continue;
    }
    if (ErrorReason(found.status()) == "FILTER_UNSUPPORTED") continue;
    ++compared;
    EXPECT_TRUE(found.ok()) << source << "\n" << found.status();
    if (!found.ok()) continue;
    EXPECT_EQ(*found, Expected(runs, request, &*filter)) << request.DebugString();
    if (testing::Test::HasFailure()) break;
  }
  return compared;
}

TEST(SearchPropertyTest, AnyFilterFindsWhatEvaluatingItFinds) {
  TestRuns runs(1, 120);
  TestFilters filters(2);
  EXPECT_GT(CompareAll(runs, 1'500, [&] { return filters.Any(); }), 1'000);
}

TEST(SearchPropertyTest, ConditionsThatDriveFindTheSame) {
  TestRuns runs(3, 150);
  TestFilters filters(4);
  const auto next = [&] { return filters.Simple(); };
  EXPECT_GT(CompareAll(runs, 300, next), 250);
  // With some runs in the indexes by value, and with all.
  for (const size_t place : {40, 100, 149}) {
    runs.Index(place);
    EXPECT_GT(CompareAll(runs, 200, next, static_cast<uint32_t>(40 + place)), 150);
    runs.ChangeSome(40);
    EXPECT_GT(CompareAll(runs, 200, next, static_cast<uint32_t>(50 + place)), 150);
  }
}

TEST(SearchPropertyTest, SketchesFindTheSame) {
  TestRuns runs(7, 150, /*spread=*/true);
  TestFilters filters(8);
  const auto next = [&] { return filters.Simple(); };
  runs.Sketch();
  EXPECT_GT(CompareAll(runs, 400, next, 18), 300);
  for (uint32_t round = 0; round < 4; ++round) {
    // Before they are sketched again, and after.
    runs.Index(40 * round);
    runs.ChangeSome(40);
    EXPECT_GT(CompareAll(runs, 150, next, 20 + round), 100);
    runs.Sketch(/*most_loose=*/20);
    EXPECT_GT(CompareAll(runs, 150, next, 30 + round), 100);
  }
}

TEST(SearchPropertyTest, AnyFilterFindsTheSameWithSketches) {
  TestRuns runs(9, 120, /*spread=*/true);
  runs.Sketch();
  TestFilters filters(10);
  EXPECT_GT(CompareAll(runs, 500, [&] { return filters.Any(); }), 300);
}

// A whole block, of which a search looks a few runs up.
TEST(SearchPropertyTest, DenseBlocksFindTheSame) {
  TestRuns runs(11, 1'100);
  runs.Index(1'050);
  runs.Sketch();
  TestFilters filters(12);
  EXPECT_GT(CompareAll(runs, 40, [&] { return filters.Simple(); }), 30);
}

TEST(SearchPropertyTest, EveryOrderHasEveryRunOnce) {
  TestRuns runs(5, 90);
  Random random(6);
  for (int i = 0; i < 400; ++i) {
    if (i == 200) runs.Index(50);
    if (i == 300) runs.Index(89);
    v1::SearchRunsRequest request = runs.Request("", random.Order());
    SetScope(runs, random, &request);
    const auto found = runs.SearchAll(request, 1 + random.Pick(7), random.Limits());
    ASSERT_TRUE(found.ok()) << request.DebugString() << found.status();
    ASSERT_EQ(*found, Expected(runs, request, nullptr)) << request.DebugString();
  }
}

}  // namespace
}  // namespace assay
