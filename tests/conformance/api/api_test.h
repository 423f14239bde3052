// The fixture of the API suites: a server that all of them share, and a connection to it.
#ifndef ASSAY_TESTS_CONFORMANCE_API_API_TEST_H_
#define ASSAY_TESTS_CONFORMANCE_API_API_TEST_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "assay/v1/tracking_service.pb.h"
#include "client/connection.h"
#include "core/ids.h"
#include "gtest/gtest.h"
#include "tests/conformance/api/tracking_api.h"
#include "tests/testing/server_process.h"
#include "tests/testing/status.h"

namespace assay::testing {

// Serves from the first call on until the program ends.
ServerProcess& SharedServer();

inline std::shared_ptr<Connection> Connect(
    const ServerProcess& server, std::chrono::milliseconds timeout = std::chrono::seconds(20)) {
  ConnectionOptions options;
  options.server = server.address();
  options.user = "ada";
  options.timeout = timeout;
  options.most_backoff = std::chrono::milliseconds(200);
  return MakeConnection(options);
}

// Names are unique to a test, so that tests share a server without meeting.
class ApiTest : public ::testing::Test {
 protected:
  ApiTest() : connection_(Connect(SharedServer())), api_(connection_) {}
  TrackingApi& api() { return api_; }

  static std::string Unique(std::string_view what) {
    return std::string(what) + "-" + RandomIds().New().substr(0, 12);
  }

  absl::StatusOr<v1::Run> CreateRun(const std::string& experiment) {
    v1::CreateRunRequest request;
    request.set_experiment(experiment);
    return api().CreateRun(std::move(request));
  }
  // The id of a new run in an experiment of its own.
  std::string NewRun() {
    const absl::StatusOr<v1::Run> run = CreateRun(Unique("experiment"));
    EXPECT_OK(run);
    return run.ok() ? run->run_id() : "";
  }
  absl::StatusOr<v1::Run> GetRun(const std::string& run_id) {
    v1::GetRunRequest request;
    request.set_run_id(run_id);
    return api().GetRun(std::move(request));
  }
  absl::StatusOr<v1::Run> DeleteRun(const std::string& run_id, const std::string& etag = "") {
    v1::DeleteRunRequest request;
    request.set_run_id(run_id);
    request.set_etag(etag);
    return api().DeleteRun(std::move(request));
  }
  absl::StatusOr<v1::Run> FinishRun(const std::string& run_id,
                                    v1::RunStatus status = v1::RUN_STATUS_FINISHED) {
    v1::FinishRunRequest request;
    request.set_run_id(run_id);
    request.set_status(status);
    return api().FinishRun(std::move(request));
  }

  static v1::LogBatchRequest Batch(const std::string& run_id) {
    v1::LogBatchRequest request;
    request.set_run_id(run_id);
    return request;
  }
  // A column of values at steps first, first + 1, ... and times 1000 + step.
  static v1::MetricColumns* AddColumn(std::string_view key, int64_t first,
                                      const std::vector<double>& values,
                                      v1::LogBatchRequest* request) {
    v1::MetricColumns* columns = request->add_metrics();
    columns->set_key(std::string(key));
    for (size_t i = 0; i < values.size(); ++i) {
      const int64_t step = first + static_cast<int64_t>(i);
      columns->add_steps(step);
      columns->add_times_ms(1'000 + step);
      columns->add_values(values[i]);
    }
    return columns;
  }
  absl::Status LogValues(const std::string& run_id, std::string_view key,
                         const std::vector<double>& values, int64_t first = 0) {
    v1::LogBatchRequest request = Batch(run_id);
    AddColumn(key, first, values, &request);
    return api().LogBatch(std::move(request)).status();
  }
  absl::Status LogParam(const std::string& run_id, const std::string& key,
                        const std::string& value) {
    v1::LogBatchRequest request = Batch(run_id);
    v1::Param* param = request.add_params();
    param->set_key(key);
    param->mutable_value()->set_string_value(value);
    return api().LogBatch(std::move(request)).status();
  }
  // The values of a series, in order.
  absl::StatusOr<std::vector<double>> Values(const std::string& run_id, const std::string& key) {
    v1::GetMetricHistoryRequest request;
    request.add_run_ids(run_id);
    request.add_keys(key);
    std::vector<double> values;
    ASSAY_RETURN_IF_ERROR(api().StreamMetricHistory(request, [&](const auto& message) {
      for (const v1::SeriesHistory& series : message.series()) {
        values.insert(values.end(), series.points().values().begin(),
                      series.points().values().end());
      }
      return true;
    }));
    return values;
  }

  std::shared_ptr<Connection> connection_;

 private:
  TrackingApi api_;
};

}  // namespace assay::testing

#endif  // ASSAY_TESTS_CONFORMANCE_API_API_TEST_H_
