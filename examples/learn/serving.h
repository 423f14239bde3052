// What a fitted model costs where it serves.
#ifndef ASSAY_EXAMPLES_LEARN_SERVING_H_
#define ASSAY_EXAMPLES_LEARN_SERVING_H_

#include <cstddef>

#include "examples/learn/model.h"

namespace assay::examples {

struct ServingCost {
  // Of one prediction on this machine, measured, in milliseconds: the median and the 95th
  // percentile of the rows.
  double latency_p50_ms = 0;
  double latency_p95_ms = 0;
  // The numbers that were fitted, and what they take as doubles, in 1,000,000 bytes.
  size_t parameters = 0;
  double memory_mb = 0;
};

// Predicts every row some hundred times. `dataset` has at least one row.
ServingCost MeasureServing(const Model& model, const Dataset& dataset);

}  // namespace assay::examples

#endif  // ASSAY_EXAMPLES_LEARN_SERVING_H_
