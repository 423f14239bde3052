#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/lineage/dataset_diff.h"

namespace assay {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Diff(std::string_view base, std::string_view other) {
  std::vector<std::string> lines;
  for (const v1::DatasetChange& change : DiffTexts(base, other)) {
    lines.push_back(change.key() + ": " + change.base() + " -> " + change.other());
  }
  return lines;
}

TEST(DiffTextsTest, ElementsWithANameGoByIt) {
  EXPECT_THAT(Diff(R"({"columns": [{"name": "age", "type": "int"}, {"name": "job"}], "rows": 3})",
                   R"({"rows": 4, "columns": [{"name": "job"}, {"name": "age", "type": "double"},
                       {"name": "income"}]})"),
              ElementsAre("columns[age].type: int -> double", "columns[income].name:  -> income",
                          "rows: 3 -> 4"));
}

TEST(DiffTextsTest, OthersGoByPosition) {
  EXPECT_THAT(Diff("[1, [true, null]]", "[1, [false, null], \"x\"]"),
              ElementsAre("[1][0]: true -> false", "[2]:  -> x"));
}

TEST(DiffTextsTest, EqualValuesAreLeftOut) {
  EXPECT_THAT(Diff(R"({"a": 1, "b": {}})", R"({"b": {}, "a": 1})"), IsEmpty());
  EXPECT_THAT(Diff("", ""), IsEmpty());
}

TEST(DiffTextsTest, WhatIsNoJsonIsOneValue) {
  EXPECT_THAT(Diff("a int", "a double"), ElementsAre(": a int -> a double"));
  EXPECT_THAT(Diff("{\"a\": 1}", "a double"), ElementsAre(": {\"a\": 1} -> a double"));
  EXPECT_THAT(Diff("", "{\"a\": 1}"), ElementsAre("a:  -> 1"));
}

TEST(DiffTextsTest, DeepNestingEndsInOneValue) {
  std::string deep, other;
  for (int i = 0; i < 5'000; ++i) deep += "[";
  other = deep + "1";
  deep += "2";
  for (int i = 0; i < 5'000; ++i) deep += "]", other += "]";
  EXPECT_EQ(Diff(deep, other).size(), 1u);
}

}  // namespace
}  // namespace assay
