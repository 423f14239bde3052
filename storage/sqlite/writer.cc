#include "storage/sqlite/writer.h"

#include <chrono>
#include <iterator>
#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"

namespace assay::sql::sqlite {
namespace {

// How long a group takes pieces. A commit takes some milliseconds on many disks.
constexpr std::chrono::milliseconds kGroupTime(10);

class SqliteWriteTxn : public WriteTxn {
 public:
  explicit SqliteWriteTxn(Connection& connection) : connection_(connection) {}
  using ReadTxn::Query;
  using WriteTxn::Execute;
  using WriteTxn::Insert;
  Rows Query(Sql sql, Params params) override { return connection_.Query(sql, params); }
  absl::StatusOr<int64_t> Execute(Sql sql, Params params) override {
    return connection_.Execute(sql, params);
  }
  absl::StatusOr<int64_t> Insert(Sql sql, Params params) override {
    ASSAY_ASSIGN_OR_RETURN(const int64_t inserted, connection_.Execute(sql, params));
    return inserted == 0 ? 0 : connection_.last_inserted();
  }
  absl::Status ExecuteScript(std::string_view script) override {
    return connection_.ExecuteScript(script);
  }

 private:
  Connection& connection_;
};

absl::Status Stopping() {
  return MakeError(absl::StatusCode::kUnavailable, "SERVER_STOPPING",
                   "The server is stopping. Nothing was written; try again.");
}

}  // namespace

Writer::Writer(std::unique_ptr<Connection> connection, size_t max_waiting, int checkpoint_pages)
    : connection_(std::move(connection)),
      max_waiting_(max_waiting),
      checkpoint_pages_(checkpoint_pages),
      thread_([this] { Loop(); }) {}

Writer::~Writer() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    work_cond_.NotifyOne();
  }
  thread_.join();
}

void Writer::Submit(Deadline deadline, WriteFunction fn, std::function<void(absl::Status)> done,
                    WriteOn on) {
  absl::Status refused;
  bool here = false;
  {
    MutexLock lock(mutex_);
    if (stopping_) {
      refused = Stopping();
    } else if (waiting_.size() >= max_waiting_) {
      refused = MakeError(absl::StatusCode::kResourceExhausted, "WRITE_QUEUE_FULL",
                          "Too many writes wait. Nothing was written; try again a little later.");
    } else {
      waiting_.push_back({deadline, std::move(fn), std::move(done), absl::OkStatus()});
      if (writing_) return;  // Release() sees to it
      here =
          on == WriteOn::kThisThread && waiting_.size() == 1 && group_.empty() && !CheckpointDue();
      if (!here) return work_cond_.NotifyOne();
      TakeTurn();
    }
  }
  if (!here) return done(std::move(refused));
  std::vector<Work> ended = WriteGroup();
  Release();
  End(ended);
}

void Writer::TakeTurn() {
  std::move(waiting_.begin(), waiting_.end(), std::back_inserter(group_));
  waiting_.clear();
  writing_ = true;
}

void Writer::Release() {
  MutexLock lock(mutex_);
  writing_ = false;
  if (stopping_ || HasWork()) work_cond_.NotifyOne();
}

void Writer::Loop() {
  for (;;) {
    {
      MutexLock lock(mutex_);
      while (writing_ || !(stopping_ || HasWork())) work_cond_.Wait(mutex_);
      TakeTurn();
      if (stopping_) break;
    }
    std::vector<Work> ended = WriteGroup();
    End(ended);
    if (CheckpointDue()) {
      // A checkpoint that fails loses nothing: the log still has everything, and the next one
      // retries.
      // Steady readers can keep the log from beginning anew; when it has grown large they are
      // waited for. A backup takes too long for that.
      const bool large = connection_->wal_pages() >= 8 * checkpoint_pages_;
      (void)connection_->Checkpoint(large && backups_.load() == 0);
    }
    Release();
  }
  for (Work& work : group_) work.done(Stopping());
}

std::vector<Writer::Work> Writer::WriteGroup() {
  if (group_.empty()) return {};
  const auto end = group_.begin() + static_cast<ptrdiff_t>(RunGroup(group_));
  std::vector<Work> ended(std::make_move_iterator(group_.begin()), std::make_move_iterator(end));
  group_.erase(group_.begin(), end);
  return ended;
}

