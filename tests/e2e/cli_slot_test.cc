// Commands that take something back or out of a slot, and facts from outside, on a real server.
#include <cstdlib>
#include <fstream>

#include "client/admin.h"
#include "gmock/gmock.h"
#include "tests/e2e/governance_on_server.h"

namespace assay {
namespace {

using cli::kExitNo;
using cli::kExitUsage;
using cli::RunCli;
using ::testing::HasSubstr;

class CliSlots : public GovernanceOnServer {
 protected:
  static std::string ReasonOf(std::vector<std::string> command) {
    command.push_back("--json");
    const cli::Result result = RunCli(command);
    EXPECT_EQ(result.exit_code, kExitNo) << result.out;
    return cli::Json::parse(result.err)["error"]["reason"];
  }
  // A slot with a policy of these rules only, that nobody has to review.
  static std::string NewSlotWith(const std::string& name, const std::string& rules) {
    As("grace");
    const testing::TempFolder folder;
    const std::string file = folder.path("policy.yaml");
    std::ofstream(file) << "name: " << name << "\n" << rules;
    Do({"policy", "publish", file});
    std::string slot = name + "/production";
    Do({"slot", "create", slot});
    Do({"slot", "bind", slot, name});
    return slot;
  }
};

TEST_F(CliSlots, AWithdrawalEmptiesTheSlotAndSaysWhy) {
  const std::string slot = NewSlot("withdrawn");
  Promote(slot, NewVersion("withdrawn", 1));
  As("olaf");
  EXPECT_EQ(ReasonOf({"withdraw", slot}), "JUSTIFICATION_MISSING");
  const cli::Json decision = Json({"withdraw", slot, "--comment", "the scanner is gone"});
  EXPECT_EQ(decision["kind"], "DECISION_KIND_WITHDRAW");
  EXPECT_EQ(decision["previous_champion"], "model:default/withdrawn/1");
  EXPECT_EQ(decision["actor"], "olaf");
  EXPECT_EQ(RunCli({"champion", slot}).exit_code, kExitNo);
  EXPECT_EQ(ReasonOf({"withdraw", slot, "--comment", "again"}), "SLOT_EMPTY");
  EXPECT_THAT(RunCli({"decisions", "show", decision["decision_id"]}).out, HasSubstr("WITHDRAW"));
}

TEST_F(CliSlots, AnUnboundPolicyHoldsNoMore) {
  const std::string slot = NewSlot("unbound");
  const std::string request = NewRequest(slot, NewVersion("unbound", 1));
  As("grace");
  const std::string binding = Json({"slot", "show", slot})["bindings"][0]["binding_id"];
  EXPECT_EQ(Json({"slot", "unbind", binding, "--comment", "no rules"})["policy"],
            "tumour-screening");
  EXPECT_TRUE(Json({"slot", "show", slot})["bindings"].empty());
  EXPECT_EQ(ReasonOf({"slot", "unbind", binding}), "BINDING_NOT_FOUND");
  EXPECT_EQ(ReasonOf({"slot", "assess", slot}), "ROLE_MISSING");
  As("olaf");
  EXPECT_EQ(ReasonOf({"slot", "assess", slot}), "NO_POLICY");
  EXPECT_EQ(Json({"request", "list", slot})["requests"][0]["state"], "REQUEST_STATE_OUT_OF_DATE");
  EXPECT_EQ(ReasonOf({"request", "commit", request}), "REQUEST_OUT_OF_DATE");
}

TEST_F(CliSlots, WhoIsUnenrolledCompetesNoMore) {
  const std::string slot = NewSlot("unenrolled");
  const std::string version = NewVersion("unenrolled", 1);
  const std::string request = NewRequest(slot, version);
  As("ada");
  const cli::Json candidate = Json({"slot", "unenroll", slot, version});
  EXPECT_EQ(candidate["withdrawn_by"], "ada");
  EXPECT_TRUE(Json({"slot", "candidates", slot})["candidates"].empty());
  EXPECT_EQ(Json({"slot", "candidates", slot, "--withdrawn"})["candidates"].size(), 1u);
  EXPECT_EQ(Json({"request", "show", request})["request"]["state"], "REQUEST_STATE_CANCELLED");
  EXPECT_EQ(ReasonOf({"slot", "unenroll", slot, version}), "CANDIDATE_NOT_FOUND");
  EXPECT_EQ(ReasonOf({"request", "open", slot, version}), "CANDIDATE_NOT_FOUND");
  EXPECT_EQ(RunCli({"slot", "enroll", slot, version}).out,
            "unenrolled/1 is a candidate for unenrolled/production.\n");
  Promote(NewSlot("enrolled"), version);
  As("ada");
  EXPECT_EQ(ReasonOf({"slot", "unenroll", "enrolled/production", version}),
            "CANDIDATE_IS_CHAMPION");
}

TEST_F(CliSlots, DriftThatIsRecordedIsAnEventOfTheChampion) {
  const std::string slot = NewSlotWith(
      "drifting",
      "rules: [{id: enough, min_sample_size: {at_least: 5, evaluation: {dataset: holdout, "
      "split: validation}}}]\n"
      "standing: [{tag: drifted, rule: {id: stable, drift_below: {measure: psi.age, below: "
      "0.2}}}]\n");
  const std::string version = NewVersion("drifting", 1);
  As("ada");
  const cli::Json drift = Json({"drift", "record", version, "psi.age", "0.1"});
  EXPECT_EQ(drift["recorded_by"], "ada");
  EXPECT_EQ(drift["value"]["double_value"], 0.1);
  EXPECT_EQ(RunCli({"drift", "record", version, "psi.age", "much"}).exit_code, kExitUsage);
  Promote(slot, version);
  As("olaf");
  Do({"slot", "sweep"});
  EXPECT_TRUE(Json({"slot", "events", slot})["events"].empty());
  Do({"drift", "record", version, "psi.age", "0.3"});
  Do({"slot", "sweep"});
  const cli::Json events = Json({"slot", "events", slot})["events"];
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0]["tag"], "gov:drifted");
  EXPECT_EQ(events[0]["version"], "model:default/drifting/1");
  EXPECT_EQ(events[0]["result"]["reason"], "DRIFT_TOO_HIGH");
  const std::string shown = RunCli({"slot", "events", slot}).out;
  EXPECT_THAT(shown, HasSubstr("gov:drifted"));
  EXPECT_THAT(shown, HasSubstr("FAIL"));
  EXPECT_EQ(Json({"champion", slot})["version"], "model:default/drifting/1") << "never demoted";
}

