#include "examples/learn/random.h"

#include <numeric>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::examples {
namespace {

TEST(RandomTest, DrawsThePublishedSequence) {
  // The first outputs for seed 1234567, as in Rosetta Code's "Pseudo-random numbers/Splitmix64".
  SplitMix64 random(1234567);
  EXPECT_EQ(random.Next(), 6457827717110365317u);
  EXPECT_EQ(random.Next(), 3203168211198807973u);
  EXPECT_EQ(random.Next(), 9817491932198370423u);
}

TEST(RandomTest, BelowReachesEveryNumberEquallyOften) {
  SplitMix64 random(1);
  std::vector<int> counts(7);
  for (int i = 0; i < 70'000; ++i) ++counts.at(random.Below(7));
  // Five standard deviations of a count are 5 * sqrt(70000 * 1/7 * 6/7), about 463.
  EXPECT_THAT(counts, testing::Each(testing::AllOf(testing::Gt(9'500), testing::Lt(10'500))));
}

TEST(RandomTest, ShuffleKeepsTheItems) {
  std::vector<int> items(100);
  std::iota(items.begin(), items.end(), 0);
  const std::vector<int> before = items;
  SplitMix64 random(1);
  Shuffle(items, random);
  EXPECT_NE(items, before);
  EXPECT_THAT(items, testing::UnorderedElementsAreArray(before));
}

}  // namespace
}  // namespace assay::examples
