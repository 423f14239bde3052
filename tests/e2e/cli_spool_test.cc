// What a program logged whose server never came, delivered by `assay spool`.
#include "client/run.h"
#include "gmock/gmock.h"
#include "tests/e2e/cli_on_server.h"

namespace assay {
namespace {

using cli::RunCli;
using ::testing::HasSubstr;

class CliSpool : public CliOnServer {
 protected:
  CliSpool() { setenv("ASSAY_SPOOL_DIR", spool_.path().c_str(), 1); }
  ~CliSpool() override { unsetenv("ASSAY_SPOOL_DIR"); }

  // Logs a run of three points to a port where nobody listens.
  void LogUndelivered(const std::string& run_id) {
    RunOptions options;
    options.experiment = "away";
    options.name = "undelivered";
    options.run_id = run_id;
    options.server.server = "127.0.0.1:1";
    options.finish_timeout = std::chrono::milliseconds(100);
    auto run = Run::Open(options);
    ASSERT_TRUE(testing::IsOk(run.status()));
    for (int64_t step = 0; step < 3; ++step) {
      ASSERT_TRUE(testing::IsOk(run->Log("loss", 1.0 / static_cast<double>(step + 1), step)));
    }
    EXPECT_EQ(ErrorReason(run->Finish()), "UNDELIVERED");
  }

  testing::TempFolder spool_;
};

TEST_F(CliSpool, PushDeliversOnceWhatNoServerTook) {
  const std::string id = "0000000000000000000000000000002a";
  LogUndelivered(id);
  EXPECT_EQ(RunCli({"runs", "show", id}).exit_code, cli::kExitNo);
  const cli::Json waiting = Json({"spool", "list"})["spools"];
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(waiting[0]["run_id"], id);
  EXPECT_EQ(waiting[0]["points"], 3);
  EXPECT_EQ(waiting[0]["in_use"], false);

  const cli::Result pushed = RunCli({"spool", "push"});
  EXPECT_EQ(pushed.exit_code, 0) << pushed.err;
  EXPECT_THAT(pushed.out, HasSubstr("run " + id));
  const cli::Json run = Json({"runs", "show", id});
  EXPECT_EQ(run["name"], "undelivered");
  EXPECT_EQ(run["status"], "RUN_STATUS_FINISHED");
  EXPECT_EQ(run["metrics"][0]["count"], "3");

  EXPECT_EQ(RunCli({"spool", "push"}).out, "Nothing waits to be delivered.\n");
  EXPECT_TRUE(Json({"spool", "list"})["spools"].empty());
  EXPECT_EQ(Json({"runs", "show", id})["metrics"][0]["count"], "3");
}

TEST_F(CliSpool, PushOfAnUnknownWriterSaysWhatThereIs) {
  const cli::Result result = RunCli({"spool", "push", "nobody"});
  EXPECT_EQ(result.exit_code, cli::kExitNo);
  EXPECT_THAT(result.err, HasSubstr("`assay spool list`"));
}

TEST_F(CliSpool, PushWithoutAServerKeepsEverything) {
  LogUndelivered("0000000000000000000000000000002b");
  EXPECT_EQ(RunCli({"spool", "push", "--server", "127.0.0.1:1"}).exit_code, cli::kExitUnreachable);
  EXPECT_EQ(Json({"spool", "list"})["spools"].size(), 1u);
}

}  // namespace
}  // namespace assay
