#include "examples/learn/serving.h"

#include <algorithm>
#include <chrono>
#include <span>
#include <vector>

namespace assay::examples {
namespace {

// A single prediction is shorter than a clock's step.
constexpr int kRepeats = 200;

double LatencyMs(const Model& model, std::span<const double> row) {
  const auto begin = std::chrono::steady_clock::now();
  volatile double kept = 0;  // so that no prediction is left out
  for (int i = 0; i < kRepeats; ++i) kept = model.Predict(row);
  (void)kept;
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  return took.count() / kRepeats;
}

}  // namespace

ServingCost MeasureServing(const Model& model, const Dataset& dataset) {
  std::vector<double> latencies;
  for (size_t i = 0; i < dataset.rows(); ++i) {
    latencies.push_back(LatencyMs(model, dataset.row(i)));
  }
  std::sort(latencies.begin(), latencies.end());
  ServingCost cost;
  cost.latency_p50_ms = latencies[latencies.size() / 2];
  cost.latency_p95_ms = latencies[latencies.size() * 95 / 100];
  cost.parameters = model.NumParameters();
  cost.memory_mb = static_cast<double>(cost.parameters * sizeof(double)) / 1e6;
  return cost;
}

}  // namespace assay::examples
