// One SQLite connection with its cached statements, and SQLite's errors in our words.
#ifndef ASSAY_STORAGE_SQLITE_CONNECTION_H_
#define ASSAY_STORAGE_SQLITE_CONNECTION_H_

#include <sqlite3.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/sql/database.h"

namespace assay::sql::sqlite {

enum class Access { kReadWrite, kReadOnly };

// Not thread-safe: one thread at a time. Move-only by pointer.
class Connection {
 public:
  // Opens the database file, made when it is missing and `access` allows. DataLoss with reason
  // NOT_A_DATABASE when the file is something else; FailedPrecondition with DATABASE_READ_ONLY.
  // Reads up to `mapped_bytes` of the file by mapping it into memory. What writes does so with
  // synchronous = FULL, through LogVfs.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const std::string& path, Access access,
                                                          int64_t cache_kib,
                                                          int64_t mapped_bytes = 0);
  ~Connection();

  Rows Query(Sql sql, Params params);
  absl::StatusOr<int64_t> Execute(Sql sql, Params params);
  absl::Status ExecuteScript(std::string_view script);

  // Whether no transaction is open: SQLite can end one by itself, on a full disk for example.
  bool InAutocommit() const { return sqlite3_get_autocommit(db_) != 0; }
  // Statements that run after `deadline` stop with DeadlineExceeded.
  void SetDeadline(Deadline deadline);
  // Copies the write-ahead log into the database file as far as readers allow. With `restart` it
  // waits for them, up to the busy timeout, so that the log begins anew.
  absl::Status Checkpoint(bool restart);
  // The key of the row that was inserted last, in a table with an integer key.
  int64_t last_inserted() const { return sqlite3_last_insert_rowid(db_); }
  // Grows with every row that a statement changes and every script, also when they are undone.
  int64_t changes() const { return sqlite3_total_changes64(db_) + scripts_; }
  // Pages in the write-ahead log after the last commit.
  int wal_pages() const { return wal_pages_; }
  // The last error of this connection.
  absl::Status LastError() const;
  // For SQLite's own functions.
  sqlite3* handle() { return db_; }

 private:
  friend class StatementCursor;
  struct Statement {
    sqlite3_stmt* handle = nullptr;
    bool in_use = false;
  };

  explicit Connection(sqlite3* db) : db_(db) {}
  // How long the values of parameters live: rows are read after the call, so they need copies.
  enum class Lifetime { kCall, kRows };
  // A bound statement, ready to step; its owner gives it back with Release.
  absl::StatusOr<Statement*> Acquire(Sql sql, Params params, Lifetime lifetime);
  absl::Status BindAll(sqlite3_stmt* statement, Params params, sqlite3_destructor_type copy);
  void Release(Statement* statement);
  absl::StatusOr<Statement*> Prepare(std::string_view text);
  void EvictStatements();
  static int OnProgress(void* self);
  static int OnWal(void* self, sqlite3* db, const char* name, int pages);

  sqlite3* db_;
  absl::flat_hash_map<std::string, std::unique_ptr<Statement>> statements_;
  Deadline deadline_ = kNoDeadline;
  int wal_pages_ = 0;
  int64_t scripts_ = 0;
};

// The error of an SQLite result code. Says nothing of the SQL or the rows.
absl::Status MapError(int extended_code);

}  // namespace assay::sql::sqlite

#endif  // ASSAY_STORAGE_SQLITE_CONNECTION_H_
