#include "examples/learn/scaler.h"

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::examples {
namespace {

TEST(ScalerTest, GivesMeanZeroAndDeviationOne) {
  const Dataset dataset{{"varies", "constant"}, {1, 7, 2, 7, 6, 7}, {0, 1, 0}, {0, 1, 2}};
  const Scaler scaler = FitScaler(dataset);
  const double deviation = std::sqrt((4.0 + 1 + 9) / 3);
  EXPECT_THAT(scaler.means, testing::ElementsAre(3, 7));
  EXPECT_THAT(scaler.deviations, testing::ElementsAre(deviation, 1));
  EXPECT_THAT(ScaleFeatures(scaler, dataset).features,
              testing::ElementsAre(-2 / deviation, 0, -1 / deviation, 0, 3 / deviation, 0));
}

}  // namespace
}  // namespace assay::examples
