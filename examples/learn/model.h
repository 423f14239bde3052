// What every model and every learner can do.
#ifndef ASSAY_EXAMPLES_LEARN_MODEL_H_
#define ASSAY_EXAMPLES_LEARN_MODEL_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "examples/learn/dataset.h"

namespace assay::examples {

// A fitted model. It does not change, so threads may share it.
class Model {
 public:
  virtual ~Model() = default;

  // The probability of label 1, or the predicted number. `row` has the features that the model was
  // fitted to, in the same order and units.
  virtual double Predict(std::span<const double> row) const = 0;

  // The model as readable text; the class's FromText makes the same model of it, bit for bit.
  virtual std::string ToText() const = 0;

  // How many numbers were fitted to the data.
  virtual size_t NumParameters() const = 0;

  // A prediction for each row.
  std::vector<double> PredictAll(const Dataset& dataset) const;
};

// Fits a model in steps; the caller looks at the model in between and decides when to stop.
class Learner {
 public:
  virtual ~Learner() = default;

  // One epoch of gradient descent, or one round of boosting.
  virtual void Step() = 0;

  // A copy of the model as it stands.
  virtual std::unique_ptr<Model> Snapshot() const = 0;
};

// 1 / (1 + e^-z).
double Sigmoid(double z);

// Write a CSV file with what the model says of each row, in the columns id,probability
// (id,prediction for numbers), and one with the truth, in the columns id,label. An id is where the
// row stood in its table. FILE_NOT_WRITABLE.
absl::Status WritePredictions(const std::string& path, Task task, const Model& model,
                              const Dataset& dataset);
absl::Status WriteLabels(const std::string& path, const Dataset& dataset);

}  // namespace assay::examples

#endif  // ASSAY_EXAMPLES_LEARN_MODEL_H_
