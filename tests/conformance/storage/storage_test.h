// The fixture of the storage suites: a fresh store on one engine, with time and ids that tests
// decide.
#ifndef ASSAY_TESTS_CONFORMANCE_STORAGE_STORAGE_TEST_H_
#define ASSAY_TESTS_CONFORMANCE_STORAGE_STORAGE_TEST_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "assay/v1/tracking_service.pb.h"
#include "core/clock.h"
#include "core/ids.h"
#include "gtest/gtest.h"
#include "storage/history.h"
#include "storage/log_batch.h"
#include "storage/metrics/points.h"
#include "storage/runs.h"
#include "storage/store.h"
#include "tests/conformance/storage/engine.h"
#include "tests/testing/status.h"

namespace assay::testing {

inline constexpr int64_t kStartMicros = 1'700'000'000'000'000;

class StorageTest : public ::testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    place_ = GetParam().make_place();
    Reopen();
  }

  // Closes the store and opens it again, with empty caches.
  void Reopen() {
    store_.reset();
    ASSERT_OK_AND_ASSIGN(std::unique_ptr<sql::Database> database, place_->Open());
    ASSERT_OK_AND_ASSIGN(store_,
                         Store::Open(std::move(database), GetParam().dialect, clock_, ids_));
  }

  absl::Status Write(const std::function<absl::Status(WriteTxn&)>& fn) {
    return store_->Write(kNoDeadline, fn);
  }
  // One write that gives a StatusOr<T>.
  template <typename Fn>
  auto WriteFor(Fn fn) {
    using Result = decltype(fn(std::declval<WriteTxn&>()));
    Result result = absl::UnknownError("not run");
    absl::Status status = store_->Write(kNoDeadline, [&](WriteTxn& txn) {
      result = fn(txn);
      return result.status();
    });
    return status.ok() ? result : Result(status);
  }
  // One read that gives a StatusOr<T>.
  template <typename Fn>
  auto ReadFor(Fn fn) {
    using Result = decltype(fn(std::declval<ReadTxn&>()));
    Result result = absl::UnknownError("not run");
    absl::Status status = store_->Read(kNoDeadline, [&](ReadTxn& txn) {
      result = fn(txn);
      return result.status();
    });
    return status.ok() ? result : Result(status);
  }

  // Creates a run, in an experiment that is made when it is missing, and returns its id.
  std::string NewRun(std::string_view experiment = "experiment") {
    v1::CreateRunRequest request;
    request.set_experiment(std::string(experiment));
    v1::Run run;
    EXPECT_OK(
        Write([&](WriteTxn& txn) { return CreateRun(txn, request, "tester", &run).status(); }));
    return run.run_id();
  }

  absl::StatusOr<v1::Run> Get(const std::string& run_id, RunParts parts = RunParts::kAll) {
    return ReadFor([&](ReadTxn& txn) { return GetRun(txn, run_id, parts); });
  }

  absl::StatusOr<AppliedBatch> Log(v1::LogBatchRequest request, bool refuse_params = false) {
    ASSAY_ASSIGN_OR_RETURN(PreparedBatch batch, PrepareBatch(std::move(request), "tester"));
    return WriteFor([&](WriteTxn& txn) { return ApplyBatch(txn, batch, refuse_params); });
  }

  // Logs points to a series without context.
  absl::Status LogPoints(const std::string& run_id, std::string_view key,
                         const std::vector<Point>& points) {
    v1::LogBatchRequest request;
    request.set_run_id(run_id);
    AddColumn(key, points, &request);
    return Log(std::move(request)).status();
  }

  static v1::MetricColumns* AddColumn(std::string_view key, const std::vector<Point>& points,
                                      v1::LogBatchRequest* request) {
    v1::MetricColumns* columns = request->add_metrics();
    columns->set_key(std::string(key));
    for (const Point& point : points) {
      columns->add_steps(point.step);
      columns->add_times_ms(point.time_ms);
      columns->add_values(point.value);
    }
    return columns;
  }

  // All points of a series without context, in the order in which they are read.
  absl::StatusOr<std::vector<Point>> ReadSeries(const std::string& run_id, std::string_view key,
                                                size_t page = 1 << 20) {
    v1::GetMetricHistoryRequest request;
    request.add_run_ids(run_id);
    request.add_keys(std::string(key));
    return ReadFor([&](ReadTxn& txn) -> absl::StatusOr<std::vector<Point>> {
      std::vector<Point> all;
      ASSAY_ASSIGN_OR_RETURN(const std::vector<SeriesRef> series, FindSeriesRefs(txn, request));
      for (const SeriesRef& ref : series) {
        std::optional<Point> after;
        for (bool more = true; more;) {
          Points points;
          ASSAY_ASSIGN_OR_RETURN(more, ReadPoints(txn, ref, {}, after, page, &points));
          EXPECT_LE(points.size(), page);
          for (size_t i = 0; i < points.size(); ++i) all.push_back(points[i]);
          if (!points.empty()) after = points[points.size() - 1];
        }
      }
      return all;
    });
  }

  ManualClock clock_{kStartMicros};
  SequentialIds ids_;
  std::unique_ptr<Place> place_;
  std::unique_ptr<Store> store_;
};

inline std::string EngineName(const ::testing::TestParamInfo<Engine>& info) {
  return info.param.name;
}

inline void PrintTo(const Engine& engine, std::ostream* os) { *os << engine.name; }

// A suite that runs on every engine.
#define ASSAY_STORAGE_SUITE(Suite)     \
  class Suite : public StorageTest {}; \
  ASSAY_STORAGE_SUITE_OF(Suite)
#define ASSAY_STORAGE_SUITE_OF(Suite) \
  INSTANTIATE_TEST_SUITE_P(Engines, Suite, ::testing::ValuesIn(Engines()), EngineName)

}  // namespace assay::testing

#endif  // ASSAY_TESTS_CONFORMANCE_STORAGE_STORAGE_TEST_H_
