#include "examples/learn/split.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "core/errors.h"
#include "examples/learn/test_data.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::examples {
namespace {

using testing::ElementsAre;

int Positives(const Dataset& dataset) {
  return std::count(dataset.labels.begin(), dataset.labels.end(), 1);
}

TEST(SplitTest, KeepsTheProportionOfEachClass) {
  const Split split = BreastCancerSplit(1);
  EXPECT_EQ(Positives(split.validation), 53);     // a quarter of 212
  EXPECT_EQ(split.validation.rows(), 53u + 89u);  // and of 357, to the nearest row
  EXPECT_EQ(Positives(split.train), 212 - 53);
  EXPECT_EQ(split.train.rows(), 569u - 53u - 89u);
}

TEST(SplitTest, PutsEveryRowInOnePartWithItsFeaturesAndLabel) {
  const Dataset whole = Diabetes();
  const Split split = DiabetesSplit(3);
  EXPECT_EQ(split.validation.rows(), 111u);  // 442 / 4 = 110.5
  std::vector<size_t> seen;
  for (const Dataset* part : {&split.train, &split.validation}) {
    EXPECT_TRUE(std::is_sorted(part->row_ids.begin(), part->row_ids.end()));
    for (size_t i = 0; i < part->rows(); ++i) {
      const size_t id = part->row_ids[i];
      seen.push_back(id);
      EXPECT_EQ(part->labels[i], whole.labels[id]);
      EXPECT_TRUE(std::equal(part->row(i).begin(), part->row(i).end(), whole.row(id).begin()));
    }
  }
  std::vector<size_t> all(whole.rows());
  std::iota(all.begin(), all.end(), 0);
  EXPECT_THAT(seen, testing::UnorderedElementsAreArray(all));
}

TEST(SplitTest, SeedDecides) {
  EXPECT_EQ(BreastCancerSplit(5).validation.row_ids, BreastCancerSplit(5).validation.row_ids);
  EXPECT_NE(BreastCancerSplit(5).validation.row_ids, BreastCancerSplit(6).validation.row_ids);
}

TEST(SplitTest, IsTheSameOnEveryPlatform) {
  const Dataset ten = OneFeature(std::vector<double>(10), std::vector<double>(10));
  const Split split = SplitDataset(ten, Task::kRegression, 0.3, 42).value();
  // Computed apart from this code, from the definition of SplitMix64.
  EXPECT_THAT(split.validation.row_ids, ElementsAre(0, 5, 9));
}

TEST(SplitTest, LeavesARowOfEachClassInBothParts) {
  const Dataset small = OneFeature({1, 2, 3, 4}, {0, 1, 0, 1});
  for (double fraction : {0.01, 0.99}) {
    const Split split = SplitDataset(small, Task::kClassification, fraction, 1).value();
    EXPECT_EQ(Positives(split.train), 1);
    EXPECT_EQ(Positives(split.validation), 1);
    EXPECT_EQ(split.train.rows(), 2u);
  }
}

TEST(SplitTest, RefusesWhatItCannotDivide) {
  const auto reason = [](const Dataset& dataset, double fraction) {
    return ErrorReason(SplitDataset(dataset, Task::kClassification, fraction, 1).status());
  };
  const Dataset good = OneFeature({1, 2, 3, 4}, {0, 1, 0, 1});
  EXPECT_EQ(reason(good, 0), "FRACTION_OUT_OF_RANGE");
  EXPECT_EQ(reason(good, 1), "FRACTION_OUT_OF_RANGE");
  EXPECT_EQ(reason(OneFeature({1, 2, 3}, {0, 1, 2}), 0.5), "LABEL_NOT_BINARY");
  EXPECT_EQ(reason(OneFeature({1, 2, 3}, {0, 1, 0}), 0.5), "TOO_FEW_ROWS");
}

}  // namespace
}  // namespace assay::examples
