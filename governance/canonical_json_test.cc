#include "governance/canonical_json.h"

#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <utility>

#include "governance/test_facts.h"
#include "nlohmann/json.hpp"
#include "tests/testing/status.h"

namespace assay::governance {
namespace {

using assay::testing::IsError;

TEST(NumberTextTest, IsRfc8785) {
  // Appendix B of RFC 8785.
  const std::pair<uint64_t, std::string> samples[] = {
      {0x0000000000000000, "0"},
      {0x8000000000000000, "0"},
      {0x0000000000000001, "5e-324"},
      {0x8000000000000001, "-5e-324"},
      {0x7fefffffffffffff, "1.7976931348623157e+308"},
      {0x4340000000000000, "9007199254740992"},
      {0x4430000000000000, "295147905179352830000"},
      {0x44b52d02c7e14af5, "9.999999999999997e+22"},
      {0x44b52d02c7e14af6, "1e+23"},
      {0x444b1ae4d6e2ef4f, "999999999999999900000"},
      {0x444b1ae4d6e2ef50, "1e+21"},
      {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
      {0x3eb0c6f7a0b5ed8d, "0.000001"},
      {0x41b3de4355555553, "333333333.3333332"},
      {0xbecbf647612f3696, "-0.0000033333333333333333"},
      {0x43143ff3c1cb0959, "1424953923781206.2"},
  };
  for (const auto& [bits, text] : samples) EXPECT_EQ(NumberText(std::bit_cast<double>(bits)), text);
  EXPECT_EQ(NumberText(0.9), "0.9");
  EXPECT_EQ(NumberText(100), "100");
}

TEST(CanonicalJsonTest, SortsKeysAndWritesNumbersAsStrings) {
  v1::ModelFacts model;
  model.set_name("a\"\\\n\x1f/é");
  model.set_content_missing(true);
  (*model.mutable_contract())["\xF0\x9F\x98\x80"] = FactOf(int64_t{1});  // U+1F600
  (*model.mutable_contract())["\xEF\xAC\xB3"] = FactOf(0.5);             // U+FB33
  (*model.mutable_contract())["1"] = FactOf(true);
  *model.mutable_register_time() = TimestampOf(At("2026-05-01T12:00:00.5Z"));
  model.set_content_strength(v1::DIGEST_STRENGTH_STRONG);
  // As UTF-16 the emoji is D83D, before FB33.
  EXPECT_EQ(
      CanonicalJson(model),
      "{\"content_missing\":true,\"content_strength\":\"DIGEST_STRENGTH_STRONG\",\"contract\":{"
      "\"1\":{\"bool_value\":true},\"\xF0\x9F\x98\x80\":{\"int_value\":\"1\"},"
      "\"\xEF\xAC\xB3\":{\"double_value\":\"0.5\"}},\"name\":\"a\\\"\\\\\\n\\u001f/é\","
      "\"register_time\":\"2026-05-01T12:00:00.5Z\"}");
}

// Of a newer version, say. What was digested keeps its text with every version of Protobuf.
TEST(CanonicalJsonTest, NamesAnUnknownValueOfAnEnumByItsNumber) {
  v1::RuleResult result;
  result.set_status(static_cast<v1::RuleStatus>(99));
  EXPECT_EQ(CanonicalJson(result), R"({"status":"UNKNOWN_ENUM_VALUE_RuleStatus_99"})");
}

TEST(CanonicalJsonTest, IsJson) { EXPECT_TRUE(nlohmann::json::accept(CanonicalJson(GoodFacts()))); }

TEST(CanonicalJsonTest, RefusesWhatItDidNotWrite) {
  v1::Facts facts;
  for (const char* text :
       {"", "[]", "{\"slot\":1}", "{\"nothing\":\"1\"}", "{\"candidate\":{\"evaluations\":{}}}",
        "{\"candidate\":{\"content_missing\":\"true\"}}",
        "{\"candidate\":{\"content_strength\":\"STRONG\"}}",
        "{\"candidate\":{\"evaluations\":[{\"sample_count\":12}]}}",
        "{\"candidate\":{\"register_time\":\"yesterday\"}}",
        "{\"candidate\":{\"evaluations\":[{\"sample_count\":\"1.5\"}]}}"}) {
    EXPECT_THAT(FromCanonicalJson(text, &facts),
                IsError(absl::StatusCode::kInvalidArgument, "CANONICAL_JSON_INVALID"))
        << text;
  }
}

v1::FactValue RandomFact(std::mt19937_64& random) {
  switch (random() % 5) {
    case 0:
      return FactOf(static_cast<int64_t>(random()));
    case 1:
      return FactOf(random() % 2 == 0);
    case 2:
      return FactOf(std::string_view("é\"\\\x01\U0001F600"));
    case 3:
      return FactOf(std::numeric_limits<double>::quiet_NaN());
    default:
      return FactOf(std::bit_cast<double>(random()));
  }
}

TEST(CanonicalJsonPropertyTest, RoundTrips) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 500; ++round) {
    v1::Facts facts = GoodFacts();
    for (int i = 0; i < 10; ++i) {
      const v1::FactValue fact = RandomFact(random);
      (*facts.mutable_candidate()->mutable_contract())[std::to_string(random() % 100)] = fact;
      v1::MetricFact* metric = facts.mutable_candidate()->mutable_evaluations(0)->add_metrics();
      metric->set_metric(std::to_string(i));
      *metric->mutable_value() = fact;
    }
    facts.mutable_candidate()->mutable_evaluations(0)->set_sample_count(
        static_cast<int64_t>(random()));
    const std::string json = CanonicalJson(facts);
    v1::Facts back;
    ASSERT_OK(FromCanonicalJson(json, &back));
    ASSERT_EQ(CanonicalJson(back), json);
  }
}

TEST(DigestsTest, FactsDigestIsThatOfAnyOrder) {
  std::mt19937 random(5);
  v1::Facts facts = GoodFacts();
  const std::string digest = Normalize(facts).digest;
  for (int round = 0; round < 20; ++round) {
    auto* evaluations = facts.mutable_candidate()->mutable_evaluations();
    std::shuffle(evaluations->begin(), evaluations->end(), random);
    auto* lineage = facts.mutable_candidate()->mutable_lineage();
    std::shuffle(lineage->begin(), lineage->end(), random);
    auto* metrics = evaluations->Mutable(0)->mutable_metrics();
    std::shuffle(metrics->begin(), metrics->end(), random);
    const NormalFacts normal = Normalize(facts);
    EXPECT_EQ(normal.digest, digest);
    EXPECT_EQ(normal.digest, DigestOf(normal.facts));
  }
  facts.mutable_candidate()->mutable_evaluations(0)->set_sample_count(999);
  EXPECT_NE(Normalize(facts).digest, digest);
}

// The text that their order comes from is that of what is in order below them.
TEST(DigestsTest, ListsAreSortedAtEveryDepth) {
  v1::ModelFacts model;
  for (const char* name : {"b", "a", "c", "a"}) {
    v1::EvaluationFact* evaluation = model.add_evaluations();
    evaluation->set_split(name);
    for (const char* metric : {"z", "x", "y"}) evaluation->add_metrics()->set_metric(metric);
  }
  const std::string metrics = R"("metrics":[{"metric":"x"},{"metric":"y"},{"metric":"z"}])";
  std::string expected;
  for (const char* name : {"a", "a", "b", "c"}) {
    expected += expected.empty() ? "" : ",";
    expected += "{" + metrics + ",\"split\":\"" + name + "\"}";
  }
  const std::string json = SortLists(&model);
  EXPECT_EQ(json, "{\"evaluations\":[" + expected + "]}");
  EXPECT_EQ(CanonicalJson(model), json);
}

TEST(DigestsPropertyTest, PartsJoinIntoTheWhole) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 50; ++round) {
    v1::Facts facts = GoodFacts();
    for (v1::ModelFacts* model : {facts.mutable_candidate(), facts.mutable_champion()}) {
      for (int i = 0; i < 10; ++i) {
        v1::EvaluationFact* evaluation = model->add_evaluations();
        evaluation->set_split(std::to_string(random() % 5));
        for (int k = 0; k < 3; ++k) {
          v1::MetricFact* metric = evaluation->add_metrics();
          metric->set_metric(std::to_string(random() % 9));
          *metric->mutable_value() = RandomFact(random);
        }
      }
    }
    if (round % 2 == 0) facts.clear_champion();
    const NormalFacts whole = Normalize(facts);
    const NormalModel champion = Normalize(facts.champion());
    const NormalFacts joined = Join(facts.slot(), Normalize(facts.candidate()),
                                    facts.has_champion() ? &champion : nullptr);
    EXPECT_EQ(joined.digest, whole.digest);
    EXPECT_EQ(CanonicalJson(joined.facts), CanonicalJson(whole.facts));
    EXPECT_EQ(joined.digest, DigestOf(joined.facts));
  }
}

