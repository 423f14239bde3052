#include "scoring/metrics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

namespace assay::scoring {
namespace {

std::optional<double> Ratio(int64_t part, int64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

// The mean of term(a[i], b[i]).
template <typename A, typename B, typename Term>
double MeanOf(const A& a, const B& b, Term term) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += term(a[i], b[i]);
  return sum / static_cast<double>(a.size());
}

double Square(double x) { return x * x; }

double MeanSquaredError(Values labels, Values predictions) {
  return MeanOf(labels, predictions, [](double y, double p) { return Square(y - p); });
}

}  // namespace

Confusion Count(Classes is_positive, Classes predicted_positive) {
  Confusion counts;
  for (size_t i = 0; i < is_positive.size(); ++i) {
    if (is_positive[i]) {
      ++(predicted_positive[i] ? counts.true_positives : counts.false_negatives);
    } else {
      ++(predicted_positive[i] ? counts.false_positives : counts.true_negatives);
    }
  }
  return counts;
}

std::optional<double> Precision(const Confusion& counts) {
  return Ratio(counts.true_positives, counts.true_positives + counts.false_positives);
}

std::optional<double> Recall(const Confusion& counts) {
  return Ratio(counts.true_positives, counts.true_positives + counts.false_negatives);
}

std::optional<double> F1(const Confusion& counts) {
  return Ratio(2 * counts.true_positives,
               2 * counts.true_positives + counts.false_positives + counts.false_negatives);
}

double Accuracy(const Confusion& counts) {
  const int64_t right = counts.true_positives + counts.true_negatives;
  return *Ratio(right, right + counts.false_positives + counts.false_negatives);
}

std::optional<double> RocAuc(Classes is_positive, Values scores) {
  std::vector<size_t> order(scores.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return scores[a] < scores[b]; });
  double positives = 0;
  double rank_sum = 0;
  for (size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    double tied_positives = 0;
    for (end = begin; end < order.size() && scores[order[end]] == scores[order[begin]]; ++end) {
      tied_positives += is_positive[order[end]];
    }
    // The ranks begin + 1, ..., end share their mean.
    rank_sum += tied_positives * (static_cast<double>(begin + 1 + end) / 2);
    positives += tied_positives;
  }
  const double pairs = positives * (static_cast<double>(scores.size()) - positives);
  if (pairs == 0) return std::nullopt;
  return (rank_sum - positives * (positives + 1) / 2) / pairs;
}

double LogLoss(Classes is_positive, Values probabilities) {
  return MeanOf(is_positive, probabilities, [](uint8_t positive, double probability) {
    const double p = std::clamp(probability, kLogLossClip, 1 - kLogLossClip);
    return positive ? -std::log(p) : -std::log1p(-p);
  });
}

double Brier(Classes is_positive, Values probabilities) {
  return MeanOf(is_positive, probabilities, [](uint8_t positive, double probability) {
    return Square(probability - positive);
  });
}

double Rmse(Values labels, Values predictions) {
  return std::sqrt(MeanSquaredError(labels, predictions));
}

double MeanAbsoluteError(Values labels, Values predictions) {
  return MeanOf(labels, predictions, [](double y, double p) { return std::abs(y - p); });
}

std::optional<double> RSquared(Values labels, Values predictions) {
  const double mean =
      std::accumulate(labels.begin(), labels.end(), 0.0) / static_cast<double>(labels.size());
  const double variance =
      MeanOf(labels, predictions, [&](double y, double) { return Square(y - mean); });
  // Of equal labels the mean may be off by rounding, so the variance does not tell.
  const auto [least, greatest] = std::minmax_element(labels.begin(), labels.end());
  if (*least == *greatest) return std::nullopt;
  return 1 - MeanSquaredError(labels, predictions) / variance;
}

}  // namespace assay::scoring
