// Merges the small chunks of series into large ones. Readers see the same points before, during and
// after.
#ifndef ASSAY_STORAGE_MERGER_H_
#define ASSAY_STORAGE_MERGER_H_

#include <memory>
#include <thread>

#include "absl/status/statusor.h"
#include "core/mutex.h"
#include "storage/store.h"

namespace assay {

// Merges one series for which a merge is due. Returns false when there is none.
absl::StatusOr<bool> MergeOne(Store& store);

// Does that in the background whenever it is told that there may be work. Thread-safe.
class Merger {
 public:
  explicit Merger(Store& store);
  // Ends the merge that is under way; the others are done after the next start.
  ~Merger();
  void Notify();

 private:
  void Loop();

  Store& store_;
  Mutex mutex_;
  CondVar work_cond_;
  bool notified_ ABSL_GUARDED_BY(mutex_) = true;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace assay

#endif  // ASSAY_STORAGE_MERGER_H_
