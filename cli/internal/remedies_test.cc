// The commands that governance names as a remedy are commands of `assay`, with flags that exist.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "cli/internal/cli_for_test.h"
#include "governance/override_review.h"
#include "governance/test_facts.h"
#include "gtest/gtest.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using governance::GoodFacts;
using governance::ResultOf;

// What a shell makes of it: words, with what is in single quotes or behind a backslash as it is.
std::vector<std::string> Words(const std::string& command) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false;
  bool escaped = false;
  for (const char c : command + " ") {
    if (escaped) {
      word += c;
      escaped = false;
    } else if (c == '\\' && !quoted) {
      escaped = true;
    } else if (c == '\'') {
      quoted = !quoted;
    } else if (c == ' ' && !quoted) {
      if (!word.empty()) words.push_back(word);
      word.clear();
    } else {
      word += c;
    }
  }
  return words;
}

// The command that a remedy ends with, its placeholders filled in; empty when it names none.
std::vector<std::string> CommandOf(const std::string& remedy) {
  const size_t begin = remedy.find("assay ");
  if (begin == std::string::npos) return {};
  std::string command = remedy.substr(begin + std::string("assay ").size());
  command = std::regex_replace(command, std::regex("NUMBER"), "1");
  return Words(command);
}

v1::Facts Without(void (*edit)(v1::ModelFacts&)) {
  v1::Facts facts = GoodFacts();
  edit(*facts.mutable_candidate());
  return facts;
}

// A remedy of every place that makes one with a command; names are such that they need quotes.
std::vector<std::string> Remedies() {
  const v1::Facts bare = Without([](v1::ModelFacts& model) {
    model.clear_contract();
    model.clear_evaluations();
    model.clear_checks();
    model.clear_drifts();
  });
  std::vector<std::string> remedies;
  for (const char* resource :
       {"latency_p50_ms", "latency_p95_ms", "memory_mb", "parameters", "artifact_bytes"}) {
    remedies.push_back(
        ResultOf(fmt::format("budget: {{resource: {}, at_most: 1}}", resource), bare).remedy());
  }
  for (const char* rule :
       {"contract_complete: {fields: [latency_p50_ms, framework, framework_version, "
        "predictions_digest, labels_digest, evaluation_dataset, evaluation_dataset_digest, "
        "metrics.auc, region of use]}",
        "metric_threshold: {metric: auc, at_least: 0.9, evaluation: {dataset: new data, split: "
        "it's "
        "new, slice: age<25, evaluator: \"code:a b@1\"}}",
        "check_passed: {check: fairness audit, principal: auditor}",
        "drift_below: {measure: psi of income, below: 0.1}"}) {
    remedies.push_back(ResultOf(rule, bare).remedy());
  }
  remedies.push_back(governance::ReviewRemedy(std::string(32, 'f')));
  return remedies;
}

TEST(RemediesTest, NameCommandsThatExist) {
  // Nobody listens there: what gets so far was a command line.
  setenv("ASSAY_SERVER", "127.0.0.1:1", 1);
  for (const std::string& remedy : Remedies()) {
    const std::vector<std::string> command = CommandOf(remedy);
    ASSERT_FALSE(command.empty()) << remedy;
    const Result result = RunCli(command);
    EXPECT_NE(result.exit_code, kExitUsage) << remedy << "\n" << result.err;
  }
  unsetenv("ASSAY_SERVER");
}

// "contract set" of every "assay contract set" that the sources of governance name.
std::set<std::string> CommandsInSources() {
  std::set<std::string> commands;
  const std::regex named("assay ([a-z]+ [a-z]+)");
  for (const auto& entry : fs::recursive_directory_iterator(ASSAY_SOURCE_DIR "/governance")) {
    const std::string path = entry.path();
    if (!path.ends_with(".cc") || path.ends_with("_test.cc")) continue;
    std::ifstream file(path);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    for (std::sregex_iterator it(text.begin(), text.end(), named), end; it != end; ++it) {
      commands.insert((*it)[1]);
    }
  }
  return commands;
}

TEST(RemediesTest, AreAllLookedAt) {
  std::set<std::string> looked_at;
  for (const std::string& remedy : Remedies()) {
    const std::vector<std::string> command = CommandOf(remedy);
    ASSERT_GE(command.size(), 2u) << remedy;
    looked_at.insert(command[0] + " " + command[1]);
  }
  EXPECT_EQ(CommandsInSources(), looked_at);
}

}  // namespace
}  // namespace assay::cli
