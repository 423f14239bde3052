// Data that several tests use.
#ifndef ASSAY_EXAMPLES_LEARN_TEST_DATA_H_
#define ASSAY_EXAMPLES_LEARN_TEST_DATA_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "examples/learn/split.h"
#include "examples/learn/table.h"

namespace assay::examples {

// A file of examples/data/, which must be there and be well-formed.
inline Dataset LoadExample(const std::string& file, const std::string& target) {
  const auto table = ReadCsv(ASSAY_SOURCE_DIR "/examples/data/" + file);
  return MakeDataset(table.value(), target).value();
}

inline Dataset BreastCancer() { return LoadExample("breast_cancer.csv", "malignant"); }
inline Dataset Diabetes() { return LoadExample("diabetes.csv", "progression"); }

inline Split BreastCancerSplit(uint64_t seed) {
  return SplitDataset(BreastCancer(), Task::kClassification, 0.25, seed).value();
}
inline Split DiabetesSplit(uint64_t seed) {
  return SplitDataset(Diabetes(), Task::kRegression, 0.25, seed).value();
}

// One feature "x" and these labels.
inline Dataset OneFeature(std::vector<double> x, std::vector<double> labels) {
  Dataset dataset{{"x"}, std::move(x), std::move(labels), {}};
  for (size_t i = 0; i < dataset.rows(); ++i) dataset.row_ids.push_back(i);
  return dataset;
}

}  // namespace assay::examples

#endif  // ASSAY_EXAMPLES_LEARN_TEST_DATA_H_
