#include "examples/learn/scores.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace assay::examples {
namespace {

// The mean of term(label, prediction) over all rows.
template <typename Term>
double MeanOf(Values labels, Values predictions, Term term) {
  double sum = 0;
  for (size_t i = 0; i < labels.size(); ++i) sum += term(labels[i], predictions[i]);
  return sum / labels.size();
}

double Ratio(double part, double whole) { return whole > 0 ? part / whole : 0; }

}  // namespace

double LogLoss(Values labels, Values predictions) {
  return MeanOf(labels, predictions, [](double label, double prediction) {
    const double p = std::clamp(prediction, 1e-15, 1 - 1e-15);
    return label == 1 ? -std::log(p) : -std::log1p(-p);
  });
}

double Accuracy(Values labels, Values predictions) {
  return MeanOf(labels, predictions, [](double label, double prediction) {
    return (prediction >= 0.5) == (label == 1) ? 1.0 : 0.0;
  });
}

double RocAuc(Values labels, Values predictions) {
  std::vector<size_t> order(labels.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return predictions[a] < predictions[b]; });
  double wins = 0;       // pairs where the row of label 1 is higher; ties count half
  double negatives = 0;  // rows of label 0 seen so far, all predicted lower than this group
  double positives = 0;
  for (size_t start = 0, end; start < order.size(); start = end) {
    double tied[2] = {0, 0};  // rows of this prediction, by label
    end = start;
    do {
      ++tied[labels[order[end]] == 1];
      ++end;
    } while (end < order.size() && predictions[order[end]] == predictions[order[start]]);
    wins += tied[1] * (negatives + tied[0] / 2);
    negatives += tied[0];
    positives += tied[1];
  }
  const double pairs = positives * negatives;
  return pairs > 0 ? wins / pairs : std::numeric_limits<double>::quiet_NaN();
}

PrecisionRecall ScorePositives(Values labels, Values predictions) {
  double hits = 0, predicted = 0, actual = 0;
  for (size_t i = 0; i < labels.size(); ++i) {
    predicted += predictions[i] >= 0.5;
    actual += labels[i] == 1;
    hits += predictions[i] >= 0.5 && labels[i] == 1;
  }
  return {Ratio(hits, predicted), Ratio(hits, actual), Ratio(2 * hits, predicted + actual)};
}

double MeanSquaredError(Values labels, Values predictions) {
  return MeanOf(labels, predictions, [](double y, double p) { return (y - p) * (y - p); });
}

double MeanAbsoluteError(Values labels, Values predictions) {
  return MeanOf(labels, predictions, [](double y, double p) { return std::abs(y - p); });
}

double RSquared(Values labels, Values predictions) {
  const double mean = std::accumulate(labels.begin(), labels.end(), 0.0) / labels.size();
  const double variance =
      MeanOf(labels, predictions, [&](double y, double) { return (y - mean) * (y - mean); });
  if (variance == 0) return std::numeric_limits<double>::quiet_NaN();
  return 1 - MeanSquaredError(labels, predictions) / variance;
}

Scores Evaluate(Task task, Values labels, Values predictions) {
  if (task == Task::kRegression) {
    const double squared_error = MeanSquaredError(labels, predictions);
    return {{"loss", squared_error},
            {"rmse", std::sqrt(squared_error)},
            {"mae", MeanAbsoluteError(labels, predictions)},
            {"r_squared", RSquared(labels, predictions)}};
  }
  const PrecisionRecall positives = ScorePositives(labels, predictions);
  return {{"loss", LogLoss(labels, predictions)},
          {"accuracy", Accuracy(labels, predictions)},
          {"roc_auc", RocAuc(labels, predictions)},
          {"precision", positives.precision},
          {"recall", positives.recall},
          {"f1", positives.f1}};
}

}  // namespace assay::examples
