#include "storage/value_index.h"

#include "core/status_macros.h"
#include "storage/params.h"
#include "storage/search.h"
#include "storage/tags.h"
#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {
namespace {

class ValueIndexTest : public StorageTest {
 protected:
  // A run with a param depth and a tag host.
  std::string AddRun(int64_t depth, const std::string& host) {
    v1::LogBatchRequest request;
    request.set_run_id(ids_.New());
    request.mutable_create()->set_experiment("experiment");
    v1::Param* param = request.mutable_create()->add_params();
    param->set_key("depth");
    param->mutable_value()->set_int_value(depth);
    v1::Tag* tag = request.mutable_create()->add_tags();
    tag->set_key("host");
    tag->set_value(host);
    EXPECT_OK(Log(request));
    return request.run_id();
  }

  absl::StatusOr<bool> Index(int64_t most) {
    return WriteFor([&](WriteTxn& txn) { return IndexSomeRuns(txn, most); });
  }

  // How many params and tags there are that the indexes have, or do not.
  int64_t Count(bool indexed) {
    const auto count = ReadFor([&](ReadTxn& txn) -> absl::StatusOr<int64_t> {
      Rows rows = txn.Query(
          "SELECT (SELECT count(*) FROM param WHERE indexed = $1) + "
          "(SELECT count(*) FROM tag WHERE indexed = $1)",
          {int64_t{indexed}});
      const int64_t value = rows.Next() ? rows.Int(0) : -1;
      ASSAY_RETURN_IF_ERROR(rows.status());
      return value;
    });
    EXPECT_OK(count);
    return count.value_or(-1);
  }

  std::vector<std::string> Found(const std::string& filter, const std::string& order_by) {
    v1::SearchRunsRequest request;
    request.set_filter(filter);
    request.set_order_by(order_by);
    std::vector<std::string> ids;
    EXPECT_OK(ReadFor([&](ReadTxn& txn) -> absl::StatusOr<bool> {
      ASSAY_ASSIGN_OR_RETURN(const SearchPage page, SearchRuns(txn, request, "", 10));
      ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::Run> runs,
                             LoadRuns(txn, page.runs, RunParts::kBare));
      for (const v1::Run& run : runs) ids.push_back(run.run_id());
      return true;
    }));
    return ids;
  }
};
ASSAY_STORAGE_SUITE_OF(ValueIndexTest);

using Ids = std::vector<std::string>;

TEST_P(ValueIndexTest, ANewRunIsInNoIndexAndIsFound) {
  const std::string run = AddRun(3, "a");
  EXPECT_EQ(Count(/*indexed=*/true), 0);
  EXPECT_EQ(Found("params.depth == 3", ""), Ids{run});
  EXPECT_EQ(Found("tags.host == 'a'", ""), Ids{run});
}

TEST_P(ValueIndexTest, TheNextRunsAreTakenUntilNoneIsLeft) {
  for (int i = 0; i < 5; ++i) AddRun(i, "a");
  ASSERT_OK_AND_ASSIGN(bool more, Index(3));
  EXPECT_TRUE(more);
  EXPECT_EQ(Count(/*indexed=*/true), 6);
  ASSERT_OK_AND_ASSIGN(more, Index(3));
  EXPECT_FALSE(more);
  EXPECT_EQ(Count(/*indexed=*/true), 10);
  ASSERT_OK_AND_ASSIGN(more, Index(3));
  EXPECT_FALSE(more);
}

TEST_P(ValueIndexTest, ARunWithMoreThanFitsIsTakenAlone) {
  const std::string first = AddRun(1, "a");
  AddRun(2, "b");
  v1::LogBatchRequest request;
  request.set_run_id(first);
  for (int i = 0; i < 5; ++i) {
    v1::Param* param = request.add_params();
    param->set_key("more" + std::to_string(i));
    param->mutable_value()->set_int_value(i);
  }
  ASSERT_OK(Log(request));
  ASSERT_OK_AND_ASSIGN(bool more, Index(2));
  EXPECT_TRUE(more);
  EXPECT_EQ(Count(/*indexed=*/true), 7);
  ASSERT_OK_AND_ASSIGN(more, Index(2));
  EXPECT_FALSE(more);
  EXPECT_EQ(Count(/*indexed=*/false), 0);
}

TEST_P(ValueIndexTest, AnOrderGoesAcrossTheEndOfTheIndex) {
  const std::string a = AddRun(1, "d"), b = AddRun(3, "b");
  ASSERT_OK(Index(2));
  const std::string c = AddRun(2, "c"), d = AddRun(4, "a");
  EXPECT_EQ(Found("", "params.depth"), (Ids{a, c, b, d}));
  EXPECT_EQ(Found("params.depth > 1", "params.depth desc"), (Ids{d, b, c}));
  EXPECT_EQ(Found("", "tags.host"), (Ids{d, b, c, a}));
  EXPECT_EQ(Found("", ""), (Ids{d, c, b, a}));
  EXPECT_EQ(Found("", "start_time"), (Ids{a, b, c, d}));
  EXPECT_EQ(Found("", "name").size(), 4);
  EXPECT_EQ(Found("experiment == 'experiment'", "start_time"), (Ids{a, b, c, d}));
}

TEST_P(ValueIndexTest, WritesGoWhereTheRunIs) {
  const std::string before = AddRun(1, "a");
  ASSERT_OK(Index(1));
  const std::string behind = AddRun(1, "a");
  for (const std::string& run : {before, behind}) {
    v1::LogBatchRequest request;
    request.set_run_id(run);
    v1::Param* param = request.add_params();
    param->set_key("loss");
    param->mutable_value()->set_string_value("hinge");
    v1::Tag* tag = request.add_tags();
    tag->set_key("host");
    tag->set_value("b");
    ASSERT_OK(Log(request));
  }
  EXPECT_EQ(Count(/*indexed=*/true), 3);
  EXPECT_EQ(Count(/*indexed=*/false), 3);
  EXPECT_TRUE(Found("tags.host == 'a'", "").empty());
  EXPECT_EQ(Found("tags.host == 'b'", "params.loss").size(), 2);
  EXPECT_EQ(Found("params.loss == 'hinge'", "").size(), 2);
  ASSERT_OK(Index(1));
  EXPECT_EQ(Count(/*indexed=*/false), 0);
  EXPECT_TRUE(Found("tags.host == 'a'", "").empty());
  EXPECT_EQ(Found("tags.host == 'b'", "params.loss").size(), 2);
}

}  // namespace
}  // namespace assay::testing
