// How good predictions are: the formulas. In every function the spans have the same size, at least
// 1, and no NaN; element i of each belongs to the same row. nullopt where the metric is not defined
// on these data. Sums are taken in the order of the rows, so equal input gives equal bits. Pure.
#ifndef ASSAY_SCORING_METRICS_H_
#define ASSAY_SCORING_METRICS_H_

#include <cstdint>
#include <optional>
#include <span>

namespace assay::scoring {

// For each row whether its class is the positive one: 1 or 0.
using Classes = std::span<const uint8_t>;
using Values = std::span<const double>;

// Counts of a binary classification: predicted and true class.
struct Confusion {
  int64_t true_positives = 0;
  int64_t false_positives = 0;
  int64_t true_negatives = 0;
  int64_t false_negatives = 0;
};
Confusion Count(Classes is_positive, Classes predicted_positive);

// Precision tp / (tp + fp), recall tp / (tp + fn) and F1 2 tp / (2 tp + fp + fn), the harmonic mean
// of both (van Rijsbergen, Information Retrieval, 1979, chapter 7). nullopt where nothing is there
// to divide by, where some programs report 0.
std::optional<double> Precision(const Confusion& counts);
std::optional<double> Recall(const Confusion& counts);
std::optional<double> F1(const Confusion& counts);

// (tp + tn) / all.
double Accuracy(const Confusion& counts);

// The area under the ROC curve: the probability that a positive row has a higher score than a
// negative one, ties counting half. By midranks: (R - p (p + 1) / 2) / (p n), with R the sum of the
// ranks of the p positive rows among all, tied rows sharing the mean of their ranks (Hanley and
// McNeil, Radiology 143, 1982). nullopt when a class is missing.
std::optional<double> RocAuc(Classes is_positive, Values scores);

// The mean negative log-likelihood in nats (Good, Rational Decisions, 1952). Probabilities are
// first moved into [1e-15, 1 - 1e-15], so that one confident mistake does not make it infinite.
inline constexpr double kLogLossClip = 1e-15;
double LogLoss(Classes is_positive, Values probabilities);

// The mean squared difference of the probability and the class as 0 or 1 (Brier, Monthly Weather
// Review 78, 1950, for two classes, without its factor 2).
double Brier(Classes is_positive, Values probabilities);

// The square root of the mean squared error, and the mean absolute error.
double Rmse(Values labels, Values predictions);
double MeanAbsoluteError(Values labels, Values predictions);

// The coefficient of determination: 1 - (squared error / squared deviation of the labels from their
// mean) (Draper and Smith, Applied Regression Analysis, 1998). nullopt when all labels are equal.
std::optional<double> RSquared(Values labels, Values predictions);

}  // namespace assay::scoring

#endif  // ASSAY_SCORING_METRICS_H_
