#include "storage/sketch.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <set>
#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(SketchTest, NumbersKeepTheirOrder) {
  std::vector<double> numbers = {-kInfinity, -1e300, -1.5, -1e-300, -5e-324, 0,     5e-324,
                                 1e-300,     1,      2,    1e38,    1e39,    1e300, kInfinity};
  std::mt19937_64 random(1);
  for (int i = 0; i < 1'000; ++i) {
    numbers.push_back(
        std::ldexp(static_cast<double>(random()), static_cast<int>(random() % 400) - 200));
    numbers.push_back(-numbers.back());
  }
  std::sort(numbers.begin(), numbers.end());
  Sketch last = kLowestNumber;
  for (double number : numbers) {
    const Sketch sketch = SketchOfNumber(number);
    EXPECT_LE(last, sketch) << number;
    EXPECT_LE(sketch, kHighestNumber) << number;
    last = sketch;
  }
  EXPECT_EQ(SketchOfNumber(-kInfinity), kLowestNumber);
  EXPECT_EQ(SketchOfNumber(kInfinity), kHighestNumber);
  EXPECT_EQ(SketchOfNumber(-0.0), SketchOfNumber(0.0));
}

TEST(SketchTest, KindsAreApart) {
  EXPECT_EQ(SketchOfNumber(std::nan("")), kNanSketch);
  for (const char* text : {"", "a", "true", "1", "nan"}) {
    EXPECT_GE(SketchOfText(text), kFirstText) << text;
    EXPECT_LT(SketchOfText(text), kFirstBool) << text;
  }
  EXPECT_NE(SketchOfBool(true), SketchOfBool(false));
  EXPECT_GE(SketchOfBool(false), kFirstBool);
}

TEST(SketchTest, TextsAreMostlyApart) {
  std::set<Sketch> sketches;
  for (int i = 0; i < 1'000; ++i) sketches.insert(SketchOfText("value-" + std::to_string(i)));
  EXPECT_GT(sketches.size(), 990);
}

void ExpectBack(const std::vector<SketchEntry>& entries, size_t runs) {
  SketchBlock block;
  block.fill(77);
  ASSERT_TRUE(DecodeSketches(EncodeSketches(entries, runs), &block).ok());
  SketchBlock expected{};
  for (const SketchEntry& entry : entries) expected[entry.index] = entry.sketch;
  EXPECT_EQ(block, expected);
}

TEST(SketchTest, BlocksReadBack) {
  for (uint32_t count : {1u, 2u, 511u, 512u, 513u, 1023u, 1024u}) {
    std::vector<SketchEntry> entries;
    for (uint32_t i = 0; i < count; ++i) entries.push_back({1023 - i, 5 + i});
    ExpectBack(entries, 1024);
    for (SketchEntry& entry : entries) entry.sketch = 9;
    ExpectBack(entries, 1024);
  }
}

TEST(SketchTest, WhatAllRunsShareIsOneSketch) {
  const SketchEntry entries[] = {{3, 9}, {1000, 9}};
  const std::string data = EncodeSketches(entries, 2);
  EXPECT_EQ(data.size(), sizeof(Sketch));
  SketchBlock block;
  ASSERT_TRUE(DecodeSketches(data, &block).ok());
  EXPECT_EQ(block[3], 9);
  EXPECT_EQ(block[1000], 9);
}

TEST(SketchTest, DamagedBlocksAreTold) {
  SketchBlock block;
  for (size_t size : {1u, 7u, 12u, 4097u, 8192u}) {
    EXPECT_TRUE(absl::IsDataLoss(DecodeSketches(std::string(size, '\0'), &block))) << size;
  }
  const SketchEntry outside[] = {{1024, 1}};
  EXPECT_TRUE(absl::IsDataLoss(DecodeSketches(EncodeSketches(outside, 9), &block)));
}

}  // namespace
}  // namespace assay
