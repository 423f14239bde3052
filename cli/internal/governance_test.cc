#include "cli/internal/governance.h"

#include <sstream>

#include "cli/internal/cli_for_test.h"
#include "cli/internal/governance_view.h"
#include "cli/internal/registry.h"
#include "cli/internal/scalar.h"
#include "cli/internal/times.h"
#include "core/errors.h"
#include "gtest/gtest.h"

namespace assay::cli {
namespace {

class GovernanceNames : public ::testing::Test {
 protected:
  std::istringstream in_;
  std::ostringstream out_;
  Cli cli_{in_, out_, out_};
};

TEST_F(GovernanceNames, SlotsAreInTheWorkspaceOfTheFlagsUnlessTheySaySo) {
  EXPECT_EQ(SlotText(*ParseSlot(cli_, "credit-limit/production")), "credit-limit/production");
  cli_.workspace = "team";
  EXPECT_EQ(SlotText(*ParseSlot(cli_, "credit-limit/production")), "team/credit-limit/production");
  EXPECT_EQ(SlotText(*ParseSlot(cli_, "slot:other/credit-limit/*")), "other/credit-limit/*");
  for (const char* wrong : {"", "production", "a/b/c/d", "/production", "credit-limit/"}) {
    EXPECT_EQ(ErrorReason(ParseSlot(cli_, wrong).status()), kUsageReason) << wrong;
  }
}

TEST_F(GovernanceNames, ModelVersionsHaveANumber) {
  EXPECT_EQ(*FindModelVersion(cli_, "scoring/3"), "model:default/scoring/3");
  EXPECT_EQ(*FindModelVersion(cli_, "model:team/scoring/12"), "model:team/scoring/12");
  EXPECT_EQ(*FindModelVersion(cli_, "50%/3"), "model:default/50%25/3");
  cli_.workspace = "team";
  EXPECT_EQ(*FindModelVersion(cli_, "scoring/3"), "model:team/scoring/3");
  for (const char* wrong : {"scoring", "scoring/0", "scoring/-1", "scoring/3a", "scoring@"}) {
    EXPECT_EQ(ErrorReason(FindModelVersion(cli_, wrong).status()), kUsageReason) << wrong;
  }
}

TEST_F(GovernanceNames, PoliciesAreTheNewestAVersionOrTheDraft) {
  EXPECT_EQ(ParsePolicy(cli_, "credit")->ref.version(), 0);
  EXPECT_FALSE(ParsePolicy(cli_, "credit")->draft);
  EXPECT_EQ(ParsePolicy(cli_, "credit@2")->ref.version(), 2);
  EXPECT_TRUE(ParsePolicy(cli_, "credit@draft")->draft);
  EXPECT_EQ(ErrorReason(ParsePolicy(cli_, "credit@latest").status()), kUsageReason);
}

template <typename Value>
void ExpectTypesAreKept() {
  EXPECT_EQ(ParseScalar<Value>("3").int_value(), 3);
  EXPECT_EQ(ParseScalar<Value>("3.0").double_value(), 3);
  EXPECT_TRUE(ParseScalar<Value>("true").bool_value());
  EXPECT_EQ(ParseScalar<Value>("gold").string_value(), "gold");
  EXPECT_EQ(ParseScalar<Value>("\"3\"").string_value(), "3");
  EXPECT_EQ(ParseScalar<Value>("[3]").string_value(), "[3]");
}

TEST_F(GovernanceNames, ParametersAndFieldsKeepTheTypeThatTheyAreWrittenIn) {
  ExpectTypesAreKept<v1::Value>();
  ExpectTypesAreKept<v1::FactValue>();
  google::protobuf::Map<std::string, v1::FactValue> parameters;
  EXPECT_TRUE(ParseParameters({"floor=0.9", "note=a=b"}, &parameters).ok());
  EXPECT_EQ(parameters["note"].string_value(), "a=b");
  EXPECT_EQ(ErrorReason(ParseParameters({"=1"}, &parameters)), kUsageReason);
}

TEST(Times, AreReadInTheFormsThatAreShown) {
  setenv("TZ", "UTC", 1);
  EXPECT_EQ(ParseTime("1970-01-02")->seconds(), 86'400);
  EXPECT_EQ(ParseTime("1970-01-02 00:01")->seconds(), 86'460);
  EXPECT_EQ(ParseTime("1970-01-02 00:01:01")->seconds(), 86'461);
  EXPECT_EQ(ParseTime("1970-01-02T01:00:00.25+01:00")->seconds(), 86'400);
  EXPECT_EQ(ParseTime("1970-01-02T01:00:00.25+01:00")->nanos(), 250'000'000);
  EXPECT_EQ(ParseTime("1969-12-31T23:59:59.75Z")->seconds(), -1);
  EXPECT_EQ(ParseTime("1969-12-31T23:59:59.75Z")->nanos(), 750'000'000);
  EXPECT_EQ(ErrorReason(ParseTime("yesterday").status()), kUsageReason);
}

TEST(GovernanceView, NothingThatOthersWroteActsOnTheTerminal) {
  v1::PromotionRequest request;
  request.set_candidate("model:default/\x1b[31mred/1");
  request.set_comment("\xe2\x80\xaepu ti kool");
  const std::string text = RenderRequest(request, Terminal());
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_NE(text.find("\\x1b[31mred/1"), std::string::npos);
  EXPECT_NE(text.find("\\u202epu"), std::string::npos);
}

TEST(GovernanceView, ADecisionWithoutAuthenticationSaysSo) {
  v1::Decision decision;
  decision.set_kind(v1::DECISION_KIND_PROMOTE);
  decision.set_actor("olaf");
  EXPECT_NE(RenderDecision(decision, Terminal()).find("olaf (not authenticated)"),
            std::string::npos);
  decision.set_actor_authenticated(true);
  EXPECT_EQ(RenderDecision(decision, Terminal()).find("not authenticated"), std::string::npos);
}

TEST(PolicyLint, SaysEveryMistakeWithItsPlace) {
  const Result wrong = RunCli({"policy", "lint", "-"},
                              "name: credit\n"
                              "rules:\n"
                              "  - id: floor\n"
                              "    metric_treshold: {metric: auc, at_least: 0.9}\n");
  EXPECT_EQ(wrong.exit_code, kExitNo);
  EXPECT_NE(wrong.out.find("Line 4, column 5"), std::string::npos) << wrong.out;
  EXPECT_NE(wrong.out.find("metric_threshold"), std::string::npos) << wrong.out;
  EXPECT_EQ(RunCli({"policy", "lint", "/no/such/file"}).exit_code, kExitNo);
  EXPECT_EQ(RunCli({"policy", "lint"}).exit_code, kExitUsage);
}

TEST(PolicyLint, TheExamplesAreWellFormed) {
  const Result right =
      RunCli({"policy", "lint", ASSAY_SOURCE_DIR "/examples/policies/tumour-screening.yaml"});
  EXPECT_EQ(right.exit_code, 0) << right.out << right.err;
  EXPECT_NE(right.out.find("tumour-screening is well-formed, 7 rules"), std::string::npos)
      << right.out;
}

}  // namespace
}  // namespace assay::cli
