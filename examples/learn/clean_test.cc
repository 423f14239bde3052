#include "examples/learn/clean.h"

#include "core/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::examples {
namespace {

using testing::ElementsAre;

TEST(CleanTest, RemovesWhatSaysNothingNew) {
  const Table table{
      {"a", "twice_a", "one", "b", "y"},
      {{1, 2, 3, 1, 4}, {-2, -4, -6, -2, -8}, {7, 7, 7, 7, 7}, {5, 1, 4, 5, 2}, {2, 4, 6, 2, 8}}};
  const auto clean = Clean(table, "y", 0.99);
  ASSERT_TRUE(clean.ok()) << clean.status();
  EXPECT_EQ(clean->repeated_rows, 1u);
  EXPECT_THAT(clean->dropped_columns, ElementsAre("twice_a", "one"));
  EXPECT_THAT(clean->table.names, ElementsAre("a", "b", "y"));
  EXPECT_THAT(clean->table.columns, ElementsAre(ElementsAre(1, 2, 3, 4), ElementsAre(5, 1, 4, 2),
                                                ElementsAre(2, 4, 6, 8)));
}

TEST(CleanTest, TheTargetStays) {
  const auto clean = Clean({{"y", "x"}, {{1, 1}, {1, 2}}}, "y", 0.9);
  ASSERT_TRUE(clean.ok()) << clean.status();
  EXPECT_THAT(clean->table.names, ElementsAre("y", "x"));
}

TEST(CleanTest, RefusesWhatCannotBe) {
  const Table table{{"a"}, {{1, 2}}};
  EXPECT_EQ(ErrorReason(Clean(table, "y", 0.9).status()), "COLUMN_MISSING");
  EXPECT_EQ(ErrorReason(Clean(table, "a", 0).status()), "OPTION_OUT_OF_RANGE");
  EXPECT_EQ(ErrorReason(Clean(table, "a", 1.5).status()), "OPTION_OUT_OF_RANGE");
}

}  // namespace
}  // namespace assay::examples
