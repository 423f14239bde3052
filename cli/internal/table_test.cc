#include "cli/internal/table.h"

#include <sstream>

#include "cli/internal/text.h"
#include "gtest/gtest.h"
#include "tests/testing/golden.h"

namespace assay::cli {
namespace {

using ::assay::testing::ExpectGolden;

Table Example() {
  Table table({{"ID", false, true}, {"NAME"}, {"AUC", true}, {"NOTE"}});
  table.Add({"0123456789abcdef", "baseline", "0.91", "the first one that was ever trained"});
  table.Add({"fedcba9876543210", "漢字の名前がとても長い", "0.905", ""});
  table.Add({"00000000000000ff", "evil\x1b[2J\u202E", "NaN", {"painted", Ink::kGreen}});
  return table;
}

TEST(Table, FitsTheTerminal) {
  std::string output;
  for (const int columns : {0, 100, 60, 40, 20}) {
    Terminal terminal;
    terminal.columns = columns;
    const std::string text = Example().Render(terminal);
    output += "columns: " + std::to_string(columns) + "\n" + text + "\n";
    std::istringstream lines(text);
    for (std::string line; columns > 0 && std::getline(lines, line);) {
      EXPECT_LE(DisplayWidth(line), std::max(columns, 22)) << line;
    }
  }
  ExpectGolden("cli/table.txt", output);
}

TEST(Table, PaintsOnlyWithColor) {
  Terminal terminal;
  terminal.color = true;
  EXPECT_NE(Example().Render(terminal).find("\x1b[32mpainted\x1b[0m"), std::string::npos);
  EXPECT_EQ(Example().Render(Terminal()).find('\x1b'), std::string::npos);
}

TEST(Table, SaysDotsWithoutUnicode) {
  Terminal terminal;
  terminal.unicode = false;
  terminal.columns = 50;
  const std::string text = Example().Render(terminal);
  EXPECT_NE(text.find("..."), std::string::npos);
  EXPECT_EQ(text.find("…"), std::string::npos);
}

}  // namespace
}  // namespace assay::cli
