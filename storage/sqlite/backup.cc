#include "storage/sqlite/backup.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"

namespace assay::sql::sqlite {
namespace {

constexpr int64_t kStepBytes = 4 << 20;

struct Close {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
};
using Target = std::unique_ptr<sqlite3, Close>;

// SQLite would take a file that is there.
absl::Status MakeFile(const std::string& path) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd >= 0) {
    close(fd);
    return absl::OkStatus();
  }
  if (errno == EEXIST) {
    return AlreadyExists("FILE_EXISTS", "There is a file {} already. Choose another name.", path);
  }
  return MapError(errno == ENOSPC ? SQLITE_FULL : SQLITE_CANTOPEN);
}

// Without a journal: a copy that is broken off is removed.
absl::StatusOr<Target> OpenTarget(const std::string& path) {
  sqlite3* db = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
  int code = sqlite3_open_v2(path.c_str(), &db, flags, nullptr);
  Target target(db);
  if (code == SQLITE_OK) {
    code = sqlite3_exec(db, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", nullptr, nullptr,
                        nullptr);
  }
  if (code != SQLITE_OK) return MapError(code);
  return target;
}

absl::StatusOr<int64_t> ReadInt(Connection& connection, Sql sql) {
  Rows rows = connection.Query(sql, {});
  const int64_t value = rows.Next() ? rows.Int(0) : 0;
  ASSAY_RETURN_IF_ERROR(rows.status());
  return value;
}

class SqliteBackup : public Backup {
 public:
  SqliteBackup(std::unique_ptr<Connection> source, std::string path, std::atomic<int>& running)
      : source_(std::move(source)), path_(std::move(path)), running_(running) {
    ++running_;
  }

  ~SqliteBackup() override {
    if (complete_) return;
    Release();
    unlink(path_.c_str());
  }

  absl::Status Start() {
    // In a transaction that has its snapshot: writers would make the copy begin anew otherwise.
    ASSAY_RETURN_IF_ERROR(source_->Execute("BEGIN", {}).status());
    ASSAY_ASSIGN_OR_RETURN(page_bytes_, ReadInt(*source_, "PRAGMA page_size"));
    ASSAY_ASSIGN_OR_RETURN(pages_, ReadInt(*source_, "PRAGMA page_count"));
    ASSAY_ASSIGN_OR_RETURN(target_, OpenTarget(path_));
    backup_ = sqlite3_backup_init(target_.get(), "main", source_->handle(), "main");
    return backup_ == nullptr ? MapError(sqlite3_extended_errcode(target_.get()))
                              : absl::OkStatus();
  }

  absl::StatusOr<bool> Step() override {
    const int pages = static_cast<int>(std::max<int64_t>(1, kStepBytes / page_bytes_));
    const int code = sqlite3_backup_step(backup_, pages);
    if (code == SQLITE_OK) {
      copied_pages_ = pages_ - sqlite3_backup_remaining(backup_);
      return false;
    }
    if (code != SQLITE_DONE) return MapError(code);
    copied_pages_ = pages_;
    if (const int end = Release(); end != SQLITE_OK) return MapError(end);
    complete_ = true;
    return true;
  }

  int64_t copied() const override { return copied_pages_ * page_bytes_; }
  int64_t total() const override { return pages_ * page_bytes_; }

 private:
  // Ends the copying, and lets go of the file and the snapshot.
  int Release() {
    const int code = sqlite3_backup_finish(std::exchange(backup_, nullptr));
    target_.reset();
    if (std::exchange(source_, nullptr) != nullptr) --running_;
    return code;
  }

  std::unique_ptr<Connection> source_;
  const std::string path_;
  std::atomic<int>& running_;
  int64_t page_bytes_ = 0;
  int64_t pages_ = 0;
  int64_t copied_pages_ = 0;
  Target target_;
  sqlite3_backup* backup_ = nullptr;
  bool complete_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Backup>> StartBackup(std::unique_ptr<Connection> source,
                                                    const std::string& path,
                                                    std::atomic<int>& running) {
  ASSAY_RETURN_IF_ERROR(MakeFile(path));
  auto backup = std::make_unique<SqliteBackup>(std::move(source), path, running);
  ASSAY_RETURN_IF_ERROR(backup->Start());
  return backup;
}

}  // namespace assay::sql::sqlite
