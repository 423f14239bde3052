#include "bench/disk_limits.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <memory>

#include "core/errors.h"
#include "core/status_macros.h"

namespace assay::bench {
namespace {

// After so many the write-ahead log has its whole length, as a server's has that has run for a
// while: to make a file longer can take a disk ten times as long as to write into it.
constexpr int kCommitsUntilSteady = 1'500;

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

absl::Status Failed(sqlite3* database) {
  return FailedPrecondition("SQLITE_FAILED", "SQLite: {}.", sqlite3_errmsg(database));
}

absl::StatusOr<Database> OpenDatabase(const std::string& path, int flags) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
  Database database(raw);
  if (code != SQLITE_OK) return Failed(raw);
  return database;
}

absl::StatusOr<Statement> Prepare(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
    return Failed(database);
  }
  return Statement(statement);
}

}  // namespace

absl::StatusOr<Latencies> BareCommits(const std::string& folder, SteadyClock::duration duration) {
  const std::string path = folder + "/bare.db";
  std::filesystem::create_directories(folder);
  ASSAY_ASSIGN_OR_RETURN(const Database database,
                         OpenDatabase(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE));
  constexpr const char* kSetup =
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
      "CREATE TABLE IF NOT EXISTS item (id INTEGER PRIMARY KEY, value REAL NOT NULL)";
  if (sqlite3_exec(database.get(), kSetup, nullptr, nullptr, nullptr) != SQLITE_OK) {
    return Failed(database.get());
  }
  ASSAY_ASSIGN_OR_RETURN(const Statement insert,
                         Prepare(database.get(), "INSERT INTO item (value) VALUES (?1)"));
  const auto commit = [&](double value) {
    sqlite3_bind_double(insert.get(), 1, value);
    const int code = sqlite3_step(insert.get());
    sqlite3_reset(insert.get());
    return code == SQLITE_DONE ? absl::OkStatus() : Failed(database.get());
  };
  for (int i = 0; i < kCommitsUntilSteady; ++i) ASSAY_RETURN_IF_ERROR(commit(0));
  if (sqlite3_exec(database.get(), "PRAGMA synchronous=FULL", nullptr, nullptr, nullptr) !=
      SQLITE_OK) {
    return Failed(database.get());
  }
  Latencies latencies;
  const auto end = SteadyClock::now() + duration;
  for (auto begin = SteadyClock::now(); begin < end;) {
    ASSAY_RETURN_IF_ERROR(commit(static_cast<double>(latencies.count())));
    const auto now = SteadyClock::now();
    latencies.Add(now - begin);
    begin = now;
  }
  return latencies;
}

absl::StatusOr<Latencies> BareSyncs(const std::string& folder, SteadyClock::duration duration) {
  std::filesystem::create_directories(folder);
  const int file =
      open((folder + "/bare.log").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return FailedPrecondition("FILE_UNWRITABLE", "Can't write to {}.", folder);
  const std::array<char, 4'096> page = {};
  Latencies latencies;
  const auto end = SteadyClock::now() + duration;
  bool ok = true;
  for (auto begin = SteadyClock::now(); ok && begin < end;) {
    ok = write(file, page.data(), page.size()) == static_cast<ssize_t>(page.size()) &&
         fdatasync(file) == 0;
    const auto now = SteadyClock::now();
    latencies.Add(now - begin);
    begin = now;
  }
  close(file);
  if (!ok) return FailedPrecondition("FILE_UNWRITABLE", "Can't write to {}.", folder);
  return latencies;
}

int64_t FolderBytes(const std::string& folder) {
  int64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) bytes += static_cast<int64_t>(entry.file_size());
  }
  return bytes;
}

absl::StatusOr<int64_t> AskFile(const std::string& path, const std::string& sql) {
  ASSAY_ASSIGN_OR_RETURN(const Database database, OpenDatabase(path, SQLITE_OPEN_READONLY));
  ASSAY_ASSIGN_OR_RETURN(const Statement question, Prepare(database.get(), sql));
  if (sqlite3_step(question.get()) != SQLITE_ROW) return Failed(database.get());
  return sqlite3_column_int64(question.get(), 0);
}

}  // namespace assay::bench