void Writer::End(std::span<Work> ended) {
  for (Work& work : ended) work.done(std::move(work.status));
}

bool Writer::CheckpointDue() const {
  return broken_.ok() && connection_->wal_pages() >= checkpoint_pages_;
}

size_t Writer::RunGroup(std::span<Work> pieces) {
  size_t taken = pieces.size();
  absl::Status status = broken_.ok() ? TryGroup(pieces, &taken) : broken_;
  if (status.ok()) return taken;
  if (!connection_->InAutocommit()) (void)connection_->ExecuteScript("ROLLBACK");
  for (Work& work : pieces.first(taken)) work.status = status;
  return taken;
}

absl::Status Writer::TryGroup(std::span<Work> pieces, size_t* taken) {
  ASSAY_RETURN_IF_ERROR(connection_->Execute("BEGIN IMMEDIATE", {}).status());
  ASSAY_ASSIGN_OR_RETURN(const bool whole, RunPlainly(pieces, taken));
  if (!whole) {
    ASSAY_RETURN_IF_ERROR(connection_->Execute("ROLLBACK", {}).status());
    ASSAY_RETURN_IF_ERROR(connection_->Execute("BEGIN IMMEDIATE", {}).status());
    ASSAY_RETURN_IF_ERROR(RunInSavepoints(pieces, taken));
  }
  absl::Status committed = connection_->Execute("COMMIT", {}).status();
  if (!committed.ok() && ErrorReason(committed) == "STORAGE_IO_ERROR") {
    broken_ =
        MakeError(absl::StatusCode::kUnavailable, "STORAGE_FAILED",
                  "Writing the data folder failed earlier, so the server refuses writes. Check the "
                  "disk, then restart the server.");
  }
  return committed;
}

absl::StatusOr<bool> Writer::RunPlainly(std::span<Work> pieces, size_t* taken) {
  const auto until = std::chrono::steady_clock::now() + kGroupTime;
  for (size_t i = 0; i < pieces.size(); ++i) {
    Work& work = pieces[i];
    const int64_t before = connection_->changes();
    work.status = RunPiece(work);
    // SQLite rolled the whole transaction back by itself, or the piece is all there is.
    if (!work.status.ok() && (connection_->InAutocommit() || pieces.size() == 1)) {
      return work.status;
    }
    if (!work.status.ok() && connection_->changes() != before) return false;
    if (std::chrono::steady_clock::now() >= until) {
      *taken = i + 1;
      break;
    }
  }
  return true;
}

absl::Status Writer::RunInSavepoints(std::span<Work> pieces, size_t* taken) {
  const auto until = std::chrono::steady_clock::now() + kGroupTime;
  for (size_t i = 0; i < pieces.size(); ++i) {
    ASSAY_RETURN_IF_ERROR(RunInSavepoint(pieces[i]));
    if (std::chrono::steady_clock::now() >= until) {
      *taken = i + 1;
      break;
    }
  }
  return absl::OkStatus();
}

absl::Status Writer::RunPiece(Work& work) {
  if (work.deadline != kNoDeadline && std::chrono::steady_clock::now() > work.deadline) {
    return MakeError(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                     "The deadline passed before the write began. Nothing was written.");
  }
  SqliteWriteTxn txn(*connection_);
  absl::Status status = work.fn(txn);
  if (status.ok() && connection_->InAutocommit()) {
    return absl::InternalError("The transaction ended early.");
  }
  return status;
}

absl::Status Writer::RunInSavepoint(Work& work) {
  ASSAY_RETURN_IF_ERROR(connection_->Execute("SAVEPOINT piece", {}).status());
  work.status = RunPiece(work);
  // SQLite rolled the whole transaction back by itself: the group is gone, whatever each piece
  // says.
  if (connection_->InAutocommit()) return work.status;
  if (!work.status.ok()) {
    ASSAY_RETURN_IF_ERROR(connection_->Execute("ROLLBACK TO piece", {}).status());
  }
  return connection_->Execute("RELEASE piece", {}).status();
}

}  // namespace assay::sql::sqlite
