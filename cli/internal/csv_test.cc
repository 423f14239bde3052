#include "cli/internal/csv.h"

#include <cmath>
#include <limits>

#include "gtest/gtest.h"

namespace assay::cli {
namespace {

TEST(Csv, ALineForEachPoint) {
  const Series series = {{"r1", "val,auc", {{"slice", "age<25"}, {"say", "\"x\""}}},
                         {0, -5},
                         {1'000, 2'000},
                         {0.1, std::nan("")}};
  const std::string context = R"("{""say"":""\""x\"""",""slice"":""age<25""}")";
  EXPECT_EQ(ToCsv(series), "r1,\"val,auc\"," + context + ",0,1000,0.1\nr1,\"val,auc\"," + context +
                               ",-5,2000,NaN\n");
}

TEST(Csv, NoContextIsEmpty) {
  const Series series = {{"r1", "loss", {}}, {7}, {9}, {std::numeric_limits<double>::infinity()}};
  EXPECT_EQ(ToCsv(series), "r1,loss,,7,9,Infinity\n");
}

TEST(JsonLines, AnObjectForEachPoint) {
  const Series series = {{"r1", "loss", {{"split", "test"}}}, {7, 8}, {9, 10}, {1.0, std::nan("")}};
  EXPECT_EQ(
      ToJsonLines(series),
      R"({"run_id":"r1","key":"loss","context":{"split":"test"},"step":7,"time_ms":9,"value":1.0}
{"run_id":"r1","key":"loss","context":{"split":"test"},"step":8,"time_ms":10,"value":"NaN"}
)");
}

}  // namespace
}  // namespace assay::cli
