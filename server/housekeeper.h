// Small work that comes round.
#ifndef ASSAY_SERVER_HOUSEKEEPER_H_
#define ASSAY_SERVER_HOUSEKEEPER_H_

#include <thread>

#include "core/mutex.h"
#include "storage/store.h"

namespace assay {

// Forgets old answers of requests with a request_id, at the start and then every hour; sketches the
// runs of blocks that are due, at the start and then every ten seconds. Thread-safe.
class Housekeeper {
 public:
  explicit Housekeeper(Store& store);
  ~Housekeeper();

 private:
  void Loop();
  void Forget();
  // All blocks that are due, one after the other.
  void Sketch();
  bool Stopping();

  Store& store_;
  Mutex mutex_;
  CondVar stop_cond_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace assay

#endif  // ASSAY_SERVER_HOUSEKEEPER_H_
