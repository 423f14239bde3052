// Reads the examples of docs/policies.md, and holds its reference against the code.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "governance/explain.h"
#include "governance/test_facts.h"
#include "governance/variables.h"
#include "tests/testing/status.h"

namespace assay::governance {
namespace {

using ::testing::HasSubstr;

constexpr char kDocument[] = ASSAY_SOURCE_DIR "/docs/policies.md";

std::string ReadText(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Block {
  std::string language;
  std::string text;
};

// The fenced blocks, in order.
std::vector<Block> Blocks() {
  std::ifstream file(kDocument);
  std::vector<Block> blocks;
  bool open = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("```")) {
      open = !open;
      if (open) blocks.push_back({line.substr(3), ""});
    } else if (open) {
      blocks.back().text += line + "\n";
    }
  }
  return blocks;
}

std::string LintText(const std::string& yaml) {
  std::string text;
  for (const PolicyProblem& problem : LintPolicy(yaml)) text += problem.message + "\n";
  return text;
}

TEST(PolicyDocsTest, PoliciesAndRulesCanBePublished) {
  int policies = 0;
  std::set<std::string> kinds;
  for (const Block& block : Blocks()) {
    if (block.language != "policy" && block.language != "rule") continue;
    const std::string head = "name: example\nevaluation: {dataset: holdout, split: test}\nrules:\n";
    const std::string yaml = block.language == "rule" ? head + block.text : block.text;
    v1::Policy policy;
    const std::vector<PolicyProblem> problems = LintPolicy(yaml, {}, &policy);
    EXPECT_TRUE(problems.empty()) << problems[0].message << "\n" << yaml;
    policies += block.language == "policy";
    if (block.language == "policy") continue;
    for (const v1::Rule& rule : policy.rules()) {
      kinds.emplace(
          rule.GetReflection()
              ->GetOneofFieldDescriptor(rule, v1::Rule::descriptor()->FindOneofByName("kind"))
              ->name());
    }
  }
  EXPECT_EQ(policies, 1);
  // Every kind has an example.
  EXPECT_EQ(static_cast<int>(kinds.size()),
            v1::Rule::descriptor()->FindOneofByName("kind")->field_count());
}

TEST(PolicyDocsTest, MistakesAreToldAsShown) {
  const std::vector<Block> blocks = Blocks();
  int compared = 0;
  for (size_t i = 0; i + 1 < blocks.size(); ++i) {
    if (blocks[i].language != "policy-mistakes") continue;
    ASSERT_EQ(blocks[i + 1].language, "lint");
    EXPECT_EQ(LintText(blocks[i].text), blocks[i + 1].text);
    ++compared;
  }
  EXPECT_EQ(compared, 2);
}

TEST(PolicyDocsTest, ReportsAreAsShown) {
  const std::vector<Block> blocks = Blocks();
  const auto document = ParsePolicyYaml(blocks[0].text);
  ASSERT_OK(document);
  const v1::Assessment assessment = Assess(RulesetOf(document->policy), GoodFacts(), Now());
  int compared = 0;
  for (const Block& block : blocks) {
    for (const v1::RuleResult& result : assessment.results()) {
      if (block.language != "report " + result.rule_id()) continue;
      EXPECT_EQ(Explain(result), block.text);
      ++compared;
    }
  }
  EXPECT_EQ(compared, 1);
}

// What looks like a reason in the sources of the module.
std::set<std::string> Reasons() {
  std::set<std::string> reasons;
  const std::regex literal("\"([A-Z][A-Z0-9]*(_[A-Z0-9]+)+)\"");
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(ASSAY_SOURCE_DIR "/governance")) {
    const std::string path = entry.path();
    if (!path.ends_with(".cc") || path.ends_with("_test.cc")) continue;
    const std::string text = ReadText(path);
    for (std::sregex_iterator it(text.begin(), text.end(), literal), end; it != end; ++it) {
      reasons.insert((*it)[1]);
    }
  }
  return reasons;
}

TEST(PolicyDocsTest, EveryReasonIsInTheReference) {
  const std::string document = ReadText(kDocument);
  const std::set<std::string> reasons = Reasons();
  ASSERT_GT(reasons.size(), 80);
  // One is about stored JSON, and one no checked policy can bring about.
  const std::set<std::string> inside = {"CANONICAL_JSON_INVALID", "RULE_KIND_UNKNOWN"};
  for (const std::string& reason : reasons) {
    if (inside.contains(reason)) continue;
    EXPECT_THAT(document, HasSubstr("`" + reason + "`"));
  }
}

TEST(PolicyDocsTest, EveryVariableIsInTheReference) {
  const std::string document = ReadText(kDocument);
  for (const auto& [name, type] : TagSchema(v1::Policy())) {
    EXPECT_THAT(document, HasSubstr("`" + name + "`"));
  }
}

}  // namespace
}  // namespace assay::governance
