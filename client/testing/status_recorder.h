// Remembers the errors that a callback was told, for tests.
#ifndef ASSAY_CLIENT_TESTING_STATUS_RECORDER_H_
#define ASSAY_CLIENT_TESTING_STATUS_RECORDER_H_

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "core/errors.h"
#include "core/mutex.h"

namespace assay {

// Thread-safe. Outlives its callbacks.
class StatusRecorder {
 public:
  std::function<void(const absl::Status&)> callback() {
    return [this](const absl::Status& status) {
      MutexLock lock(mutex_);
      statuses_.push_back(status);
      cond_.NotifyAll();
    };
  }

  std::vector<absl::Status> statuses() const {
    MutexLock lock(mutex_);
    return statuses_;
  }

  // The reasons, in the order in which they came.
  std::vector<std::string> reasons() const {
    std::vector<std::string> reasons;
    for (const absl::Status& status : statuses()) reasons.push_back(ErrorReason(status));
    return reasons;
  }

  void WaitFor(const std::string& reason) {
    MutexLock lock(mutex_);
    while (std::none_of(statuses_.begin(), statuses_.end(), [&reason](const absl::Status& status) {
      return ErrorReason(status) == reason;
    })) {
      cond_.Wait(mutex_);
    }
  }

 private:
  mutable Mutex mutex_;
  CondVar cond_;
  std::vector<absl::Status> statuses_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay

#endif  // ASSAY_CLIENT_TESTING_STATUS_RECORDER_H_
