#include "examples/learn/boosted_stumps.h"

#include <cmath>
#include <string>

#include "core/errors.h"
#include "examples/learn/scores.h"
#include "examples/learn/test_data.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::examples {
namespace {

using testing::HasSubstr;

const StumpsOptions kPlainSquares = {.task = Task::kRegression, .learning_rate = 1, .l2 = 0};

TEST(BoostedStumpsTest, StartsFromTheBestConstant) {
  const Dataset dataset = OneFeature({1, 2, 3, 4}, {1, 0, 0, 0});
  EXPECT_DOUBLE_EQ(StumpsLearner(dataset, {}).Snapshot()->Predict(dataset.row(0)), 0.25);
  EXPECT_DOUBLE_EQ(StumpsLearner(dataset, kPlainSquares).Snapshot()->Predict(dataset.row(0)), 0.25);
}

TEST(BoostedStumpsTest, OneStumpFitsAStepExactly) {
  const Dataset dataset = OneFeature({5, 1, 4, 2}, {10, 2, 10, 2});
  StumpsLearner learner(dataset, kPlainSquares);
  learner.Step();
  const auto model = learner.Snapshot();
  EXPECT_EQ(model->PredictAll(dataset), dataset.labels);
  EXPECT_THAT(model->ToText(), HasSubstr("stump,x,3,-4,4\n"));  // halfway between 2 and 4
}

TEST(BoostedStumpsTest, FirstLogisticStumpIsANewtonStep) {
  // All gradients are 0.5 and -0.5, all second derivatives 0.25: a leaf is 0.1 * 1 / (0.5 + 1).
  const Dataset dataset = OneFeature({1, 2, 3, 4}, {0, 0, 1, 1});
  StumpsLearner learner(dataset, {.learning_rate = 0.1, .l2 = 1});
  learner.Step();
  EXPECT_DOUBLE_EQ(learner.Snapshot()->Predict(dataset.row(3)), Sigmoid(0.1 / 1.5));
  EXPECT_DOUBLE_EQ(learner.Snapshot()->Predict(dataset.row(0)), Sigmoid(-0.1 / 1.5));
}

TEST(BoostedStumpsTest, EveryRoundLowersTheTrainingLoss) {
  const Dataset train = Diabetes();
  StumpsLearner learner(train, {.task = Task::kRegression});
  double loss = MeanSquaredError(train.labels, learner.Snapshot()->PredictAll(train));
  for (int round = 0; round < 50; ++round) {
    learner.Step();
    const double next = MeanSquaredError(train.labels, learner.Snapshot()->PredictAll(train));
    EXPECT_LT(next, loss) << round;
    loss = next;
  }
}

TEST(BoostedStumpsTest, DividesNeighbouringDoubles) {
  const double low = 1, high = std::nextafter(low, 2);
  const Dataset dataset = OneFeature({low, high}, {3, 5});
  StumpsLearner learner(dataset, kPlainSquares);
  learner.Step();
  EXPECT_EQ(learner.Snapshot()->PredictAll(dataset), dataset.labels);
}

TEST(BoostedStumpsTest, ConstantFeaturesAddNothing) {
  StumpsLearner learner(OneFeature({7, 7, 7}, {1, 0, 1}), {});
  learner.Step();
  EXPECT_EQ(learner.Snapshot()->NumParameters(), 1u);
}

TEST(BoostedStumpsTest, FileBringsBackTheSameModel) {
  for (const Task task : {Task::kClassification, Task::kRegression}) {
    const Dataset train = task == Task::kClassification ? BreastCancer() : Diabetes();
    StumpsLearner learner(train, {.task = task});
    for (int round = 0; round < 5; ++round) learner.Step();
    const auto model = learner.Snapshot();
    const auto read = BoostedStumps::FromText(model->ToText());
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->ToText(), model->ToText());
    EXPECT_EQ(read->PredictAll(train), model->PredictAll(train));
    EXPECT_EQ(read->NumParameters(), 16u);
  }
}

TEST(BoostedStumpsTest, RefusesOtherFiles) {
  const std::string head =
      "model,boosted_stumps,1\nloss,squared\nbase,1\nfeatures,x,y\n"
      "columns,feature,threshold,left,right\n";
  EXPECT_TRUE(BoostedStumps::FromText(head + "stump,y,1,2,3\n").ok());
  for (const std::string& bad :
       {std::string("model,logistic_regression,1\n"),
        std::string("model,boosted_stumps,1\nloss,hinge"), head + "stump,z,1,2,3\n",
        head + "stump,y,1,2\n", head + "stump,y,1,2,x\n"}) {
    EXPECT_EQ(ErrorReason(BoostedStumps::FromText(bad).status()), "MODEL_FILE_MALFORMED") << bad;
  }
}

}  // namespace
}  // namespace assay::examples
