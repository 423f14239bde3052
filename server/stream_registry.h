// The streams that are open, so that a shutdown can end them in order.
#ifndef ASSAY_SERVER_STREAM_REGISTRY_H_
#define ASSAY_SERVER_STREAM_REGISTRY_H_

#include <functional>

#include "absl/container/flat_hash_map.h"
#include "core/mutex.h"

namespace assay {

// Thread-safe.
class StreamRegistry {
 public:
  // `stop` asks the stream to end soon; it is called at most once, and never after Remove has
  // returned. When the registry is stopped already, it is called right away.
  void Add(const void* stream, std::function<void()> stop);
  void Remove(const void* stream);
  // Asks every stream to end, those too that come later.
  void StopAll();

 private:
  Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  absl::flat_hash_map<const void*, std::function<void()>> streams_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay

#endif  // ASSAY_SERVER_STREAM_REGISTRY_H_
