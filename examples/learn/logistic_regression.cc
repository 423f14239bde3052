#include "examples/learn/logistic_regression.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <utility>

#include "core/status_macros.h"
#include "examples/learn/text.h"
#include "fmt/format.h"

namespace assay::examples {

LogisticRegression::LogisticRegression(std::vector<std::string> feature_names, Scaler scaler,
                                       LinearParameters parameters)
    : feature_names_(std::move(feature_names)),
      scaler_(std::move(scaler)),
      parameters_(std::move(parameters)) {}

double LogisticRegression::Predict(std::span<const double> row) const {
  double log_odds = parameters_.bias;
  for (size_t f = 0; f < row.size(); ++f) {
    log_odds += parameters_.weights[f] * scaler_.Scale(f, row[f]);
  }
  return Sigmoid(log_odds);
}

std::string LogisticRegression::ToText() const {
  std::string text = fmt::format("model,logistic_regression,1\nbias,{}\n", parameters_.bias);
  text += "columns,name,mean,deviation,weight\n";
  for (size_t f = 0; f < feature_names_.size(); ++f) {
    fmt::format_to(std::back_inserter(text), "feature,{},{},{},{}\n", feature_names_[f],
                   scaler_.means[f], scaler_.deviations[f], parameters_.weights[f]);
  }
  return text;
}

absl::StatusOr<LogisticRegression> LogisticRegression::FromText(std::string_view text) {
  const std::vector<Record> records = ParseRecords(text);
  ASSAY_RETURN_IF_ERROR(ExpectModel(records, "logistic_regression"));
  std::vector<std::string> names;
  Scaler scaler;
  LinearParameters parameters;
  ASSAY_ASSIGN_OR_RETURN(const auto bias_fields, FieldsOf(records, 1, "bias", 1));
  ASSAY_ASSIGN_OR_RETURN(const auto bias, NumbersFrom(bias_fields, 1));
  parameters.bias = bias[0];
  ASSAY_RETURN_IF_ERROR(FieldsOf(records, 2, "columns", 4).status());
  for (size_t i = 3; i < records.size(); ++i) {
    ASSAY_ASSIGN_OR_RETURN(const auto fields, FieldsOf(records, i, "feature", 4));
    ASSAY_ASSIGN_OR_RETURN(const auto numbers, NumbersFrom(fields, 2));
    names.emplace_back(fields[1]);
    scaler.means.push_back(numbers[0]);
    scaler.deviations.push_back(numbers[1]);
    parameters.weights.push_back(numbers[2]);
  }
  return LogisticRegression(std::move(names), std::move(scaler), std::move(parameters));
}

PenalisedLoss ComputePenalisedLoss(const Dataset& scaled, std::span<const size_t> indices,
                                   const LinearParameters& parameters, double l2) {
  PenalisedLoss result;
  LinearParameters& gradient = result.gradient;
  gradient.weights.resize(parameters.weights.size());
  for (size_t i : indices) {
    const std::span<const double> row = scaled.row(i);
    const double log_odds =
        std::inner_product(row.begin(), row.end(), parameters.weights.begin(), parameters.bias);
    // -log p for label 1 and -log (1 - p) for label 0, in a form that never takes log 0.
    result.loss += std::max(log_odds, 0.0) + std::log1p(std::exp(-std::abs(log_odds))) -
                   scaled.labels[i] * log_odds;
    const double error = Sigmoid(log_odds) - scaled.labels[i];
    gradient.bias += error;
    for (size_t f = 0; f < row.size(); ++f) gradient.weights[f] += error * row[f];
  }
  const double rows = indices.size();
  result.loss /= rows;
  gradient.bias /= rows;
  for (size_t f = 0; f < gradient.weights.size(); ++f) {
    const double weight = parameters.weights[f];
    result.loss += l2 / 2 * weight * weight;
    gradient.weights[f] = gradient.weights[f] / rows + l2 * weight;
  }
  return result;
}

LogisticLearner::LogisticLearner(const Dataset& train, const LogisticOptions& options)
    : options_(options),
      scaler_(FitScaler(train)),
      scaled_(ScaleFeatures(scaler_, train)),
      random_(options.seed),
      order_(train.rows()) {
  std::iota(order_.begin(), order_.end(), 0);
  parameters_.weights.resize(train.width());
}

void LogisticLearner::Step() {
  Shuffle(order_, random_);
  const size_t batch_size = options_.batch_size;
  for (size_t start = 0; start < order_.size(); start += batch_size) {
    const std::span<const size_t> batch =
        std::span(order_).subspan(start, std::min(batch_size, order_.size() - start));
    const LinearParameters gradient =
        ComputePenalisedLoss(scaled_, batch, parameters_, options_.l2).gradient;
    parameters_.bias -= options_.learning_rate * gradient.bias;
    for (size_t f = 0; f < gradient.weights.size(); ++f) {
      parameters_.weights[f] -= options_.learning_rate * gradient.weights[f];
    }
  }
}

std::unique_ptr<Model> LogisticLearner::Snapshot() const {
  return std::make_unique<LogisticRegression>(scaled_.feature_names, scaler_, parameters_);
}

}  // namespace assay::examples