// Stored facts name their digest for ever: what is written down here must not change.
TEST(DigestsTest, TheDigestOfTheSampleIsThis) {
  EXPECT_EQ(Normalize(GoodFacts()).digest,
            "sha256:f0f6007e90b33c708bdf9adfcc54c6337e208f467a7f54aedf411c38b2d3e334");
}

TEST(DigestsTest, AStateIsNoPartOfAPolicy) {
  v1::Policy policy = PolicyOfRule("expr: \"true\"");
  const std::string digest = PolicyDigest(policy);
  EXPECT_EQ(digest, DigestOf(policy));
  policy.set_state(v1::POLICY_STATE_RETIRED);
  EXPECT_EQ(PolicyDigest(policy), digest);
  policy.set_version(2);
  EXPECT_NE(PolicyDigest(policy), digest);
}

TEST(DifferenceTest, IsWhatPeopleCompute) {
  EXPECT_EQ(Difference(0.35, 0.34), 0.01);
  EXPECT_EQ(Difference(0.92, 0.9), 0.02);
  EXPECT_EQ(Difference(-0.3, -0.1), -0.2);
  EXPECT_EQ(Difference(1e20, 1e19), 9e19);
  EXPECT_EQ(Difference(5, 5), 0);
  EXPECT_FALSE(std::signbit(Difference(0.3, 0.3)));
}

}  // namespace
}  // namespace assay::governance
