// Runs the example programs against a server, and reads back what they logged.
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "client/client.h"
#include "client/hash.h"
#include "fmt/format.h"
#include "gtest/gtest.h"
#include "server/server.h"
#include "tests/testing/temp_folder.h"

namespace assay::examples {
namespace {

class ProgramsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Config config;
    config.data = folder_.path() + "/data";
    config.listen = "127.0.0.1:0";
    auto server = Server::Start(config);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  // The exit code of a program, run from the source tree's root.
  int RunProgram(const std::string& program, const std::string& arguments) {
    const std::string command = fmt::format(
        "cd '{0}' && ASSAY_SPOOL_DIR='{1}/spool' ASSAY_CACHE_DIR='{1}/cache' '{2}/examples/{3}' "
        "--server {4} --out '{5}' {6}",
        ASSAY_SOURCE_DIR, folder_.path(), ASSAY_BINARY_DIR, program, Address(), Out(), arguments);
    return std::system(command.c_str());
  }

  std::string Address() const { return fmt::format("127.0.0.1:{}", server_->port()); }
  std::string Out() const { return folder_.path() + "/out"; }

  std::vector<v1::Run> Search(const std::string& filter) {
    Client client(MakeConnection({.server = Address()}));
    std::vector<v1::Run> runs;
    for (auto& run : client.SearchRuns({.filter = filter})) {
      EXPECT_TRUE(run.ok()) << run.status();
      if (!run.ok()) break;
      auto whole = client.GetRun(run->run_id());
      EXPECT_TRUE(whole.ok()) << whole.status();
      if (whole.ok()) runs.push_back(*std::move(whole));
    }
    return runs;
  }

  testing::TempFolder folder_;
  std::unique_ptr<Server> server_;
};

std::map<std::string, v1::MetricSummary> Metrics(const v1::Run& run) {
  std::map<std::string, v1::MetricSummary> metrics;
  for (const v1::MetricSummary& metric : run.metrics()) metrics[metric.key()] = metric;
  return metrics;
}

TEST_F(ProgramsTest, TrainingIsLoggedWhole) {
  ASSERT_EQ(RunProgram("train_logistic", "--run-name r --epochs 30 --patience 0"), 0);
  const std::vector<v1::Run> runs = Search("name == \"r\" && params.epochs == 30");
  ASSERT_EQ(runs.size(), 1u);
  const v1::Run& run = runs[0];
  EXPECT_EQ(run.status(), v1::RUN_STATUS_FINISHED);
  EXPECT_FALSE(run.environment().digest().empty());

  auto metrics = Metrics(run);
  for (const char* part : {"train", "validation"}) {
    for (const char* score : {"loss", "accuracy", "roc_auc"}) {
      EXPECT_EQ(metrics[fmt::format("{}/{}", part, score)].count(), 30) << part << score;
    }
  }
  EXPECT_EQ(metrics["best/loss"].last().value(), metrics["validation/loss"].min());

  const auto data = HashFile(std::string(ASSAY_SOURCE_DIR) + "/examples/data/breast_cancer.csv");
  ASSERT_TRUE(data.ok());
  ASSERT_EQ(run.inputs_size(), 2);
  EXPECT_EQ(run.inputs(0).dataset().dataset().name(), "breast_cancer");
  EXPECT_EQ(run.inputs(0).dataset().dataset().content().digest(), data->digest);
  EXPECT_EQ(run.inputs(0).dataset().role(), "train");
  EXPECT_EQ(run.inputs(0).dataset().subset(), "427 of 569 rows, chosen with seed 1");
  EXPECT_EQ(run.inputs(1).dataset().role(), "validation");

  EXPECT_GT(metrics["serving/parameters"].last().value(), 0);
  ASSERT_EQ(run.outputs_size(), 3);
  for (const v1::RunIo& output : run.outputs()) {
    const auto file = HashFile(Out() + "/" + output.artifact().path());
    ASSERT_TRUE(file.ok()) << file.status();
    EXPECT_EQ(output.artifact().content().digest(), file->digest);
  }
}

TEST_F(ProgramsTest, DataFlowFromOneProgramToTheNext) {
  ASSERT_EQ(RunProgram("clean_data", "--run-name clean"), 0);
  ASSERT_EQ(
      RunProgram("split_data", "--run-name split --data '" + Out() + "/breast_cancer_clean.csv'"),
      0);
  ASSERT_EQ(RunProgram("train_stumps", "--run-name train --rounds 5 --data '" + Out() +
                                           "/breast_cancer_clean_split'"),
            0);
  const v1::Run clean = Search("name == \"clean\"").at(0);
  const v1::Run split = Search("name == \"split\"").at(0);
  const v1::Run train = Search("name == \"train\"").at(0);
  ASSERT_EQ(clean.outputs_size(), 1);
  const v1::DatasetVersion& cleaned = clean.outputs(0).dataset().dataset();
  EXPECT_NE(cleaned.profile().find("\"rows\":569"), std::string::npos);
  EXPECT_EQ(split.inputs(0).dataset().dataset().content().digest(), cleaned.content().digest());
  ASSERT_EQ(train.inputs_size(), 2);
  for (const v1::RunIo& input : train.inputs()) {
    EXPECT_EQ(input.dataset().dataset().content().digest(),
              split.outputs(0).dataset().dataset().content().digest());
    EXPECT_EQ(input.dataset().subset(), input.dataset().role() + ".csv");
  }
}

TEST_F(ProgramsTest, FailedTrainingEndsAsFailed) {
  EXPECT_NE(RunProgram("train_stumps", "--run-name r --target no_such_column"), 0);
  const std::vector<v1::Run> runs = Search("status == \"FAILED\"");
  ASSERT_EQ(runs.size(), 1u);
  ASSERT_EQ(runs[0].tags_size(), 2);
  EXPECT_EQ(runs[0].tags(0).key(), "error");
  EXPECT_NE(runs[0].tags(0).value().find("no_such_column"), std::string::npos);
}

TEST_F(ProgramsTest, SweepHasTwentyChildrenOfWhichTwoDiverge) {
  ASSERT_EQ(RunProgram("sweep", ""), 0);
  const std::vector<v1::Run> parents = Search("name == \"sweep\"");
  ASSERT_EQ(parents.size(), 1u);
  const std::string children = fmt::format("parent_run_id == \"{}\"", parents[0].run_id());
  EXPECT_EQ(Search(children).size(), 20u);
  EXPECT_EQ(Search(children + " && status == \"FAILED\"").size(), 2u);
}

}  // namespace
}  // namespace assay::examples
