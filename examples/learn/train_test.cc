#include "examples/learn/train.h"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "core/errors.h"
#include "examples/learn/serving.h"
#include "examples/learn/test_data.h"
#include "examples/learn/text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::examples {
namespace {

absl::Status Ignore(const EpochReport&) { return absl::OkStatus(); }

TEST(TrainTest, LogisticRegressionSeparatesTheTumours) {
  for (uint64_t seed : {1, 2, 3}) {
    const auto result = TrainLogistic(BreastCancerSplit(seed), {.seed = seed}, Ignore);
    ASSERT_TRUE(result.ok()) << result.status();
    EXPECT_GT(result->best.validation.at("roc_auc"), 0.97) << seed;
  }
}

TEST(TrainTest, StumpsSeparateTheTumours) {
  for (uint64_t seed : {1, 2, 3}) {
    const auto result = TrainStumps(BreastCancerSplit(seed), {}, Ignore);
    ASSERT_TRUE(result.ok()) << result.status();
    EXPECT_GT(result->best.validation.at("roc_auc"), 0.97) << seed;
  }
}

TEST(TrainTest, StumpsPredictTheProgression) {
  const auto result = TrainStumps(DiabetesSplit(1), {.task = Task::kRegression}, Ignore);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_GT(result->best.validation.at("r_squared"), 0.3);
}

TEST(TrainTest, SameSeedGivesTheSameBytes) {
  const auto text = [](uint64_t seed) {
    const LogisticOptions options = {.seed = seed, .epochs = 5};
    return TrainLogistic(BreastCancerSplit(1), options, Ignore).value().model->ToText();
  };
  EXPECT_EQ(text(1), text(1));
  EXPECT_NE(text(1), text(2));
  const auto stumps = [] {
    return TrainStumps(BreastCancerSplit(1), {.rounds = 20}, Ignore).value().model->ToText();
  };
  EXPECT_EQ(stumps(), stumps());
}

TEST(TrainTest, StopsEarlyAndKeepsTheBestEpoch) {
  const Split data = DiabetesSplit(1);
  std::vector<double> losses;
  const auto observe = [&](const EpochReport& report) {
    EXPECT_EQ(report.epoch, static_cast<int>(losses.size()) + 1);
    losses.push_back(report.validation.at("loss"));
    return absl::OkStatus();
  };
  const StumpsOptions options = {
      .task = Task::kRegression, .rounds = 1000, .patience = 5, .learning_rate = 0.5};
  const auto result = TrainStumps(data, options, observe);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_LT(result->epochs, 1000);
  EXPECT_EQ(result->epochs, static_cast<int>(losses.size()));
  EXPECT_EQ(result->best.epoch, result->epochs - 5);
  const auto lowest = std::min_element(losses.begin(), losses.end());
  EXPECT_EQ(result->best.epoch, lowest - losses.begin() + 1);
  EXPECT_EQ(MeanSquaredError(data.validation.labels, result->model->PredictAll(data.validation)),
            *lowest);
}

TEST(TrainTest, PatienceZeroTrainsToTheEnd) {
  const StumpsOptions options = {
      .task = Task::kRegression, .rounds = 60, .patience = 0, .learning_rate = 1};
  EXPECT_EQ(TrainStumps(DiabetesSplit(1), options, Ignore).value().epochs, 60);
}

TEST(TrainTest, ObserverCanEndTheTraining) {
  int calls = 0;
  const auto observe = [&](const EpochReport&) {
    return ++calls == 3 ? absl::CancelledError("enough") : absl::OkStatus();
  };
  EXPECT_EQ(TrainLogistic(BreastCancerSplit(1), {}, observe).status(),
            absl::CancelledError("enough"));
  EXPECT_EQ(calls, 3);
}

TEST(TrainTest, SaysThatTrainingDiverged) {
  const LogisticOptions options = {.learning_rate = std::numeric_limits<double>::max()};
  EXPECT_EQ(ErrorReason(TrainLogistic(BreastCancerSplit(1), options, Ignore).status()),
            "TRAINING_DIVERGED");
}

TEST(TrainTest, RefusesOptionsOutOfRange) {
  const Split data = BreastCancerSplit(1);
  for (const LogisticOptions& options :
       {LogisticOptions{.epochs = 0}, LogisticOptions{.patience = -1},
        LogisticOptions{.learning_rate = 0}, LogisticOptions{.l2 = -1},
        LogisticOptions{.batch_size = 0}}) {
    EXPECT_EQ(ErrorReason(TrainLogistic(data, options, Ignore).status()), "OPTION_OUT_OF_RANGE");
  }
  const absl::Status status = TrainStumps(data, {.rounds = 0}, Ignore).status();
  EXPECT_EQ(ErrorField(status), "rounds");
}

TEST(TrainTest, FilesOfPredictionsAndLabelsHaveTheRowsOfTheTable) {
  const Dataset dataset = SelectRows(OneFeature({2, 4, 6}, {0, 1, 1}), std::vector<size_t>{0, 2});
  const BoostedStumps model({"x"}, Task::kRegression, 0.5, {{0, 3, -0.25, 0.25}});
  const std::string path = testing::TempDir() + "/examples_learn_predictions.csv";
  ASSERT_TRUE(WritePredictions(path, Task::kRegression, model, dataset).ok());
  EXPECT_EQ(ReadTextFile(path).value(), "id,prediction\n0,0.25\n2,0.75\n");
  ASSERT_TRUE(WritePredictions(path, Task::kClassification, model, dataset).ok());
  EXPECT_EQ(ReadTextFile(path).value(), "id,probability\n0,0.25\n2,0.75\n");
  ASSERT_TRUE(WriteLabels(path, dataset).ok());
  EXPECT_EQ(ReadTextFile(path).value(), "id,label\n0,0\n2,1\n");
  EXPECT_EQ(
      ErrorReason(WritePredictions("/no/such/folder/p.csv", Task::kRegression, model, dataset)),
      "FILE_NOT_WRITABLE");
}

TEST(TrainTest, ServingCostCountsWhatWasFitted) {
  const BoostedStumps model({"x"}, Task::kRegression, 0.5, {{0, 3, -0.25, 0.25}});
  const ServingCost cost = MeasureServing(model, OneFeature({2, 4, 6}, {0, 1, 1}));
  EXPECT_EQ(cost.parameters, model.NumParameters());
  EXPECT_EQ(cost.memory_mb, static_cast<double>(8 * model.NumParameters()) / 1e6);
  EXPECT_LE(cost.latency_p50_ms, cost.latency_p95_ms);
}

}  // namespace
}  // namespace assay::examples
