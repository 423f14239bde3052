// Commands that need no server, against golden files.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "cli/internal/cli_for_test.h"
#include "cli/internal/json.h"
#include "gtest/gtest.h"
#include "tests/testing/golden.h"
#include "tests/testing/temp_folder.h"

namespace assay::cli {
namespace {

using ::assay::testing::ExpectGolden;

namespace fs = std::filesystem;

TEST(CliTest, Help) {
  ExpectGolden("cli/help.txt", Transcript({"--help"}) + Transcript({"runs", "--help"}) +
                                   Transcript({"runs", "search", "--help"}) +
                                   Transcript({"metrics", "plot", "--help"}));
}

TEST(CliTest, Version) {
  EXPECT_EQ(RunCli({"version"}).out, "assay 0.1.0\n");
  EXPECT_EQ(Json::parse(RunCli({"version", "--json"}).out)["version"], "0.1.0");
  EXPECT_EQ(RunCli({"--version"}).out, "assay 0.1.0\n");
}

TEST(CliTest, MistakesOnTheCommandLine) {
  ExpectGolden("cli/usage.txt",
               Transcript({}) + Transcript({"runs"}) + Transcript({"runs", "shwo"}) +
                   Transcript({"runs", "show"}) + Transcript({"runs", "list", "--limit", "many"}) +
                   Transcript({"runs", "list", "--no-such-flag"}) +
                   Transcript({"--color", "sometimes", "version"}) +
                   Transcript({"runs", "tag", "r"}) + Transcript({"runs", "tag", "r", "novalue"}) +
                   Transcript({"expr", "eval"}) + Transcript({"expr", "eval", "1", "--jsonl"}));
}

TEST(CliTest, Expressions) {
  const std::string variables = R"({"metrics": {"auc": 0.93}, "params": {"depth": 6}})";
  ExpectGolden(
      "cli/expr.txt",
      Transcript({"expr", "check", "metrics.auc > 0.9"}) +
          Transcript({"expr", "check", "metrics.auk > 0.9", "--variables", variables}) +
          Transcript({"expr", "check", "1 +"}) +
          Transcript({"expr", "check", "size(\"a\")+1", "--json"}) +
          Transcript({"expr", "eval", "metrics.auc > 0.9", "--variables", variables, "--explain"}) +
          Transcript({"expr", "eval", "params.depth / 4", "--variables", variables}) +
          Transcript({"expr", "eval", "metrics.auc < 0.9", "--variables", variables}) +
          Transcript({"expr", "eval", "metrics.f1 > 0.5", "--variables", variables}) +
          Transcript({"expr", "eval", "duration(\"90m\")", "--json"}) +
          Transcript({"expr", "eval", "x + 1", "--variables", "-"}, R"({"x": 41})") +
          Transcript({"expr", "eval", "x", "--variables", "{\"x\": nul}"}) +
          Transcript({"expr", "eval", "x", "--variables", "@/no/such/file"}));
}

TEST(CliTest, ExpressionsLineByLine) {
  const Result result = RunCli({"expr", "eval", "--jsonl"},
                               R"({"expression": "a + b", "variables": {"a": 1, "b": 2}}
{"expression": "a + b", "variables": {"a": 1.0, "b": 0.5}}

{"expression": "1 + "}
{"expression": "x > 1", "variables": {"x": "text"}}
{"expression": "[1, 2.0, \"z\"]"}
{"expression": "m.k", "variables": {"m": {}}}
no json
{"variables": {}}
)");
  EXPECT_EQ(result.exit_code, 0);
  ExpectGolden("cli/expr_lines.jsonl", result.out);
}

class InFolder : public ::testing::Test {
 protected:
  InFolder() { fs::current_path(folder_.path()); }
  ~InFolder() override { fs::current_path(before_); }

  const testing::TempFolder folder_;
  const fs::path before_ = fs::current_path();
};

TEST_F(InFolder, Hash) {
  fs::create_directories("data/part");
  std::ofstream("data/a.csv") << "a,b\n1,2\n";
  std::ofstream("data/part/b.csv") << "";
  std::ofstream("evil\x1b[31m") << "x";
  ExpectGolden(
      "cli/hash.txt",
      Transcript({"hash", "data/a.csv", "data"}) + Transcript({"hash", "--manifest", "data"}) +
          Transcript({"hash", "--manifest", "--json", "data"}) +
          Transcript({"hash", "evil\x1b[31m"}) + Transcript({"hash", "--manifest", "data/a.csv"}) +
          Transcript({"hash", "missing"}) + Transcript({"hash", "missing", "--json"}));
}

TEST_F(InFolder, AnEmptySpool) {
  EXPECT_EQ(RunCli({"spool", "push", "--dir", folder_.path()}).out,
            "Nothing waits to be delivered.\n");
  const Result missing = RunCli({"spool", "push", "--dir", folder_.path(), "w"});
  EXPECT_EQ(missing.exit_code, kExitNo);
  EXPECT_NE(missing.err.find("no spool of the writer w"), std::string::npos);
  EXPECT_TRUE(
      Json::parse(RunCli({"spool", "list", "--dir", folder_.path(), "--json"}).out)["spools"]
          .empty());
}

TEST(CliTest, WithoutAServer) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"runs", "list"},
                                                    {"experiments", "list"},
                                                    {"runs", "watch", "x"}}) {
    std::vector<std::string> all = {"--server", "127.0.0.1:1"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const Result result = RunCli(all);
    EXPECT_EQ(result.exit_code, kExitUnreachable);
    EXPECT_EQ(result.out, "");
    EXPECT_NE(result.err.find("No server answers at 127.0.0.1:1"), std::string::npos) << result.err;
  }
  const Result json = RunCli({"--server", "127.0.0.1:1", "--json", "runs", "list"});
  EXPECT_EQ(Json::parse(json.err)["error"]["reason"], "UNREACHABLE");
}

TEST(CliTest, CompletionScripts) {
  ExpectGolden("cli/completion.bash", RunCli({"completion", "bash"}).out);
  ExpectGolden("cli/completion.zsh", RunCli({"completion", "zsh"}).out);
  ExpectGolden("cli/completion.fish", RunCli({"completion", "fish"}).out);
}

// What bash offers for the last word of a command line.
std::string CompleteInBash(const std::string& words) {
  const testing::TempFolder folder;
  std::ofstream(folder.path("script")) << RunCli({"completion", "bash"}).out << "COMP_WORDS=("
                                       << words << ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
                                       << "_assay\necho \"${COMPREPLY[*]}\"\n";
  std::string output;
  FILE* pipe = popen(("bash " + folder.path("script") + " 2>&1").c_str(), "r");
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) output += static_cast<char>(c);
  pclose(pipe);
  return output;
}

TEST(CliTest, BashCompletes) {
  EXPECT_EQ(CompleteInBash("assay ex"), "experiments expr explain\n");
  EXPECT_EQ(CompleteInBash("assay runs s"), "search show\n");
  EXPECT_EQ(CompleteInBash("assay --json runs search --li"), "--limit\n");
  EXPECT_EQ(CompleteInBash("assay runs finish --status f"), "finished failed\n");
  EXPECT_EQ(CompleteInBash("assay --color ''"), "auto always never\n");
  EXPECT_EQ(CompleteInBash("assay spool list --dir ''"), "\n");
}

}  // namespace
}  // namespace assay::cli
