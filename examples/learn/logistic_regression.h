// Logistic regression, fitted by mini-batch stochastic gradient descent.
// Source: Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 2nd ed., 4.4.
#ifndef ASSAY_EXAMPLES_LEARN_LOGISTIC_REGRESSION_H_
#define ASSAY_EXAMPLES_LEARN_LOGISTIC_REGRESSION_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "examples/learn/dataset.h"
#include "examples/learn/model.h"
#include "examples/learn/random.h"
#include "examples/learn/scaler.h"

namespace assay::examples {

// The log-odds of label 1 are bias + sum of weights[f] * scaled feature f.
struct LinearParameters {
  std::vector<double> weights;
  double bias = 0;
};

class LogisticRegression : public Model {
 public:
  LogisticRegression(std::vector<std::string> feature_names, Scaler scaler,
                     LinearParameters parameters);

  // Reads what ToText wrote; InvalidArgument with reason MODEL_FILE_MALFORMED.
  static absl::StatusOr<LogisticRegression> FromText(std::string_view text);

  double Predict(std::span<const double> row) const override;
  std::string ToText() const override;
  size_t NumParameters() const override { return parameters_.weights.size() + 1; }

 private:
  std::vector<std::string> feature_names_;
  Scaler scaler_;
  LinearParameters parameters_;
};

// What training makes small, over the rows at `indices` (at least one):
//   mean log loss + l2 / 2 * sum of squared weights        (the bias is not penalised)
// and its gradient. The features are scaled already.
struct PenalisedLoss {
  double loss = 0;
  LinearParameters gradient;
};
PenalisedLoss ComputePenalisedLoss(const Dataset& scaled, std::span<const size_t> indices,
                                   const LinearParameters& parameters, double l2);

struct LogisticOptions {
  uint64_t seed = 1;  // of the order of rows
  int epochs = 100;
  int patience =
      10;  // epochs without a better validation loss before stopping; 0: never stop early
  double learning_rate = 0.1;
  double l2 = 1e-3;
  int batch_size = 32;  // rows
};

// A step is one epoch: every row once, in random order, in batches.
class LogisticLearner : public Learner {
 public:
  // Needs batch_size of at least 1.
  LogisticLearner(const Dataset& train, const LogisticOptions& options);

  void Step() override;
  std::unique_ptr<Model> Snapshot() const override;

 private:
  const LogisticOptions options_;
  const Scaler scaler_;
  const Dataset scaled_;
  SplitMix64 random_;
  std::vector<size_t> order_;
  LinearParameters parameters_;
};

}  // namespace assay::examples

#endif  // ASSAY_EXAMPLES_LEARN_LOGISTIC_REGRESSION_H_
