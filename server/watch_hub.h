// Tells those who watch a run what has become durable.
#ifndef ASSAY_SERVER_WATCH_HUB_H_
#define ASSAY_SERVER_WATCH_HUB_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "core/mutex.h"
#include "storage/log_batch.h"

namespace assay {

// Thread-safe.
class WatchHub {
 public:
  // Called with a batch that was applied, or with null when the run changed in another way. Must
  // not block, and must not call the hub.
  using Listener = std::function<void(const std::shared_ptr<const PreparedBatch>&)>;

  void Add(const std::string& run_id, const void* watcher, Listener listener);
  // The listener is not called after this has returned.
  void Remove(const std::string& run_id, const void* watcher);
  void Publish(const std::string& run_id, const std::shared_ptr<const PreparedBatch>& batch);

 private:
  Mutex mutex_;
  absl::flat_hash_map<std::string, absl::flat_hash_map<const void*, Listener>> runs_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay

#endif  // ASSAY_SERVER_WATCH_HUB_H_
