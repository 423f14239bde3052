// Errors of the background.
#ifndef ASSAY_CLIENT_INTERNAL_ERROR_SINK_H_
#define ASSAY_CLIENT_INTERNAL_ERROR_SINK_H_

#include <functional>
#include <set>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "core/mutex.h"

namespace assay {

// Tells a callback of every error, each once, and one at a time. Thread-safe.
class ErrorSink {
 public:
  explicit ErrorSink(std::function<void(const absl::Status&)> on_error)
      : on_error_(std::move(on_error)) {}
  // Tells it, and remembers the first.
  void Report(const absl::Status& status);
  // Tells it only: nothing of this run is lost.
  void Tell(const absl::Status& status);
  // The first that was reported, or OK.
  absl::Status first() const;

 private:
  const std::function<void(const absl::Status&)> on_error_;
  mutable Mutex mutex_;
  absl::Status first_ ABSL_GUARDED_BY(mutex_);
  Mutex tell_mutex_;
  std::set<std::string> told_ ABSL_GUARDED_BY(tell_mutex_);
};

}  // namespace assay

#endif  // ASSAY_CLIENT_INTERNAL_ERROR_SINK_H_
