// How good predictions are. In every function labels[i] belongs to predictions[i]; both have the
// same size, at least 1, and no NaN. For classification labels are 0 or 1 and predictions are
// probabilities of label 1.
#ifndef ASSAY_EXAMPLES_LEARN_SCORES_H_
#define ASSAY_EXAMPLES_LEARN_SCORES_H_

#include <map>
#include <span>
#include <string>

#include "examples/learn/dataset.h"

namespace assay::examples {

using Values = std::span<const double>;

// Mean negative log-likelihood in nats. Probabilities are first moved into [1e-15, 1 - 1e-15], so
// that one confident mistake doesn't make the mean infinite.
double LogLoss(Values labels, Values predictions);

// The fraction of rows where the prediction is on the label's side of 0.5 (0.5 itself counts as 1).
double Accuracy(Values labels, Values predictions);

// The probability that a random row of label 1 is predicted higher than a random row of label 0,
// where a tie counts half (the Mann-Whitney form: Hanley and McNeil, Radiology 143, 1982). NaN when
// one of the labels doesn't occur.
double RocAuc(Values labels, Values predictions);

// Of the rows predicted as 1 (at least 0.5), the fraction that are; of the rows that are 1, the
// fraction that were predicted so; and the harmonic mean of both. 0 where nothing is there to
// count.
struct PrecisionRecall {
  double precision = 0;
  double recall = 0;
  double f1 = 0;
};
PrecisionRecall ScorePositives(Values labels, Values predictions);

double MeanSquaredError(Values labels, Values predictions);
double MeanAbsoluteError(Values labels, Values predictions);

// 1 - (squared error / squared deviation of the labels from their mean); NaN for constant labels.
double RSquared(Values labels, Values predictions);

// Scores by name. "loss" is what training makes small: log loss or mean squared error. With it
// come "accuracy", "f1", "precision", "recall" and "roc_auc" for classification; "mae", "r_squared"
// and "rmse" for regression.
using Scores = std::map<std::string, double>;
Scores Evaluate(Task task, Values labels, Values predictions);

}  // namespace assay::examples

#endif  // ASSAY_EXAMPLES_LEARN_SCORES_H_
