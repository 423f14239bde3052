#include "expression/string_literal.h"

#include "core/errors.h"
#include "gtest/gtest.h"

namespace assay::expression {
namespace {

TEST(StringLiteralTest, DecodesEveryEscape) {
  EXPECT_EQ(*DecodeEscapes(R"(\a\b\f\n\r\t\v\\\?\"\'\`)"), "\a\b\f\n\r\t\v\\?\"'`");
  EXPECT_EQ(*DecodeEscapes(R"(\x41\X42\103\u00e9\U0001F600)"), "ABC\u00e9\U0001F600");
  // In strings, unlike bytes, numbers are code points.
  EXPECT_EQ(*DecodeEscapes(R"(\xff\377)"), "\u00ff\u00ff");
  EXPECT_EQ(*DecodeEscapes(R"(\000)"), std::string(1, '\0'));
}

TEST(StringLiteralTest, RefusesOtherEscapes) {
  for (const char* bad :
       {"\\s", "\\", "\\x4", "\\xg0", "\\400", "\\08", "\\ud800", "\\U00110000", "\\u12", "\\1"}) {
    const auto decoded = DecodeEscapes(bad);
    EXPECT_EQ(ErrorReason(decoded.status()), "EXPRESSION_SYNTAX") << bad;
  }
}

TEST(StringLiteralTest, QuotingReadsBack) {
  std::string text = "é😀 plain";
  for (char c = 0; c < 0x7f; ++c) text += c;
  text += '\x7f';
  const std::string quoted = QuoteString(text);
  EXPECT_EQ(quoted.find('\n'), std::string::npos);
  EXPECT_EQ(*DecodeEscapes(std::string_view(quoted).substr(1, quoted.size() - 2)), text);
}

}  // namespace
}  // namespace assay::expression
