// Standardisation: features with mean 0 and standard deviation 1, which gradient descent needs.
#ifndef ASSAY_EXAMPLES_LEARN_SCALER_H_
#define ASSAY_EXAMPLES_LEARN_SCALER_H_

#include <vector>

#include "examples/learn/dataset.h"

namespace assay::examples {

struct Scaler {
  std::vector<double> means;       // one for each feature
  std::vector<double> deviations;  // standard deviations over all rows; 1 for a constant feature

  double Scale(size_t feature, double value) const {
    return (value - means[feature]) / deviations[feature];
  }
};

// Measures the rows of `train`, which has at least one.
Scaler FitScaler(const Dataset& train);

// The dataset with every feature scaled.
Dataset ScaleFeatures(const Scaler& scaler, Dataset dataset);

}  // namespace assay::examples

#endif  // ASSAY_EXAMPLES_LEARN_SCALER_H_
