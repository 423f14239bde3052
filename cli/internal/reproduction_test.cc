#include "cli/internal/reproduction.h"

#include <cstdio>
#include <fstream>

#include "core/digest.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/temp_folder.h"

namespace assay::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// A run that copies data/in.csv to out.csv, recorded in a git work tree.
class ReproductionTest : public ::testing::Test {
 protected:
  ReproductionTest() {
    Shell(
        "git init -q . && git config user.email a@b && git config user.name a && "
        "mkdir -p \"it's data\" && printf '1,2\\n' > \"it's data/in.csv\" && git add . && "
        "git commit -q -m first");
    reproduction_.mutable_run()->set_name("copy");
    reproduction_.mutable_run()->mutable_code()->set_commit(Shell("git rev-parse HEAD"));
    reproduction_.set_command("cp \"it's data/in.csv\" .git/out.csv");
    v1::DatasetVersion* data =
        reproduction_.add_inputs()->mutable_item()->mutable_dataset()->mutable_dataset();
    data->set_name("in");
    data->set_uri("it's data");
    data->mutable_content()->set_digest(
        Sha256Digest(Sha256Digest("1,2\n").substr(7) + "  in.csv\n"));
    v1::Artifact* out = reproduction_.add_outputs()->mutable_artifact();
    out->set_path("out.csv");
    out->set_uri(".git/out.csv");
    out->mutable_content()->set_digest(Sha256Digest("1,2\n"));
  }

  // What a command prints, without its last line break.
  std::string Shell(const std::string& command, int* exit_code = nullptr) {
    const std::string whole = fmt::format("cd '{}' && ({}) 2>&1", folder_.path(), command);
    FILE* pipe = popen(whole.c_str(), "r");
    std::string output;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) output += static_cast<char>(c);
    const int status = pclose(pipe);
    if (exit_code != nullptr) *exit_code = WEXITSTATUS(status);
    if (output.ends_with('\n')) output.pop_back();
    return output;
  }

  // Runs the script; 126 stands for one that is no script.
  std::string RunScript(int* exit_code) {
    std::ofstream(folder_.path(".git/script")) << RenderScript(reproduction_);
    return Shell("sh .git/script", exit_code);
  }

  const testing::TempFolder folder_;
  v1::GetReproductionResponse reproduction_;
};

TEST_F(ReproductionTest, TheScriptRunsWhatItChecked) {
  int exit_code = -1;
  EXPECT_EQ(RunScript(&exit_code), "same     .git/out.csv");
  EXPECT_EQ(exit_code, 0);
}

TEST_F(ReproductionTest, TheScriptRefusesOtherData) {
  Shell("printf '1,3\\n' > \"it's data/in.csv\"");
  reproduction_.mutable_run()->mutable_code()->set_dirty(true);
  int exit_code = -1;
  EXPECT_THAT(RunScript(&exit_code), HasSubstr("it's data is not what the run read"));
  EXPECT_EQ(exit_code, 1);
  EXPECT_EQ(Shell("ls .git/out.csv", &exit_code).find("cannot"), 4u) << "it ran";
}

TEST_F(ReproductionTest, TheScriptRefusesOtherCode) {
  Shell("printf more > more && git add . && git commit -q -m second");
  int exit_code = -1;
  EXPECT_THAT(RunScript(&exit_code), HasSubstr("Run this in a work tree of the repository at"));
  EXPECT_EQ(exit_code, 1);
  Shell("git reset -q --hard HEAD~1 && printf x > untracked");
  EXPECT_THAT(RunScript(&exit_code), HasSubstr("The work tree has changes."));
  EXPECT_EQ(exit_code, 1);
}

TEST_F(ReproductionTest, TheScriptSaysWhatComesOutOtherwise) {
  reproduction_.set_command("printf other > .git/out.csv");
  int exit_code = -1;
  EXPECT_EQ(RunScript(&exit_code), "differs  .git/out.csv");
  EXPECT_EQ(exit_code, 1);
}

TEST_F(ReproductionTest, NothingThatWasRecordedActsByItself) {
  reproduction_.mutable_run()->set_name("x\ntouch .git/hurt");
  reproduction_.mutable_inputs(0)->mutable_item()->mutable_dataset()->mutable_dataset()->set_uri(
      "s3://x'; touch .git/hurt; '");
  v1::Artifact* odd = reproduction_.add_inputs()->mutable_item()->mutable_artifact();
  odd->set_path("odd");
  odd->set_uri("a\n touch .git/hurt");
  odd->mutable_content()->set_digest(Sha256Digest(""));
  reproduction_.mutable_outputs(0)->mutable_artifact()->set_uri("$(touch .git/hurt)");
  int exit_code = -1;
  EXPECT_THAT(RunScript(&exit_code), HasSubstr("differs  $(touch .git/hurt)"));
  EXPECT_EQ(Shell("ls .git | grep -c hurt"), "0");
}

TEST_F(ReproductionTest, ACommandThatIsNotWholeIsNotRun) {
  int exit_code = -1;
  for (const char* command :
       {"", "train --token ***", "train a b ... (12 bytes more)", "train 'a\nb'"}) {
    reproduction_.set_command(command);
    EXPECT_THAT(RunScript(&exit_code), HasSubstr("into this script")) << command;
    EXPECT_EQ(exit_code, 1) << command;
  }
}

TEST_F(ReproductionTest, StepsSayWhatIsMissing) {
  reproduction_.add_missing()->set_message("No environment is recorded.");
  const std::string steps = RenderSteps(reproduction_, Terminal{});
  EXPECT_THAT(steps, HasSubstr("4. Run\n  cp \"it's data/in.csv\" .git/out.csv\n"));
  EXPECT_THAT(steps, HasSubstr("What the record lacks\n  No environment is recorded.\n"));
  EXPECT_THAT(steps, Not(HasSubstr("git apply")));
}

}  // namespace
}  // namespace assay::cli
