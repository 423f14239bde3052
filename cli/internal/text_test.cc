#include "cli/internal/text.h"

#include <cmath>
#include <limits>

#include "gtest/gtest.h"

namespace assay::cli {
namespace {

TEST(Visible, LeavesTextAlone) { EXPECT_EQ(Visible("loss/train ü 漢字 🎯"), "loss/train ü 漢字 🎯"); }

TEST(Visible, EscapesWhatActs) {
  EXPECT_EQ(Visible("a\tb\nc\rd"), "a\\tb\\nc\\rd");
  EXPECT_EQ(Visible("\x1b[31mred"), "\\x1b[31mred");
  EXPECT_EQ(Visible("\u009b31m"), "\\x9b31m");
  EXPECT_EQ(Visible("abc\u202Etxt.exe"), "abc\\u202etxt.exe");
  EXPECT_EQ(Visible("\u2066a\u2069"), "\\u2066a\\u2069");
  EXPECT_EQ(Visible("a\u200Bb"), "a\\u200bb");
  EXPECT_EQ(Visible("\U000E0041"), "\\U000e0041");
}

TEST(Visible, EscapesWhatIsNoUtf8) {
  EXPECT_EQ(Visible("a\xff"), "a\\xff");
  EXPECT_EQ(Visible("\xc3"), "\\xc3");
  EXPECT_EQ(Visible("\xc0\xaf"), "\\xc0\\xaf");
  EXPECT_EQ(Visible("\xed\xa0\x80"), "\\xed\\xa0\\x80");
}

TEST(DisplayWidth, CountsColumns) {
  EXPECT_EQ(DisplayWidth("abc"), 3);
  EXPECT_EQ(DisplayWidth("ü"), 1);
  EXPECT_EQ(DisplayWidth("漢字"), 4);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1);
}

TEST(Elide, KeepsWhatFits) {
  EXPECT_EQ(Elide("abcdef", 6, "…"), "abcdef");
  EXPECT_EQ(Elide("abcdef", 5, "…"), "abcd…");
  EXPECT_EQ(Elide("漢字漢字", 6, "…"), "漢字…");
  EXPECT_EQ(Elide("abcdef", 5, "..."), "ab...");
  EXPECT_EQ(Elide("abcdef", 2, "..."), "..");
}

TEST(Human, Figures) {
  EXPECT_EQ(HumanBytes(999), "999 B");
  EXPECT_EQ(HumanBytes(1'000), "1.00 kB");
  EXPECT_EQ(HumanBytes(999'999), "1.00 MB");
  EXPECT_EQ(HumanBytes(15'300'000), "15.3 MB");
  EXPECT_EQ(HumanBytes(std::numeric_limits<int64_t>::max()), "9.22 EB");
  EXPECT_EQ(HumanMillis(250), "250ms");
  EXPECT_EQ(HumanMillis(12'999), "12s");
  EXPECT_EQ(HumanMillis(185'000), "3m 05s");
  EXPECT_EQ(HumanMillis(3'720'000), "1h 02m");
  EXPECT_EQ(HumanMillis(273'600'000), "3d 04h");
  EXPECT_EQ(HumanCount(0), "0");
  EXPECT_EQ(HumanCount(999), "999");
  EXPECT_EQ(HumanCount(1'234'567), "1,234,567");
  EXPECT_EQ(HumanCount(-1'000), "-1,000");
  EXPECT_EQ(HumanDouble(0.1234567), "0.123457");
}

TEST(ExactDouble, ReadsBack) {
  EXPECT_EQ(ExactDouble(0.1), "0.1");
  EXPECT_EQ(ExactDouble(3e-7), "3e-07");
  EXPECT_EQ(ExactDouble(1.0 / 3), "0.3333333333333333");
  EXPECT_EQ(ExactDouble(std::nan("")), "NaN");
  EXPECT_EQ(ExactDouble(-std::numeric_limits<double>::infinity()), "-Infinity");
}

}  // namespace
}  // namespace assay::cli
