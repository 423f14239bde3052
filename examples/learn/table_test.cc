#include "examples/learn/table.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "core/digest.h"
#include "core/errors.h"
#include "examples/learn/dataset.h"
#include "examples/learn/test_data.h"
#include "examples/learn/text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::examples {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Expects that `text` is refused with this reason, and with a message that contains `where`.
void ExpectRefused(std::string_view text, const std::string& reason, const std::string& where) {
  const absl::Status status = ParseCsv(text, "a.csv").status();
  EXPECT_EQ(ErrorReason(status), reason);
  EXPECT_THAT(std::string(status.message()), HasSubstr("a.csv"));
  EXPECT_THAT(std::string(status.message()), HasSubstr(where));
}

TEST(CsvTest, ReadsColumns) {
  const auto table = ParseCsv("a,b\n1,-2.5\r\n3e2,0.1", "a.csv");
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_THAT(table->names, ElementsAre("a", "b"));
  EXPECT_THAT(table->columns, ElementsAre(ElementsAre(1, 300), ElementsAre(-2.5, 0.1)));
}

TEST(CsvTest, WritesWhatItReads) {
  const std::string text = "a,b\n1,-2.5\n300,0.1\n1e-07,0.30000000000000004\n";
  const auto table = ParseCsv(text, "a.csv");
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(ToCsv(*table), text);
  const std::vector<size_t> rows = {2, 0};
  EXPECT_EQ(ToCsv(SelectRows(*table, rows)), "a,b\n1e-07,0.30000000000000004\n1,-2.5\n");
}

TEST(CsvTest, RefusesTextWithoutRows) {
  ExpectRefused("", "CSV_EMPTY", "0 lines");
  ExpectRefused("a,b\n", "CSV_EMPTY", "1 lines");
}

TEST(CsvTest, RefusesBadHeaders) {
  ExpectRefused("a,,b\n1,2,3\n", "CSV_HEADER", "line 1, column 2");
  ExpectRefused("a,b,a\n1,2,3\n", "CSV_HEADER", "line 1, column 3");
}

TEST(CsvTest, RefusesRaggedRows) {
  ExpectRefused("a,b\n1,2\n3\n", "CSV_RAGGED_ROW", "line 3 has 1 values");
  ExpectRefused("a,b\n1,2,3\n", "CSV_RAGGED_ROW", "line 2 has 3 values");
  ExpectRefused("a,b\n1,2\n\n3,4\n", "CSV_RAGGED_ROW", "line 3 has 1 values");
}

TEST(CsvTest, RefusesWhatIsNotAFiniteNumber) {
  const std::vector<std::string> cells = {"", "x", "1x", " 1", "nan", "inf", "1e999", "\"1\""};
  for (const std::string& cell : cells) {
    ExpectRefused("a,b\n1,2\n3," + cell + "\n", "CSV_NOT_A_NUMBER",
                  "line 3, column 'b': '" + cell + "'");
  }
}

TEST(CsvTest, NamesAFileThatIsMissing) {
  const absl::Status status = ReadCsv("/no/such/file.csv").status();
  EXPECT_EQ(ErrorReason(status), "FILE_NOT_READABLE");
  EXPECT_THAT(std::string(status.message()), HasSubstr("/no/such/file.csv"));
}

TEST(CsvTest, RefusesAFolder) {
  EXPECT_EQ(ErrorReason(ReadCsv(ASSAY_SOURCE_DIR).status()), "FILE_NOT_READABLE");
}

TEST(DatasetTest, TakesTheTargetOutOfTheFeatures) {
  const auto dataset = MakeDataset(ParseCsv("a,y,b\n1,0,2\n3,1,4\n", "a.csv").value(), "y");
  ASSERT_TRUE(dataset.ok()) << dataset.status();
  EXPECT_THAT(dataset->feature_names, ElementsAre("a", "b"));
  EXPECT_THAT(dataset->features, ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(dataset->labels, ElementsAre(0, 1));
  EXPECT_THAT(dataset->row_ids, ElementsAre(0, 1));
}

TEST(DatasetTest, NamesTheMissingColumnAndThoseThatExist) {
  const absl::Status status = MakeDataset(ParseCsv("a,b\n1,2\n", "a.csv").value(), "y").status();
  EXPECT_EQ(ErrorReason(status), "COLUMN_MISSING");
  EXPECT_THAT(std::string(status.message()), HasSubstr("'y' among a, b"));
}

TEST(DatasetTest, NeedsAFeature) {
  EXPECT_EQ(ErrorReason(MakeDataset(ParseCsv("y\n1\n", "a.csv").value(), "y").status()),
            "NO_FEATURES");
}

TEST(DatasetTest, ExampleFilesHaveTheirPublishedSizes) {
  const Dataset cancer = BreastCancer();
  EXPECT_EQ(cancer.rows(), 569u);
  EXPECT_EQ(cancer.width(), 30u);
  EXPECT_EQ(std::count(cancer.labels.begin(), cancer.labels.end(), 1), 212);
  const Dataset diabetes = Diabetes();
  EXPECT_EQ(diabetes.rows(), 442u);
  EXPECT_EQ(diabetes.width(), 10u);
}

TEST(DatasetTest, ExampleFilesHaveTheDigestsThatTheReadmeGives) {
  const std::string folder = ASSAY_SOURCE_DIR "/examples/data/";
  const std::string readme = ReadTextFile(folder + "README.md").value();
  for (const char* file : {"breast_cancer.csv", "diabetes.csv"}) {
    EXPECT_THAT(readme, HasSubstr(Sha256Digest(ReadTextFile(folder + file).value()))) << file;
  }
}

}  // namespace
}  // namespace assay::examples
