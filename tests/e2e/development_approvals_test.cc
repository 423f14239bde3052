// Approvals by names that nobody proved: only where the server was started for it, and marked for
// ever.
#include <cstdlib>
#include <fstream>

#include "cli/internal/cli_for_test.h"
#include "cli/internal/json.h"
#include "client/registry.h"
#include "gmock/gmock.h"
#include "tests/testing/server_process.h"
#include "tests/testing/status.h"
#include "tests/testing/temp_folder.h"

namespace assay {
namespace {

using cli::RunCli;
using ::testing::HasSubstr;

constexpr char kSlot[] = "limit/production";

class DevelopmentApprovals : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"ASSAY_TOKEN", "ASSAY_WORKSPACE"}) unsetenv(name);
    setenv("ASSAY_CREDENTIALS", folder_.path("credentials").c_str(), 1);
    std::ofstream(folder_.path("policy.yaml")) << R"(name: four-eyes
rules:
  - id: not-held
    flag_absent: {flags: [legal-hold]}
reviews:
  places:
    - role: risk
override: {role: lead, rules: [not-held]}
)";
  }
  void TearDown() override {
    for (const char* name : {"ASSAY_SERVER", "ASSAY_USER", "ASSAY_CREDENTIALS"}) unsetenv(name);
  }

  void StartServer(const std::vector<std::string>& flags) {
    if (server_ != nullptr) {
      ASSERT_EQ(server_->Terminate(), 0);
    }
    auto server = testing::ServerProcess::Start({.data = folder_.path("data"), .flags = flags});
    ASSERT_OK(server);
    server_ = *std::move(server);
    setenv("ASSAY_SERVER", server_->address().c_str(), 1);
  }
  static void As(const char* person) { setenv("ASSAY_USER", person, 1); }
  static void Do(const std::vector<std::string>& arguments) {
    const cli::Result result = RunCli(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
  }
  static cli::Json Json(std::vector<std::string> arguments) {
    arguments.push_back("--json");
    return cli::Json::parse(RunCli(arguments).out, nullptr, /*allow_exceptions=*/false);
  }

  // A request by ada to promote a new version.
  std::string NewRequest() {
    As("ada");
    v1::ModelVersion version;
    version.set_model("score");
    version.mutable_artifact()->set_digest(fmt::format("sha256:{:064x}", ++versions_));
    EXPECT_OK(RegistryClient(MakeConnection({})).CreateModelVersion(version, true));
    const std::string name = fmt::format("score/{}", versions_);
    Do({"slot", "enroll", kSlot, name});
    return Json({"request", "open", kSlot, name})["request_id"];
  }
  void Prepare() {
    As("grace");
    Do({"policy", "publish", folder_.path("policy.yaml")});
    Do({"slot", "create", kSlot});
    Do({"slot", "bind", kSlot, "four-eyes"});
  }
  static cli::Result Approve(const char* person, const std::string& request) {
    As(person);
    const std::string digest = Json({"request", "show", request})["request"]["review_digest"];
    return RunCli({"review", "approve", request, "--digest", digest});
  }

  testing::TempFolder folder_;
  std::unique_ptr<testing::ServerProcess> server_;
  int versions_ = 0;
};

TEST_F(DevelopmentApprovals, CountUnderTheFlagAndStayMarked) {
  StartServer({"--development-approvals"});
  Prepare();
  const std::string request = NewRequest();
  EXPECT_THAT(Approve("ada", request).err, HasSubstr("ada made the request"))
      << "other rules hold all the same";
  const cli::Result approved = Approve("bea", request);
  EXPECT_EQ(approved.exit_code, 0) << approved.err;
  As("olaf");
  const std::string decision = Json({"request", "commit", request})["decision_id"];
  const auto expect_marks = [&] {
    const cli::Result shown = RunCli({"decisions", "show", decision});
    EXPECT_THAT(shown.out, HasSubstr("olaf (not authenticated)"));
    EXPECT_THAT(shown.out, HasSubstr("bea (not authenticated) for risk"));
    EXPECT_EQ(Json({"decisions", "show", decision})["gate"]["reviews"][0]["asserted"], true);
    const cli::Result verified = RunCli({"audit", "verify"});
    EXPECT_EQ(verified.exit_code, 0) << verified.out;
    EXPECT_THAT(verified.out, HasSubstr("(1 by asserted names only)"));
  };
  expect_marks();
  EXPECT_THAT(RunCli({"explain", decision}).out, HasSubstr("bea (not authenticated) approved"));
  StartServer({});
  expect_marks();
}

TEST_F(DevelopmentApprovals, ReviewsOfOverridesCountUnderTheFlagAndStayMarked) {
  StartServer({"--development-approvals"});
  Prepare();
  const std::string request = NewRequest();
  Do({"flag", "set", "score/1", "legal-hold", "--reason", "in dispute"});
  Do({"request", "assess", request});
  EXPECT_EQ(Approve("bea", request).exit_code, 0);
  As("dora");
  const std::string decision =
      Json({"override", "promote", request, "--blocker", "rule:four-eyes/not-held",
            "--justification", "the dispute about its data is settled"})["decision_id"];
  const cli::Result own = RunCli({"override", "review", decision, "approve", "--comment", "mine"});
  EXPECT_EQ(own.exit_code, cli::kExitNo);
  EXPECT_THAT(own.err, HasSubstr("dora overrode it")) << "other rules hold all the same";
  const std::vector<std::string> approve = {"override", "review",    decision,
                                            "approve",  "--comment", "it is settled"};
  StartServer({});
  As("cy");
  EXPECT_EQ(RunCli(approve).exit_code, cli::kExitNo) << "without the flag nobody knows cy";
  StartServer({"--development-approvals"});
  As("cy");
  EXPECT_THAT(RunCli(approve).out, HasSubstr("cy (not authenticated)"));
  StartServer({});
  EXPECT_THAT(RunCli({"decisions", "show", decision}).out, HasSubstr("cy (not authenticated)"));
  const cli::Json review = Json({"decisions", "show", decision})["override_review"];
  EXPECT_EQ(review["reviewer"], "cy");
  EXPECT_FALSE(review.value("authenticated", false));
  const cli::Result verified = RunCli({"audit", "verify"});
  EXPECT_EQ(verified.exit_code, 0) << verified.out;
}

TEST_F(DevelopmentApprovals, DoNotCountWithoutTheFlag) {
  StartServer({});
  Prepare();
  const std::string request = NewRequest();
  const cli::Result refused = Approve("bea", request);
  EXPECT_EQ(refused.exit_code, cli::kExitNo);
  EXPECT_THAT(refused.err, HasSubstr("bea is not known"));
  As("olaf");
  EXPECT_EQ(RunCli({"request", "commit", request}).exit_code, cli::kExitNo);
}

TEST_F(DevelopmentApprovals, CountNoMoreOnceTheFlagIsGone) {
  StartServer({"--development-approvals"});
  Prepare();
  const std::string request = NewRequest();
  EXPECT_EQ(Approve("bea", request).exit_code, 0);
  StartServer({});
  As("olaf");
  EXPECT_EQ(RunCli({"request", "commit", request}).exit_code, cli::kExitNo);
}

}  // namespace
}  // namespace assay
