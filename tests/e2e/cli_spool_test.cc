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
  void LogUndelivered(const std::string& run_id, const std::string& parent = "") {
    RunOptions options;
    options.experiment = "away";
    options.name = "undelivered";
    options.run_id = run_id;
    options.parent_run_id = parent;
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

TEST_F(CliSpool, PushDeliversASweepWhoseRunsWereLeftInAnyOrder) {
  constexpr int kDepth = 8;
  const auto id = [](int depth) {
    return "000000000000000000000000000000" + std::to_string(40 + depth);
  };
  for (int depth = kDepth; depth > 0; --depth) {
    LogUndelivered(id(depth), depth > 1 ? id(depth - 1) : "");
  }
  const cli::Result pushed = RunCli({"spool", "push"});
  EXPECT_EQ(pushed.exit_code, 0) << pushed.err;
  EXPECT_EQ(Json({"runs", "show", id(kDepth)})["parent_run_id"], id(kDepth - 1));
  EXPECT_TRUE(Json({"spool", "list"})["spools"].empty());
}

TEST_F(CliSpool, PushSaysWhatItCannotDeliverAndGoesOn) {
  const std::string orphan = "00000000000000000000000000000060";
  const std::string parent = "00000000000000000000000000000061";
  const std::string other = "00000000000000000000000000000062";
  LogUndelivered(orphan, parent);
  LogUndelivered(other);
  const cli::Result pushed = RunCli({"spool", "push"});
  EXPECT_EQ(pushed.exit_code, cli::kExitNo);
  EXPECT_THAT(pushed.out, HasSubstr("run " + other + ": "));
  EXPECT_THAT(pushed.err,
              HasSubstr("run " + orphan + ": The run " + orphan + " is a part of the run " +
                        parent + ", which the server does not know."));
  const cli::Json again = cli::Json::parse(RunCli({"spool", "push", "--json"}).out);
  EXPECT_TRUE(again["pushed"].empty());
  EXPECT_EQ(again["refused"][0]["run_id"], orphan);
  EXPECT_EQ(again["refused"][0]["reason"], "PARENT_NOT_FOUND");
  LogUndelivered(parent);
  EXPECT_EQ(RunCli({"spool", "push"}).exit_code, 0) << "once the parent is there";
}

TEST_F(CliSpool, WhatADeletedRunLeftStaysUntilItIsUndeletedOrDropped) {
  const std::string id = "00000000000000000000000000000070";
  LogUndelivered(id);
  ASSERT_EQ(RunCli({"spool", "push"}).exit_code, 0);
  ASSERT_EQ(RunCli({"runs", "delete", id}).exit_code, 0);
  LogUndelivered(id);
  const cli::Result pushed = RunCli({"spool", "push"});
  EXPECT_EQ(pushed.exit_code, cli::kExitNo);
  EXPECT_THAT(pushed.err, HasSubstr("`assay spool drop " + id + "`"));
  EXPECT_EQ(Json({"spool", "list"})["spools"].size(), 1u);

  ASSERT_EQ(RunCli({"runs", "undelete", id}).exit_code, 0);
  EXPECT_EQ(RunCli({"spool", "push"}).exit_code, 0);
  ASSERT_EQ(RunCli({"runs", "delete", id}).exit_code, 0);
  LogUndelivered(id);
  const cli::Result dropped = RunCli({"spool", "drop", id});
  EXPECT_EQ(dropped.exit_code, 0) << dropped.err;
  EXPECT_THAT(dropped.out, HasSubstr("run " + id + ": dropped "));
  EXPECT_THAT(dropped.out, HasSubstr(", 3 points\n"));
  EXPECT_TRUE(Json({"spool", "list"})["spools"].empty());
  const cli::Result gone = RunCli({"spool", "drop", id});
  EXPECT_EQ(gone.exit_code, cli::kExitNo);
  EXPECT_THAT(gone.err, HasSubstr("no spool of the run " + id));
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
