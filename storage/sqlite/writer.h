// The only connection that writes, whose turn it is, and group commit.
#ifndef ASSAY_STORAGE_SQLITE_WRITER_H_
#define ASSAY_STORAGE_SQLITE_WRITER_H_

#include <atomic>
#include <functional>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "core/mutex.h"
#include "storage/sqlite/connection.h"

namespace assay::sql::sqlite {

// Thread-safe. Everything that waits when a commit ends becomes the next group: one transaction,
// one commit, one fsync. There is no timer, but a group that has run for long is committed, and
// what is left of it begins the next one: so those who were first do not wait for all others, and
// while they come back with their next calls there is work to do. A piece that fails before it
// wrote anything leaves the others as they are; when one fails later the group is undone and runs
// again, then with a savepoint for each piece. (Savepoints from the start would copy every page
// that a piece changes.)
//
// Groups are written by a thread of its own. A call that asks for it and finds nothing being
// written writes on its own thread instead: to wake another one takes as long as a small write.
class Writer {
 public:
  Writer(std::unique_ptr<Connection> connection, size_t max_waiting, int checkpoint_pages);
  // Refuses what still waits, ends the group that is under way, and closes.
  ~Writer();

  void Submit(Deadline deadline, WriteFunction fn, std::function<void(absl::Status)> done,
              WriteOn on);

  // How many backups are being made. Each is a reader for long, which no write waits for.
  std::atomic<int>& backups() { return backups_; }

 private:
  struct Work {
    Deadline deadline;
    WriteFunction fn;
    std::function<void(absl::Status)> done;
    absl::Status status;
  };

  void Loop();
  // What there is for the thread to do, whose turn it is.
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return !waiting_.empty() || !group_.empty() || CheckpointDue();
  }
  // Begins a turn: until Release(), this thread alone uses the connection and the group.
  void TakeTurn() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Ends it, and wakes the thread when there is more to do.
  void Release();
  // Writes the group, or the first pieces of it, and gives those back.
  std::vector<Work> WriteGroup();
  static void End(std::span<Work> ended);
  bool CheckpointDue() const;
  // Runs pieces, the first ones of these, and returns how many.
  size_t RunGroup(std::span<Work> pieces);
  // Runs pieces until it is time, and commits. `*taken` is how many; an error here is that of them
  // all.
  absl::Status TryGroup(std::span<Work> pieces, size_t* taken);
  // Runs the pieces one behind the other. False when one failed that had written.
  absl::StatusOr<bool> RunPlainly(std::span<Work> pieces, size_t* taken);
  absl::Status RunInSavepoints(std::span<Work> pieces, size_t* taken);
  absl::Status RunPiece(Work& work);
  // Runs a piece so that its failure undoes it alone. An error here is the whole group's.
  absl::Status RunInSavepoint(Work& work);

  std::unique_ptr<Connection> connection_;
  const size_t max_waiting_;
  const int checkpoint_pages_;
  std::atomic<int> backups_{0};
  // Set after a failed commit: what is on disk is not known, so nothing more is written.
  absl::Status broken_;

  std::vector<Work> group_;  // of the turn, and what the turn before left of its group

  Mutex mutex_;
  CondVar work_cond_;
  std::vector<Work> waiting_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;  // somebody has the turn
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace assay::sql::sqlite

#endif  // ASSAY_STORAGE_SQLITE_WRITER_H_
