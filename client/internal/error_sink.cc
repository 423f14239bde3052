#include "client/internal/error_sink.h"

namespace assay {

void ErrorSink::Report(const absl::Status& status) {
  {
    MutexLock lock(mutex_);
    if (first_.ok()) first_ = status;
  }
  Tell(status);
}

void ErrorSink::Tell(const absl::Status& status) {
  if (!on_error_) return;
  MutexLock lock(tell_mutex_);
  if (told_.insert(status.ToString()).second) on_error_(status);
}

absl::Status ErrorSink::first() const {
  MutexLock lock(mutex_);
  return first_;
}

}  // namespace assay
