#include "storage/sqlite/connection.h"

#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"
#include "fmt/format.h"
#include "storage/sqlite/log_vfs.h"

namespace assay::sql::sqlite {
namespace {

constexpr int kApplicationId = 0x41535359;  // "ASSY"
constexpr size_t kMaxStatements = 256;
constexpr int kProgressOps = 4'000;

int Bind(sqlite3_stmt* statement, int index, const Param& param, sqlite3_destructor_type copy) {
  if (const auto* i = std::get_if<int64_t>(&param)) return sqlite3_bind_int64(statement, index, *i);
  if (const auto* d = std::get_if<double>(&param)) return sqlite3_bind_double(statement, index, *d);
  if (const auto* s = std::get_if<std::string_view>(&param)) {
    return sqlite3_bind_text(statement, index, s->data() == nullptr ? "" : s->data(),
                             static_cast<int>(s->size()), copy);
  }
  if (const auto* b = std::get_if<Bytes>(&param)) {
    return sqlite3_bind_blob(statement, index, b->data.data() == nullptr ? "" : b->data.data(),
                             static_cast<int>(b->data.size()), copy);
  }
  return sqlite3_bind_null(statement, index);
}

class FailedCursor : public Cursor {
 public:
  explicit FailedCursor(absl::Status status) : status_(std::move(status)) {}
  bool Next() override { return false; }
  void Restart(Params) override {}
  absl::Status status() const override { return status_; }
  bool IsNull(int) const override { return true; }
  int64_t Int(int) const override { return 0; }
  double Double(int) const override { return 0; }
  std::string_view Text(int) const override { return {}; }

 private:
  absl::Status status_;
};

}  // namespace

class StatementCursor : public Cursor {
 public:
  StatementCursor(Connection* connection, Connection::Statement* statement)
      : connection_(connection), statement_(statement), handle_(statement->handle) {}
  ~StatementCursor() override { connection_->Release(statement_); }

  bool Next() override {
    if (done_) return false;
    const int code = sqlite3_step(handle_);
    if (code == SQLITE_ROW) return true;
    done_ = true;
    if (code != SQLITE_DONE) status_ = connection_->LastError();
    return false;
  }
  void Restart(Params params) override {
    if (!status_.ok()) return;
    sqlite3_reset(handle_);
    status_ = connection_->BindAll(handle_, params, SQLITE_TRANSIENT);
    done_ = !status_.ok();
  }
  absl::Status status() const override { return status_; }
  bool IsNull(int column) const override {
    return sqlite3_column_type(handle_, column) == SQLITE_NULL;
  }
  int64_t Int(int column) const override { return sqlite3_column_int64(handle_, column); }
  double Double(int column) const override { return sqlite3_column_double(handle_, column); }
  std::string_view Text(int column) const override {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(handle_, column));
    return {data, static_cast<size_t>(sqlite3_column_bytes(handle_, column))};
  }

 private:
  Connection* connection_;
  Connection::Statement* statement_;
  sqlite3_stmt* handle_;
  bool done_ = false;
  absl::Status status_;
};

