// Every command of governance, on a real server where people have tokens.
#include <fstream>
#include <sstream>
#include <thread>

#include "gmock/gmock.h"
#include "tests/e2e/governance_on_server.h"
#include "tests/e2e/screen.h"
#include "tests/testing/golden.h"

namespace assay {
namespace {

using ::assay::testing::ExpectGolden;
using cli::kExitNo;
using cli::kExitUsage;
using cli::RunCli;
using ::testing::HasSubstr;
using ::testing::Not;

using CliGovernance = GovernanceOnServer;

// The first characters of a digest, as a reviewer types them.
std::string FirstCharacters(const std::string& digest) {
  return digest.substr(std::string("sha256:").size(), 8) + "\n";
}

TEST_F(CliGovernance, PoliciesArePublishedComparedAndRetired) {
  As("grace");
  const testing::TempFolder folder;
  const std::string file = folder.path("late.yaml");
  std::ofstream(file) << "name: late\n"
                         "rules:\n"
                         "  - id: enough\n"
                         "    min_sample_size: {evaluation: {dataset: holdout}, at_least: 5}\n";
  Do({"policy", "publish", file});
  std::ofstream(file) << "name: late\n"
                         "rules:\n"
                         "  - id: enough\n"
                         "    min_sample_size: {evaluation: {dataset: holdout}, at_least: 9}\n";
  ExpectGolden("cli/policy.txt", Session({{"policy", "show", "late"},
                                          {"policy", "diff", "late@1", "late"},
                                          {"policy", "publish", "/no/such/file.yaml"}}));
  Do({"policy", "publish", file, "--draft"});
  EXPECT_THAT(RunCli({"policy", "diff", "late@1", "late@draft"}).out, HasSubstr("at_least"));
  EXPECT_EQ(RunCli({"slot", "bind", "any/where", "late@draft"}).exit_code, kExitUsage);
  Do({"policy", "publish", file});
  EXPECT_EQ(RunCli({"policy", "publish", file}).exit_code, kExitNo) << "it says the same";
  EXPECT_EQ(Json({"policy", "list", "late"})["policies"].size(), 2u);
  Do({"policy", "retire", "late@1", "--reason", "too few"});
  EXPECT_EQ(Json({"policy", "show", "late@1"})["state"], "POLICY_STATE_RETIRED");
}

TEST_F(CliGovernance, ACandidateIsRefusedWithItsReasons) {
  const std::string slot = NewSlot("refused");
  const std::string request = NewRequest(slot, NewVersion("hasty", 10));
  ExpectGolden("cli/request_refused.txt", Session({{"request", "show", request},
                                                   {"request", "explain", request},
                                                   {"slot", "candidates", slot}}));
  As("olaf");
  const cli::Result commit = RunCli({"request", "commit", request});
  EXPECT_EQ(commit.exit_code, kExitNo);
  EXPECT_THAT(commit.err, HasSubstr("roc_auc is 0.945; at least 0.98 is wanted"));
  EXPECT_THAT(commit.err, HasSubstr("Approvals are missing"));
  const cli::Json decisions = Json({"decisions", "list", slot})["decisions"];
  EXPECT_EQ(decisions[0]["kind"], "DECISION_KIND_REFUSE");
  EXPECT_EQ(RunCli({"champion", slot}).exit_code, kExitNo) << "nobody serves";
}

TEST_F(CliGovernance, AReviewShowsWhatItBindsToAndAsks) {
  const std::string slot = NewSlot("reviewed");
  const std::string request = NewRequest(slot, NewVersion("asked", 1));
  const std::string digest = Json({"request", "show", request})["request"]["review_digest"];
  As("bea");
  const cli::Result wrong = RunCli({"review", "approve", request}, "yes\n");
  EXPECT_EQ(wrong.exit_code, kExitNo);
  EXPECT_THAT(wrong.err, HasSubstr("Nothing was sent"));
  const cli::Result approved =
      RunCli({"review", "approve", request, "--comment", "looks fine"}, FirstCharacters(digest));
  EXPECT_EQ(approved.exit_code, 0) << approved.err;
  ExpectGolden("cli/review.txt", Normal(approved.out));
  EXPECT_EQ(RunCli({"review", "approve", request, "--json"}).exit_code, kExitUsage);

  As("ada");
  const cli::Result own = RunCli({"review", "approve", request, "--digest", digest, "--json"});
  EXPECT_EQ(own.exit_code, kExitNo) << "she trained it";
  EXPECT_THAT(cli::Json::parse(own.err)["error"]["code"], "PERMISSION_DENIED");
  As("cy");
  Do({"review", "reject", request, "--digest", digest, "--comment", "not yet"});
  As("olaf");
  EXPECT_THAT(RunCli({"request", "commit", request}).err, HasSubstr("cy has rejected it"));
  As("cy");
  Do({"review", "approve", request, "--digest", digest});
  As("olaf");
  Do({"request", "commit", request});
  EXPECT_EQ(Json({"champion", slot})["version"], "model:default/asked/1");
}

TEST_F(CliGovernance, AnApprovalGoesStaleWithTheFacts) {
  const std::string slot = NewSlot("stale");
  const std::string request = NewRequest(slot, NewVersion("changing", 1));
  const std::string old = Json({"request", "show", request})["request"]["review_digest"];
  ApproveByAll(request);
  As("olaf");
  EXPECT_EQ(RunCli({"check", "record", "changing/1", "fairness-audit"}).exit_code, kExitUsage);
  Do({"check", "record", "changing/1", "fairness-audit", "--passed", "--detail", "report 12"});
  Do({"request", "assess", request});
  const cli::Json shown = Json({"request", "show", request});
  EXPECT_NE(shown["request"]["review_digest"], old);
  ASSERT_EQ(shown["standings"].size(), 2u);
  for (const cli::Json& standing : shown["standings"]) {
    EXPECT_EQ(standing["counts"], false);
    EXPECT_EQ(standing["reason"], "REVIEW_DISMISSED");
  }
  As("bea");
  const cli::Result late = RunCli({"review", "approve", request, "--digest", old, "--json"});
  EXPECT_EQ(cli::Json::parse(late.err)["error"]["reason"], "REVIEW_STALE");
}

TEST_F(CliGovernance, ChampionsMoveAndThePastIsTold) {
  const std::string slot = NewSlot("moving");
  const std::string first = NewVersion("moving", 2);
  const std::string decision = Promote(slot, first);
  As("olaf");
  const std::string then = Json({"champion", slot})["since"];
  const std::string second = NewVersion("moving", 0);
  Promote(slot, second);
  EXPECT_EQ(Json({"champion", slot})["version"], "model:default/" + second);
  EXPECT_EQ(Json({"champion", slot, "--at", then})["version"], "model:default/" + first);
  EXPECT_EQ(RunCli({"champion", slot, "--at", "2001-01-01"}).exit_code, kExitNo);
  EXPECT_EQ(RunCli({"champion", slot, "--at", "yesterday"}).exit_code, kExitUsage);
  ExpectGolden("cli/decisions.txt", Session({{"decisions", "show", decision},
                                             {"replay", decision},
                                             {"slot", "assess", slot},
                                             {"slot", "show", slot},
                                             {"slot", "candidates", slot}}));
  Do({"rollback", slot, "--comment", "it misses too many"});
  EXPECT_EQ(Json({"champion", slot})["version"], "model:default/" + first);
  As("grace");
  Do({"recall", first, "--comment", "trained on data that may not be used"});
  EXPECT_EQ(RunCli({"champion", slot}).exit_code, kExitNo);
  As("olaf");
  EXPECT_EQ(RunCli({"rollback", slot, "--to", first, "--comment", "back"}).exit_code, kExitNo);
  EXPECT_EQ(Json({"decisions", "list", slot, "--limit", "1"})["decisions"].size(), 1u);
}

TEST_F(CliGovernance, AReplayGivesTheSameBytes) {
  const std::string slot = NewSlot("replayed");
  const std::string request = NewRequest(slot, NewVersion("replayed", 1));
  const cli::Json replayed = Json({"replay", request});
  EXPECT_EQ(replayed["same"], true);
  EXPECT_EQ(replayed["stored_digest"], replayed["replayed_digest"]);
  EXPECT_EQ(RunCli({"replay", "nothing"}).exit_code, kExitUsage);
  EXPECT_EQ(RunCli({"replay", std::string(32, 'f')}).exit_code, kExitNo);
}

TEST_F(CliGovernance, ADraftIsSimulatedOverWhatWasAssessed) {
  const std::string slot = NewSlot("simulated");
  NewRequest(slot, NewVersion("simulated", 2));
  const testing::TempFolder folder;
  const std::string file = folder.path("strict.yaml");
  std::ifstream policy(kScreeningPolicy);
  std::string text(std::istreambuf_iterator<char>(policy), {});
  text.replace(text.find("at_least: 0.98"), 14, "at_least: 0.9999");
  std::ofstream(file) << text;
  const cli::Json simulated = Json({"policy", "simulate", file, "--slots", "simulated/*"});
  EXPECT_EQ(simulated["assessments"], 1);
  EXPECT_EQ(simulated["refused"], 1);
  EXPECT_THAT(RunCli({"policy", "simulate", file, "--slots", slot}).out,
              HasSubstr("would have refused 1 of 1 assessments"));
}

TEST_F(CliGovernance, WatchTellsTheChampionAndEveryChange) {
  const std::string slot = NewSlot("watched");
  const std::string version = NewVersion("watched", 1);
  As("olaf");
  Screen screen;
  int exit_code = -1;
  std::thread watching([&] {
    std::istringstream in;
    std::ostream out(&screen);
    cli::Cli cli(in, out, out);
    exit_code = cli::Main({"watch", "slot", slot, "--count", "2"}, cli);
  });
  screen.WaitFor("\n");
  Promote(slot, version);
  watching.join();
  EXPECT_EQ(exit_code, 0);
  EXPECT_THAT(screen.text(), HasSubstr("watched/1  PROMOTE"));
}

TEST_F(CliGovernance, FlagsBlockUntilTheyAreCleared) {
  const std::string slot = NewSlot("held");
  const std::string version = NewVersion("held", 1);
  As("grace");
  Do({"flag", "set", version, "legal-hold", "--reason", "in dispute"});
  const std::string request = NewRequest(slot, version);
  EXPECT_THAT(RunCli({"request", "explain", request}).out, HasSubstr("legal-hold"));
  As("grace");
  ExpectGolden("cli/flag.txt", Session({{"flag", "list", version},
                                        {"flag", "clear", version, "legal-hold"},
                                        {"flag", "clear", version, "legal-hold"}}));
}

TEST_F(CliGovernance, NamesAreSaidToBeWrong) {
  As("ada");
  ExpectGolden("cli/governance_names.txt",
               Session({{"slot", "show", "production"},
                        {"slot", "show", "no/where"},
                        {"slot", "enroll", "a/b", "scoring"},
                        {"slot", "enroll", "a/b", "scoring/first"},
                        {"policy", "show", "nobody"},
                        {"policy", "show", "nobody@first"},
                        {"request", "show", "00000000000000000000000000000000"},
                        {"explain", "this"},
                        {"slot", "bind", "a/b", "c", "--param", "nothing"}}));
}

TEST_F(CliGovernance, UntrustedWordsCannotActOnTheTerminal) {
  const std::string slot = NewSlot("safe");
  const std::string version = NewVersion("safe", 1);
  As("ada");
  Do({"slot", "enroll", slot, version});
  const std::string request = Json({"request", "open", slot, version, "--comment",
                                    "\x1b[31mred\x1b[0m \xe2\x80\xae<b>"})["request_id"];
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"request", "show", request},
                                             {"request", "list", slot},
                                             {"request", "explain", request}}) {
    const cli::Result result = RunCli(arguments);
    EXPECT_THAT(result.out, Not(HasSubstr("\x1b")));
    EXPECT_THAT(result.out, Not(HasSubstr("\xe2\x80\xae")));
  }
  EXPECT_THAT(RunCli({"request", "show", request}).out, HasSubstr("\\x1b[31mred"));
}

}  // namespace
}  // namespace assay
