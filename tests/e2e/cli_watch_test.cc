// `assay runs watch` while a run goes on.
#include <thread>

#include "gmock/gmock.h"
#include "tests/e2e/cli_on_server.h"
#include "tests/e2e/screen.h"

namespace assay {
namespace {

using ::testing::HasSubstr;

// Watches a run, which ends with `status`; returns the exit code.
class CliWatch : public CliOnServer {
 protected:
  int Watch(const std::string& id, v1::RunStatus status, std::vector<std::string> flags = {}) {
    v1::LogBatchRequest begin = NewRun(id, "scratch", "watched-" + id.substr(30), 5);
    begin.clear_finish();
    Log(begin);
    std::vector<std::string> arguments = {"runs", "watch", id};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    int exit_code = -1;
    std::thread watcher([&] {
      std::istringstream in;
      std::ostream out(&screen_);
      cli::Cli cli(in, out, out);
      exit_code = cli::Main(arguments, cli);
    });
    screen_.WaitFor("RUNNING");
    v1::LogBatchRequest points;
    points.set_run_id(id);
    AddMetric("loss", {0.5, 0.25}, &points);
    Log(points);
    screen_.WaitFor("loss");
    EXPECT_TRUE(NewClient().FinishRun(id, status).ok());
    watcher.join();
    return exit_code;
  }

  Screen screen_;
};

TEST_F(CliWatch, ShowsPointsAndTheEnd) {
  EXPECT_EQ(Watch("0000000000000000000000000000001a", v1::RUN_STATUS_FINISHED), 0);
  EXPECT_THAT(screen_.text(), HasSubstr("loss  step 1  0.25  (+2 points)\n"));
  EXPECT_THAT(screen_.text(), HasSubstr("FINISHED"));
}

TEST_F(CliWatch, FailsWithTheRun) {
  EXPECT_EQ(Watch("0000000000000000000000000000001b", v1::RUN_STATUS_FAILED, {"--json"}),
            cli::kExitNo);
  std::istringstream lines(screen_.text());
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    EXPECT_TRUE(cli::Json::accept(line)) << line;
  }
  EXPECT_GE(count, 3);
}

}  // namespace
}  // namespace assay
