// Every query that lists or finds something uses its index.
#include <map>

#include "core/mutex.h"
#include "storage/chunk_reading.h"
#include "storage/experiments.h"
#include "storage/run_io.h"
#include "storage/series.h"
#include "storage/workspaces.h"
#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

struct Plan {
  std::string statement;
  std::string steps;  // one a line
};

// Explains every query of a read before it runs.
class ExplainingTxn : public sql::ReadTxn {
 public:
  ExplainingTxn(sql::ReadTxn& inner, sql::Sql explain, std::vector<Plan>& plans)
      : inner_(inner), explain_(explain), plans_(plans) {}
  sql::Rows Query(sql::Sql text, sql::Params params) override {
    Plan plan{std::string(text.text()), ""};
    sql::Builder explain;
    explain.Append(explain_).Append(text);
    {
      sql::Rows rows = inner_.Query(explain.sql(), params);
      while (rows.Next()) plan.steps += rows.String(3) + "\n";
      EXPECT_OK(rows.status());
    }
    plans_.push_back(std::move(plan));
    return inner_.Query(text, params);
  }

 private:
  sql::ReadTxn& inner_;
  const sql::Sql explain_;
  std::vector<Plan>& plans_;
};

class ExplainingDatabase : public sql::Database {
 public:
  ExplainingDatabase(std::unique_ptr<sql::Database> inner, sql::Sql explain)
      : inner_(std::move(inner)), explain_(explain) {}
  absl::Status Read(sql::Deadline deadline,
                    absl::FunctionRef<absl::Status(sql::ReadTxn&)> fn) override {
    return inner_->Read(deadline, [&](sql::ReadTxn& txn) -> absl::Status {
      ExplainingTxn explaining(txn, explain_, plans);
      return fn(explaining);
    });
  }
  void WriteAsync(sql::Deadline deadline, sql::WriteFunction fn,
                  std::function<void(absl::Status)> done) override {
    inner_->WriteAsync(deadline, std::move(fn), std::move(done));
  }
  absl::StatusOr<int64_t> SizeBytes() override { return inner_->SizeBytes(); }

  std::vector<Plan> plans;

 private:
  std::unique_ptr<sql::Database> inner_;
  const sql::Sql explain_;
};

class QueryPlansTest : public StorageTest {
 protected:
  void SetUp() override {
    place_ = GetParam().make_place();
    ASSERT_OK_AND_ASSIGN(std::unique_ptr<sql::Database> inner, place_->Open());
    auto database = std::make_unique<ExplainingDatabase>(std::move(inner), GetParam().explain);
    explaining_ = database.get();
    ASSERT_OK_AND_ASSIGN(store_,
                         Store::Open(std::move(database), GetParam().dialect, clock_, ids_));
    run_id_ = NewRun();
    v1::LogBatchRequest batch;
    batch.set_run_id(run_id_);
    AddColumn("loss", {{1, 1, 1}}, &batch);
    v1::Artifact* artifact = batch.add_outputs()->mutable_artifact();
    artifact->set_path("a");
    artifact->mutable_content()->set_digest("sha256:" + std::string(64, 'a'));
    ASSERT_OK(Log(batch));
  }
  // The steps of the queries that `fn` makes. None of them may walk a table from end to end, or
  // sort what an index could have given in order.
  template <typename Fn>
  std::vector<std::string> PlansOf(Fn fn) {
    explaining_->plans.clear();
    EXPECT_OK(store_->Read(kNoDeadline, fn));
    std::vector<std::string> plans;
    for (const Plan& plan : explaining_->plans) {
      EXPECT_EQ(plan.steps.find("SCAN"), std::string::npos) << plan.statement << "\n" << plan.steps;
      EXPECT_EQ(plan.steps.find("TEMP B-TREE"), std::string::npos) << plan.statement << "\n"
                                                                   << plan.steps;
      plans.push_back(plan.steps);
    }
    EXPECT_FALSE(plans.empty());
    return plans;
  }
  ExplainingDatabase* explaining_ = nullptr;
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
                  return ListIo(txn, 1, v1::IO_DIRECTION_OUTPUT, prefix, 0, 10).status();
                }),
                Contains(HasSubstr("run_io_by_run")));
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
