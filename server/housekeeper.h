// Small work that comes round.
#ifndef ASSAY_SERVER_HOUSEKEEPER_H_
#define ASSAY_SERVER_HOUSEKEEPER_H_

#include <cstdint>
#include <thread>

#include "core/mutex.h"
#include "storage/store.h"
#include "storage/value_index.h"

namespace assay {

// When new runs are taken into the indexes by value: when none came since the last look, so that it
// does not slow those who create them, or when there are so many that searches would feel it. Not
// thread-safe.
class IndexPace {
 public:
  static constexpr int64_t kMostBehind = 5'000;

  // To be asked again and again.
  bool IsDue(const IndexedRuns& runs);

 private:
  int64_t newest_seen_ = 0;
};

// At the start and then again and again: every second looks whether to take new runs into the
// indexes by value, every ten seconds sketches the runs of blocks that are due, every hour forgets
// old answers of requests with a request_id. Thread-safe.
class Housekeeper {
 public:
  explicit Housekeeper(Store& store);
  ~Housekeeper();

 private:
  void Loop();
  // Each does all that is due, or stops when this is stopping.
  absl::Status Index();
  absl::Status Sketch();
  absl::Status Forget();
  bool Stopping();

  Store& store_;
  IndexPace index_pace_;  // of the thread
  Mutex mutex_;
  CondVar stop_cond_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace assay

#endif  // ASSAY_SERVER_HOUSEKEEPER_H_
