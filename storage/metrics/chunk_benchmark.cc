// Speed and size of the chunk codec on what training really logs. One item is one point.
#include <cmath>
#include <random>

#include "benchmark/benchmark.h"
#include "storage/metrics/blocks.h"
#include "storage/metrics/chunk.h"

namespace assay {
namespace {

enum Shape { kLossFloat32, kLossFloat64, kSteps };

// A falling loss with 5 % of noise, or a value that changes every 100 steps; a step takes 120 ms,
// more or less 8 ms.
Points MakePoints(Shape shape, size_t count) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> noise;
  Points points;
  double time = 1.76e12;
  for (size_t i = 0; i < count; ++i) {
    time += 120 + 8 * noise(random);
    const double loss = (0.2 + 2 * std::exp(-2.0 * i / count)) * (1 + 0.05 * noise(random));
    double value = loss;
    if (shape == kLossFloat32) value = static_cast<float>(loss);
    if (shape == kSteps) value = 0.1 * (i / 100);
    points.Add({static_cast<int64_t>(i), static_cast<int64_t>(time), value});
  }
  return points;
}

void Report(benchmark::State& state, const Points& points, size_t bytes) {
  state.SetItemsProcessed(state.iterations() * points.size());
  state.counters["bytes_per_point"] = static_cast<double>(bytes) / points.size();
}

void BM_Encode(benchmark::State& state) {
  const Points points = MakePoints(static_cast<Shape>(state.range(0)), state.range(1));
  std::string data;
  for (auto _ : state) {
    data = EncodeChunk(points);
    benchmark::DoNotOptimize(data);
  }
  Report(state, points, data.size());
}

void BM_Decode(benchmark::State& state) {
  const Points points = MakePoints(static_cast<Shape>(state.range(0)), state.range(1));
  const std::string data = EncodeChunk(points);
  Points decoded;
  for (auto _ : state) {
    decoded.Resize(0);
    if (!DecodeChunk(data, &decoded).ok()) state.SkipWithError("corrupt");
  }
  Report(state, points, data.size());
}

void BM_EncodeBlocks(benchmark::State& state) {
  const Points points = MakePoints(static_cast<Shape>(state.range(0)), state.range(1));
  std::string data;
  for (auto _ : state) {
    data = EncodeBlocks(points);
    benchmark::DoNotOptimize(data);
  }
  Report(state, points, data.size());
}

void ShapesAndSizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"shape", "points"});
  for (const int64_t shape : {kLossFloat32, kLossFloat64, kSteps}) {
    for (const int64_t count : {1, 50, 500, 2'000, 8'192, 65'536}) benchmark->Args({shape, count});
  }
}

BENCHMARK(BM_Encode)->Apply(ShapesAndSizes);
BENCHMARK(BM_Decode)->Apply(ShapesAndSizes);
BENCHMARK(BM_EncodeBlocks)->Args({kLossFloat32, 8'192});

}  // namespace
}  // namespace assay
