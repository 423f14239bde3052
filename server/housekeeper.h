// Small work that comes round.
#ifndef ASSAY_SERVER_HOUSEKEEPER_H_
#define ASSAY_SERVER_HOUSEKEEPER_H_

#include <thread>

#include "core/mutex.h"
#include "storage/store.h"

namespace assay {

// At the start and then again and again: every second takes new runs into the indexes by value,
// every ten seconds sketches the runs of blocks that are due, every hour forgets old answers of
// requests with a request_id. Thread-safe.
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
  Mutex mutex_;
  CondVar stop_cond_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace assay

#endif  // ASSAY_SERVER_HOUSEKEEPER_H_
