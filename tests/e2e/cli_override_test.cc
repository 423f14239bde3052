// Overrides and their reviews after the fact, as people and scripts see them.
#include <fstream>
#include <iterator>

#include "gmock/gmock.h"
#include "tests/e2e/governance_on_server.h"
#include "tests/testing/golden.h"

namespace assay {
namespace {

using ::assay::testing::ExpectGolden;
using cli::kExitNo;
using cli::kExitUsage;
using cli::RunCli;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kBlocker[] = "rule:tumour-screening/fits-the-device";
constexpr char kWhy[] = "the scanner is replaced next week, ticket 12";

class CliOverrides : public GovernanceOnServer {
 protected:
  // A request that lacks nothing but that the model is fast enough.
  static std::string TooSlow(const std::string& slot, const std::string& model) {
    std::string request = NewRequest(slot, NewVersion(model, 1, /*latency_ms=*/9));
    ApproveByAll(request);
    return request;
  }
  // Overrides it; the id of the decision.
  static std::string Override(const std::string& request, const std::string& blocker = kBlocker) {
    As("dora");
    return Json({"override", "promote", request, "--blocker", blocker, "--justification",
                 kWhy})["decision_id"];
  }
};

TEST_F(CliOverrides, ARuleIsOverriddenByWhoMayAndSaysWhy) {
  const std::string slot = NewSlot("overridden");
  const std::string request = TooSlow(slot, "slow");
  As("olaf");
  EXPECT_THAT(RunCli({"request", "commit", request}).err, HasSubstr("latency_p95_ms is 9"));
  EXPECT_EQ(RunCli({"override", "promote", request, "--blocker", kBlocker, "--justification", kWhy})
                .exit_code,
            kExitNo)
      << "he has no such role";
  As("dora");
  EXPECT_EQ(RunCli({"override", "promote", request, "--justification", kWhy}).exit_code,
            kExitUsage);
  const cli::Result short_reason = RunCli(
      {"override", "promote", request, "--blocker", kBlocker, "--justification", "soon", "--json"});
  EXPECT_EQ(cli::Json::parse(short_reason.err)["error"]["reason"], "JUSTIFICATION_MISSING");
  ExpectGolden(
      "cli/override.txt",
      Session({{"override", "promote", request, "--blocker", kBlocker, "--justification", kWhy},
               {"override", "list", slot},
               {"champion", slot}}));
}

TEST_F(CliOverrides, IsReviewedAfterTheFactBySomebodyElse) {
  const std::string slot = NewSlot("reviewed-later");
  const std::string request = TooSlow(slot, "later");
  const std::string decision = Override(request);
  const cli::Json open = Json({"override", "list", slot})["reviews"];
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0]["decision_id"], decision);
  EXPECT_EQ(open[0]["state"], "OVERRIDE_REVIEW_STATE_OPEN");
  EXPECT_EQ(open[0]["override"]["actor"], "dora");
  EXPECT_EQ(open[0]["override"]["review_roles"], cli::Json({"medical", "risk"}));
  EXPECT_EQ(Json({"decisions", "show", decision})["override_review"]["state"],
            "OVERRIDE_REVIEW_STATE_OPEN");
  EXPECT_THAT(RunCli({"decisions", "list", slot}).out, HasSubstr("(review OPEN)"));
  for (const std::vector<std::string>& explain : std::vector<std::vector<std::string>>{
           {"explain", decision}, {"request", "explain", request}}) {
    EXPECT_THAT(RunCli(explain).out, HasSubstr("Review after the fact: OPEN, to be reviewed by a "
                                               "reviewer for medical or risk until"));
  }
  const std::vector<std::string> approve = {"override", "review",    decision,
                                            "approve",  "--comment", "the ticket is real"};
  const auto reason = [](std::vector<std::string> command) {
    command.push_back("--json");
    return cli::Json::parse(RunCli(command).err)["error"]["reason"].get<std::string>();
  };
  EXPECT_EQ(reason(approve), "REVIEWER_IS_OVERRIDER");
  As("ada");
  EXPECT_EQ(reason(approve), "REVIEWER_IS_REQUESTER");
  As("bea");
  EXPECT_EQ(RunCli({"override", "review", decision, "maybe"}).exit_code, kExitUsage);
  EXPECT_EQ(reason({"override", "review", decision, "reject"}), "JUSTIFICATION_MISSING");
  ExpectGolden("cli/override_review.txt", Session({approve,
                                                   {"override", "list", slot},
                                                   {"override", "list", slot, "--all"},
                                                   {"decisions", "show", decision}}));
  EXPECT_EQ(reason(approve), "OVERRIDE_REVIEWED");
  EXPECT_THAT(RunCli({"explain", decision}).out,
              HasSubstr("Review after the fact: bea APPROVED the override"));
}

TEST_F(CliOverrides, WhatIsNotReviewedInTimeIsAnEventOfTheSlot) {
  std::ifstream example(kScreeningPolicy);
  std::string text(std::istreambuf_iterator<char>(example), {});
  const std::string rules = "rules: [fits-the-device]";
  text.replace(text.find(rules), rules.size(), rules + "\n  review_within: 1ms");
  text.replace(text.find("name: tumour-screening"), 22, "name: hurried");
  const testing::TempFolder folder;
  const std::string file = folder.path("hurried.yaml");
  std::ofstream(file) << text;
  As("grace");
  Do({"policy", "publish", file});
  const std::string slot = "hurried/production";
  Do({"slot", "create", slot});
  Do({"slot", "bind", slot, "hurried"});
  const std::string decision = Override(TooSlow(slot, "hurried"), "rule:hurried/fits-the-device");
  EXPECT_EQ(Json({"override", "list", slot})["reviews"][0]["state"],
            "OVERRIDE_REVIEW_STATE_OVERDUE");
  As("olaf");
  EXPECT_EQ(Json({"slot", "sweep"})["changes"], "1");
  EXPECT_EQ(Json({"slot", "sweep"})["changes"], "0") << "it was said";
  As("cy");
  const cli::Json reviewed =
      Json({"override", "review", decision, "reject", "--comment", "it was not urgent"});
  EXPECT_EQ(reviewed["state"], "OVERRIDE_REVIEW_STATE_CLOSED");
  EXPECT_EQ(reviewed["verdict"], "REVIEW_VERDICT_REJECT");
  EXPECT_EQ(Json({"champion", slot})["version"], "model:default/hurried/1") << "it moves nothing";
  std::vector<std::string> reasons;
  const cli::Json events = Json({"slot", "events", slot});
  for (const cli::Json& event : events["events"]) {
    reasons.push_back(event["result"]["reason"]);
  }
  EXPECT_THAT(reasons, ElementsAre("OVERRIDE_REVIEWED", "OVERRIDE_REVIEW_OVERDUE"));
  EXPECT_THAT(RunCli({"slot", "events", slot}).out, HasSubstr("override-review"));
}

}  // namespace
}  // namespace assay
