// The commands of the registry on a real server: a model is registered with its contract, measured,
// and measured again by the server.
#include <filesystem>
#include <fstream>

#include "gmock/gmock.h"
#include "tests/e2e/cli_on_server.h"
#include "tests/testing/golden.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using ::assay::testing::ExpectGolden;
using cli::RunCli;
using ::testing::HasSubstr;
using ::testing::Not;

class CliRegistry : public CliOnServer {
 protected:
  static void SetUpTestSuite() {
    CliOnServer::SetUpTestSuite();
    before_ = new fs::path(fs::current_path());
    fs::create_directories(folder_->path("work"));
    fs::current_path(folder_->path("work"));
    std::ofstream("predictions.csv") << "id,probability\na,0.8\nb,0.4\nc,0.35\nd,0.1\n";
    std::ofstream("labels.csv") << "id,label\na,1\nb,0\nc,1\nd,0\n";
    std::ofstream("model.txt") << "weights 1\n";
  }
  static void TearDownTestSuite() {
    fs::current_path(*before_);
    delete before_;
    CliOnServer::TearDownTestSuite();
  }
  // Commands that need not be shown.
  static void Done(const std::vector<std::string>& arguments) {
    const cli::Result result = RunCli(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
  }
  // The id of a new evaluation that reports this ROC AUC.
  static std::string NewEvaluation(const std::string& version, const std::string& auc) {
    return Json({"evaluation", "add", version, "--dataset", "applications", "--split", "test",
                 "--samples", "4", "--metric", "roc_auc=" + auc})["evaluation_id"];
  }
  static inline fs::path* before_ = nullptr;
};

TEST_F(CliRegistry, Models) {
  ExpectGolden("cli/model.txt",
               Session({{"model", "create", "credit-risk", "--description", "who pays back",
                         "--label", "team=risk"},
                        {"model", "create", "credit-risk"},
                        {"model", "create", "evil\x1b[31m"},
                        {"model", "create", "fraud", "--description", "\x1b[31mred\u202e"},
                        {"model", "update", "fraud"},
                        {"model", "update", "fraud", "--label", "team=fraud", "--label", "x=y",
                         "--delete-label", "x"},
                        {"model", "delete", "fraud"},
                        {"model", "list"},
                        {"model", "list", "--deleted"},
                        {"model", "undelete", "fraud"},
                        {"model", "show", "nobody"}}));
}

TEST_F(CliRegistry, Versions) {
  ExpectGolden(
      "cli/model_version.txt",
      Session({{"version", "register", "churn", "--run", "baseline", "--experiment", "credit-risk",
                "--artifact", "model/weights.bin", "--framework", "xgboost", "--framework-version",
                "2.1.0", "--algorithm", "boosted trees", "--label", "owner=ada"},
               {"version", "register", "churn", "model.txt", "--fine-tuned-from", "churn/1"},
               {"version", "register", "churn"},
               {"version", "register", "churn", "--run", kBaseline, "--artifact", "other.bin"},
               {"version", "alias", "churn/1", "best", "--reason", "first of all"},
               {"version", "alias", "churn/2", "best", "--reason", "better"},
               {"version", "alias", "churn/2", "gov:champion"},
               {"version", "label", "churn@best", "stage=trial"},
               {"version", "label", "churn@best", "--delete", "stage"},
               {"version", "list", "churn"},
               {"version", "alias", "churn", "best", "--delete"},
               {"version", "aliases", "churn"},
               {"version", "show", "churn/3"},
               {"version", "show", "churn"}}));
}

TEST_F(CliRegistry, Contracts) {
  Done({"version", "register", "contracted", "model.txt", "--framework", "stumps"});
  ExpectGolden(
      "cli/contract.txt",
      Session({{"contract", "check", "contracted/1"},
               {"contract", "set", "contracted/1"},
               {"contract", "set", "contracted/1", "--quality", "roc_auc=0.75"},
               {"contract", "set", "contracted/1", "--latency-p50-ms", "1.5", "--latency-p95-ms",
                "4", "--memory-mb", "12", "--parameter-count", "31", "--framework-version", "1"},
               {"contract", "set", "contracted/1", "--dataset", "applications", "--split", "test",
                "--quality", "roc_auc=0.75", "--predictions", "predictions.csv", "--labels",
                "labels.csv", "--field", "reviewed=true"},
               {"contract", "set", "contracted/1", "--memory-mb", "13"},
               {"contract", "set", "contracted/1", "--task", "binary"},
               {"contract", "check", "contracted/1"},
               {"contract", "show", "contracted/1"}}));
  const cli::Json contract = Json({"contract", "show", "contracted/1"});
  EXPECT_EQ(contract["memory_mb"], 12);
  // What is shown as JSON can be given again.
  const cli::Result again =
      RunCli({"contract", "set", "contracted/1", "--from", "-", "--json"}, contract.dump());
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(RunCli({"contract", "set", "contracted/1", "--from", "-"}, "{\"memory\": 1}").err,
              HasSubstr("is no contract"));
}

TEST_F(CliRegistry, Evaluations) {
  Done({"version", "register", "measured", "model.txt"});
  Done({"contract", "set", "measured/1", "--dataset", "applications", "--split", "test",
        "--predictions", "predictions.csv", "--labels", "labels.csv", "--task", "binary"});
  const std::string right = NewEvaluation("measured/1", "0.75");
  const std::string wrong = NewEvaluation("measured/1", "0.99");
  const std::vector<std::string> files = {"--predictions", "predictions.csv", "--labels",
                                          "labels.csv"};
  const auto recompute = [&](const std::string& id) {
    std::vector<std::string> arguments = {"evaluation", "recompute", id};
    arguments.insert(arguments.end(), files.begin(), files.end());
    return arguments;
  };
  ExpectGolden(
      "cli/evaluation.txt",
      Session({{"evaluation", "add", "measured/1", "--content", "model.txt", "--samples", "1",
                "--slice", "age<25", "--evaluator", "code:r@abc", "--metric", "accuracy=1"},
               {"evaluation", "add", "measured/1", "--content", "labels.csv", "--samples", "1",
                "--metric", "accuracy=nan"},
               {"evaluation", "add", "measured/1", "--samples", "1"},
               {"evaluation", "add", "measured/1", "--dataset", "unheard", "--samples", "1"},
               recompute(right),
               recompute(wrong),
               {"evaluation", "recompute", right, "--predictions", "labels.csv", "--labels",
                "labels.csv"},
               {"evaluation", "list", "measured/1"},
               {"evaluation", "show", std::string(32, '0')}}));
  EXPECT_EQ(Json({"evaluation", "show", wrong})["mismatches"], 1);
}

TEST_F(CliRegistry, TheVersionOfTheProgramIsStillThere) {
  EXPECT_EQ(RunCli({"version"}).out, "assay 0.1.0\n");
  EXPECT_THAT(RunCli({"version", "list"}).err, Not(HasSubstr("0.1.0")));
}

}  // namespace
}  // namespace assay
