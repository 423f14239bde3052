#include "bench/million_runs.h"

#include <cstdio>
#include <filesystem>
#include <vector>

#include "bench/harness.h"
#include "bench/seed_runs.h"
#include "core/digest.h"
#include "core/status_macros.h"
#include "fmt/format.h"
#include "storage/sql/migrator.h"

namespace assay::bench {
namespace {

constexpr std::string_view kPrefix = "runs_1m-";

std::string FolderName() {
  Sha256 hash;
  for (const sql::Migration& migration : sql::Migrations()) hash.Update(migration.script);
  return std::string(kPrefix) + hash.FinishHex().substr(0, 12);
}

// Of schemas that are no more, and what was not finished.
void RemoveOthers(const std::string& data) {
  std::vector<std::filesystem::path> old;
  for (const auto& entry : std::filesystem::directory_iterator(data)) {
    if (entry.path().filename().string().starts_with(kPrefix)) old.push_back(entry.path());
  }
  for (const auto& path : old) std::filesystem::remove_all(path);
}

}  // namespace

absl::StatusOr<std::string> MillionRuns(const std::string& data) {
  const std::string folder = data + "/" + FolderName();
  if (std::filesystem::exists(folder)) return folder;
  RemoveOthers(data);
  fmt::print(stderr, "making a database with a million runs in {} (once, some minutes) ...\n",
             folder);
  const auto begin = SteadyClock::now();
  const std::string unfinished = folder + ".unfinished";
  std::filesystem::create_directories(unfinished);
  ASSAY_RETURN_IF_ERROR(SeedRuns(unfinished + "/assay.db", {}));
  std::filesystem::rename(unfinished, folder);
  fmt::print(stderr, "... made in {:.0f} s\n", SecondsSince(begin));
  return folder;
}

}  // namespace assay::bench
