// Every command of `assay` that asks or changes a server, on a real one.
#include "gmock/gmock.h"
#include "tests/e2e/cli_on_server.h"
#include "tests/testing/golden.h"

namespace assay {
namespace {

using ::assay::testing::ExpectGolden;
using cli::RunCli;
using ::testing::HasSubstr;

TEST_F(CliOnServer, Experiments) {
  EXPECT_EQ(RunCli({"experiments", "create", "churn", "--description", "Who leaves"}).exit_code, 0);
  ExpectGolden("cli/experiments.txt",
               Shown({"experiments", "show", "churn"}) +
                   Shown({"experiments", "update", "churn", "--name", "churn-2026"}) +
                   Shown({"experiments", "update", "churn-2026"}) +
                   Shown({"experiments", "create", "churn-2026"}) +
                   Shown({"experiments", "show", "nothing"}) +
                   Shown({"experiments", "delete", "churn-2026"}) + Shown({"experiments", "list"}) +
                   Shown({"experiments", "list", "--deleted"}) +
                   Shown({"experiments", "undelete", "churn-2026"}) +
                   Shown({"experiments", "delete", "churn-2026"}));
  const std::string id = Json({"experiments", "show", "fraud"})["experiment_id"];
  EXPECT_EQ(Json({"experiments", "show", id})["name"], "fraud");
  EXPECT_EQ(Json({"experiments", "list"})["experiments"].size(), 2u);
}

TEST_F(CliOnServer, Runs) {
  ExpectGolden(
      "cli/runs.txt",
      Shown({"runs", "list"}) + Shown({"runs", "list", "--experiment", "fraud"}) +
          Shown({"runs", "list", "--limit", "1"}) +
          Shown({"runs", "search", "metrics.auc > 0.9", "--order-by", "metrics.auc desc"}) +
          Shown({"runs", "search", "params.depth > 100"}) + Shown({"runs", "show", kBaseline}) +
          Shown({"runs", "show", "deeper"}) + Shown({"runs", "compare", kBaseline, "deeper"}) +
          Shown({"runs", "compare", "baseline", "deeper", "--experiment", "credit-risk", "--all"}));
  EXPECT_EQ(Json({"runs", "list"})["runs"].size(), 3u);
  EXPECT_EQ(Json({"runs", "show", "deeper"})["params"][0]["value"]["int_value"], "9");
  EXPECT_EQ(Json({"runs", "compare", kBaseline, kDeeper})["rows"][0]["section"], "ATTRIBUTE");
}

TEST_F(CliOnServer, RunsThatCannotBeShown) {
  ExpectGolden("cli/runs_errors.txt",
               Shown({"runs", "show", "baseline"}) + Shown({"runs", "show", "nobody"}) +
                   Shown({"runs", "show", "nobody", "--experiment", "fraud"}) +
                   Shown({"runs", "show", "00000000000000000000000000000000"}) +
                   Shown({"runs", "search", "metrics.auc >"}) +
                   Shown({"runs", "search", "metric.auc > 0.9"}) +
                   Shown({"runs", "search", "true", "--order-by", "loss down"}) +
                   Shown({"runs", "list", "--experiment", "nothing"}) +
                   Shown({"runs", "list", "--workspace", "nothing"}) +
                   Shown({"runs", "compare", kBaseline}));
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
               Shown({"runs", "tag", id, "owner=ada", "note=a=b"}) +
                   Shown({"runs", "tag", id, "--delete", "note"}) +
                   Shown({"runs", "finish", "changing", "--status", "sleeping"}));
  EXPECT_EQ(Json({"runs", "finish", "changing", "--status", "killed"})["status"],
            "RUN_STATUS_KILLED");
  EXPECT_EQ(RunCli({"runs", "delete", id}).exit_code, 0);
  EXPECT_EQ(RunCli({"runs", "show", "changing"}).exit_code, cli::kExitNo);
  EXPECT_THAT(RunCli({"runs", "list", "--deleted"}).out, HasSubstr("changing (deleted)"));
  EXPECT_EQ(RunCli({"runs", "undelete", id}).exit_code, 0);
  EXPECT_EQ(RunCli({"runs", "show", "changing"}).exit_code, 0);
  EXPECT_EQ(RunCli({"runs", "delete", id}).exit_code, 0);
}

TEST_F(CliOnServer, Metrics) {
  ExpectGolden("cli/metrics.txt",
               Shown({"metrics", "table", kBaseline}) +
                   Shown({"metrics", "table", kBaseline, "loss"}) +
                   Shown({"metrics", "plot", kBaseline, "--key", "loss", "--width", "70"}) +
                   Shown({"metrics", "plot", kBaseline, kDeeper, "--key", "loss", "--width", "70",
                          "--log", "--height", "9"}) +
                   Shown({"metrics", "plot", kBaseline, "--key", "f1"}) +
                   Shown({"metrics", "export", kBaseline, "--key", "auc"}) +
                   Shown({"metrics", "export", kBaseline, "--key", "loss", "--min-step", "3",
                          "--max-step", "5"}) +
                   Shown({"metrics", "export", kBaseline, "--key", "auc", "--json"}));
  EXPECT_EQ(Json({"metrics", "table", kBaseline})["metrics"].size(), 3u);
  EXPECT_EQ(Json({"metrics", "plot", kBaseline, "--key", "loss"})["series"].size(), 1u);
}

TEST_F(CliOnServer, Artifacts) {
  ExpectGolden("cli/artifacts.txt",
               Shown({"artifacts", "list", kBaseline}) +
                   Shown({"artifacts", "list", kBaseline, "--inputs"}) +
                   Shown({"artifacts", "list", kBaseline, "--inputs", "--outputs"}));
  const cli::Json outputs =
      Json({"artifacts", "list", kBaseline, "--outputs", "--prefix", "model/"});
  EXPECT_TRUE(outputs["inputs"].empty());
  EXPECT_EQ(outputs["outputs"][0]["artifact"]["path"], "model/weights.bin");
}

TEST_F(CliOnServer, Workspaces) {
  EXPECT_EQ(RunCli({"workspaces", "create", "team"}).exit_code, 0);
  EXPECT_EQ(RunCli({"workspaces", "create", "team"}).exit_code, cli::kExitNo);
  EXPECT_EQ(Json({"workspaces", "list"})["workspaces"].size(), 2u);
  EXPECT_EQ(Json({"runs", "list", "--workspace", "team"})["runs"].size(), 0u);
}

}  // namespace
}  // namespace assay
