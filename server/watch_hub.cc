#include "server/watch_hub.h"

#include <utility>

namespace assay {

void WatchHub::Add(const std::string& run_id, const void* watcher, Listener listener) {
  MutexLock lock(mutex_);
  runs_[run_id][watcher] = std::move(listener);
}

void WatchHub::Remove(const std::string& run_id, const void* watcher) {
  MutexLock lock(mutex_);
  const auto it = runs_.find(run_id);
  if (it == runs_.end()) return;
  it->second.erase(watcher);
  if (it->second.empty()) runs_.erase(it);
}

void WatchHub::Publish(const std::string& run_id,
                       const std::shared_ptr<const PreparedBatch>& batch) {
  MutexLock lock(mutex_);
  const auto it = runs_.find(run_id);
  if (it == runs_.end()) return;
  for (const auto& [watcher, listener] : it->second) listener(batch);
}

}  // namespace assay
