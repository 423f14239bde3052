#include "storage/search.h"

#include "core/errors.h"
#include "core/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/runs.h"
#include "storage/search_test_runs.h"

namespace assay {
namespace {

using testing::HasSubstr;

class SearchTest : public testing::Test {
 protected:
  absl::Status Search(const v1::SearchRunsRequest& request, std::string_view position = "") {
    return runs_.store().Read(
        kNoDeadline, [&](ReadTxn& txn) { return SearchRuns(txn, request, position, 10).status(); });
  }
  absl::Status SearchFor(const std::string& filter, const std::string& order_by = "") {
    return Search(runs_.Request(filter, order_by));
  }

  TestRuns runs_{7, 30};
};

TEST_F(SearchTest, MalformedFiltersHaveTheirReasons) {
  const std::pair<const char*, const char*> kCases[] = {
      {"metrics.a >", "EXPRESSION_SYNTAX"},
      {"metric.a > 1", "EXPRESSION_UNKNOWN_NAME"},
      {"code.sha == ''", "EXPRESSION_UNKNOWN_NAME"},
      {"metrics.a > 'x'", "EXPRESSION_TYPE"},
      {"metrics.a", "EXPRESSION_TYPE"},
      {"start_time > timestamp('yesterday')", "EXPRESSION_VALUE"},
      {"tags.exists(t, t == 'a')", "EXPRESSION_UNSUPPORTED"},
  };
  for (const auto& [filter, reason] : kCases) {
    const absl::Status status = SearchFor(filter);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << filter;
    EXPECT_EQ(ErrorReason(status), reason) << filter;
    EXPECT_EQ(ErrorField(status), "filter") << filter;
  }
}

TEST_F(SearchTest, WhatSqlCannotDoIsRefusedWithItsColumn) {
  const std::pair<const char*, int> kCases[] = {
      {"metrics == metrics", 1},
      {"true && dataset_names == ['a']", 9},
      {"metrics[name] > 1.0", 8},
      {"params.a.b == 1", 10},
      {"has(params.a.b)", 1},
      {"params.a[0] == 1", 9},
      {"name in [status]", 6},
      {"name in tags", 6},
      {"params.a in params.b", 10},
      {"run_id < 'a'", 8},
      {"run_id == name", 8},
      {"run_id.startsWith('0')", 8},
      {"run_id + 'a' == name", 8},
      {"run_id in dataset_names", 8},
      {"size(run_id) == 32", 1},
      {"1.0 / (metrics.a - metrics.b) > 2.0", 5},
      {"timestamp(size(name)) > start_time", 1},
      {"start_time > timestamp('2024-05-01T00:00:00.000000001Z')", 14},
      {"name == 'a\\x00b'", 9},
      {"params.a == [1]", 13},
      {"dataset_names[0] == 'a'", 14},
      {"size([name]) == 1", 1},
  };
  for (const auto& [filter, column] : kCases) {
    const absl::Status status = SearchFor(filter);
    EXPECT_EQ(ErrorReason(status), "FILTER_UNSUPPORTED") << filter << "\n" << status;
    EXPECT_EQ(ErrorField(status), "filter") << filter;
    EXPECT_THAT(std::string(status.message()), HasSubstr("Column " + std::to_string(column) + ":"))
        << filter;
  }
}

TEST_F(SearchTest, NamesAtMostSoManyKeys) {
  // Keys that no run has take no table.
  std::string many;
  for (int i = 0; i < 100; ++i) many += "has(metrics.none" + std::to_string(i) + ") || ";
  EXPECT_TRUE(SearchFor(many + "true").ok());
  const absl::Status logged = runs_.store().Write(kNoDeadline, [&](WriteTxn& txn) -> absl::Status {
    v1::CreateRunRequest request;
    request.set_experiment("large");
    for (int i = 0; i < 40; ++i) {
      v1::Param* param = request.add_params();
      param->set_key("q" + std::to_string(i));
      param->mutable_value()->set_int_value(i);
    }
    v1::Run run;
    return CreateRun(txn, request, "", &run).status();
  });
  ASSERT_TRUE(logged.ok()) << logged;
  std::string filter = "true";
  for (int i = 0; i < 32; ++i) filter += " || params.q" + std::to_string(i) + " == 1";
  EXPECT_TRUE(SearchFor(filter).ok());
  EXPECT_EQ(ErrorReason(SearchFor(filter + " || params.q32 == 1")), "FILTER_UNSUPPORTED");
  const absl::Status order = SearchFor(filter, "name, params.q33");
  EXPECT_EQ(ErrorReason(order), "ORDER_BY_KEYS_TOO_MANY");
  EXPECT_EQ(ErrorField(order), "order_by");
  EXPECT_EQ(ErrorReason(SearchFor("", "name, name, name, name, name")), "ORDER_BY_INVALID");
}

TEST_F(SearchTest, TheDeepestFilterThatIsTakenRuns) {
  const std::pair<const char*, const char*> kShapes[] = {{"!(", ")"},
                                                         {"(true ? ", " : false)"},
                                                         {"(", " == true)"},
                                                         {"(params.p0 == (", "))"},
                                                         {"(code.dirty || !(", "))"}};
  for (const auto& [before, after] : kShapes) {
    std::string filter = "metrics.m0 > 0.5";
    absl::Status status;
    int levels = 0;
    for (; status.ok() && levels < 60; ++levels) {
      filter = before + filter + after;
      status = SearchFor(filter);
    }
    EXPECT_GT(levels, 4) << before;
    if (!status.ok()) {
      EXPECT_THAT(ErrorReason(status), testing::AnyOf("FILTER_UNSUPPORTED", "EXPRESSION_TOO_DEEP"))
          << before << levels << status;
    }
  }
}

TEST_F(SearchTest, LongChainsRun) {
  std::string ors = "name == 'x'", ands = "name != 'x'", list = "name in ['x'";
  for (int i = 0; i < 60; ++i) {
    ors += " || tags.t0 == 'v" + std::to_string(i) + "'";
    ands += " && tags.t0 != 'v" + std::to_string(i) + "'";
  }
  for (int i = 0; i < 600; ++i) list += ",'" + std::to_string(i) + "'";
  EXPECT_TRUE(SearchFor(ors).ok()) << SearchFor(ors);
  EXPECT_TRUE(SearchFor(ands).ok()) << SearchFor(ands);
  EXPECT_TRUE(SearchFor(list + "]").ok()) << SearchFor(list + "]");
}

TEST_F(SearchTest, PositionsOfOtherOrdersAreRefused) {
  v1::SearchRunsRequest request = runs_.Request("", "metrics.m0");
  for (const char* position : {"x", "i5;", "i0;i1;i1;", "i0;d0;i1;i1;"}) {
    EXPECT_EQ(ErrorReason(Search(request, position)), "PAGE_TOKEN_INVALID") << position;
  }
  // One that nobody gave out, but that can be read.
  EXPECT_TRUE(Search(request, "i9;d0;i1;").ok());
  EXPECT_TRUE(Search(request, "i0;n;i1;").ok());
}

TEST_F(SearchTest, UnknownScopesAreNotFound) {
  v1::SearchRunsRequest request;
  request.set_workspace("nowhere");
  EXPECT_EQ(ErrorReason(Search(request)), "WORKSPACE_NOT_FOUND");
  request.clear_workspace();
  request.add_experiment_ids("ffffffffffffffffffffffffffffffff");
  EXPECT_EQ(ErrorReason(Search(request)), "EXPERIMENT_NOT_FOUND");
  request.set_experiment_ids(0, "x");
  EXPECT_EQ(ErrorReason(Search(request)), "ID_MALFORMED");
}

}  // namespace
}  // namespace assay
