#include "cli/internal/progress.h"

#include <sstream>

#include "cli/internal/text.h"
#include "gtest/gtest.h"

namespace assay::cli {
namespace {

TEST(ProgressLine, FillsABar) {
  Terminal terminal;
  EXPECT_EQ(ProgressLine("data", 500, 1'000, HumanBytes, terminal),
            "data ███████████████░░░░░░░░░░░░░░░  50% 500 B of 1.00 kB");
  terminal.unicode = false;
  EXPECT_EQ(ProgressLine("data", 1'000, 1'000, HumanBytes, terminal),
            "data ############################## 100% 1.00 kB of 1.00 kB");
}

TEST(ProgressLine, CountsWithoutATotal) {
  EXPECT_EQ(ProgressLine("points", 1'234, 0, HumanCount, Terminal()), "points 1,234");
}

TEST(ProgressLine, CutsTheLabel) {
  Terminal terminal;
  terminal.columns = 60;
  EXPECT_LE(DisplayWidth(ProgressLine("a/very/long/path/to/some/file", 1, 2, HumanCount, terminal)),
            60);
}

TEST(Progress, IsSilentWhenNobodyWatches) {
  std::ostringstream err;
  Terminal terminal;
  { Progress("x", HumanCount, terminal, err).Show(1, 2); }
  EXPECT_EQ(err.str(), "");
  terminal.progress = true;
  { Progress("x", HumanCount, terminal, err).Show(1, 2); }
  EXPECT_NE(err.str().find("50%"), std::string::npos);
  EXPECT_TRUE(err.str().ends_with("\r\x1b[K"));
}

}  // namespace
}  // namespace assay::cli
