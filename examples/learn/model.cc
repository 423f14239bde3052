#include "examples/learn/model.h"

#include <cmath>
#include <iterator>

#include "examples/learn/text.h"
#include "fmt/format.h"

namespace assay::examples {

std::vector<double> Model::PredictAll(const Dataset& dataset) const {
  std::vector<double> predictions;
  for (size_t i = 0; i < dataset.rows(); ++i) predictions.push_back(Predict(dataset.row(i)));
  return predictions;
}

double Sigmoid(double z) { return 1 / (1 + std::exp(-z)); }

absl::Status WritePredictions(const std::string& path, Task task, const Model& model,
                              const Dataset& dataset) {
  std::string text = task == Task::kClassification ? "id,probability\n" : "id,prediction\n";
  for (size_t i = 0; i < dataset.rows(); ++i) {
    fmt::format_to(std::back_inserter(text), "{},{}\n", dataset.row_ids[i],
                   model.Predict(dataset.row(i)));
  }
  return WriteTextFile(path, text);
}

absl::Status WriteLabels(const std::string& path, const Dataset& dataset) {
  std::string text = "id,label\n";
  for (size_t i = 0; i < dataset.rows(); ++i) {
    fmt::format_to(std::back_inserter(text), "{},{}\n", dataset.row_ids[i], dataset.labels[i]);
  }
  return WriteTextFile(path, text);
}

}  // namespace assay::examples
