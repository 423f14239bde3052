// `assay` against an assayd of its own, with runs that are always the same.
#ifndef ASSAY_TESTS_E2E_CLI_ON_SERVER_H_
#define ASSAY_TESTS_E2E_CLI_ON_SERVER_H_

#include <cmath>
#include <cstdlib>
#include <limits>
#include <memory>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "cli/internal/cli_for_test.h"
#include "cli/internal/json.h"
#include "client/client.h"
#include "gtest/gtest.h"
#include "tests/testing/server_process.h"
#include "tests/testing/status.h"
#include "tests/testing/temp_folder.h"

namespace assay {

inline const std::string kBaseline = "0000000000000000000000000000000a";
inline const std::string kDeeper = "0000000000000000000000000000000b";
inline const std::string kTwin = "0000000000000000000000000000000c";

// One server for all tests of a suite.
class CliOnServer : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    setenv("TZ", "UTC", 1);
    setenv("ASSAY_USER", "ada", 1);
    unsetenv("ASSAY_WORKSPACE");
    folder_ = new testing::TempFolder();
    auto server = testing::ServerProcess::Start({.data = folder_->path("data")});
    ASSERT_TRUE(server.ok()) << server.status().message();
    server_ = server->release();
    setenv("ASSAY_SERVER", server_->address().c_str(), 1);
    Log(BaselineRun());
    Log(DeeperRun());
    Log(TwinRun());
  }
  static void TearDownTestSuite() {
    unsetenv("ASSAY_SERVER");
    delete server_;
    delete folder_;
  }

  static Client NewClient() { return Client(MakeConnection({})); }
  static void Log(const v1::LogBatchRequest& batch) {
    ASSERT_TRUE(testing::IsOk(NewClient()
                                  .connection()
                                  ->Unary<v1::LogBatchResponse>("TrackingService/LogBatch", batch)
                                  .status()));
  }

  // A transcript of commands, one after the other, without what differs each time: the ids that the
  // server chose, and its times.
  static std::string Session(const std::vector<std::vector<std::string>>& commands) {
    std::string text;
    for (const std::vector<std::string>& arguments : commands) text += cli::Transcript(arguments);
    text = std::regex_replace(text, std::regex("(^|[^:0-9a-f])(?!0{31})[0-9a-f]{32}(?![0-9a-f])"),
                              "$1<the id that the server chose>--");
    return std::regex_replace(text, std::regex("(?!2026-01-0)[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}"),
                              "<time------------->");
  }
  static cli::Json Json(std::vector<std::string> arguments) {
    arguments.push_back("--json");
    const cli::Result result = cli::RunCli(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return cli::Json::parse(result.out, nullptr, /*allow_exceptions=*/false);
  }

  static v1::LogBatchRequest BaselineRun();
  static v1::LogBatchRequest DeeperRun();
  static v1::LogBatchRequest TwinRun();
  static v1::LogBatchRequest NewRun(const std::string& id, const std::string& experiment,
                                    const std::string& name, int day);

  static testing::TempFolder* folder_;
  static testing::ServerProcess* server_;
};

inline testing::TempFolder* CliOnServer::folder_ = nullptr;
inline testing::ServerProcess* CliOnServer::server_ = nullptr;

inline v1::LogBatchRequest CliOnServer::NewRun(const std::string& id, const std::string& experiment,
                                               const std::string& name, int day) {
  v1::LogBatchRequest batch;
  batch.set_run_id(id);
  v1::CreateRunRequest* create = batch.mutable_create();
  create->set_run_id(id);
  create->set_experiment(experiment);
  create->set_name(name);
  const int64_t start =
      absl::ToUnixSeconds(absl::FromCivil(absl::CivilDay(2026, 1, day), absl::UTCTimeZone()));
  create->mutable_start_time()->set_seconds(start);
  batch.mutable_finish()->mutable_end_time()->set_seconds(start + 3'725);
  return batch;
}

inline void AddParam(const std::string& key, const v1::Value& value, v1::LogBatchRequest* batch) {
  v1::Param* param = batch->add_params();
  param->set_key(key);
  *param->mutable_value() = value;
}

inline v1::MetricColumns* AddMetric(const std::string& key, const std::vector<double>& values,
                                    v1::LogBatchRequest* batch) {
  v1::MetricColumns* columns = batch->add_metrics();
  columns->set_key(key);
  for (size_t i = 0; i < values.size(); ++i) {
    columns->add_steps(static_cast<int64_t>(i));
    columns->add_times_ms(1'767'225'600'000 + static_cast<int64_t>(i) * 1'000);
    columns->add_values(values[i]);
  }
  return columns;
}

inline std::vector<double> Falling(double rate) {
  std::vector<double> values;
  for (int i = 0; i < 100; ++i) values.push_back(std::exp(-i * rate));
  return values;
}

inline v1::LogBatchRequest CliOnServer::BaselineRun() {
  v1::LogBatchRequest batch = NewRun(kBaseline, "credit-risk", "baseline", 1);
  batch.mutable_create()->set_description("The first one.\nWith \x1b[31mcolour.");
  v1::Value value;
  value.set_double_value(3e-7);
  AddParam("learning_rate", value, &batch);
  value.set_int_value(6);
  AddParam("depth", value, &batch);
  value.set_string_value("xgb");
  AddParam("model", value, &batch);
  v1::Tag* tag = batch.add_tags();
  tag->set_key("stage");
  tag->set_value("trial");
  AddMetric("loss", Falling(0.03), &batch);
  AddMetric("auc", {0.91}, &batch);
  (*AddMetric("auc", {0.88, std::nan(""), 0.89}, &batch)->mutable_context())["split"] =
      "validation";
  v1::DatasetUse* use = batch.add_inputs()->mutable_dataset();
  use->set_role("train");
  use->mutable_dataset()->set_name("applications");
  use->mutable_dataset()->mutable_content()->set_digest("sha256:" + std::string(64, 'a'));
  use->mutable_dataset()->mutable_content()->set_size(15'300'000);
  v1::Artifact* artifact = batch.add_outputs()->mutable_artifact();
  artifact->set_path("model/weights.bin");
  artifact->mutable_content()->set_digest("sha256:" + std::string(64, 'b'));
  artifact->mutable_content()->set_size(2'048);
  batch.mutable_code()->set_repository("https://example.org/credit.git");
  batch.mutable_code()->set_commit(std::string(40, 'c'));
  batch.mutable_code()->set_branch("main");
  (*batch.mutable_environment()->mutable_attributes())["os"] = "Linux";
  return batch;
}

inline v1::LogBatchRequest CliOnServer::DeeperRun() {
  v1::LogBatchRequest batch = NewRun(kDeeper, "credit-risk", "deeper", 2);
  v1::Value value;
  value.set_int_value(9);
  AddParam("depth", value, &batch);
  value.set_string_value("xgb");
  AddParam("model", value, &batch);
  AddMetric("loss", Falling(0.06), &batch);
  AddMetric("auc", {0.93}, &batch);
  batch.mutable_finish()->set_status(v1::RUN_STATUS_FAILED);
  return batch;
}

// Has the name of another run, in another experiment.
inline v1::LogBatchRequest CliOnServer::TwinRun() { return NewRun(kTwin, "fraud", "baseline", 3); }

}  // namespace assay

#endif  // ASSAY_TESTS_E2E_CLI_ON_SERVER_H_
