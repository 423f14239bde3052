// The bare limits of the disk.
#ifndef ASSAY_BENCH_DISK_LIMITS_H_
#define ASSAY_BENCH_DISK_LIMITS_H_

#include <string>

#include "absl/status/statusor.h"
#include "bench/harness.h"

namespace assay::bench {

// Commits of one small row each into an SQLite database in WAL mode with synchronous=FULL.
absl::StatusOr<Latencies> BareCommits(const std::string& folder, SteadyClock::duration duration);

// Appends of 4 KiB to a file, each followed by fdatasync.
absl::StatusOr<Latencies> BareSyncs(const std::string& folder, SteadyClock::duration duration);

// The size of all files in a folder, in bytes.
int64_t FolderBytes(const std::string& folder);

// The number an SQL question has for an answer.
absl::StatusOr<int64_t> AskFile(const std::string& database, const std::string& sql);

}  // namespace assay::bench

#endif  // ASSAY_BENCH_DISK_LIMITS_H_