absl::Status MapError(int extended_code) {
  using absl::StatusCode;
  switch (extended_code & 0xff) {
    case SQLITE_FULL:
      return MakeError(
          StatusCode::kResourceExhausted, "DISK_FULL",
          "The disk of the data folder is full. Nothing was written; free some space.");
    case SQLITE_IOERR:
      return MakeError(StatusCode::kUnavailable, "STORAGE_IO_ERROR",
                       "Reading or writing the data folder failed. See the server's log.");
    case SQLITE_CORRUPT:
      return MakeError(StatusCode::kDataLoss, "DATABASE_CORRUPT",
                       "The database file is damaged. Restore a backup.");
    case SQLITE_NOTADB:
      return MakeError(StatusCode::kDataLoss, "NOT_A_DATABASE",
                       "The database file is not an Assay database. Choose another data folder.");
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return MakeError(
          StatusCode::kFailedPrecondition, "DATABASE_READ_ONLY",
          "The database file can't be opened for writing. Check who owns the data folder and "
          "its permissions.");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return MakeError(StatusCode::kUnavailable, "DATABASE_BUSY",
                       "Another process holds the database. Try again when it has finished.");
    case SQLITE_INTERRUPT:
      return MakeError(
          StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
          "The deadline passed before the answer was complete. Ask for less, or wait longer.");
    case SQLITE_CONSTRAINT:
      return MakeError(StatusCode::kAborted, "CONFLICT",
                       "Another request changed the same thing. Try again.");
    case SQLITE_TOOBIG:
      return MakeError(StatusCode::kResourceExhausted, "VALUE_TOO_LONG",
                       "A value is longer than the database can hold.");
    default:
      return MakeError(StatusCode::kInternal, "STORAGE_ERROR",
                       fmt::format("The database refused a statement (code {}).", extended_code));
  }
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const std::string& path, Access access,
                                                             int64_t cache_kib,
                                                             int64_t mapped_bytes) {
  // Counting what is allocated takes a lock for every allocation, of all connections.
  [[maybe_unused]] static const int uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  sqlite3* db = nullptr;
  const bool writes = access == Access::kReadWrite;
  const int flags = writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  const int code = sqlite3_open_v2(path.c_str(), &db, flags | SQLITE_OPEN_NOMUTEX,
                                   writes ? LogVfs() : kExclusiveVfs);
  std::unique_ptr<Connection> connection(new Connection(db));
  if (code != SQLITE_OK) return MapError(sqlite3_extended_errcode(db));
  sqlite3_extended_result_codes(db, 1);
  sqlite3_busy_timeout(db, 5'000);
  sqlite3_progress_handler(db, kProgressOps, &Connection::OnProgress, connection.get());
  ASSAY_RETURN_IF_ERROR(connection->ExecuteScript(fmt::format(
      "PRAGMA cache_size = -{}; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON; "
      "PRAGMA temp_store = MEMORY; PRAGMA secure_delete = OFF; PRAGMA mmap_size = {};",
      cache_kib, mapped_bytes)));
  if (access == Access::kReadOnly) {
    ASSAY_RETURN_IF_ERROR(connection->ExecuteScript("PRAGMA query_only = ON"));
    return connection;
  }
  int64_t application = 0;
  int64_t tables = 0;
  {
    Rows id = connection->Query("PRAGMA application_id", {});
    if (id.Next()) application = id.Int(0);
    ASSAY_RETURN_IF_ERROR(id.status());
    Rows count = connection->Query("SELECT count(*) FROM sqlite_schema", {});
    if (count.Next()) tables = count.Int(0);
    ASSAY_RETURN_IF_ERROR(count.status());
  }
  if (tables > 0 && application != kApplicationId) return MapError(SQLITE_NOTADB);
  sqlite3_wal_hook(db, &Connection::OnWal, connection.get());
  ASSAY_RETURN_IF_ERROR(
      connection->ExecuteScript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"));
  if (tables == 0) {
    ASSAY_RETURN_IF_ERROR(
        connection->ExecuteScript(fmt::format("PRAGMA application_id = {}", kApplicationId)));
  }
  return connection;
}

Connection::~Connection() {
  for (auto& [text, statement] : statements_) sqlite3_finalize(statement->handle);
  sqlite3_close(db_);
}

absl::Status Connection::LastError() const { return MapError(sqlite3_extended_errcode(db_)); }

void Connection::SetDeadline(Deadline deadline) { deadline_ = deadline; }

int Connection::OnProgress(void* self) {
  const Deadline deadline = static_cast<Connection*>(self)->deadline_;
  return deadline != kNoDeadline && std::chrono::steady_clock::now() > deadline;
}

int Connection::OnWal(void* self, sqlite3*, const char*, int pages) {
  static_cast<Connection*>(self)->wal_pages_ = pages;
  return SQLITE_OK;
}

absl::Status Connection::Checkpoint(bool restart) {
  const int mode = restart ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE;
  const int code = sqlite3_wal_checkpoint_v2(db_, nullptr, mode, nullptr, nullptr);
  wal_pages_ = 0;
  return code == SQLITE_OK || code == SQLITE_BUSY ? absl::OkStatus() : LastError();
}

absl::StatusOr<Connection::Statement*> Connection::Prepare(std::string_view text) {
  auto statement = std::make_unique<Statement>();
  if (sqlite3_prepare_v3(db_, text.data(), static_cast<int>(text.size()), SQLITE_PREPARE_PERSISTENT,
                         &statement->handle, nullptr) != SQLITE_OK) {
    return LastError();
  }
  for (int i = 1; i <= sqlite3_bind_parameter_count(statement->handle); ++i) {
    const char* name = sqlite3_bind_parameter_name(statement->handle, i);
    if (name == nullptr || name != fmt::format("${}", i)) {
      sqlite3_finalize(statement->handle);
      return absl::InternalError("A statement's parameters do not appear in ascending order.");
    }
  }
  if (statements_.size() >= kMaxStatements) EvictStatements();
  Statement* raw = statement.get();
  statements_[std::string(text)] = std::move(statement);
  return raw;
}

void Connection::EvictStatements() {
  for (auto it = statements_.begin(); it != statements_.end();) {
    auto here = it++;
    if (here->second->in_use) continue;
    sqlite3_finalize(here->second->handle);
    statements_.erase(here);
  }
}

absl::StatusOr<Connection::Statement*> Connection::Acquire(Sql sql, Params params,
                                                           Lifetime lifetime) {
  const std::string_view text = sql.text();
  auto it = statements_.find(absl::string_view(text.data(), text.size()));
  Statement* statement = it == statements_.end() ? nullptr : it->second.get();
  if (statement == nullptr) {
    ASSAY_ASSIGN_OR_RETURN(statement, Prepare(text));
  }
  if (statement->in_use) return absl::InternalError("A statement is used twice at once.");
  const sqlite3_destructor_type copy =
      lifetime == Lifetime::kCall ? SQLITE_STATIC : SQLITE_TRANSIENT;
  ASSAY_RETURN_IF_ERROR(BindAll(statement->handle, params, copy));
  statement->in_use = true;
  return statement;
}

absl::Status Connection::BindAll(sqlite3_stmt* statement, Params params,
                                 sqlite3_destructor_type copy) {
  for (size_t i = 0; i < params.size(); ++i) {
    if (Bind(statement, static_cast<int>(i + 1), params[i], copy) != SQLITE_OK) return LastError();
  }
  return absl::OkStatus();
}

void Connection::Release(Statement* statement) {
  sqlite3_reset(statement->handle);
  statement->in_use = false;
}

Rows Connection::Query(Sql sql, Params params) {
  auto statement = Acquire(sql, params, Lifetime::kRows);
  if (!statement.ok()) return Rows(std::make_unique<FailedCursor>(statement.status()));
  return Rows(std::make_unique<StatementCursor>(this, *statement));
}

absl::StatusOr<int64_t> Connection::Execute(Sql sql, Params params) {
  ASSAY_ASSIGN_OR_RETURN(Statement * statement, Acquire(sql, params, Lifetime::kCall));
  int code;
  do {
    code = sqlite3_step(statement->handle);
  } while (code == SQLITE_ROW);
  absl::Status status = code == SQLITE_DONE ? absl::OkStatus() : LastError();
  Release(statement);
  if (!status.ok()) return status;
  return sqlite3_changes64(db_);
}

absl::Status Connection::ExecuteScript(std::string_view script) {
  ++scripts_;
  const int code = sqlite3_exec(db_, std::string(script).c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : LastError();
}

}  // namespace assay::sql::sqlite
