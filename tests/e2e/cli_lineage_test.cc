// The commands of lineage on a real server: data are cleaned by one run, a model is trained on them
// by another, and a third goes on from that model.
#include <filesystem>
#include <fstream>

#include "client/artifact.h"
#include "client/dataset.h"
#include "gmock/gmock.h"
#include "tests/e2e/cli_on_server.h"
#include "tests/testing/golden.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using ::assay::testing::ExpectGolden;
using cli::RunCli;
using ::testing::HasSubstr;

const std::string kClean = "00000000000000000000000000000001";
const std::string kTrain = "00000000000000000000000000000002";
const std::string kTune = "00000000000000000000000000000003";
const std::string kWeak = "00000000000000000000000000000005";

void Write(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

class CliLineage : public CliOnServer {
 protected:
  static void SetUpTestSuite() {
    CliOnServer::SetUpTestSuite();
    before_ = new fs::path(fs::current_path());
    fs::create_directories(folder_->path("work/parts"));
    fs::current_path(folder_->path("work"));
    setenv("ASSAY_CACHE_DIR", folder_->path("cache").c_str(), 1);
    Write("raw.csv", "age,income\n31,1000.5\n45,\n45,\n");
    Write("clean.csv", "age,income\n31,1000.5\n45,1500\n");
    Write("model.txt", "weights 1\n");
    Write("tuned.txt", "weights 2\n");
    Write("parts/a.csv", "a\n1\n");
    LogCleaning();
    LogTraining();
    LogTuning();
  }
  static void TearDownTestSuite() {
    unsetenv("ASSAY_CACHE_DIR");
    fs::current_path(*before_);
    delete before_;
    CliOnServer::TearDownTestSuite();
  }

  static v1::RunIo Use(const std::string& path, const std::string& role,
                       const std::string& subset = "") {
    const auto dataset = Dataset::Open(path);
    EXPECT_TRUE(testing::IsOk(dataset.status()));
    return dataset->Use(role, subset);
  }
  static v1::RunIo File(const std::string& path) {
    v1::RunIo item;
    *item.mutable_artifact() = DescribeArtifact(path).value_or(v1::Artifact());
    return item;
  }

  static void LogCleaning() {
    v1::LogBatchRequest batch = NewRun(kClean, "pipeline", "clean", 4);
    *batch.add_inputs() = Use("raw.csv", "raw");
    *batch.add_outputs() = Use("clean.csv", "clean");
    Log(batch);
  }
  static void LogTraining() {
    v1::LogBatchRequest batch = NewRun(kTrain, "pipeline", "train", 5);
    *batch.add_inputs() = Use("clean.csv", "train", "row 0");
    *batch.add_inputs() = Use("clean.csv", "validation", "row 1");
    *batch.add_outputs() = File("model.txt");
    v1::Value value;
    value.set_double_value(0.1);
    AddParam("learning_rate", value, &batch);
    AddMetric("auc", {0.91}, &batch);
    batch.mutable_code()->set_repository("https://example.org/credit.git");
    batch.mutable_code()->set_commit(std::string(40, 'c'));
    (*batch.mutable_environment()->mutable_attributes())["os"] = "Linux";
    (*batch.mutable_environment()->mutable_attributes())["command"] = "./train --rate 0.1";
    Log(batch);
  }
  static void LogTuning() {
    v1::LogBatchRequest batch = NewRun(kTune, "pipeline",
                                       "tune \xe2\x80\xae"
                                       "31",
                                       6);
    *batch.add_inputs() = File("model.txt");
    *batch.add_outputs() = File("tuned.txt");
    v1::Value value;
    value.set_double_value(0.01);
    AddParam("learning_rate", value, &batch);
    Log(batch);
  }

  static fs::path* before_;
};

fs::path* CliLineage::before_ = nullptr;

TEST_F(CliLineage, Trace) {
  ExpectGolden("cli/lineage_trace.txt",
               Session({{"lineage", "trace", "tuned.txt"},
                        {"lineage", "trace", "dataset:raw", "--down"},
                        {"lineage", "trace", "train", "--both", "--depth", "1"},
                        {"lineage", "trace", "model.txt", "--kinds", "produced,consumed"},
                        {"lineage", "trace", "tuned.txt", "--max-nodes", "3"},
                        {"lineage", "trace", "model.txt", "--format", "table", "--depth", "2"},
                        {"lineage", "trace", "model.txt", "--format", "mermaid"},
                        {"lineage", "trace", "model.txt", "--format", "dot", "--depth", "1"}}));
  const cli::Json graph = Json({"lineage", "trace", "tuned.txt"});
  EXPECT_FALSE(graph["truncated"]);
  EXPECT_EQ(graph["nodes"][0]["kind"], "NODE_KIND_CONTENT");
  EXPECT_GT(graph["edges"].size(), 4u);
}

TEST_F(CliLineage, TraceThatCannotBe) {
  ExpectGolden("cli/lineage_errors.txt",
               Session({{"lineage", "trace", "run:7"},
                        {"lineage", "trace", "run:" + std::string(32, '9')},
                        {"lineage", "trace", "sha256:" + std::string(64, '9')},
                        {"lineage", "trace", "nothing"},
                        {"lineage", "trace", "dataset:nothing"},
                        {"lineage", "trace", "dataset:raw@v9"},
                        {"lineage", "trace", "train", "--kinds", "produced,ate"},
                        {"lineage", "trace", "train", "--as-of", "yesterday"},
                        {"lineage", "trace", "train", "--as-of", "2001-01-01"},
                        {"lineage", "trace", "train", "--up", "--down"},
                        {"lineage", "trace", "train", "--max-nodes", "0"}}));
}

TEST_F(CliLineage, ImpactAndPath) {
  ExpectGolden("cli/lineage_impact.txt",
               Session({{"lineage", "impact", "dataset:raw"},
                        {"lineage", "impact", "tuned.txt"},
                        {"lineage", "impact", "dataset:raw", "--depth", "1"},
                        {"lineage", "impact", "dataset:raw", "--format", "tree"},
                        {"lineage", "impact", "dataset:raw", "--format", "tree", "--depth", "1"},
                        {"lineage", "impact", "model.txt", "--format", "mermaid"},
                        {"lineage", "impact", "model.txt", "--format", "dot"},
                        {"lineage", "path", "dataset:raw", "tuned.txt"},
                        {"lineage", "path", "tuned.txt", "clean"},
                        {"lineage", "path", "tuned.txt", "nothing.txt"},
                        {"lineage", "path", "tuned.txt", "deeper"},
                        {"lineage", "path", "clean", "train", "--format", "mermaid"}}));
  EXPECT_EQ(Json({"lineage", "impact", "dataset:raw"})["groups"][0]["kind"], "NODE_KIND_RUN");
}

TEST_F(CliLineage, WhenceAndVerify) {
  fs::create_directories("copies");
  fs::copy_file("model.txt", "copies/best.txt", fs::copy_options::overwrite_existing);
  Write("copies/model.txt", "weights 7\n");
  ExpectGolden("cli/whence.txt",
               Session({{"whence", "copies/best.txt"},
                        {"whence", "copies/model.txt"},
                        {"whence", "clean.csv"},
                        {"whence", "nothing.txt"},
                        {"verify", "copies/best.txt"},
                        {"verify", "copies/model.txt"},
                        {"verify", "copies/best.txt", "--run", "train", "--as", "model.txt"},
                        {"verify", "copies/model.txt", "--run", "train"},
                        {"verify", "copies/best.txt", "--run", "train"},
                        {"verify", "clean.csv", "--dataset", "clean"},
                        {"verify", "raw.csv", "--dataset", "clean"}}));
  EXPECT_EQ(Json({"whence", "copies/best.txt"})["produced_by"][0]["label"], "model.txt");
  EXPECT_EQ(RunCli({"whence", "copies/model.txt", "--json"}).exit_code, cli::kExitNo);
  EXPECT_EQ(Json({"verify", "model.txt", "--run", "train"})["verdict"], "VERDICT_MATCHES");
}

TEST_F(CliLineage, WhatARunWroteIsLoggedAfterItHasEnded) {
  const std::string id = "00000000000000000000000000000004";
  Log(NewRun(id, "pipeline", "late", 7));
  Write("late.txt", "found later\n");
  EXPECT_EQ(RunCli({"whence", "late.txt"}).exit_code, cli::kExitNo);
  ASSERT_TRUE(testing::IsOk(NewClient().LogIo(id, v1::IO_DIRECTION_OUTPUT, {File("late.txt")})));
  EXPECT_EQ(Json({"whence", "late.txt"})["produced_by"][0]["run"]["name"], "run:" + id);
}

TEST_F(CliLineage, Compare) {
  ExpectGolden("cli/compare.txt", Session({{"compare", "train", "run:" + kTune},
                                           {"compare", kTrain, kTrain},
                                           {"compare", "train", "model.txt"},
                                           {"compare", "train"}}));
  EXPECT_THAT(RunCli({"compare", kTrain, kTune, "--all"}).out,
              HasSubstr("attribute    experiment"));
}

TEST_F(CliLineage, Datasets) {
  Write("people1.csv", "age,income\n18,100\n19,NA\n");
  Write("people2.csv", "age,income,city\n18,100.5,Ulm\n");
  Write("parts/b.csv", "a\n2\n");
  ExpectGolden(
      "cli/dataset.txt",
      Session({{"dataset", "register", "parts", "--version", "v1"},
               {"dataset", "register", "people1.csv", "--name", "people", "--version", "2026-01"},
               {"dataset", "register", "people2.csv", "--name", "people", "--version", "2026-02",
                "--derived-from", "people@2026-01", "--uri", "s3://lake/people.csv"},
               {"dataset", "register", "people1.csv", "--name", "people", "--version", "2026-02"},
               {"dataset", "register", "people1.csv", "--name", "people", "--derived-from",
                "people@2026-02"},
               {"dataset", "list"},
               {"dataset", "versions", "people"},
               {"dataset", "show", "people@2026-01"},
               {"dataset", "diff", "people@2026-01", "people"},
               {"dataset", "diff", "people", "people@2026-02"},
               {"dataset", "show", "nobody"},
               {"dataset", "show", "people@2026-03"},
               {"dataset", "register", "nothing.csv"}}));
  Write("parts/b.csv", "a\n3\n");
  EXPECT_EQ(RunCli({"dataset", "register", "parts"}).exit_code, 0);
  EXPECT_THAT(RunCli({"dataset", "diff", "parts@v1", "parts"}).out,
              HasSubstr("changed  b.csv   4 B    4 B"));
  EXPECT_EQ(Json({"dataset", "list"})["datasets"][0]["name"], "applications");
  EXPECT_EQ(Json({"dataset", "show", "people"})["version"]["version"], "2026-02");
}

TEST_F(CliLineage, Completeness) {
  v1::LogBatchRequest weak = NewRun(kWeak, "pipeline", "weak", 8);
  v1::DatasetUse* use = weak.add_inputs()->mutable_dataset();
  use->mutable_dataset()->set_name("table");
  use->mutable_dataset()->mutable_content()->set_digest("etag:7");
  Log(weak);
  ExpectGolden("cli/lineage_completeness.txt", Session({{"lineage", "completeness", "train"},
                                                        {"lineage", "completeness", kWeak},
                                                        {"lineage", "completeness", "model.txt"},
                                                        {"lineage", "completeness", "nobody"}}));
  EXPECT_TRUE(Json({"lineage", "completeness", "train"})["complete"]);
}

TEST_F(CliLineage, Stale) {
  EXPECT_EQ(RunCli({"lineage", "stale", "clean"}).out,
            "Nothing that is recorded was trained on a version that has a newer one.\n");
  Write("newer.csv", "age,income\n31,1000.5\n45,1500\n46,1600\n");
  ASSERT_EQ(RunCli({"dataset", "register", "newer.csv", "--name", "clean", "--version", "newer"})
                .exit_code,
            0);
  ExpectGolden("cli/lineage_stale.txt", Session({{"lineage", "stale"},
                                                 {"lineage", "stale", "clean", "--format", "table"},
                                                 {"lineage", "stale", "clean", "--registered"},
                                                 {"lineage", "stale", "nothing"}}));
  EXPECT_EQ(Json({"lineage", "stale", "clean"})["uses"].size(), 2u);
}

TEST_F(CliLineage, Reproduce) {
  ExpectGolden("cli/reproduce.txt", Session({{"reproduce", "train"},
                                             {"reproduce", kTrain, "--script"},
                                             {"reproduce", "run:" + kTune}}));
  EXPECT_EQ(Json({"reproduce", "train"})["command"], "./train --rate 0.1");
}

}  // namespace
}  // namespace assay
