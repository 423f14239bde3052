#include "examples/learn/train.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/status_macros.h"

namespace assay::examples {
namespace {

struct LoopOptions {
  Task task;
  int epochs;
  int patience;
};

absl::Status Require(bool in_range, std::string_view option, double value, std::string_view range) {
  if (in_range) return absl::OkStatus();
  return InvalidArgument("OPTION_OUT_OF_RANGE", option, "The option {} is {}. It must be {}.",
                         option, value, range);
}

absl::Status CheckOptions(const LoopOptions& loop, std::string_view epochs_name,
                          double learning_rate, double l2) {
  ASSAY_RETURN_IF_ERROR(Require(loop.epochs >= 1, epochs_name, loop.epochs, "at least 1"));
  ASSAY_RETURN_IF_ERROR(Require(loop.patience >= 0, "patience", loop.patience, "0 or more"));
  ASSAY_RETURN_IF_ERROR(Require(std::isfinite(learning_rate) && learning_rate > 0, "learning_rate",
                                learning_rate, "finite and more than 0"));
  return Require(std::isfinite(l2) && l2 >= 0, "l2", l2, "finite and 0 or more");
}

absl::StatusOr<Scores> Score(Task task, const Model& model, const Dataset& dataset, int epoch) {
  const std::vector<double> predictions = model.PredictAll(dataset);
  if (!std::all_of(predictions.begin(), predictions.end(),
                   [](double p) { return std::isfinite(p); })) {
    return FailedPrecondition("TRAINING_DIVERGED",
                              "In epoch {} the predictions are no longer finite. Choose a lower "
                              "learning rate.",
                              epoch);
  }
  return Evaluate(task, dataset.labels, predictions);
}

absl::StatusOr<TrainResult> Loop(Learner& learner, const Split& data, const LoopOptions& options,
                                 const Observer& observer) {
  TrainResult result;
  for (int epoch = 1; epoch <= options.epochs; ++epoch) {
    learner.Step();
    std::unique_ptr<Model> model = learner.Snapshot();
    EpochReport report{.epoch = epoch, .train = {}, .validation = {}};
    ASSAY_ASSIGN_OR_RETURN(report.train, Score(options.task, *model, data.train, epoch));
    ASSAY_ASSIGN_OR_RETURN(report.validation, Score(options.task, *model, data.validation, epoch));
    ASSAY_RETURN_IF_ERROR(observer(report));
    result.epochs = epoch;
    if (!result.model || report.validation["loss"] < result.best.validation["loss"]) {
      result.model = std::move(model);
      result.best = std::move(report);
    }
    if (options.patience > 0 && epoch - result.best.epoch >= options.patience) break;
  }
  return result;
}

}  // namespace

absl::StatusOr<TrainResult> TrainLogistic(const Split& data, const LogisticOptions& options,
                                          const Observer& observer) {
  const LoopOptions loop{Task::kClassification, options.epochs, options.patience};
  ASSAY_RETURN_IF_ERROR(CheckOptions(loop, "epochs", options.learning_rate, options.l2));
  ASSAY_RETURN_IF_ERROR(
      Require(options.batch_size >= 1, "batch_size", options.batch_size, "at least 1"));
  LogisticLearner learner(data.train, options);
  return Loop(learner, data, loop, observer);
}

absl::StatusOr<TrainResult> TrainStumps(const Split& data, const StumpsOptions& options,
                                        const Observer& observer) {
  const LoopOptions loop{options.task, options.rounds, options.patience};
  ASSAY_RETURN_IF_ERROR(CheckOptions(loop, "rounds", options.learning_rate, options.l2));
  StumpsLearner learner(data.train, options);
  return Loop(learner, data, loop, observer);
}

}  // namespace assay::examples
