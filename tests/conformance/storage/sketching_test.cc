#include "storage/sketching.h"

#include <vector>

#include "storage/search.h"
#include "storage/tags.h"
#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {
namespace {

// Always by sketches where there are some.
const SearchLimits kSift = {.sieve = {.rare = 0, .walk = 0}};

class SketchingTest : public StorageTest {
 protected:
  // Adds runs with a metric loss of 0.5, a param kind and a tag host, and gives them back.
  std::vector<std::string> AddRuns(int64_t count, bool ended = true) {
    std::vector<std::string> added;
    EXPECT_OK(Write([&](WriteTxn& txn) -> absl::Status {
      added.clear();
      for (int64_t i = 0; i < count; ++i) {
        v1::LogBatchRequest request;
        request.set_run_id(ids_.New());
        request.mutable_create()->set_experiment("experiment");
        AddColumn("loss", {{1, 1, 0.5}}, &request);
        v1::Param* param = request.add_params();
        param->set_key("kind");
        param->mutable_value()->set_string_value("a");
        v1::Tag* tag = request.add_tags();
        tag->set_key("host");
        tag->set_value("a");
        if (ended) request.mutable_finish();
        added.push_back(request.run_id());
        ASSAY_ASSIGN_OR_RETURN(const PreparedBatch batch, PrepareBatch(request, "tester"));
        ASSAY_RETURN_IF_ERROR(ApplyBatch(txn, batch, false).status());
      }
      return absl::OkStatus();
    }));
    return added;
  }

  int SketchAll(int64_t most_loose = kMostLooseRuns) {
    int sketched = 0;
    for (;; ++sketched) {
      const absl::StatusOr<bool> one = SketchOne(*store_, most_loose);
      EXPECT_OK(one);
      if (!one.ok() || !*one) return sketched;
    }
  }

  int64_t Count(sql::Sql question) {
    const auto count = ReadFor([&](ReadTxn& txn) -> absl::StatusOr<int64_t> {
      Rows rows = txn.Query(question, {});
      int64_t value = -1;
      if (rows.Next()) value = rows.Int(0);
      ASSAY_RETURN_IF_ERROR(rows.status());
      return value;
    });
    EXPECT_OK(count);
    return count.value_or(-1);
  }
  int64_t Loose() { return Count("SELECT count(*) FROM loose_run"); }

  // The first runs that a search finds.
  std::vector<int64_t> Found(const std::string& filter, const std::string& order_by) {
    v1::SearchRunsRequest request;
    request.set_filter(filter);
    request.set_order_by(order_by);
    const auto page = ReadFor([&](ReadTxn& txn) { return SearchRuns(txn, request, "", 3, kSift); });
    EXPECT_OK(page);
    return page.ok() ? page->runs : std::vector<int64_t>();
  }
  int64_t RowOf(const std::string& run_id) {
    const auto run = ReadFor([&](ReadTxn& txn) { return FindRun(txn, run_id); });
    EXPECT_OK(run);
    return run.ok() ? run->id : 0;
  }
};
ASSAY_STORAGE_SUITE_OF(SketchingTest);

TEST_P(SketchingTest, OnlyFullBlocksAreSketched) {
  AddRuns(kBlockRuns - 2);
  EXPECT_EQ(SketchAll(), 0);
  AddRuns(1);
  EXPECT_EQ(SketchAll(), 1);
  EXPECT_EQ(SketchAll(), 0);
  AddRuns(kBlockRuns);
  EXPECT_EQ(SketchAll(), 1);
}

TEST_P(SketchingTest, RunsThatGoOnAreNot) {
  const std::vector<std::string> runs = AddRuns(kBlockRuns, /*ended=*/false);
  EXPECT_EQ(SketchAll(), 0);
  for (size_t i = 0; i < kBlockRuns / 2; ++i) {
    v1::LogBatchRequest request;
    request.set_run_id(runs[i]);
    request.mutable_finish();
    ASSERT_OK(Log(request));
  }
  EXPECT_EQ(SketchAll(), 1);
  EXPECT_EQ(Loose(), 0) << "a run is loose from its next write on";
}

TEST_P(SketchingTest, SearchesReadThem) {
  AddRuns(kBlockRuns - 1);
  ASSERT_EQ(SketchAll(), 1);
  for (const char* order : {"metrics.loss", "params.kind desc", "name"}) {
    EXPECT_EQ(Found("params.kind == 'a'", order).size(), 3) << order;
  }
  // What nobody does.
  ASSERT_OK(Write([](WriteTxn& txn) { return txn.Run("DELETE FROM run_sketch", {}); }));
  for (const char* order : {"metrics.loss", "params.kind desc", "name"}) {
    EXPECT_TRUE(Found("params.kind == 'a'", order).empty()) << order;
  }
}

TEST_P(SketchingTest, ABatchThatFindsTheRunItCreatesIsFoundAtOnce) {
  const std::vector<std::string> runs = AddRuns(kBlockRuns);
  ASSERT_EQ(SketchAll(), 1);
  v1::LogBatchRequest request;
  request.set_run_id(runs[7]);
  request.mutable_create()->set_experiment("experiment");
  AddColumn("loss", {{2, 2, 0.25}}, &request);
  ASSERT_OK(Log(request));
  EXPECT_EQ(Found("metrics.loss < 0.5", "metrics.loss"), std::vector<int64_t>{RowOf(runs[7])});
}

TEST_P(SketchingTest, AWriteToASketchedRunIsFoundAtOnce) {
  const std::vector<std::string> runs = AddRuns(2 * kBlockRuns);
  ASSERT_EQ(SketchAll(), 2);
  const std::string& run = runs[100];
  EXPECT_TRUE(Found("tags.host == 'b'", "metrics.loss").empty());
  ASSERT_OK(LogPoints(run, "loss", {{2, 2, 0.25}}));
  EXPECT_EQ(Found("tags.host == 'a'", "metrics.loss").front(), RowOf(run));
  EXPECT_EQ(Found("metrics.loss < 0.5", "metrics.loss"), std::vector<int64_t>{RowOf(run)});
  ASSERT_OK(Write([&](WriteTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const RunRow row, FindRunToWrite(txn, run));
    TagList tags;
    tags.Add()->set_key("host");
    tags[0].set_value("b");
    return SetTags(txn, row, tags);
  }));
  EXPECT_EQ(Found("tags.host == 'b'", "metrics.loss"), std::vector<int64_t>{RowOf(run)});
  EXPECT_EQ(Loose(), 1);
  EXPECT_EQ(SketchAll(), 0) << "one is not many";
  EXPECT_EQ(SketchAll(/*most_loose=*/0), 1);
  EXPECT_EQ(Loose(), 0);
  EXPECT_EQ(Found("tags.host == 'b'", "metrics.loss"), std::vector<int64_t>{RowOf(run)});
}

TEST_P(SketchingTest, ABlockWithManyKeysIsWrittenInParts) {
  AddRuns(kBlockRuns - 2);
  v1::LogBatchRequest request;
  request.set_run_id(NewRun());
  for (int i = 0; i < 300; ++i) AddColumn("loss" + std::to_string(i), {{1, 1, 0.5}}, &request);
  ASSERT_OK(Log(request));
  ASSERT_EQ(SketchAll(), 1);
  EXPECT_EQ(Count("SELECT count(*) FROM run_sketch WHERE id < 2 * 1152921504606846976"), 301);
}

}  // namespace
}  // namespace assay::testing
