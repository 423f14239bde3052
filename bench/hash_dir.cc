#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>
#include <vector>

#include "bench/disk_limits.h"
#include "bench/measures.h"
#include "client/hash.h"
#include "core/errors.h"
#include "core/status_macros.h"
#include "fmt/format.h"

namespace assay::bench {
namespace {

namespace fs = std::filesystem;

constexpr int kFiles = 10'000;
constexpr int kFilesInFolder = 100;
constexpr int64_t kBytes = int64_t{2} << 30;
constexpr int kRounds = 3;

std::string FilePath(const std::string& folder, int i) {
  return fmt::format("{}/part_{:03}/{:05}.bin", folder, i / kFilesInFolder, i);
}

// Sizes from a half to one and a half times the mean, so that the files of two threads do not end
// together. Two neighbours make up for each other, and the last file has the rest.
std::vector<int64_t> FileSizes() {
  constexpr int64_t kMean = kBytes / kFiles;
  std::mt19937_64 random(1);
  std::vector<int64_t> sizes;
  for (int i = 0; i < kFiles; i += 2) {
    const int64_t more = static_cast<int64_t>(random() % kMean) - kMean / 2;
    sizes.push_back(kMean + more);
    sizes.push_back(kMean - more);
  }
  sizes.back() += kBytes % kFiles;
  return sizes;
}

absl::Status WriteFiles(const std::string& folder) {
  std::mt19937_64 random(2);
  std::vector<uint64_t> noise(1 << 17);
  for (uint64_t& word : noise) word = random();
  const std::vector<int64_t> sizes = FileSizes();
  for (int i = 0; i < kFiles; ++i) {
    if (i % kFilesInFolder == 0)
      fs::create_directories(fs::path(FilePath(folder, i)).parent_path());
    noise[0] = static_cast<uint64_t>(i);  // so that no two files are equal
    std::ofstream file(FilePath(folder, i), std::ios::binary);
    file.write(reinterpret_cast<const char*>(noise.data()), sizes[static_cast<size_t>(i)]);
    if (!file.flush()) return FailedPrecondition("FILE_UNWRITABLE", "Can't write to {}.", folder);
  }
  return absl::OkStatus();
}

// The files are kept for the next run.
absl::Status PrepareFiles(const std::string& folder) {
  if (fs::exists(folder) && FolderBytes(folder) == kBytes) return absl::OkStatus();
  fs::remove_all(folder);
  return WriteFiles(folder);
}

absl::StatusOr<double> TimeOurs(const std::string& folder) {
  const auto begin = SteadyClock::now();
  ASSAY_ASSIGN_OR_RETURN(const DirectoryDigest digest, HashDirectory(folder));
  if (digest.files.size() != kFiles || digest.size != kBytes) {
    return FailedPrecondition("WRONG_FILES", "{} does not hold the files to measure on.", folder);
  }
  return SecondsSince(begin);
}

absl::StatusOr<double> TimeSha256sum(const std::string& folder) {
  const std::string command =
      fmt::format("cd '{}' && find . -type f -print0 | xargs -0 -n 64 -P {} sha256sum > /dev/null",
                  folder, std::thread::hardware_concurrency());
  const auto begin = SteadyClock::now();
  if (std::system(command.c_str()) != 0) {
    return FailedPrecondition("SHA256SUM_FAILED", "This failed: {}", command);
  }
  return SecondsSince(begin);
}

}  // namespace

absl::Status MeasureHashDir(Bench& bench) {
  const std::string folder = bench.data + "/hash_dir";
  ASSAY_RETURN_IF_ERROR(PrepareFiles(folder));
  // Both read from the page cache, as far as memory goes.
  ASSAY_RETURN_IF_ERROR(TimeOurs(folder).status());
  double ours = 0;
  double limit = 0;
  for (int i = 0; i < kRounds; ++i) {
    ASSAY_ASSIGN_OR_RETURN(const double bare, TimeSha256sum(folder));
    ASSAY_ASSIGN_OR_RETURN(const double measured, TimeOurs(folder));
    limit += bare;
    ours += measured;
  }
  constexpr double kMegabytes = 1e-6 * kBytes * kRounds;
  bench.report.Add(
      "hash_dir", Figure{.value = kMegabytes / ours, .unit = "MB/s"}.WithLimit(kMegabytes / limit));
  return absl::OkStatus();
}

}  // namespace assay::bench
