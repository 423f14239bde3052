// The only connection that writes, its thread, and group commit.
#ifndef ASSAY_STORAGE_SQLITE_WRITER_H_
#define ASSAY_STORAGE_SQLITE_WRITER_H_

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "core/mutex.h"
#include "storage/sqlite/connection.h"

namespace assay::sql::sqlite {

// Thread-safe. Everything that waits when a commit ends becomes the next group: one transaction,
// one commit, one fsync. There is no timer. A piece that fails before it wrote anything leaves the
// others as they are; when one fails later the group is undone and runs again, then with a
// savepoint for each piece. (Savepoints from the start would copy every page that a piece changes.)
class Writer {
 public:
  Writer(std::unique_ptr<Connection> connection, size_t max_waiting, int checkpoint_pages);
  // Refuses what still waits, ends the group that is under way, and closes.
  ~Writer();

  void Submit(Deadline deadline, WriteFunction fn, std::function<void(absl::Status)> done);

 private:
  struct Work {
    Deadline deadline;
    WriteFunction fn;
    std::function<void(absl::Status)> done;
    absl::Status status;
  };

  void Loop();
  void RunGroup(std::vector<Work>& group);
  // Runs all pieces and commits. An error here is the whole group's.
  absl::Status TryGroup(std::vector<Work>& group);
  // Runs the pieces one behind the other. False when one failed that had written.
  absl::StatusOr<bool> RunPlainly(std::vector<Work>& group);
  absl::Status RunPiece(Work& work);
  // Runs a piece so that its failure undoes it alone. An error here is the whole group's.
  absl::Status RunInSavepoint(Work& work);

  std::unique_ptr<Connection> connection_;
  const size_t max_waiting_;
  const int checkpoint_pages_;
  // Set after a failed commit: what is on disk is not known, so nothing more is written.
  absl::Status broken_;

  Mutex mutex_;
  CondVar work_cond_;
  std::vector<Work> waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace assay::sql::sqlite

#endif  // ASSAY_STORAGE_SQLITE_WRITER_H_