TEST_F(CliSlots, ACheckIsTheWordOfWhoRecordsIt) {
  const std::string slot = NewSlotWith(
      "checked", "rules: [{id: fair, check_passed: {check: fairness-audit, principal: olaf}}]\n");
  const std::string version = NewVersion("checked", 1);
  As("ada");
  Do({"slot", "enroll", slot, version});
  const auto outcome = [&] {
    return Json({"slot", "assess", slot})["candidates"][0]["outcome"].get<std::string>();
  };
  EXPECT_EQ(outcome(), "ASSESSMENT_OUTCOME_INCONCLUSIVE");
  Do({"check", "record", version, "fairness-audit", "--passed"});
  EXPECT_EQ(outcome(), "ASSESSMENT_OUTCOME_INCONCLUSIVE") << "ada's word is not olaf's";
  As("olaf");
  cli::Json check =
      Json({"check", "record", version, "fairness-audit", "--failed", "--detail", "report 11"});
  EXPECT_EQ(check["principal"], "olaf");
  EXPECT_EQ(check["passed"], false);
  EXPECT_EQ(check["detail"], "report 11");
  EXPECT_EQ(outcome(), "ASSESSMENT_OUTCOME_FAILED");
  EXPECT_THAT(RunCli({"check", "record", version, "fairness-audit", "--passed"}).out,
              HasSubstr("passed"));
  EXPECT_EQ(outcome(), "ASSESSMENT_OUTCOME_PASSED");
  EXPECT_EQ(
      RunCli({"check", "record", version, "fairness-audit", "--passed", "--failed"}).exit_code,
      kExitUsage);
}

TEST_F(CliSlots, FlagsTellWhoSetAndClearedThem) {
  const std::string version = NewVersion("flagged", 1);
  As("grace");
  const cli::Json set = Json({"flag", "set", version, "legal-hold", "--reason", "in dispute"});
  EXPECT_EQ(set["version"], "model:default/flagged/1");
  EXPECT_EQ(set["set_by"], "grace");
  const cli::Json cleared =
      Json({"flag", "clear", version, "legal-hold", "--reason", "it was settled"});
  EXPECT_EQ(cleared["clear_reason"], "it was settled");
  EXPECT_EQ(Json({"flag", "list", version})["flags"].size(), 1u);
  EXPECT_EQ(ReasonOf({"flag", "set", version, "Legal Hold"}), "NAME_INVALID");
  EXPECT_EQ(ReasonOf({"flag", "clear", version, "legal-hold"}), "FLAG_NOT_SET");
  Do({"recall", version, "--comment", "trained on data that may not be used"});
  EXPECT_EQ(ReasonOf({"flag", "clear", version, "recall"}), "FLAG_RECALL");
}

TEST_F(CliSlots, SelfApprovalThroughASecondTokenIsRefused) {
  const std::string request = NewRequest(NewSlot("second-token"), NewVersion("second-token", 1));
  const std::string digest = Json({"request", "show", request})["request"]["review_digest"];
  As("admin");
  const auto second = AdminClient(MakeConnection({})).CreateToken("ada");
  ASSERT_TRUE(testing::IsOk(second.status()));
  setenv("ASSAY_TOKEN", second->secret().c_str(), 1);
  EXPECT_EQ(ReasonOf({"review", "approve", request, "--digest", digest}), "REVIEWER_IS_REQUESTER");
}

TEST_F(CliSlots, AVersionMayBeNamedByItsAlias) {
  const std::string slot = NewSlot("by-alias");
  const std::string version = NewVersion("aliased", 1);
  As("ada");
  Do({"version", "alias", version, "best"});
  EXPECT_EQ(Json({"slot", "enroll", slot, "aliased@best"})["version"], "model:default/aliased/1");
  EXPECT_EQ(ReasonOf({"slot", "enroll", slot, "aliased@worst"}), "ALIAS_NOT_FOUND");
}

}  // namespace
}  // namespace assay
