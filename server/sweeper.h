// Asks the standing rules of champions from time to time.
#ifndef ASSAY_SERVER_SWEEPER_H_
#define ASSAY_SERVER_SWEEPER_H_

#include <chrono>
#include <thread>

#include "core/mutex.h"
#include "storage/store.h"

namespace assay {

// Sweeps (server/governance/sweeping.h) `every` so long, first after that time; never when it is 0.
// Thread-safe.
class Sweeper {
 public:
  Sweeper(Store& store, std::chrono::seconds every);
  ~Sweeper();

 private:
  void Loop();

  Store& store_;
  const std::chrono::seconds every_;
  Mutex mutex_;
  CondVar stop_cond_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace assay

#endif  // ASSAY_SERVER_SWEEPER_H_
