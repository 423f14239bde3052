#include "storage/metrics/chunk.h"

#include <functional>

#include "core/errors.h"
#include "gtest/gtest.h"
#include "storage/metrics/checksum.h"
#include "storage/metrics/test_points.h"

namespace assay {
namespace {

constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr size_t kSizes[] = {0,   1,   2,   3,   4,   63,  64,   65,
                             255, 256, 257, 511, 512, 513, 4096, 100'000};

void ExpectRoundTrip(const Points& points) {
  const std::string data = EncodeChunk(points);
  Points decoded = FromRows({{-7, 8, 9}});
  ASSERT_TRUE(DecodeChunk(data, &decoded).ok());
  ASSERT_EQ(decoded[0], (Point{-7, 8, 9}));
  ASSERT_EQ(decoded.size(), points.size() + 1);
  for (size_t i = 0; i < points.size(); ++i) ASSERT_EQ(decoded[i + 1], points[i]) << i;
}

// The bytes with a checksum that matches, so that damage reaches the decoder behind it.
std::string WithChecksum(std::string bytes) {
  PutChecksum(&bytes);
  return bytes;
}

std::string WithoutChecksum(const std::string& data) { return data.substr(0, data.size() - 4); }

void ExpectCorrupt(std::string_view data) {
  Points points = FromRows({{1, 2, 3}});
  const absl::Status status = DecodeChunk(data, &points);
  ASSERT_EQ(status.code(), absl::StatusCode::kDataLoss);
  ASSERT_EQ(ErrorReason(status), "CHUNK_CORRUPT");
  ASSERT_EQ(Rows(points), Rows(FromRows({{1, 2, 3}})));
}

// A noisy falling loss, as float32 when `narrow`, every 120 ms or so.
Points Losses(size_t count, bool narrow) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> noise;
  Points points;
  double time = 1.76e12;
  for (size_t i = 0; i < count; ++i) {
    time += 120 + 8 * noise(random);
    const double loss = (0.2 + 2 * std::exp(-2.0 * i / count)) * (1 + 0.05 * noise(random));
    points.Add({static_cast<int64_t>(i), static_cast<int64_t>(time),
                narrow ? static_cast<float>(loss) : loss});
  }
  return points;
}

using Maker = std::function<Point(size_t, std::mt19937_64&)>;

// Every shape of a column that is encoded differently.
std::vector<Maker> Shapes() {
  const std::vector<double> special = SpecialValues();
  return {
      [](size_t i, auto& r) {
        return Point{static_cast<int64_t>(r()), static_cast<int64_t>(r()),
                     std::bit_cast<double>(r())};
      },
      [](size_t i, auto& r) {
        const double narrow = std::bit_cast<float>(static_cast<uint32_t>(r()) & ~0x400000u);
        return Point{i % 2 ? kMin : kMax, i % 3 ? kMax : kMin, narrow};
      },
      [special](size_t i, auto& r) {
        return Point{0, -1, special[r() % special.size()]};
      },
      [](size_t i, auto&) {
        return Point{5, 1'760'000'000'000, 0.25};
      },
      [](size_t i, auto&) {
        return Point{static_cast<int64_t>(i), 1'760'000'000'000 + static_cast<int64_t>(100 * i),
                     0.1 * i};
      },
      [](size_t i, auto& r) {
        return Point{static_cast<int64_t>(i * 10 + r() % 3), static_cast<int64_t>(r() % 70'000),
                     static_cast<double>(r() % 4)};
      },
      [](size_t i, auto& r) {
        return Point{static_cast<int64_t>(i), i == 50 ? kMax : 0, i == 50 ? 0.1 : -0.0};
      },
  };
}

TEST(Chunk, RoundTripsEveryShapeAndSizeBitForBit) {
  std::mt19937_64 random(1);
  for (const Maker& shape : Shapes()) {
    for (const size_t size : kSizes) {
      Points points;
      for (size_t i = 0; i < size; ++i) points.Add(shape(i, random));
      ExpectRoundTrip(points);
    }
  }
  for (const bool narrow : {true, false}) {
    for (const size_t size : kSizes) ExpectRoundTrip(Losses(size, narrow));
  }
}

TEST(Chunk, RoundTripsEverySpecialValueAlone) {
  for (const double value : SpecialValues()) ExpectRoundTrip(FromRows({{kMin, kMax, value}}));
}

TEST(Chunk, RoundTripsDifferencesOfEveryWidth) {
  for (int bits = 0; bits < 64; ++bits) {
    const int64_t jump = static_cast<int64_t>(uint64_t{1} << bits);
    Points points;
    for (size_t i = 0; i < 100; ++i) points.Add({i % 7 == 3 ? jump : 0, i % 5 == 1 ? ~jump : 9, 1});
    ExpectRoundTrip(points);
  }
}

TEST(Chunk, HoldsTheMostPointsThatItMay) {
  Points points;
  points.Resize(kMaxChunkPoints);
  ExpectRoundTrip(points);
  EXPECT_LT(EncodeChunk(points).size(), 30u);
}

TEST(ChunkDeathTest, RefusesMorePointsThanCanBeDecoded) {
  Points points;
  points.Resize(kMaxChunkPoints + 1);
  EXPECT_DEATH(EncodeChunk(points), "");
}

TEST(Chunk, IsCompact) {
  EXPECT_LE(EncodeChunk(FromRows({{100'000, 1'760'000'000'000, 0.1}})).size(), 25u);
  EXPECT_LE(EncodeChunk(Losses(2'000, true)).size(), 2'000u * 4);
  EXPECT_LE(EncodeChunk(Losses(20'000, true)).size(), 20'000u * 38 / 10);
  EXPECT_LE(EncodeChunk(Losses(20'000, false)).size(), 20'000u * 73 / 10);
}

TEST(Chunk, SameBytesOnEveryThreadAndTime) {
  const Points points = Losses(3'000, true);
  const std::string first = EncodeChunk(points);
  EncodeChunk(Losses(77, false));
  EXPECT_EQ(EncodeChunk(points), first);
}

TEST(Chunk, RefusesEveryPrefix) {
  for (const size_t size : {0, 1, 3, 600}) {
    const std::string data = EncodeChunk(Losses(size, true));
    const std::string bytes = WithoutChecksum(data);
    for (size_t length = 0; length < data.size(); ++length) ExpectCorrupt(data.substr(0, length));
    for (size_t length = 0; length < bytes.size(); ++length) {
      ExpectCorrupt(WithChecksum(bytes.substr(0, length)));
    }
  }
}

TEST(Chunk, RefusesBytesBehindItsEnd) {
  for (const size_t size : {0, 1, 600}) {
    ExpectCorrupt(WithChecksum(WithoutChecksum(EncodeChunk(Losses(size, false))) + '\0'));
  }
}

TEST(Chunk, DetectsEveryFlippedBit) {
  std::string data = EncodeChunk(Losses(600, true));
  for (size_t bit = 0; bit < data.size() * 8; ++bit) {
    data[bit / 8] ^= static_cast<char>(1 << bit % 8);
    ExpectCorrupt(data);
    data[bit / 8] ^= static_cast<char>(1 << bit % 8);
  }
}

// With a matching checksum damage can yield other points, but never more than the cap, nor a crash.
TEST(Chunk, SurvivesDamageBehindAMatchingChecksum) {
  std::mt19937_64 random(11);
  for (const size_t size : {1, 3, 100, 600}) {
    const std::string bytes = WithoutChecksum(EncodeChunk(Losses(size, size % 2 == 0)));
    for (int round = 0; round < 5'000; ++round) {
      std::string damaged = bytes;
      for (int flips = 1 + static_cast<int>(random() % 3); flips > 0; --flips) {
        // Half of the damage hits the headers, where it matters.
        const size_t range = random() % 2 ? damaged.size() : std::min<size_t>(damaged.size(), 24);
        damaged[random() % range] = static_cast<char>(random());
      }
      Points points;
      const absl::Status status = DecodeChunk(WithChecksum(damaged), &points);
      if (status.ok()) {
        ASSERT_LE(points.size(), kMaxChunkPoints);
      } else {
        ASSERT_EQ(ErrorReason(status), "CHUNK_CORRUPT");
        ASSERT_TRUE(points.empty());
      }
    }
  }
}

TEST(Chunk, RefusesACountAboveTheCap) {
  // Version, float32, count 2^20 + 1, then constant columns as a valid chunk has them.
  ExpectCorrupt(WithChecksum(
      std::string("\x01\x00\x81\x80\x40\x00\x00\x00\x00\x00\x00\x55\x00\x00\x00\x00", 16)));
  Points points;
  ASSERT_TRUE(
      DecodeChunk(WithChecksum(std::string("\x01\x00\x80\x80\x40\x00\x00\x00\x00\x00\x00\x55\x00"
                                           "\x00\x00\x00",
                                           16)),
                  &points)
          .ok());
  EXPECT_EQ(points.size(), kMaxChunkPoints);
}

TEST(Chunk, RefusesWhatItDoesNotKnow) {
  const std::string bytes = WithoutChecksum(EncodeChunk(Losses(3, true)));
  for (const auto& [at, value] : {std::pair(0, '\x02'), std::pair(1, '\x02')}) {
    std::string other = bytes;
    other[at] = value;
    ExpectCorrupt(WithChecksum(other));
  }
}

}  // namespace
}  // namespace assay
