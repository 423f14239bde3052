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

TEST(SketchTest, SpansMark) {
  const std::vector<Sketch> sketches = {kNoValue, 5, 6, 7, 9, kFirstBool + 1};
  const std::vector<uint8_t> left = {1, 1, 1, 1, 0, 1};
  const auto marked = [&](SketchSpan a, SketchSpan b) {
    std::vector<uint8_t> marks(left.size(), 7);
    const bool any = MarkWithin(sketches, left.data(), a, b, marks.data());
    EXPECT_EQ(any, std::count(marks.begin(), marks.end(), 1) > 0);
    return marks;
  };
  const SketchSpan few = SketchSpan::Of(6, 9), none = SketchSpan::Of(8, 8);
  EXPECT_EQ(marked(few, few), (std::vector<uint8_t>{0, 0, 1, 1, 0, 0}));
  EXPECT_EQ(marked(few, SketchSpan::Of(5, 5)), (std::vector<uint8_t>{0, 1, 1, 1, 0, 0}));
  // kNoValue follows the last one.
  EXPECT_EQ(marked(SketchSpan::Of(kFirstBool, kNoValue), none),
            (std::vector<uint8_t>{1, 0, 0, 0, 0, 1}));
  EXPECT_EQ(marked(none, none), std::vector<uint8_t>(left.size(), 0));
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
  for (uint32_t count : {1u, 2u, 499u, 500u, 501u, 999u, 1000u}) {
    std::vector<SketchEntry> entries;
    for (uint32_t i = 0; i < count; ++i) entries.push_back({999 - i, 5 + i});
    ExpectBack(entries, 1000);
    for (SketchEntry& entry : entries) entry.sketch = 9;
    ExpectBack(entries, 1000);
  }
}

TEST(SketchTest, WhatAllRunsShareIsOneSketch) {
  const SketchEntry entries[] = {{3, 9}, {999, 9}};
  const std::string data = EncodeSketches(entries, 2);
  EXPECT_EQ(data.size(), sizeof(Sketch));
  SketchBlock block;
  ASSERT_TRUE(DecodeSketches(data, &block).ok());
  EXPECT_EQ(block[3], 9);
  EXPECT_EQ(block[999], 9);
}

TEST(SketchTest, DamagedBlocksAreTold) {
  SketchBlock block;
  for (size_t size : {1u, 7u, 12u, 4001u, 8000u}) {
    EXPECT_TRUE(absl::IsDataLoss(DecodeSketches(std::string(size, '\0'), &block))) << size;
  }
  const SketchEntry outside[] = {{1000, 1}};
  EXPECT_TRUE(absl::IsDataLoss(DecodeSketches(EncodeSketches(outside, 9), &block)));
}

}  // namespace
}  // namespace assay
