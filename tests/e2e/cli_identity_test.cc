// `assay` on a server that asks for tokens.
#include <cstdlib>
#include <fstream>
#include <regex>

#include "cli/internal/cli_for_test.h"
#include "cli/internal/json.h"
#include "gmock/gmock.h"
#include "tests/testing/golden.h"
#include "tests/testing/server_process.h"
#include "tests/testing/status.h"
#include "tests/testing/temp_folder.h"

namespace assay {
namespace {

using ::assay::testing::ExpectGolden;
using cli::RunCli;
using cli::Transcript;
using ::testing::HasSubstr;

class CliIdentity : public ::testing::Test {
 protected:
  void SetUp() override {
    setenv("TZ", "UTC", 1);
    for (const char* name : {"ASSAY_TOKEN", "ASSAY_WORKSPACE", "ASSAY_USER"}) unsetenv(name);
    setenv("ASSAY_CREDENTIALS", folder_.path("credentials").c_str(), 1);
    auto server = testing::ServerProcess::Start(
        {.data = folder_.path("data"),
         .flags = {"--auth", "token", "--administrator-token-file", folder_.path("token")}});
    ASSERT_OK(server);
    server_ = *std::move(server);
    setenv("ASSAY_SERVER", server_->address().c_str(), 1);
    std::ifstream file(folder_.path("token"));
    std::getline(file, token_);
  }
  void TearDown() override {
    unsetenv("ASSAY_SERVER");
    unsetenv("ASSAY_CREDENTIALS");
  }

  // Without what differs each time.
  std::string Session(const std::vector<std::vector<std::string>>& commands) {
    std::string text;
    for (const std::vector<std::string>& arguments : commands) text += Transcript(arguments);
    const std::vector<std::pair<const char*, const char*>> differing = {
        {"assay_[-_0-9A-Za-z]{43}", "assay_<secret>"},
        {"[0-9a-f]{32}", "<id>----------------------------"},
        {"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}", "<time------------->"},
        {"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]*…", "<cut time>"},
        {"(principal|token|login):[0-9a-f]+…", "$1:<cut id>"},
        {"[0-9A-Za-z+/]{43}=", "<hash>"},
        {"127\\.0\\.0\\.1:[0-9]+", "<server>"},
        {"/[^ ]*/credentials", "<credentials>"}};
    for (const auto& [pattern, name] : differing) {
      text = std::regex_replace(text, std::regex(pattern), name);
    }
    return text;
  }

  testing::TempFolder folder_;
  std::unique_ptr<testing::ServerProcess> server_;
  std::string token_;
};

TEST_F(CliIdentity, AnAdministratorLetsOthersIn) {
  EXPECT_EQ(RunCli({"login", "--token-stdin"}, token_ + "\n").exit_code, 0);
  ExpectGolden("cli/identity.txt",
               Session({{"whoami"},
                        {"principal", "create", "ada", "--description", "Risk"},
                        {"principal", "create", "trainer", "--kind", "service"},
                        {"principal", "create", "ada"},
                        {"role", "grant", "ada", "reviewer:risk"},
                        {"role", "grant", "trainer", "contributor", "--everywhere"},
                        {"role", "grant", "ada", "king"},
                        {"role", "revoke", "ada", "reviewer:risk"},
                        {"role", "revoke", "ada", "reviewer:risk"},
                        {"role", "list", "--all"},
                        {"token", "create", "trainer", "--scope", "write", "--scope", "read",
                         "--description", "nightly", "--expires", "2999-01-01"},
                        {"token", "list", "trainer"},
                        {"principal", "deactivate", "ada"},
                        {"principal", "deactivate", "admin"},
                        {"principal", "list", "--all"},
                        {"audit", "list", "--limit", "6"},
                        {"audit", "verify"}}));
}

TEST_F(CliIdentity, WithoutATokenItSaysWhatToDo) {
  ExpectGolden("cli/identity_refused.txt", Session({{"runs", "list"}, {"whoami"}, {"logout"}}));
  const cli::Result wrong = RunCli({"login", "--token-stdin"}, "assay_wrong\n");
  EXPECT_EQ(wrong.exit_code, cli::kExitNo);
  EXPECT_THAT(wrong.err, HasSubstr("does not know the token"));
  EXPECT_THAT(RunCli({"whoami"}).err, HasSubstr("has no token")) << "a wrong one is not kept";
}

TEST_F(CliIdentity, LoginKeepsTheTokenAndLogoutForgetsIt) {
  const cli::Result in = RunCli({"login", "--token-stdin"}, token_ + "\n");
  EXPECT_EQ(in.exit_code, 0) << in.err;
  EXPECT_EQ((in.out + in.err).find(token_), std::string::npos);
  EXPECT_EQ(RunCli({"runs", "list"}).exit_code, 0);
  EXPECT_EQ(RunCli({"logout"}).exit_code, 0);
  EXPECT_EQ(RunCli({"runs", "list"}).exit_code, cli::kExitNo);
  setenv("ASSAY_TOKEN", token_.c_str(), 1);
  EXPECT_EQ(RunCli({"runs", "list"}).exit_code, 0);
  unsetenv("ASSAY_TOKEN");
}

TEST_F(CliIdentity, ACheckpointThatWasKeptVerifiesTheLog) {
  EXPECT_EQ(RunCli({"login", "--token-stdin"}, token_ + "\n").exit_code, 0);
  const cli::Result checkpoint = RunCli({"audit", "checkpoint"});
  EXPECT_EQ(checkpoint.exit_code, 0);
  std::ofstream(folder_.path("kept")) << checkpoint.out;
  EXPECT_EQ(RunCli({"principal", "create", "ada"}).exit_code, 0);
  const cli::Result verified = RunCli({"audit", "verify", "--since", folder_.path("kept")});
  EXPECT_EQ(verified.exit_code, 0) << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("the log continues"));
  std::string forged = checkpoint.out;
  forged.replace(forged.find("time "), 6, "time 9");
  std::ofstream(folder_.path("forged")) << forged;
  const cli::Result refused = RunCli({"audit", "verify", "--since", folder_.path("forged")});
  EXPECT_EQ(refused.exit_code, cli::kExitNo);
  EXPECT_THAT(refused.err, HasSubstr("not signed by the key"));
}

TEST_F(CliIdentity, EverythingHasJson) {
  EXPECT_EQ(RunCli({"login", "--token-stdin"}, token_ + "\n").exit_code, 0);
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"whoami"},
                                             {"principal", "create", "ada"},
                                             {"principal", "list"},
                                             {"role", "grant", "ada", "viewer"},
                                             {"role", "list", "ada"},
                                             {"role", "revoke", "ada", "viewer"},
                                             {"token", "create", "ada"},
                                             {"token", "list", "--everybody"},
                                             {"audit", "list"},
                                             {"audit", "checkpoint"},
                                             {"audit", "verify"},
                                             {"logout"}}) {
    std::vector<std::string> all = arguments;
    all.push_back("--json");
    const cli::Result result = RunCli(all);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_TRUE(cli::Json::accept(result.out)) << arguments[0] << ": " << result.out;
  }
}

}  // namespace
}  // namespace assay
