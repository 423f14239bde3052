// Gradient-boosted decision stumps: a sum of many one-question trees, each fitted to what the ones
// before it still get wrong. Sources: Friedman, "Greedy Function Approximation: A Gradient Boosting
// Machine", Annals of Statistics 29(5), 2001; the gain and the leaves' values are equations 5 and 7
// of Chen and Guestrin, "XGBoost: A Scalable Tree Boosting System", KDD 2016.
#ifndef ASSAY_EXAMPLES_LEARN_BOOSTED_STUMPS_H_
#define ASSAY_EXAMPLES_LEARN_BOOSTED_STUMPS_H_

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "examples/learn/dataset.h"
#include "examples/learn/model.h"

namespace assay::examples {

// Adds `left` where the feature is at most `threshold`, else `right`.
struct Stump {
  size_t feature = 0;
  double threshold = 0;
  double left = 0;
  double right = 0;

  double Value(std::span<const double> row) const {
    return row[feature] <= threshold ? left : right;
  }
};

// The sum of `base` and all stumps is the log-odds of label 1, or for regression the prediction.
class BoostedStumps : public Model {
 public:
  BoostedStumps(std::vector<std::string> feature_names, Task task, double base,
                std::vector<Stump> stumps);

  // Reads what ToText wrote; InvalidArgument with reason MODEL_FILE_MALFORMED.
  static absl::StatusOr<BoostedStumps> FromText(std::string_view text);

  double Predict(std::span<const double> row) const override;
  std::string ToText() const override;
  size_t NumParameters() const override { return 1 + 3 * stumps_.size(); }

 private:
  std::vector<std::string> feature_names_;
  Task task_;
  double base_;
  std::vector<Stump> stumps_;
};

struct StumpsOptions {
  Task task = Task::kClassification;  // logistic loss, or squared loss for regression
  int rounds = 300;
  int patience =
      20;  // rounds without a better validation loss before stopping; 0: never stop early
  double learning_rate = 0.1;  // the shrinkage of every stump
  double l2 = 1;               // penalty on the leaves' values
};

// A step is one round: the best stump among all features and all thresholds is added. It draws no
// random numbers. When no feature can divide the rows any more, a step adds nothing.
class StumpsLearner : public Learner {
 public:
  StumpsLearner(const Dataset& train, const StumpsOptions& options);

  void Step() override;
  std::unique_ptr<Model> Snapshot() const override;

 private:
  // Sums over rows of the loss's first and second derivative with respect to the model's sum.
  struct Derivatives {
    double gradient = 0;
    double hessian = 0;
  };
  struct Candidate {
    Stump stump;
    double gain = 0;
  };

  void ComputeDerivatives();
  double LeafValue(const Derivatives& leaf) const;
  double LeafGain(const Derivatives& leaf) const;
  // Replaces `best` when a threshold of this feature gains more.
  void SearchFeature(size_t feature, std::optional<Candidate>& best) const;

  const Dataset train_;
  const StumpsOptions options_;
  double base_ = 0;
  std::vector<Stump> stumps_;
  std::vector<std::vector<size_t>> order_;  // for each feature, the rows by its value
  std::vector<double> sums_;                // the model's sum for each row
  std::vector<Derivatives> derivatives_;    // of each row
};

}  // namespace assay::examples

#endif  // ASSAY_EXAMPLES_LEARN_BOOSTED_STUMPS_H_
