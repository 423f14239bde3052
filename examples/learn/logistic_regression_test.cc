#include "examples/learn/logistic_regression.h"

#include <cmath>
#include <numeric>

#include "core/errors.h"
#include "examples/learn/test_data.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::examples {
namespace {

// The central difference of the penalised loss in one parameter, which `nudge` changes.
template <typename Nudge>
double NumericDerivative(const Dataset& scaled, const std::vector<size_t>& rows,
                         LinearParameters parameters, double l2, Nudge nudge) {
  const double step = 1e-5;
  nudge(parameters) += step;
  const double above = ComputePenalisedLoss(scaled, rows, parameters, l2).loss;
  nudge(parameters) -= 2 * step;
  const double below = ComputePenalisedLoss(scaled, rows, parameters, l2).loss;
  return (above - below) / (2 * step);
}

TEST(LogisticRegressionTest, GradientIsTheDerivativeOfTheLoss) {
  const Dataset train = BreastCancer();
  const Dataset scaled = ScaleFeatures(FitScaler(train), train);
  const std::vector<size_t> rows = {0, 3, 19, 20, 100, 568};
  const double l2 = 0.3;
  LinearParameters parameters{std::vector<double>(scaled.width()), -0.2};
  for (size_t f = 0; f < scaled.width(); ++f) parameters.weights[f] = 0.05 * std::sin(f + 1.0);
  const LinearParameters gradient = ComputePenalisedLoss(scaled, rows, parameters, l2).gradient;
  for (size_t f = 0; f < scaled.width(); ++f) {
    const double numeric = NumericDerivative(
        scaled, rows, parameters, l2, [f](LinearParameters& p) -> double& { return p.weights[f]; });
    EXPECT_NEAR(gradient.weights[f], numeric, 1e-8) << scaled.feature_names[f];
  }
  EXPECT_NEAR(gradient.bias,
              NumericDerivative(scaled, rows, parameters, l2,
                                [](LinearParameters& p) -> double& { return p.bias; }),
              1e-8);
}

TEST(LogisticRegressionTest, LossIsFiniteFarFromTheLabels) {
  const Dataset far = OneFeature({1}, {0});
  const PenalisedLoss result = ComputePenalisedLoss(far, std::vector<size_t>{0}, {{5000}, 0}, 0);
  EXPECT_DOUBLE_EQ(result.loss, 5000);
  EXPECT_DOUBLE_EQ(result.gradient.weights[0], 1);
}

TEST(LogisticRegressionTest, FirstStepFollowsTheGradient) {
  // Scaled, x is -1 and 1. From zero, the errors are 0.5 and -0.5, and the gradient is -0.5.
  LogisticLearner learner(OneFeature({2, 4}, {0, 1}), {.learning_rate = 0.5, .batch_size = 2});
  learner.Step();
  EXPECT_DOUBLE_EQ(learner.Snapshot()->Predict(std::vector<double>{4}), Sigmoid(0.25));
}

TEST(LogisticRegressionTest, FileBringsBackTheSameModel) {
  LogisticLearner learner(BreastCancer(), {});
  learner.Step();
  const auto model = learner.Snapshot();
  const auto read = LogisticRegression::FromText(model->ToText());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->ToText(), model->ToText());
  EXPECT_EQ(read->PredictAll(BreastCancer()), model->PredictAll(BreastCancer()));
  EXPECT_EQ(read->NumParameters(), 31u);
}

TEST(LogisticRegressionTest, RefusesOtherFiles) {
  const std::string good =
      "model,logistic_regression,1\nbias,0.5\ncolumns,name,mean,deviation,weight\n"
      "feature,x,1,2,3\n";
  EXPECT_EQ(LogisticRegression::FromText(good).value().ToText(), good);
  for (const char* bad :
       {"", "model,logistic_regression,2\n", "model,boosted_stumps,1\n",
        "model,logistic_regression,1\nbias,x\n", "model,logistic_regression,1\nbias,0.5\n",
        "model,logistic_regression,1\nbias,0.5\ncolumns,name,mean,deviation,weight\nfeature,x,1,"
        "2"}) {
    EXPECT_EQ(ErrorReason(LogisticRegression::FromText(bad).status()), "MODEL_FILE_MALFORMED")
        << bad;
  }
}

}  // namespace
}  // namespace assay::examples
