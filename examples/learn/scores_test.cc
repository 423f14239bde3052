#include "examples/learn/scores.h"

#include <cmath>
#include <vector>

#include "examples/learn/random.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::examples {
namespace {

using testing::Key;
using testing::UnorderedElementsAre;

const std::vector<double> kLabels = {1, 1, 0, 0, 1};
const std::vector<double> kProbabilities = {0.9, 0.4, 0.5, 0.1, 0.8};

TEST(ScoresTest, LogLossIsTheMeanNegativeLogLikelihood) {
  const double product = 0.9 * 0.4 * (1 - 0.5) * (1 - 0.1) * 0.8;
  EXPECT_NEAR(LogLoss(kLabels, kProbabilities), -std::log(product) / 5, 1e-15);
}

TEST(ScoresTest, LogLossOfACertainMistakeIsFinite) {
  EXPECT_NEAR(LogLoss(std::vector<double>{1}, std::vector<double>{0}), -std::log(1e-15), 1e-9);
  EXPECT_NEAR(LogLoss(std::vector<double>{0}, std::vector<double>{1}), -std::log(1e-15), 0.2);
}

TEST(ScoresTest, CountsAtOneHalf) {
  // Predicted as 1: the first, third (0.5 itself) and fifth.
  EXPECT_DOUBLE_EQ(Accuracy(kLabels, kProbabilities), 3.0 / 5);
  const PrecisionRecall positives = ScorePositives(kLabels, kProbabilities);
  EXPECT_DOUBLE_EQ(positives.precision, 2.0 / 3);
  EXPECT_DOUBLE_EQ(positives.recall, 2.0 / 3);
  EXPECT_DOUBLE_EQ(positives.f1, 2.0 / 3);
}

TEST(ScoresTest, PrecisionAndRecallOfNothingAreZero) {
  const PrecisionRecall none = ScorePositives(std::vector<double>{0}, std::vector<double>{0.2});
  EXPECT_EQ(none.precision, 0);
  EXPECT_EQ(none.recall, 0);
  EXPECT_EQ(none.f1, 0);
}

double BruteForceAuc(const std::vector<double>& labels, const std::vector<double>& predictions) {
  double wins = 0, pairs = 0;
  for (size_t i = 0; i < labels.size(); ++i) {
    for (size_t j = 0; j < labels.size(); ++j) {
      if (labels[i] != 1 || labels[j] != 0) continue;
      ++pairs;
      wins += predictions[i] > predictions[j] ? 1 : predictions[i] == predictions[j] ? 0.5 : 0;
    }
  }
  return wins / pairs;
}

TEST(ScoresTest, RocAucCountsPairs) {
  SplitMix64 random(7);
  for (int round = 0; round < 200; ++round) {
    const size_t rows = 2 + random.Below(40);
    const uint64_t values = 1 + random.Below(12);  // few, so that most rounds have ties
    std::vector<double> labels = {0, 1}, predictions = {0.5, 0.5};
    while (labels.size() < rows) {
      labels.push_back(random.Below(2));
      predictions.push_back(random.Below(values) / 12.0);
    }
    EXPECT_DOUBLE_EQ(RocAuc(labels, predictions), BruteForceAuc(labels, predictions));
  }
}

TEST(ScoresTest, RocAucNeedsBothLabels) {
  EXPECT_TRUE(std::isnan(RocAuc(std::vector<double>{1, 1}, std::vector<double>{0.1, 0.2})));
}

TEST(ScoresTest, ErrorsOfNumbers) {
  const std::vector<double> labels = {1, 2, 3, 6};
  const std::vector<double> predictions = {2, 2, 1, 6};
  EXPECT_DOUBLE_EQ(MeanSquaredError(labels, predictions), 5.0 / 4);
  EXPECT_DOUBLE_EQ(MeanAbsoluteError(labels, predictions), 3.0 / 4);
  EXPECT_DOUBLE_EQ(RSquared(labels, predictions), 1 - 5.0 / 14);
  EXPECT_TRUE(std::isnan(RSquared(std::vector<double>{1, 1}, std::vector<double>{1, 1})));
}

TEST(ScoresTest, EvaluateGivesTheScoresOfTheTask) {
  EXPECT_THAT(Evaluate(Task::kClassification, kLabels, kProbabilities),
              UnorderedElementsAre(Key("loss"), Key("accuracy"), Key("roc_auc"), Key("precision"),
                                   Key("recall"), Key("f1")));
  Scores scores = Evaluate(Task::kRegression, kLabels, kProbabilities);
  EXPECT_THAT(scores, UnorderedElementsAre(Key("loss"), Key("rmse"), Key("mae"), Key("r_squared")));
  EXPECT_DOUBLE_EQ(scores["rmse"] * scores["rmse"], scores["loss"]);
}

}  // namespace
}  // namespace assay::examples
