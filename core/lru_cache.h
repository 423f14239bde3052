// A bounded cache of immutable values.
#ifndef ASSAY_CORE_LRU_CACHE_H_
#define ASSAY_CORE_LRU_CACHE_H_

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "core/mutex.h"

namespace assay {

// Values by keys that say everything that they depend on, so that none goes stale. What was not
// asked for the longest makes room for what is new. Thread-safe.
template <typename Value>
class LruCache {
 public:
  using Pointer = std::shared_ptr<const Value>;

  // The sum of the weights that it holds at the most.
  explicit LruCache(size_t capacity) : capacity_(capacity) {}

  // Null when it is not there.
  Pointer Find(std::string_view key) {
    const MutexLock lock(mutex_);
    const auto it = index_.find(key);
    if (it == index_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, it->second);
    return it->second->value;
  }

  // What weighs more than all that it may hold is not kept.
  void Put(std::string key, Pointer value, size_t weight) {
    const MutexLock lock(mutex_);
    if (weight > capacity_ || index_.contains(key)) return;
    while (weight_ + weight > capacity_) RemoveOldest();
    entries_.push_front({std::move(key), std::move(value), weight});
    index_.emplace(entries_.front().key, entries_.begin());
    weight_ += weight;
  }

 private:
  struct Entry {
    std::string key;
    Pointer value;
    size_t weight;
  };

  void RemoveOldest() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    weight_ -= entries_.back().weight;
    index_.erase(entries_.back().key);
    entries_.pop_back();
  }

  const size_t capacity_;
  Mutex mutex_;
  size_t weight_ ABSL_GUARDED_BY(mutex_) = 0;
  std::list<Entry> entries_ ABSL_GUARDED_BY(mutex_);  // the last one asked for first
  std::unordered_map<std::string_view, typename std::list<Entry>::iterator> index_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay

#endif  // ASSAY_CORE_LRU_CACHE_H_
