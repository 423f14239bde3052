#include "storage/sql/database.h"

#include "core/mutex.h"

namespace assay::sql {

absl::Status Database::Write(Deadline deadline, WriteFunction fn) {
  struct Wait {
    Mutex mutex;
    CondVar done_cond;
    bool done ABSL_GUARDED_BY(mutex) = false;
    absl::Status status ABSL_GUARDED_BY(mutex);
  } wait;
  WriteAsync(deadline, std::move(fn), [&wait](absl::Status status) {
    MutexLock lock(wait.mutex);
    wait.status = std::move(status);
    wait.done = true;
    // Under the lock: the waiter's frame may be gone right after.
    wait.done_cond.NotifyOne();
  });
  MutexLock lock(wait.mutex);
  while (!wait.done) wait.done_cond.Wait(wait.mutex);
  return wait.status;
}

}  // namespace assay::sql
