#include "storage/run_order.h"

#include <limits>

#include "core/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

std::vector<OrderKey> Parsed(std::string_view text) {
  const auto order = ParseRunOrder(text);
  EXPECT_TRUE(order.ok()) << order.status();
  return order.ok() ? *order : std::vector<OrderKey>(1);
}

TEST(RunOrderTest, ReadsKeysAndDirections) {
  const auto order = Parsed("metrics[\"val, desc\"] desc , params.lr asc,tags.a\tdesc, start_time");
  ASSERT_EQ(order.size(), 4);
  EXPECT_EQ(order[0].field.variable, "metrics");
  EXPECT_EQ(order[0].field.key, "val, desc");
  EXPECT_TRUE(order[0].descending);
  EXPECT_EQ(order[1].field.key, "lr");
  EXPECT_FALSE(order[1].descending);
  EXPECT_EQ(order[2].field.variable, "tags");
  EXPECT_TRUE(order[2].descending);
  EXPECT_EQ(order[3].field.variable, "start_time");
  EXPECT_FALSE(order[3].descending);
}

TEST(RunOrderTest, IsNewestFirstWhenEmpty) {
  for (const char* text : {"", "  \n"}) {
    const auto order = Parsed(text);
    ASSERT_EQ(order.size(), 1);
    EXPECT_EQ(order[0].field.variable, "start_time");
    EXPECT_TRUE(order[0].descending);
  }
}

TEST(RunOrderTest, AKeyMayBeCalledDesc) {
  EXPECT_EQ(Parsed("metrics.desc")[0].field.key, "desc");
  EXPECT_FALSE(Parsed("metrics.desc")[0].descending);
  EXPECT_TRUE(Parsed("metrics.asc desc")[0].descending);
}

TEST(RunOrderTest, MistakesHaveOneReason) {
  for (const char* text : {"metrics",
                           "metrics.",
                           "metric.a",
                           "desc",
                           ",",
                           "name,",
                           "name desc desc",
                           "name down",
                           "code.commit",
                           "dataset_names",
                           "metrics.a + 1.0",
                           "run_id",
                           "status",
                           "metrics[\"\"]",
                           "'name'",
                           "metrics[name]",
                           "name, name, name, name, name",
                           "metrics[\"a",
                           "params.a.b",
                           "name; DROP TABLE run"}) {
    const auto order = ParseRunOrder(text);
    ASSERT_FALSE(order.ok()) << text;
    EXPECT_EQ(ErrorReason(order.status()), "ORDER_BY_INVALID") << text;
    EXPECT_EQ(ErrorField(order.status()), "order_by") << text;
  }
}

TEST(RunOrderTest, PositionsReadBackExactly) {
  const auto order = Parsed("metrics.a, params.b, tags.c desc, end_time");
  const double nearly = 0.1 + 0.2;
  const OrderPosition positions[] = {
      {int64_t{0}, nearly, int64_t{2}, std::nullopt, std::string("a;b:\x01\n\u00e9"), int64_t{2},
       std::string(), int64_t{0}, int64_t{-7}, int64_t{12}},
      {int64_t{0}, std::numeric_limits<double>::infinity(), int64_t{0}, 5e-324, std::nullopt,
       int64_t{4}, std::nullopt, int64_t{4}, std::nullopt, std::numeric_limits<int64_t>::max()}};
  for (const OrderPosition& position : positions) {
    const auto read = ParsePosition(FormatPosition(position), order);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, position);
  }
}

TEST(RunOrderTest, PositionsOfOtherOrdersAreRefused) {
  const auto order = Parsed("metrics.a");
  const std::string good = FormatPosition({int64_t{0}, 0.5, int64_t{3}});
  ASSERT_TRUE(ParsePosition(good, order).ok());
  std::vector<std::string> bad = {"",
                                  ";",
                                  "i",
                                  "i0",
                                  "i;",
                                  "ix;",
                                  "i0;d;i3;",
                                  "i0;i5;i3;",
                                  "i0;d1;n;",
                                  "n;d1;i3;",
                                  "i0;t9;abc;i3;",
                                  "i0;t99999999999999999999;",
                                  "d1;d1;i3;",
                                  good + "i1;",
                                  FormatPosition({int64_t{3}}),
                                  FormatPosition({int64_t{0}, 0.5}),
                                  FormatPosition({int64_t{0}, std::string("x"), int64_t{3}})};
  for (size_t size = 0; size < good.size(); ++size) bad.push_back(good.substr(0, size));
  for (const std::string& text : bad) {
    const auto position = ParsePosition(text, order);
    ASSERT_FALSE(position.ok()) << text;
    EXPECT_EQ(ErrorReason(position.status()), "PAGE_TOKEN_INVALID") << text;
  }
}

}  // namespace
}  // namespace assay
