#include "expression/diagnostics.h"

#include <vector>

#include "core/errors.h"
#include "gtest/gtest.h"

namespace assay::expression {
namespace {

std::string MessageAt(std::string_view source, Position at) {
  return std::string(
      Locate(InvalidArgument("EXPRESSION_TYPE", "filter", "it is wrong"), source, at).message());
}

TEST(LocateTest, ShowsTheColumn) {
  EXPECT_EQ(MessageAt("a + b", {1, 3}), "Column 3: it is wrong.\n  a + b\n    ^");
  EXPECT_EQ(MessageAt("", {1, 1}), "Column 1: it is wrong.\n  \n  ^");
}

TEST(LocateTest, CountsCodePointsAndKeepsTabs) {
  EXPECT_EQ(MessageAt("é\tb", {1, 3}), "Column 3: it is wrong.\n  é\tb\n   \t^");
}

TEST(LocateTest, ShowsOnlyTheLineOfSeveral) {
  EXPECT_EQ(MessageAt("a &&\r\n  b &&\n c", {2, 5}),
            "Line 2, column 5: it is wrong.\n    b &&\n      ^");
}

TEST(LocateTest, CutsLongLines) {
  const std::string message =
      MessageAt(std::string(500, 'x') + "!" + std::string(500, 'y'), {1, 501});
  const std::string shown = "  ..." + std::string(60, 'x') + "!" + std::string(60, 'y') + "...";
  EXPECT_EQ(message, "Column 501: it is wrong.\n" + shown + "\n" + std::string(65, ' ') + "^");
}

TEST(LocateTest, KeepsCodeReasonAndFieldWithoutAPosition) {
  const absl::Status located = Locate(InvalidArgument("EXPRESSION_TYPE", "filter", "x"), "a", {});
  EXPECT_EQ(located.message(), "x.");
  EXPECT_EQ(located.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ErrorReason(located), "EXPRESSION_TYPE");
  EXPECT_EQ(ErrorField(located), "filter");
}

TEST(SuggestionTest, NamesTheNearest) {
  const std::vector<std::string> known = {"metrics", "params", "tags"};
  EXPECT_EQ(Suggestion("metric", known), ". Did you mean metrics?");
  EXPECT_EQ(Suggestion("parms", known), ". Did you mean params?");
  EXPECT_EQ(Suggestion("learning_rate", known), ".");
}

TEST(SuggestionTest, CountsEdits) {
  EXPECT_EQ(EditDistance("", "abc"), 3);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3);
  EXPECT_EQ(EditDistance("same", "same"), 0);
}

}  // namespace
}  // namespace assay::expression
