#include "server/stream_registry.h"

#include <utility>

namespace assay {

void StreamRegistry::Add(const void* stream, std::function<void()> stop) {
  MutexLock lock(mutex_);
  if (stopped_) {
    stop();
  } else {
    streams_[stream] = std::move(stop);
  }
}

void StreamRegistry::Remove(const void* stream) {
  MutexLock lock(mutex_);
  streams_.erase(stream);
}

void StreamRegistry::StopAll() {
  MutexLock lock(mutex_);
  stopped_ = true;
  for (auto& [stream, stop] : streams_) stop();
}

}  // namespace assay
