// Databases that are written directly, with more in them than calls could log in good time.
#ifndef ASSAY_BENCH_SEEDING_H_
#define ASSAY_BENCH_SEEDING_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/sqlite/connection.h"

namespace assay::bench {

// SplitMix64 (Steele, Lea, Flood 2014): a good hash of a counter.
class Numbers {
 public:
  Numbers(uint64_t seed, int64_t run)
      : state_((seed << 40) + static_cast<uint64_t>(run) * 0x9e3779b97f4a7c15 * 64) {}
  uint64_t Next() {
    uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  double Uniform() { return (static_cast<double>(Next() >> 11) + 0.5) * 0x1p-53; }
  uint64_t Below(uint64_t bound) { return Next() % bound; }

 private:
  uint64_t state_;
};

// The rows of one table for one run, in one statement.
class Row {
 public:
  explicit Row(int64_t run) { params_.emplace_back(run); }
  void Add(sql::Param value) { params_.push_back(value); }
  // Keeps the text.
  void AddText(std::string text) {
    texts_.push_back(std::make_unique<std::string>(std::move(text)));
    params_.emplace_back(std::string_view(*texts_.back()));
  }
  sql::Params params() const { return params_; }

 private:
  std::vector<sql::Param> params_;
  std::vector<std::unique_ptr<std::string>> texts_;
};

// Makes the database file `path`, which must not exist, with the server's schema, and calls
// `insert` while its indexes are away.
absl::Status Seed(const std::string& path,
                  const std::function<absl::Status(sql::sqlite::Connection&)>& insert);

// A data folder under `data` whose database `seed` made, once: it is kept between runs of the
// benchmark, and made anew when the schema has changed. `name` is a prefix of no other one's.
absl::StatusOr<std::string> SeededFolder(
    const std::string& data, std::string_view name,
    const std::function<absl::Status(const std::string& path)>& seed);

}  // namespace assay::bench

#endif  // ASSAY_BENCH_SEEDING_H_
