#include "core/lru_cache.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

std::shared_ptr<const int> Number(int number) { return std::make_shared<const int>(number); }

TEST(LruCache, FindsWhatWasPut) {
  LruCache<int> cache(10);
  EXPECT_EQ(cache.Find("a"), nullptr);
  cache.Put("a", Number(1), 1);
  ASSERT_NE(cache.Find("a"), nullptr);
  EXPECT_EQ(*cache.Find("a"), 1);
}

TEST(LruCache, KeepsTheFirstValueOfAKey) {
  LruCache<int> cache(10);
  cache.Put("a", Number(1), 1);
  cache.Put("a", Number(2), 1);
  EXPECT_EQ(*cache.Find("a"), 1);
}

TEST(LruCache, MakesRoomByWhatWasNotAskedForTheLongest) {
  LruCache<int> cache(3);
  cache.Put("a", Number(1), 1);
  cache.Put("b", Number(2), 1);
  cache.Put("c", Number(3), 1);
  EXPECT_NE(cache.Find("a"), nullptr);
  cache.Put("d", Number(4), 2);
  EXPECT_NE(cache.Find("a"), nullptr);
  EXPECT_EQ(cache.Find("b"), nullptr);
  EXPECT_EQ(cache.Find("c"), nullptr);
  EXPECT_NE(cache.Find("d"), nullptr);
}

TEST(LruCache, LeavesOutWhatIsTooHeavy) {
  LruCache<int> cache(3);
  cache.Put("a", Number(1), 1);
  cache.Put("b", Number(2), 4);
  EXPECT_NE(cache.Find("a"), nullptr);
  EXPECT_EQ(cache.Find("b"), nullptr);
}

TEST(LruCache, WhoHoldsAValueKeepsItAlive) {
  LruCache<int> cache(1);
  cache.Put("a", Number(1), 1);
  const auto held = cache.Find("a");
  cache.Put("b", Number(2), 1);
  EXPECT_EQ(cache.Find("a"), nullptr);
  EXPECT_EQ(*held, 1);
}

}  // namespace
}  // namespace assay
