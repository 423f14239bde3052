// Every query that lists or finds something uses its index.
#include "tests/conformance/storage/query_plans.h"

#include <map>

#include "core/mutex.h"
#include "storage/chunk_reading.h"
#include "storage/experiments.h"
#include "storage/run_io.h"
#include "storage/series.h"
#include "storage/workspaces.h"

namespace assay::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

class QueryPlansTest : public QueryPlanSuite {
 protected:
  void SetUp() override {
    QueryPlanSuite::SetUp();
    run_id_ = NewRun();
    v1::LogBatchRequest batch;
    batch.set_run_id(run_id_);
    AddColumn("loss", {{1, 1, 1}}, &batch);
    v1::Artifact* artifact = batch.add_outputs()->mutable_artifact();
    artifact->set_path("a");
    artifact->mutable_content()->set_digest("sha256:" + std::string(64, 'a'));
    ASSERT_OK(Log(batch));
  }
  std::string run_id_;
};
ASSAY_STORAGE_SUITE_OF(QueryPlansTest);

TEST_P(QueryPlansTest, ListsOfWorkspacesAndExperiments) {
  EXPECT_THAT(PlansOf([](ReadTxn& txn) { return ListWorkspaces(txn, "a", 10).status(); }),
              Contains(HasSubstr("name>?")));
  EXPECT_THAT(PlansOf([](ReadTxn& txn) {
                int64_t next = 0;
                return ListExperiments(txn, 1, false, 0, 10, &next).status();
              }),
              Contains(HasSubstr("experiment_by_age")));
}

TEST_P(QueryPlansTest, ARunWithAllItsParts) {
  PlansOf([&](ReadTxn& txn) { return GetRun(txn, run_id_, RunParts::kAll).status(); });
  PlansOf([&](ReadTxn& txn) { return FindRun(txn, run_id_).status(); });
}

TEST_P(QueryPlansTest, ListsOfWhatARunReadAndWrote) {
  for (const char* prefix : {"", "a/"}) {
    EXPECT_THAT(PlansOf([&](ReadTxn& txn) {
                  return ListIo(txn, 1, v1::IO_DIRECTION_OUTPUT, prefix, "1 0 1 a", 10).status();
                }),
                Contains(HasSubstr("USING PRIMARY KEY (run=? AND direction=? AND (label")));
  }
}

TEST_P(QueryPlansTest, ChunksOfASeries) {
  EXPECT_THAT(PlansOf([](ReadTxn& txn) { return ListChunks(txn, 1, 1, 5, 10).status(); }),
              Contains(HasSubstr("COVERING INDEX metric_chunk_by_step")));
  v1::GetMetricHistoryRequest request;
  request.add_run_ids(run_id_);
  PlansOf([&](ReadTxn& txn) { return FindSeriesRefs(txn, request).status(); });
}

TEST_P(QueryPlansTest, FindsByName) {
  PlansOf([](ReadTxn& txn) { return GetExperimentByName(txn, "", "experiment").status(); });
  PlansOf([](ReadTxn& txn) { return GetWorkspace(txn, "").status(); });
}

}  // namespace
}  // namespace assay::testing
