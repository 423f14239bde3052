#include "scoring/csv.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/status.h"

namespace assay::scoring {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using testing::IsErrorAt;
using testing::Says;

absl::StatusOr<CsvTable> Parse(std::string_view text) {
  return CsvTable::Parse("predictions", text);
}

auto IsMalformed() {
  return IsErrorAt(StatusCode::kInvalidArgument, "CSV_MALFORMED", "predictions");
}

TEST(CsvTest, ReadsColumnsByName) {
  ASSERT_OK_AND_ASSIGN(const CsvTable table, Parse("id,label\n1,a\n2,\n"));
  EXPECT_EQ(table.rows(), 2u);
  ASSERT_OK_AND_ASSIGN(const CsvTable::Column* label, table.Find("label"));
  ASSERT_NE(label, nullptr);
  EXPECT_THAT(*label, ElementsAre("a", ""));
  ASSERT_OK_AND_ASSIGN(const CsvTable::Column* other, table.Find("other"));
  EXPECT_EQ(other, nullptr);
}

TEST(CsvTest, ReadsQuotesAndBothLineEnds) {
  const std::string text = "\xef\xbb\xbfid,\"x,y\"\r\n\"a \"\"b\"\"\",\"two\nlines\"\r\nc,d";
  ASSERT_OK_AND_ASSIGN(const CsvTable table, Parse(text));
  ASSERT_OK_AND_ASSIGN(const CsvTable::Column* id, table.Find("id"));
  ASSERT_OK_AND_ASSIGN(const CsvTable::Column* xy, table.Find("x,y"));
  ASSERT_NE(id, nullptr);
  ASSERT_NE(xy, nullptr);
  EXPECT_THAT(*id, ElementsAre("a \"b\"", "c"));
  EXPECT_THAT(*xy, ElementsAre("two\nlines", "d"));
  EXPECT_EQ(table.line(0), 2u);
  EXPECT_EQ(table.line(1), 4u);
}

TEST(CsvTest, UnescapedFieldsOutliveAMove) {
  ASSERT_OK_AND_ASSIGN(CsvTable first, Parse("id\n\"\"\"\"\n"));
  const CsvTable moved = std::move(first);
  ASSERT_OK_AND_ASSIGN(const CsvTable::Column* id, moved.Find("id"));
  EXPECT_THAT(*id, ElementsAre("\""));
}

TEST(CsvTest, RefusesWhatIsNoCsvWithItsLine) {
  EXPECT_THAT(Parse("a,b\n1,2\n3\n"), IsMalformed());
  EXPECT_THAT(Parse("a,b\n1,2\n3\n"), Says("Line 3"));
  EXPECT_THAT(Parse("a\n1\"2\n"), IsMalformed());
  EXPECT_THAT(Parse("a\n\"1\"2\n"), IsMalformed());
  EXPECT_THAT(Parse("a\n\"1\"2\n"), Says("closing quote"));
  EXPECT_THAT(Parse("a\n\"1\n2\n"), IsMalformed());
  EXPECT_THAT(Parse("a,b\n\n"), IsMalformed());
}

TEST(CsvTest, RefusesAColumnThatIsThereTwice) {
  ASSERT_OK_AND_ASSIGN(const CsvTable table, Parse("a,a,b\n1,2,3\n"));
  EXPECT_THAT(table.Find("a"), IsMalformed());
  EXPECT_OK(table.Find("b"));
}

}  // namespace
}  // namespace assay::scoring
