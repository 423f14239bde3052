#include "core/visible.h"

#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(VisibleTest, EscapesWhatActsOrHides) {
  EXPECT_EQ(Visible("plain é 漢"), "plain é 漢");
  EXPECT_EQ(Visible("\x1b[31mred"), "\\x1b[31mred");
  EXPECT_EQ(Visible("a\u202Eb"), "a\\u202eb");
  EXPECT_EQ(Visible("\xff"), "\\xff");
}

TEST(VisibleTest, EscapesHtml) {
  EXPECT_EQ(EscapeHtml("<a href=\"x\">'&'</a>"),
            "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
}

}  // namespace
}  // namespace assay
