#include "examples/learn/scaler.h"

#include <cmath>

namespace assay::examples {

Scaler FitScaler(const Dataset& train) {
  Scaler scaler;
  for (size_t f = 0; f < train.width(); ++f) {
    double sum = 0;
    for (size_t i = 0; i < train.rows(); ++i) sum += train.row(i)[f];
    const double mean = sum / train.rows();
    double squares = 0;
    for (size_t i = 0; i < train.rows(); ++i) squares += std::pow(train.row(i)[f] - mean, 2);
    const double deviation = std::sqrt(squares / train.rows());
    scaler.means.push_back(mean);
    scaler.deviations.push_back(deviation > 0 ? deviation : 1);
  }
  return scaler;
}

Dataset ScaleFeatures(const Scaler& scaler, Dataset dataset) {
  for (size_t i = 0; i < dataset.features.size(); ++i) {
    dataset.features[i] = scaler.Scale(i % dataset.width(), dataset.features[i]);
  }
  return dataset;
}

}  // namespace assay::examples
