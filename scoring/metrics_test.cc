// Formulas against values computed by hand, and against definitions written down plainly.
#include "scoring/metrics.h"

#include <cmath>
#include <random>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::scoring {
namespace {

using ::testing::DoubleNear;
using ::testing::Optional;

using Flags = std::vector<uint8_t>;
using Numbers = std::vector<double>;

auto Near(double value) { return DoubleNear(value, 1e-12); }

// The share of pairs of a positive and a negative row in which the positive one has the higher
// score, ties counting half.
std::optional<double> PlainAuc(const Flags& is_positive, const Numbers& scores) {
  double wins = 0;
  double pairs = 0;
  for (size_t i = 0; i < scores.size(); ++i) {
    for (size_t j = 0; j < scores.size(); ++j) {
      if (!is_positive[i] || is_positive[j]) continue;
      ++pairs;
      wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
    }
  }
  if (pairs == 0) return std::nullopt;
  return wins / pairs;
}

TEST(MetricsTest, CountsAConfusion) {
  const Confusion counts = Count(Flags{1, 1, 1, 0, 0, 0, 0}, Flags{1, 1, 0, 1, 0, 0, 0});
  EXPECT_EQ(counts.true_positives, 2);
  EXPECT_EQ(counts.false_negatives, 1);
  EXPECT_EQ(counts.false_positives, 1);
  EXPECT_EQ(counts.true_negatives, 3);
  EXPECT_THAT(Accuracy(counts), Near(5.0 / 7));
  EXPECT_THAT(Precision(counts), Optional(Near(2.0 / 3)));
  EXPECT_THAT(Recall(counts), Optional(Near(2.0 / 3)));
  EXPECT_THAT(F1(counts), Optional(Near(2.0 / 3)));
}

TEST(MetricsTest, RatiosOfNothingAreNotDefined) {
  const Confusion all_negative = Count(Flags{0, 0}, Flags{0, 0});
  EXPECT_EQ(Precision(all_negative), std::nullopt);
  EXPECT_EQ(Recall(all_negative), std::nullopt);
  EXPECT_EQ(F1(all_negative), std::nullopt);
  EXPECT_EQ(Accuracy(all_negative), 1);
  const Confusion all_missed = Count(Flags{1, 1}, Flags{0, 0});
  EXPECT_EQ(Precision(all_missed), std::nullopt);
  EXPECT_THAT(Recall(all_missed), Optional(0.0));
  EXPECT_THAT(F1(all_missed), Optional(0.0));
}

TEST(MetricsTest, AucByHand) {
  // The pairs (0.8, 0.1), (0.8, 0.4), (0.35, 0.1) are in order, (0.35, 0.4) is not.
  EXPECT_THAT(RocAuc(Flags{0, 0, 1, 1}, Numbers{0.1, 0.4, 0.35, 0.8}), Optional(Near(0.75)));
  EXPECT_THAT(RocAuc(Flags{0, 1}, Numbers{0.5, 0.5}), Optional(Near(0.5)));
  EXPECT_THAT(RocAuc(Flags{1, 0, 0}, Numbers{2, 2, 1}), Optional(Near(0.75)));
  EXPECT_THAT(RocAuc(Flags{1, 0}, Numbers{-1, 1}), Optional(Near(0)));
  EXPECT_EQ(RocAuc(Flags{1, 1}, Numbers{0, 1}), std::nullopt);
  EXPECT_EQ(RocAuc(Flags{0}, Numbers{0}), std::nullopt);
}

TEST(MetricsTest, AucIsTheShareOfOrderedPairs) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 300; ++round) {
    const size_t rows = 1 + random() % 60;
    // Few distinct scores give many ties.
    const uint64_t distinct = 1 + random() % (2 * rows);
    Flags is_positive;
    Numbers scores;
    for (size_t i = 0; i < rows; ++i) {
      is_positive.push_back(random() % 3 == 0);
      scores.push_back(static_cast<double>(random() % distinct) / 8 - 1);
    }
    const std::optional<double> plain = PlainAuc(is_positive, scores);
    const std::optional<double> auc = RocAuc(is_positive, scores);
    ASSERT_EQ(auc.has_value(), plain.has_value());
    if (plain) {
      ASSERT_THAT(*auc, Near(*plain)) << "round " << round;
    }
  }
}

TEST(MetricsTest, LogLossByHandAndClipped) {
  EXPECT_THAT(LogLoss(Flags{1, 0}, Numbers{0.8, 0.4}), Near(-(std::log(0.8) + std::log(0.6)) / 2));
  EXPECT_THAT(LogLoss(Flags{1}, Numbers{0}), DoubleNear(-std::log(1e-15), 1e-9));
  EXPECT_THAT(LogLoss(Flags{0}, Numbers{1}), DoubleNear(-std::log(1e-15), 0.2));
  EXPECT_LT(LogLoss(Flags{1, 0}, Numbers{1, 0}), 1e-14);
}

TEST(MetricsTest, BrierByHand) {
  // (0.2^2 + 0.4^2 + 0.5^2) / 3.
  EXPECT_THAT(Brier(Flags{1, 0, 1}, Numbers{0.8, 0.4, 0.5}), Near(0.45 / 3));
}

TEST(MetricsTest, RegressionByHand) {
  const Numbers labels = {3, -0.5, 2, 7};
  const Numbers predictions = {2.5, 0, 2, 8};
  // Errors 0.5, 0.5, 0, 1; labels have the mean 2.875 and the squared deviation 29.1875.
  EXPECT_THAT(Rmse(labels, predictions), Near(std::sqrt(0.375)));
  EXPECT_THAT(MeanAbsoluteError(labels, predictions), Near(0.5));
  EXPECT_THAT(RSquared(labels, predictions), Optional(Near(1 - 1.5 / 29.1875)));
  EXPECT_THAT(RSquared(labels, labels), Optional(1.0));
}

TEST(MetricsTest, RSquaredOfEqualLabelsIsNotDefined) {
  // The mean of three times 0.1 is not 0.1.
  EXPECT_EQ(RSquared(Numbers{0.1, 0.1, 0.1}, Numbers{0.1, 0.2, 0.3}), std::nullopt);
}

}  // namespace
}  // namespace assay::scoring
