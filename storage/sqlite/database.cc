#include "storage/sqlite/database.h"

#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/mutex.h"
#include "core/status_macros.h"
#include "storage/sqlite/backup.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/writer.h"

namespace assay::sql::sqlite {
namespace {

class SqliteReadTxn : public ReadTxn {
 public:
  explicit SqliteReadTxn(Connection& connection) : connection_(connection) {}
  using ReadTxn::Query;
  Rows Query(Sql sql, Params params) override { return connection_.Query(sql, params); }

 private:
  Connection& connection_;
};

class SqliteDatabase : public Database {
 public:
  SqliteDatabase(const Options& options, std::unique_ptr<Writer> writer)
      : options_(options), writer_(std::move(writer)) {}

  ~SqliteDatabase() override {
    {
      MutexLock lock(mutex_);
      readers_.clear();
    }
    // Last, so that closing it finds no reader and empties the write-ahead log.
    writer_.reset();
  }

  absl::Status Read(Deadline deadline, absl::FunctionRef<absl::Status(ReadTxn&)> fn) override {
    ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection, Borrow(deadline));
    absl::Status status = ReadOn(*connection, deadline, fn);
    GiveBack(std::move(connection));
    return status;
  }

  void WriteAsync(Deadline deadline, WriteFunction fn, std::function<void(absl::Status)> done,
                  WriteOn on) override {
    writer_->Submit(deadline, std::move(fn), std::move(done), on);
  }

  absl::StatusOr<std::unique_ptr<Backup>> BackUp(const std::string& path) override {
    ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<Connection> source, OpenReader());
    return StartBackup(std::move(source), path, writer_->backups());
  }

  absl::StatusOr<int64_t> SizeBytes() override {
    int64_t size = 0;
    for (const char* suffix : {"", "-wal"}) {
      std::error_code error;
      const auto bytes = std::filesystem::file_size(options_.path + suffix, error);
      if (!error) size += static_cast<int64_t>(bytes);
    }
    return size;
  }

 private:
  static absl::Status ReadOn(Connection& connection, Deadline deadline,
                             absl::FunctionRef<absl::Status(ReadTxn&)> fn) {
    ASSAY_RETURN_IF_ERROR(connection.Execute("BEGIN", {}).status());
    connection.SetDeadline(deadline);
    SqliteReadTxn txn(connection);
    absl::Status status = fn(txn);
    connection.SetDeadline(kNoDeadline);
    absl::Status ended = connection.Execute("COMMIT", {}).status();
    return status.ok() ? ended : status;
  }

  absl::StatusOr<std::unique_ptr<Connection>> OpenReader() const {
    return Connection::Open(options_.path, Access::kReadOnly, options_.reader_cache_kib,
                            options_.reader_mapped_bytes);
  }

  // The connection that was used last, for its cache is warm; or a new one, up to the limit.
  absl::StatusOr<std::unique_ptr<Connection>> Borrow(Deadline deadline) {
    {
      MutexLock lock(mutex_);
      while (readers_.empty() && opened_ == options_.readers) {
        if (deadline == kNoDeadline) {
          free_cond_.Wait(mutex_);
        } else if (!free_cond_.WaitUntil(mutex_, deadline) && readers_.empty()) {
          return MakeError(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                           "The deadline passed while the server was busy with other questions.");
        }
      }
      if (!readers_.empty()) {
        std::unique_ptr<Connection> connection = std::move(readers_.back());
        readers_.pop_back();
        return connection;
      }
      ++opened_;
    }
    auto opened = OpenReader();
    if (!opened.ok()) {
      MutexLock lock(mutex_);
      --opened_;
      free_cond_.NotifyOne();
    }
    return opened;
  }

  void GiveBack(std::unique_ptr<Connection> connection) {
    MutexLock lock(mutex_);
    readers_.push_back(std::move(connection));
    free_cond_.NotifyOne();
  }

  const Options options_;
  std::unique_ptr<Writer> writer_;
  Mutex mutex_;
  CondVar free_cond_;
  int opened_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::unique_ptr<Connection>> readers_ ABSL_GUARDED_BY(mutex_);  // free ones
};

}  // namespace

absl::StatusOr<std::unique_ptr<Database>> Open(const Options& options) {
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection,
                         Connection::Open(options.path, Access::kReadWrite,
                                          options.writer_cache_kib, /*mapped_bytes=*/0));
  auto writer = std::make_unique<Writer>(std::move(connection), options.max_waiting_writes,
                                         options.checkpoint_pages);
  return std::make_unique<SqliteDatabase>(options, std::move(writer));
}

const Dialect& SqliteDialect() {
  static constexpr Dialect kDialect = {
      .id = "INTEGER NOT NULL PRIMARY KEY",
      .int64 = "INTEGER",
      .real = "REAL",
      .text = "TEXT",
      .bytes = "BLOB",
      .strict = "STRICT",
      .clustered = "STRICT, WITHOUT ROWID",
      .insert_only =
          "CREATE TRIGGER {TABLE}_stays BEFORE UPDATE ON {TABLE} "
          "BEGIN SELECT raise(ABORT, '{TABLE} is insert-only'); END;\n"
          "CREATE TRIGGER {TABLE}_remains BEFORE DELETE ON {TABLE} "
          "BEGIN SELECT raise(ABORT, '{TABLE} is insert-only'); END",
  };
  return kDialect;
}

}  // namespace assay::sql::sqlite
