// Every search of runs takes them from an index, and in its order where it has one.
#include <algorithm>
#include <sstream>

#include "core/status_macros.h"
#include "storage/search.h"
#include "storage/value_index.h"
#include "tests/conformance/storage/query_plans.h"

namespace assay::testing {
namespace {

// A search takes runs from one index; what a condition drives is few runs, and they are sorted.
struct SearchShape {
  const char* filter;
  const char* order_by;
  const char* index;
  bool sorted;
};
constexpr bool kInOrder = false;
constexpr bool kSorted = true;

const SearchShape kSearchShapes[] = {
    // Walks: no condition but on what they are ordered by, or none that has an index.
    {"", "", "run_by_start (workspace=?", kInOrder},
    {"", "start_time", "run_by_start (workspace=?", kInOrder},
    {"name != 'x' || has(tags.host)", "", "run_by_start (workspace=?", kInOrder},
    {"", "metrics.loss desc", "COVERING INDEX series_by_value (metric=?", kInOrder},
    {"metrics.loss > 0.5", "metrics.loss", "COVERING INDEX series_by_value (metric=?", kInOrder},
    {"params.lr < 1.0", "params.lr desc", "COVERING INDEX param_by_number (name=?", kInOrder},
    {"", "tags.host", "COVERING INDEX tag_by_value (name=?", kInOrder},
    // Driven by their rarest condition.
    {"metrics.loss > 1.5", "", "COVERING INDEX series_by_value (metric=?", kSorted},
    {"params.lr == 0.1", "metrics.loss", "COVERING INDEX param_by_number (name=?", kSorted},
    {"params.kind == 'a' && metrics.loss > 0.5", "metrics.loss",
     "COVERING INDEX param_by_text (name=? AND kind=? AND text=?)", kSorted},
    {"tags.host == 'a'", "name", "COVERING INDEX tag_by_value (name=? AND value=?)", kSorted},
    {"experiment == 'experiment'", "", "run_by_experiment (experiment=?)", kSorted},
    {"code.commit == 'abc'", "", "run_by_code (code=?)", kSorted},
    {"'data' in dataset_names", "", "run_io_by_dataset (dataset_version=?)", kSorted},
};

class SearchPlansTest : public QueryPlanSuite {
 protected:
  void SetUp() override {
    QueryPlanSuite::SetUp();
    ASSERT_OK(LogPoints(NewRun(), "loss", {{1, 1, 1}}));
    // So many others that a condition is rare, and so few to a page that there is a second one.
    for (int i = 0; i < 8; ++i) NewRun("other");
    for (int i = 0; i < 4; ++i) ASSERT_OK(LogAll(NewRun()));
    ASSERT_OK(IndexAll());
  }

  absl::Status IndexAll() {
    return Write([](WriteTxn& txn) { return IndexSomeRuns(txn, 100).status(); });
  }

  absl::Status LogAll(const std::string& run_id) {
    v1::LogBatchRequest batch;
    batch.set_run_id(run_id);
    AddColumn("loss", {{1, 1, 2}}, &batch);
    const auto add_param = [&batch](const char* key) {
      v1::Param* param = batch.add_params();
      param->set_key(key);
      return param->mutable_value();
    };
    add_param("lr")->set_double_value(0.1);
    add_param("kind")->set_string_value("a");
    v1::Tag* tag = batch.add_tags();
    tag->set_key("host");
    tag->set_value("a");
    batch.mutable_code()->set_commit("abc");
    v1::DatasetVersion* dataset = batch.add_inputs()->mutable_dataset()->mutable_dataset();
    dataset->set_name("data");
    dataset->mutable_content()->set_digest("sha256:" + std::string(64, 'b'));
    return Log(batch).status();
  }

  // The plans of one page; `position` becomes that of the next.
  std::vector<Plan> PlansOfPage(const v1::SearchRunsRequest& request, std::string* position) {
    explaining_->plans.clear();
    EXPECT_OK(store_->Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(SearchPage page, SearchRuns(txn, request, *position, 3));
      EXPECT_FALSE(page.runs.empty()) << request.DebugString();
      *position = std::move(page.next);
      return absl::OkStatus();
    }));
    return explaining_->plans;
  }

