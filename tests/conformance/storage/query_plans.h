// Suites that look at how queries find what they ask for.
#ifndef ASSAY_TESTS_CONFORMANCE_STORAGE_QUERY_PLANS_H_
#define ASSAY_TESTS_CONFORMANCE_STORAGE_QUERY_PLANS_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/conformance/storage/forwarding_database.h"
#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {

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

class ExplainingDatabase : public ForwardingDatabase {
 public:
  ExplainingDatabase(std::unique_ptr<sql::Database> inner, sql::Sql explain)
      : ForwardingDatabase(std::move(inner)), explain_(explain) {}
  absl::Status Read(sql::Deadline deadline,
                    absl::FunctionRef<absl::Status(sql::ReadTxn&)> fn) override {
    return ForwardingDatabase::Read(deadline, [&](sql::ReadTxn& txn) -> absl::Status {
      ExplainingTxn explaining(txn, explain_, plans);
      return fn(explaining);
    });
  }

  std::vector<Plan> plans;

 private:
  const sql::Sql explain_;
};

// A fresh store whose queries are explained.
class QueryPlanSuite : public StorageTest {
 protected:
  void SetUp() override {
    place_ = GetParam().make_place();
    ASSERT_OK_AND_ASSIGN(std::unique_ptr<sql::Database> inner, place_->Open());
    auto database = std::make_unique<ExplainingDatabase>(std::move(inner), GetParam().explain);
    explaining_ = database.get();
    ASSERT_OK_AND_ASSIGN(store_,
                         Store::Open(std::move(database), GetParam().dialect, clock_, ids_));
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
};

}  // namespace assay::testing

#endif  // ASSAY_TESTS_CONFORMANCE_STORAGE_QUERY_PLANS_H_
