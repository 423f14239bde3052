// The bounded pool of threads on which calls are handled.
#ifndef ASSAY_SERVER_WORKER_POOL_H_
#define ASSAY_SERVER_WORKER_POOL_H_

#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "core/mutex.h"

namespace assay {

// Thread-safe.
class WorkerPool {
 public:
  WorkerPool(int threads, size_t max_waiting);
  // Runs what waits, then ends.
  ~WorkerPool();

  // Returns false when too much waits already; then `work` is not run.
  bool Submit(std::function<void()> work);

 private:
  void Loop();

  const size_t max_waiting_;
  Mutex mutex_;
  CondVar work_cond_;
  std::deque<std::function<void()>> waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace assay

#endif  // ASSAY_SERVER_WORKER_POOL_H_