  // Subqueries are read from end to end, and so is a table of one row; other tables are not.
  static void ExpectNoTableScan(const Plan& plan) {
    std::istringstream lines(plan.steps);
    for (std::string line; std::getline(lines, line);) {
      if (line == "SCAN t" || line == "SCAN d" || line == "SCAN value_index") continue;
      EXPECT_FALSE(line.starts_with("SCAN")) << plan.statement << "\n" << plan.steps;
    }
  }

  // The first page and the one behind it.
  void ExpectShape(const v1::SearchRunsRequest& request, const char* index, bool sorted) {
    std::string position;
    for (int page = 0; page < 2; ++page) {
      const std::vector<Plan> plans = PlansOfPage(request, &position);
      bool uses = false;
      bool sorts = false;
      for (const Plan& plan : plans) {
        ExpectNoTableScan(plan);
        uses = uses || plan.steps.find(index) != std::string::npos;
        sorts = sorts || plan.steps.find("TEMP B-TREE FOR ORDER BY") != std::string::npos;
      }
      EXPECT_TRUE(uses) << request.DebugString() << index;
      EXPECT_EQ(sorts, sorted) << request.DebugString() << index;
    }
  }

  // That what the index gives is merged with the runs behind it, and not sorted; on two pages.
  void ExpectMerged(const v1::SearchRunsRequest& request, const char* index) {
    std::string position;
    for (int page = 0; page < 2; ++page) {
      const std::vector<Plan> plans = PlansOfPage(request, &position);
      const auto merged = [index](const Plan& plan) {
        const size_t merge = plan.steps.find("MERGE (UNION ALL)\nLEFT\n");
        const size_t right = plan.steps.find("RIGHT\n");
        return merge != std::string::npos && plan.steps.find(index) < right &&
               plan.steps.find("TEMP B-TREE") > right;
      };
      EXPECT_EQ(std::count_if(plans.begin(), plans.end(), merged), 1) << request.DebugString();
      for (const Plan& plan : plans) ExpectNoTableScan(plan);
    }
  }
};
ASSAY_STORAGE_SUITE_OF(SearchPlansTest);

TEST_P(SearchPlansTest, EverySearchUsesAnIndex) {
  for (const SearchShape& shape : kSearchShapes) {
    v1::SearchRunsRequest request;
    request.set_filter(shape.filter);
    request.set_order_by(shape.order_by);
    ExpectShape(request, shape.index, shape.sorted);
  }
}

TEST_P(SearchPlansTest, RunsBehindTheIndexAreMergedInOrder) {
  ASSERT_OK(LogAll(NewRun()));
  const std::pair<const char*, const char*> kOrders[] = {
      {"", "COVERING INDEX run_by_start (workspace=?"},
      {"start_time", "COVERING INDEX run_by_start (workspace=?"},
      {"params.lr desc", "COVERING INDEX param_by_number (name=?"},
      {"params.kind", "COVERING INDEX param_by_text (name=? AND kind=?)"},
      {"tags.host", "COVERING INDEX tag_by_value (name=?"}};
  for (const auto& [order_by, index] : kOrders) {
    v1::SearchRunsRequest request;
    request.set_order_by(order_by);
    ExpectMerged(request, index);
  }
}

TEST_P(SearchPlansTest, RunsWithoutTheMetricComeAlongTheirKey) {
  v1::SearchRunsRequest request;
  request.set_order_by("metrics.never");
  ExpectShape(request, "SEARCH x USING INTEGER PRIMARY KEY (rowid", kInOrder);
}

TEST_P(SearchPlansTest, OneExperimentsRunsComeInOrder) {
  v1::SearchRunsRequest request;
  ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(NewRun()));
  request.add_experiment_ids(run.experiment_id());
  ExpectMerged(request, "COVERING INDEX run_by_experiment (experiment=?");
  ASSERT_OK(IndexAll());
  ExpectShape(request, "run_by_experiment (experiment=?", kInOrder);
  request.set_order_by("metrics.loss");
  ExpectShape(request, "run_by_experiment (experiment=?", kSorted);
}

}  // namespace
}  // namespace assay::testing
