#include "scoring/scores.h"

#include <cmath>
#include <vector>

#include "core/errors.h"
#include "core/status_macros.h"
#include "scoring/csv.h"
#include "scoring/metrics.h"
#include "scoring/samples.h"

namespace assay::scoring {
namespace {

using Flags = std::vector<uint8_t>;

// A probability at which a row counts as positive.
constexpr double kThreshold = 0.5;

Score MaybeDefined(std::optional<double> value, std::string_view undefined) {
  if (!value) return {std::nullopt, std::string(undefined)};
  if (!std::isfinite(*value)) return {std::nullopt, "the values are too large"};
  return {value};
}

Score Defined(double value) { return MaybeDefined(value, ""); }

absl::Status NothingToScore(std::string_view columns) {
  return InvalidArgument("COLUMN_MISSING", "predictions",
                         "The predictions have none of the columns {}. Name another one in the "
                         "contract's scoring, or give the file that belongs to it.",
                         columns);
}

// Which samples are the positive label. The other label is the first that is found to differ.
class BinaryLabels {
 public:
  explicit BinaryLabels(const v1::Scoring& scoring)
      : positive_(scoring.positive_label().empty() ? "1" : scoring.positive_label()) {}

  absl::StatusOr<Flags> Classify(const Samples& samples) {
    Flags flags;
    flags.reserve(samples.values.size());
    for (size_t i = 0; i < samples.values.size(); ++i) {
      const std::string_view value = samples.values[i];
      flags.push_back(value == positive_);
      if (value == positive_) continue;
      if (!negative_) negative_ = value;
      if (value != *negative_) {
        return InvalidArgument(
            "LABEL_UNKNOWN", std::string(samples.file),
            "The {} \"{}\" on line {} of the {} is a third class beside \"{}\" and \"{}\". Write "
            "both classes the same everywhere, or score them as SCORING_TASK_MULTICLASS.",
            Excerpt(samples.column), Excerpt(value), samples.lines[i], samples.file,
            Excerpt(positive_), Excerpt(*negative_));
      }
    }
    return flags;
  }

 private:
  const std::string positive_;
  std::optional<std::string_view> negative_;
};

absl::StatusOr<std::vector<double>> Probabilities(const Samples& samples) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<double> numbers, Numbers(samples));
  for (size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i] >= 0 && numbers[i] <= 1) continue;
    return InvalidArgument("PROBABILITY_OUT_OF_RANGE", std::string(samples.file),
                           "The {} on line {} of the {} is {}. Probabilities are from 0 to 1; name "
                           "what is none as the contract's score_column.",
                           Excerpt(samples.column), samples.lines[i], samples.file, numbers[i]);
  }
  return numbers;
}

void AddConfusion(const Confusion& counts, Scores* scores) {
  scores->metrics["accuracy"] = Defined(Accuracy(counts));
  scores->metrics["precision"] = MaybeDefined(Precision(counts), "no row is predicted positive");
  scores->metrics["recall"] = MaybeDefined(Recall(counts), "no label is positive");
  scores->metrics["f1"] = MaybeDefined(F1(counts), "no label and no prediction is positive");
}

absl::StatusOr<Scores> ScoreBinary(const v1::Scoring& scoring, const JoinedSamples& samples) {
  BinaryLabels labels(scoring);
  ASSAY_ASSIGN_OR_RETURN(const Flags is_positive, labels.Classify(samples.labels));
  Scores scores;
  std::optional<Flags> predicted;
  std::optional<std::vector<double>> ranking;
  if (samples.probabilities) {
    ASSAY_ASSIGN_OR_RETURN(ranking, Probabilities(*samples.probabilities));
    scores.metrics["log_loss"] = Defined(LogLoss(is_positive, *ranking));
    scores.metrics["brier"] = Defined(Brier(is_positive, *ranking));
    predicted.emplace();
    for (const double probability : *ranking) predicted->push_back(probability >= kThreshold);
  }
  if (samples.scores) {
    ASSAY_ASSIGN_OR_RETURN(ranking, Numbers(*samples.scores));
  }
  if (samples.predictions) {
    ASSAY_ASSIGN_OR_RETURN(predicted, labels.Classify(*samples.predictions));
  }
  if (ranking) {
    scores.metrics["roc_auc"] = MaybeDefined(RocAuc(is_positive, *ranking), "all labels are equal");
  }
  if (predicted) AddConfusion(Count(is_positive, *predicted), &scores);
  if (scores.metrics.empty()) {
    return NothingToScore("\"prediction\", \"score\" and \"probability\"");
  }
  return scores;
}

absl::StatusOr<Scores> ScoreMulticlass(const JoinedSamples& samples) {
  if (!samples.predictions) return NothingToScore("\"prediction\"");
  int64_t right = 0;
  for (size_t i = 0; i < samples.labels.values.size(); ++i) {
    right += samples.labels.values[i] == samples.predictions->values[i];
  }
  Scores scores;
  scores.metrics["accuracy"] =
      Defined(static_cast<double>(right) / static_cast<double>(samples.labels.values.size()));
  return scores;
}

absl::StatusOr<Scores> ScoreRegression(const JoinedSamples& samples) {
  if (!samples.predictions) return NothingToScore("\"prediction\"");
  ASSAY_ASSIGN_OR_RETURN(const std::vector<double> labels, Numbers(samples.labels));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<double> predictions, Numbers(*samples.predictions));
  Scores scores;
  scores.metrics["rmse"] = Defined(Rmse(labels, predictions));
  scores.metrics["mae"] = Defined(MeanAbsoluteError(labels, predictions));
  scores.metrics["r2"] = MaybeDefined(RSquared(labels, predictions), "all labels are equal");
  return scores;
}

absl::StatusOr<Scores> ScoreTask(const v1::Scoring& scoring, const JoinedSamples& samples) {
  switch (scoring.task()) {
    case v1::SCORING_TASK_BINARY:
      return ScoreBinary(scoring, samples);
    case v1::SCORING_TASK_MULTICLASS:
      return ScoreMulticlass(samples);
    case v1::SCORING_TASK_REGRESSION:
      return ScoreRegression(samples);
    default:
      return InvalidArgument("TASK_MISSING", "contract.scoring.task",
                             "The scoring has no task. Set BINARY, MULTICLASS or REGRESSION.");
  }
}

}  // namespace

absl::StatusOr<Scores> ComputeScores(const v1::Scoring& scoring, std::string_view predictions_csv,
                                     std::string_view labels_csv) {
  ASSAY_ASSIGN_OR_RETURN(const CsvTable predictions,
                         CsvTable::Parse("predictions", predictions_csv));
  ASSAY_ASSIGN_OR_RETURN(const CsvTable labels, CsvTable::Parse("labels", labels_csv));
  ASSAY_ASSIGN_OR_RETURN(const JoinedSamples samples, Join(scoring, predictions, labels));
  ASSAY_ASSIGN_OR_RETURN(Scores scores, ScoreTask(scoring, samples));
  scores.sample_count = static_cast<int64_t>(samples.labels.values.size());
  return scores;
}

}  // namespace assay::scoring
