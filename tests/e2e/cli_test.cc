// Every command of `assay` that asks or changes a server, on a real one.
#include <filesystem>

#include "gmock/gmock.h"
#include "tests/e2e/cli_on_server.h"
#include "tests/testing/golden.h"

namespace assay {
namespace {

using ::assay::testing::ExpectGolden;
using cli::RunCli;
using ::testing::HasSubstr;

TEST_F(CliOnServer, Experiments) {
  EXPECT_EQ(RunCli({"workspaces", "create", "lab"}).exit_code, 0);
  setenv("ASSAY_WORKSPACE", "lab", 1);
  ExpectGolden("cli/experiments.txt",
               Session({{"experiments", "create", "churn", "--description", "Who leaves"},
                        {"experiments", "show", "churn"},
                        {"experiments", "update", "churn", "--name", "churn-2026"},
                        {"experiments", "update", "churn-2026"},
                        {"experiments", "create", "churn-2026"},
                        {"experiments", "create", "fraud"},
                        {"experiments", "show", "nothing"},
                        {"experiments", "delete", "churn-2026"},
                        {"experiments", "list"},
                        {"experiments", "list", "--deleted"},
                        {"experiments", "undelete", "churn-2026"}}));
  const std::string id = Json({"experiments", "show", "fraud"})["experiment_id"];
  EXPECT_EQ(Json({"experiments", "show", id})["name"], "fraud");
  EXPECT_EQ(Json({"experiments", "list"})["experiments"].size(), 2u);
  unsetenv("ASSAY_WORKSPACE");
}

TEST_F(CliOnServer, Runs) {
  ExpectGolden("cli/runs.txt",
               Session({{"runs", "list"},
                        {"runs", "list", "--experiment", "fraud"},
                        {"runs", "list", "--limit", "1"},
                        {"runs", "search", "metrics.auc > 0.9", "--order-by", "metrics.auc desc"},
                        {"runs", "search", "params.depth > 100"},
                        {"runs", "show", kBaseline},
                        {"runs", "show", "deeper"},
                        {"runs", "compare", kBaseline, "deeper"}}));
  const cli::Result all =
      RunCli({"runs", "compare", "baseline", "deeper", "--experiment", "credit-risk", "--all"});
  EXPECT_EQ(all.exit_code, 0);
  EXPECT_THAT(all.out, HasSubstr("param        model"));
  EXPECT_EQ(Json({"runs", "list"})["runs"].size(), 3u);
  EXPECT_EQ(Json({"runs", "show", "deeper"})["params"][0]["value"]["int_value"], "9");
  EXPECT_EQ(Json({"runs", "compare", kBaseline, kDeeper})["rows"][0]["section"], "ATTRIBUTE");
}

TEST_F(CliOnServer, RunsThatCannotBeShown) {
  ExpectGolden("cli/runs_errors.txt",
               Session({{"runs", "show", "baseline"},
                        {"runs", "show", "nobody"},
                        {"runs", "show", "nobody", "--experiment", "fraud"},
                        {"runs", "show", "00000000000000000000000000000000"},
                        {"runs", "search", "metrics.auc >"},
                        {"runs", "search", "metric.auc > 0.9"},
                        {"runs", "search", "true", "--order-by", "loss down"},
                        {"runs", "list", "--experiment", "nothing"},
                        {"runs", "list", "--workspace", "nothing"},
                        {"runs", "compare", kBaseline}}));
  const cli::Result result = RunCli({"runs", "search", "metrics.auc >", "--json"});
  EXPECT_EQ(cli::Json::parse(result.err)["error"]["reason"], "EXPRESSION_SYNTAX");
  EXPECT_EQ(cli::Json::parse(result.err)["error"]["field"], "filter");
}

TEST_F(CliOnServer, ChangesOfARun) {
  const std::string id = "0000000000000000000000000000000d";
  v1::LogBatchRequest batch = NewRun(id, "scratch", "changing", 4);
  batch.clear_finish();
  Log(batch);
  ExpectGolden("cli/runs_change.txt",
               Session({{"runs", "tag", id, "owner=ada", "note=a=b"},
                        {"runs", "tag", id, "--delete", "note"},
                        {"runs", "finish", "changing", "--status", "sleeping"}}));
  EXPECT_EQ(Json({"runs", "finish", "changing", "--status", "killed"})["status"],
            "RUN_STATUS_KILLED");
  EXPECT_EQ(RunCli({"runs", "delete", id}).exit_code, 0);
  EXPECT_EQ(RunCli({"runs", "show", "changing"}).exit_code, cli::kExitNo);
  EXPECT_THAT(RunCli({"runs", "list", "--deleted"}, "", /*columns=*/0).out,
              HasSubstr("changing (deleted)"));
  EXPECT_EQ(RunCli({"runs", "undelete", id}).exit_code, 0);
  EXPECT_EQ(RunCli({"runs", "show", "changing"}).exit_code, 0);
  EXPECT_EQ(RunCli({"runs", "delete", id}).exit_code, 0);
}

TEST_F(CliOnServer, Metrics) {
  ExpectGolden("cli/metrics.txt",
               Session({{"metrics", "table", kBaseline},
                        {"metrics", "table", kBaseline, "loss"},
                        {"metrics", "plot", kBaseline, "--key", "loss", "--width", "70"},
                        {"metrics", "plot", kBaseline, kDeeper, "--key", "loss", "--width", "70",
                         "--log", "--height", "9"},
                        {"metrics", "plot", kBaseline, "--key", "f1"},
                        {"metrics", "export", kBaseline, "--key", "auc"},
                        {"metrics", "export", kBaseline, "--key", "loss", "--min-step", "3",
                         "--max-step", "5"},
                        {"metrics", "export", kBaseline, "--key", "auc", "--json"}}));
  EXPECT_EQ(Json({"metrics", "table", kBaseline})["metrics"].size(), 3u);
  EXPECT_EQ(Json({"metrics", "plot", kBaseline, "--key", "loss"})["series"].size(), 1u);
}

TEST_F(CliOnServer, Artifacts) {
  ExpectGolden("cli/artifacts.txt",
               Session({{"artifacts", "list", kBaseline},
                        {"artifacts", "list", kBaseline, "--inputs"},
                        {"artifacts", "list", kBaseline, "--inputs", "--outputs"}}));
  const cli::Json outputs =
      Json({"artifacts", "list", kBaseline, "--outputs", "--prefix", "model/"});
  EXPECT_TRUE(outputs["inputs"].empty());
  EXPECT_EQ(outputs["outputs"][0]["artifact"]["path"], "model/weights.bin");
}

TEST_F(CliOnServer, Backup) {
  const std::string file = folder_->path("copy.db");
  const cli::Result taken = RunCli({"backup", file});
  EXPECT_EQ(taken.exit_code, 0) << taken.err;
  EXPECT_EQ(taken.err, "");
  EXPECT_THAT(taken.out, HasSubstr("as assay.db"));
  const cli::Json hash = Json({"hash", file})["paths"][0];
  EXPECT_THAT(taken.out, HasSubstr(std::string(hash["digest"])));

  const cli::Result again = RunCli({"backup", file, "--json"});
  EXPECT_EQ(again.exit_code, cli::kExitNo);
  EXPECT_EQ(cli::Json::parse(again.err)["error"]["reason"], "FILE_EXISTS");
  const std::string other = folder_->path("other.db");
  const cli::Json json = Json({"backup", other});
  EXPECT_EQ(json["file"], other);
  EXPECT_EQ(json["bytes"], std::filesystem::file_size(other));
  EXPECT_EQ(json["digest"], Json({"hash", other})["paths"][0]["digest"]);
  EXPECT_EQ(RunCli({"backup"}).exit_code, cli::kExitUsage);
}

TEST_F(CliOnServer, Workspaces) {
  EXPECT_EQ(RunCli({"workspaces", "create", "team"}).exit_code, 0);
  EXPECT_EQ(RunCli({"workspaces", "create", "team"}).exit_code, cli::kExitNo);
  EXPECT_THAT(RunCli({"workspaces", "list"}).out, HasSubstr("team"));
  EXPECT_EQ(Json({"runs", "list", "--workspace", "team"})["runs"].size(), 0u);
}

}  // namespace
}  // namespace assay
