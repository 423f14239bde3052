// The training loop: step, score on both parts, tell the observer, stop early, keep the best model.
#ifndef ASSAY_EXAMPLES_LEARN_TRAIN_H_
#define ASSAY_EXAMPLES_LEARN_TRAIN_H_

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "examples/learn/boosted_stumps.h"
#include "examples/learn/logistic_regression.h"
#include "examples/learn/model.h"
#include "examples/learn/scores.h"
#include "examples/learn/split.h"

namespace assay::examples {

// How the model stands after an epoch (a round, for boosting).
struct EpochReport {
  int epoch = 0;  // counted from 1
  Scores train;
  Scores validation;
};

// Called after each epoch, on the thread that trains. An error ends the training with that error.
using Observer = std::function<absl::Status(const EpochReport&)>;

struct TrainResult {
  std::unique_ptr<Model> model;  // of the epoch with the lowest validation loss
  EpochReport best;              // that epoch
  int epochs = 0;                // how many were trained, the best and those after it
};

// Both train until the options' epochs are done, or until `patience` epochs in a row brought no
// lower validation loss. The same data and options give the same model. InvalidArgument with reason
// OPTION_OUT_OF_RANGE; FailedPrecondition with reason TRAINING_DIVERGED when a prediction is no
// longer a number; else the observer's error.
absl::StatusOr<TrainResult> TrainLogistic(const Split& data, const LogisticOptions& options,
                                          const Observer& observer);
absl::StatusOr<TrainResult> TrainStumps(const Split& data, const StumpsOptions& options,
                                        const Observer& observer);

}  // namespace assay::examples

#endif  // ASSAY_EXAMPLES_LEARN_TRAIN_H_
