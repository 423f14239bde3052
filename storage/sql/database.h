// The seam between Assay and an SQL engine: transactions, statements, rows. The same SQL text runs
// on every engine, so it follows docs/sql-style.md.
#ifndef ASSAY_STORAGE_SQL_DATABASE_H_
#define ASSAY_STORAGE_SQL_DATABASE_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/sql/sql.h"

namespace assay::sql {

using Deadline = std::chrono::steady_clock::time_point;
inline constexpr Deadline kNoDeadline = Deadline::max();

// What an engine implements for one running query.
class Cursor {
 public:
  virtual ~Cursor() = default;
  virtual bool Next() = 0;
  virtual void Restart(Params params) = 0;
  virtual absl::Status status() const = 0;
  virtual bool IsNull(int column) const = 0;
  virtual int64_t Int(int column) const = 0;
  virtual double Double(int column) const = 0;
  virtual std::string_view Text(int column) const = 0;
};

// The rows of a query, one at a time. Errors are sticky: read until Next is false, then ask
// status().
//   Rows rows = txn.Query("SELECT id FROM run WHERE experiment = $1 ORDER BY id", {experiment});
//   while (rows.Next()) ids.push_back(rows.Int(0));
//   ASSAY_RETURN_IF_ERROR(rows.status());
// Text and bytes are valid until the next call of Next. Must not outlive its transaction.
class Rows {
 public:
  explicit Rows(std::unique_ptr<Cursor> cursor) : cursor_(std::move(cursor)) {}
  bool Next() { return cursor_->Next(); }
  // Runs the same statement again with other parameters, which is cheaper than another query. An
  // error stays.
  void Restart(Params params) { cursor_->Restart(params); }
  absl::Status status() const { return cursor_->status(); }
  bool IsNull(int column) const { return cursor_->IsNull(column); }
  int64_t Int(int column) const { return cursor_->Int(column); }
  double Double(int column) const { return cursor_->Double(column); }
  std::string_view Text(int column) const { return cursor_->Text(column); }
  std::string_view Blob(int column) const { return cursor_->Text(column); }
  std::string String(int column) const { return std::string(Text(column)); }

 private:
  std::unique_ptr<Cursor> cursor_;
};

// One snapshot of the database. Not thread-safe.
class ReadTxn {
 public:
  virtual ~ReadTxn() = default;
  virtual Rows Query(Sql sql, Params params) = 0;
  Rows Query(Sql sql, std::initializer_list<Param> params) {
    return Query(sql, Params(params.begin(), params.size()));
  }
};

// One transaction that can write; it sees its own writes. Not thread-safe.
class WriteTxn : public ReadTxn {
 public:
  // Runs a statement to its end and returns the number of rows that it changed.
  virtual absl::StatusOr<int64_t> Execute(Sql sql, Params params) = 0;
  absl::StatusOr<int64_t> Execute(Sql sql, std::initializer_list<Param> params) {
    return Execute(sql, Params(params.begin(), params.size()));
  }
  // Runs an INSERT, without RETURNING, of one row into a table whose key is an {ID}. Returns the
  // key, or 0 when ON CONFLICT DO NOTHING left the row out.
  virtual absl::StatusOr<int64_t> Insert(Sql sql, Params params) = 0;
  absl::StatusOr<int64_t> Insert(Sql sql, std::initializer_list<Param> params) {
    return Insert(sql, Params(params.begin(), params.size()));
  }
  // Runs the statements of a migration.
  virtual absl::Status ExecuteScript(std::string_view script) = 0;
};

// Where a write runs.
enum class WriteOn {
  kWriterThread,
  kThisThread,  // when no other is being written: for callers who can spare it for a commit
};

using WriteFunction = std::function<absl::Status(WriteTxn&)>;

// A copy of a database that is being made. Not thread-safe; must not outlive the database.
class Backup {
 public:
  // Removes the file of a copy that is not complete.
  virtual ~Backup() = default;
  // Copies a few MiB more. Returns true when the copy is complete; after that, and after an error,
  // it is not called again.
  virtual absl::StatusOr<bool> Step() = 0;
  // In bytes.
  virtual int64_t copied() const = 0;
  virtual int64_t total() const = 0;
};

// A database that is open. Thread-safe.
class Database {
 public:
  virtual ~Database() = default;

  // Runs `fn` on one snapshot. DeadlineExceeded when the deadline passes first, even in mid-query.
  virtual absl::Status Read(Deadline deadline, absl::FunctionRef<absl::Status(ReadTxn&)> fn) = 0;

  // Runs `fn` in a transaction and then calls `done`, on the same thread, with OK when it is
  // durable. When `fn` fails its writes are undone and `done` gets its error. `fn` may run more
  // than once, so it has no effect outside the transaction that a second run would double. Calls of
  // one thread run in the order in which they were made. ResourceExhausted when too many wait.
  virtual void WriteAsync(Deadline deadline, WriteFunction fn,
                          std::function<void(absl::Status)> done,
                          WriteOn on = WriteOn::kWriterThread) = 0;

  // The same, and waits.
  absl::Status Write(Deadline deadline, WriteFunction fn);

  // Begins a copy of the database, as it is at this moment, in the new file `path`. Reads and
  // writes go on meanwhile; what they write makes the log grow until the copy is complete or
  // destroyed. AlreadyExists with reason FILE_EXISTS; ResourceExhausted with DISK_FULL.
  virtual absl::StatusOr<std::unique_ptr<Backup>> BackUp(const std::string& path) = 0;

  // Bytes on disk, with logs.
  virtual absl::StatusOr<int64_t> SizeBytes() = 0;
};

}  // namespace assay::sql

#endif  // ASSAY_STORAGE_SQL_DATABASE_H_
