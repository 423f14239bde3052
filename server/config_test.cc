#include "server/config.h"

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/testing/temp_folder.h"

namespace assay {
namespace {

class ConfigTest : public ::testing::Test {
 protected:
  ~ConfigTest() override {
    for (const std::string& name : set_) unsetenv(name.c_str());
  }

  void SetEnvironment(const std::string& name, const std::string& value) {
    setenv(name.c_str(), value.c_str(), 1);
    set_.push_back(name);
  }

  std::string WriteFile(const std::string& text) {
    const std::string path = folder_.path("assayd.conf");
    std::ofstream(path) << text;
    return path;
  }

  std::optional<Config> Parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "assayd");
    return ParseConfig(static_cast<int>(arguments.size()), arguments.data(), &exit_code_);
  }

  testing::TempFolder folder_;
  std::vector<std::string> set_;
  int exit_code_ = -1;
};

TEST_F(ConfigTest, NeedsNoArguments) {
  const auto config = Parse({});
  ASSERT_TRUE(config);
  EXPECT_EQ(config->data, "./assay-data");
  EXPECT_EQ(config->listen, "127.0.0.1:7401");
}

TEST_F(ConfigTest, FlagWinsOverEnvironmentAndThatOverFile) {
  const std::string file =
      WriteFile("data = \"file\"\nworkers = 3\nreaders = 3\nrequest-log = \"all\"\n");
  SetEnvironment("ASSAYD_CONFIG", file);
  SetEnvironment("ASSAYD_DATA", "environment");
  SetEnvironment("ASSAYD_READERS", "2");
  const auto config = Parse({"--data", "flag"});
  ASSERT_TRUE(config);
  EXPECT_EQ(config->data, "flag");
  EXPECT_EQ(config->readers, 2);
  EXPECT_EQ(config->workers, 3);
  EXPECT_EQ(config->request_log, RequestLog::kAll);
}

TEST_F(ConfigTest, MistakesEndWithTwo) {
  EXPECT_FALSE(Parse({"--workers", "0"}));
  EXPECT_EQ(exit_code_, 2);
  EXPECT_FALSE(Parse({"--no-such-flag"}));
  EXPECT_EQ(exit_code_, 2);
  SetEnvironment("ASSAYD_LOG_LEVEL", "loud");
  EXPECT_FALSE(Parse({}));
  EXPECT_EQ(exit_code_, 2);
}

TEST_F(ConfigTest, AuthenticationIsOffUnlessAsked) {
  const auto by_default = Parse({});
  ASSERT_TRUE(by_default);
  EXPECT_EQ(by_default->auth, Auth::kNone);
  EXPECT_FALSE(by_default->development_approvals);
  SetEnvironment("ASSAYD_DEVELOPMENT_APPROVALS", "true");
  const auto asked = Parse({"--auth", "token", "--audit-checkpoints", "-"});
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->auth, Auth::kToken);
  EXPECT_TRUE(asked->development_approvals);
  EXPECT_EQ(asked->audit_checkpoints, "-");
  EXPECT_FALSE(Parse({"--auth", "password"}));
  EXPECT_EQ(exit_code_, 2);
}

TEST_F(ConfigTest, VersionEndsWithZero) {
  EXPECT_FALSE(Parse({"--version"}));
  EXPECT_EQ(exit_code_, 0);
}

}  // namespace
}  // namespace assay
