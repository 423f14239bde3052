#include "storage/metrics/blocks.h"

#include "core/errors.h"
#include "gtest/gtest.h"
#include "storage/metrics/checksum.h"
#include "storage/metrics/test_points.h"

namespace assay {
namespace {

Points Mixed(size_t count) {
  std::mt19937_64 random(count);
  const std::vector<double> special = SpecialValues();
  Points points;
  for (size_t i = 0; i < count; ++i) {
    const bool odd = random() % 100 == 0 || (i > 1'000 && i < 2'100);  // one block of NaNs only
    const double value = i > 1'000 && i < 2'100 ? std::bit_cast<double>(0x7ff8000000000005 + i)
                                                : special[random() % special.size()];
    points.Add({static_cast<int64_t>(i), static_cast<int64_t>(i * 3 + random() % 3),
                odd ? value : 0.001 * static_cast<double>(random() % 1'000)});
  }
  return points;
}

TEST(Blocks, RoundTrip) {
  for (const size_t size : {513, 1'024, 1'025, 4'096, 100'000}) {
    const Points points = Mixed(size);
    const auto blocks = DecodeBlocks(EncodeBlocks(points));
    ASSERT_TRUE(blocks.ok()) << blocks.status();
    ASSERT_EQ(blocks->size(), (size + kBlockPoints - 1) / kBlockPoints);
    for (size_t i = 0; i < blocks->size(); ++i) {
      const size_t begin = i * kBlockPoints;
      const size_t count = std::min(kBlockPoints, size - begin);
      EXPECT_EQ((*blocks)[i], Summarize(points.view().subview(begin, count)));
    }
    EXPECT_EQ(*blocks, SummarizeBlocks(points));
  }
}

TEST(Blocks, AreOmittedWhenThereIsOneAtMost) {
  for (const size_t size : {0, 1, 511, 512}) EXPECT_EQ(EncodeBlocks(Mixed(size)), "");
  const auto blocks = DecodeBlocks("");
  ASSERT_TRUE(blocks.ok());
  EXPECT_TRUE(blocks->empty());
}

TEST(Blocks, AreSmallBesideTheChunk) { EXPECT_LT(EncodeBlocks(Mixed(8'192)).size(), 8'192 * 0.15); }

TEST(Blocks, RefuseDamage) {
  const std::string data = EncodeBlocks(Mixed(2'000));
  for (size_t length = 1; length < data.size(); ++length) {
    const auto blocks = DecodeBlocks(data.substr(0, length));
    ASSERT_EQ(blocks.status().code(), absl::StatusCode::kDataLoss);
    ASSERT_EQ(ErrorReason(blocks.status()), "CHUNK_CORRUPT");
  }
  for (size_t bit = 0; bit < data.size() * 8; ++bit) {
    std::string flipped = data;
    flipped[bit / 8] ^= static_cast<char>(1 << bit % 8);
    ASSERT_FALSE(DecodeBlocks(flipped).ok());
  }
}

TEST(Blocks, RefuseWhatTheyCantBeBehindAMatchingChecksum) {
  const std::string whole = EncodeBlocks(Mixed(2'000));
  const std::string data = whole.substr(0, whole.size() - 4);
  const auto decode = [](std::string bytes) {
    PutChecksum(&bytes);
    return DecodeBlocks(bytes);
  };
  EXPECT_TRUE(decode(data).ok());
  EXPECT_FALSE(decode("").ok());
  EXPECT_FALSE(decode('\x02' + data.substr(1)).ok());
  // Counts that are too small, too large, or of fewer blocks than follow.
  EXPECT_FALSE(decode(std::string("\x01\x80\x04\x00", 4)).ok());
  EXPECT_FALSE(decode("\x01\xff\xff\xff\xff\x7f").ok());
  EXPECT_FALSE(decode("\x01\x81\x04" + data.substr(3)).ok());
  for (size_t length = 0; length < data.size(); ++length) {
    EXPECT_FALSE(decode(data.substr(0, length)).ok());
  }
}

}  // namespace
}  // namespace assay
