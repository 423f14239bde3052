#include "client/internal/csv_profile.h"

#include "core/limits.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using ::testing::HasSubstr;

// In pieces of `step` bytes.
std::optional<CsvProfile> Profile(std::string_view text, size_t step = 1'000,
                                  char separator = ',') {
  CsvProfiler profiler(separator);
  for (size_t begin = 0; begin < text.size(); begin += step) {
    profiler.Consume(text.substr(begin, step));
  }
  return profiler.Finish();
}

TEST(CsvProfiler, TellsTypesRowsAndRanges) {
  const auto found = Profile(
      "id,rate,ok,name,gone\n"
      "1,0.5,true,ada,\n"
      "-3,1e2,FALSE,7,NA\n"
      "+2,NaN,true,,nan\n");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(
      found->schema,
      R"({"format":"csv","columns":[{"name":"id","type":"int"},{"name":"rate","type":"double"},)"
      R"({"name":"ok","type":"bool"},{"name":"name","type":"string"},)"
      R"({"name":"gone","type":"unknown"}]})");
  EXPECT_EQ(
      found->profile,
      R"({"rows":3,"columns":[{"name":"id","missing":0,"min":-3,"max":2,"mean":0.0},)"
      R"({"name":"rate","missing":1,"min":0.5,"max":100.0,"mean":50.25},)"
      R"({"name":"ok","missing":0},{"name":"name","missing":1},{"name":"gone","missing":3}]})");
}

TEST(CsvProfiler, IsTheSameHoweverTheBytesCome) {
  const std::string text =
      "\xef\xbb\xbf\"a \"\"quoted\"\" name\",b\r\n\"1\",\"two, and\nmore\"\r\n2,\"\"\r\n\r\n3";
  const auto whole = Profile(text);
  ASSERT_TRUE(whole.has_value());
  EXPECT_THAT(whole->schema, HasSubstr(R"({"name":"a \"quoted\" name","type":"int"})"));
  EXPECT_THAT(whole->schema, HasSubstr(R"({"name":"b","type":"string"})"));
  EXPECT_THAT(whole->profile, HasSubstr(R"({"rows":3,"ragged_rows":1,)"));
  EXPECT_THAT(whole->profile, HasSubstr(R"({"name":"b","missing":2})"));
  for (size_t step = 1; step < text.size(); ++step) {
    const auto pieces = Profile(text, step);
    ASSERT_TRUE(pieces.has_value());
    EXPECT_EQ(pieces->schema, whole->schema) << step;
    EXPECT_EQ(pieces->profile, whole->profile) << step;
  }
}

TEST(CsvProfiler, CountsRowsThatDoNotFitTheHeader) {
  const auto found = Profile("a,b\n1\n1,2,3\n1,2\n");
  ASSERT_TRUE(found.has_value());
  EXPECT_THAT(found->profile, HasSubstr(R"("rows":3,"ragged_rows":2)"));
  EXPECT_THAT(found->profile, HasSubstr(R"({"name":"b","missing":1,"min":2,)"));
}

TEST(CsvProfiler, KeepsNumbersAtTheEdges) {
  const auto found = Profile(
      "whole,wider,infinite\n"
      "9223372036854775807,9223372036854775808,inf\n"
      "-9223372036854775808,1,2\n");
  ASSERT_TRUE(found.has_value());
  EXPECT_THAT(found->profile, HasSubstr(R"("min":-9223372036854775808,"max":9223372036854775807)"));
  EXPECT_THAT(found->schema, HasSubstr(R"({"name":"wider","type":"double"})"));
  // The infinite one counts as a number, and not in its range.
  EXPECT_THAT(found->profile, HasSubstr(R"({"name":"infinite","missing":0,"min":2.0,"max":2.0,)"));
}

TEST(CsvProfiler, TakesOtherSeparators) {
  const auto found = Profile("a\tb,c\n1\t2\n", 1'000, '\t');
  ASSERT_TRUE(found.has_value());
  EXPECT_THAT(found->schema, HasSubstr(R"({"format":"tsv",)"));
  EXPECT_THAT(found->schema, HasSubstr(R"({"name":"b,c","type":"int"})"));
}

TEST(CsvProfiler, SaysNothingOfWhatIsNoTable) {
  EXPECT_FALSE(Profile("").has_value());
  EXPECT_FALSE(Profile(std::string("\x1f\x8b\x08\x00\n", 5)).has_value());
  EXPECT_FALSE(Profile("a,\xff\n1,2\n").has_value());
  EXPECT_FALSE(Profile(std::string(300, 'x') + "\n1\n").has_value());
  EXPECT_FALSE(Profile(std::string(10'001, ',') + "\n").has_value());
}

TEST(CsvProfiler, LeavesOutColumnsThatDoNotFit) {
  std::string header, row;
  for (int i = 0; i < 2'000; ++i) {
    header += (i > 0 ? "," : "") + ("column" + std::to_string(i));
    row += i > 0 ? ",1" : "1";
  }
  const auto found = Profile(header + "\n" + row + "\n");
  ASSERT_TRUE(found.has_value());
  EXPECT_LE(found->schema.size(), limits::kDescriptionBytes);
  EXPECT_LE(found->profile.size(), limits::kDescriptionBytes);
  EXPECT_THAT(found->schema, HasSubstr(R"("columns_left_out":)"));
}

TEST(CsvProfiler, ALongCellIsText) {
  const auto found = Profile("a\n" + std::string(100'000, '1') + "\n");
  ASSERT_TRUE(found.has_value());
  EXPECT_THAT(found->schema, HasSubstr(R"("type":"string")"));
}

}  // namespace
}  // namespace assay
